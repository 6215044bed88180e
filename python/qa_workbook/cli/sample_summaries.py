"""What a person reads after a command about samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from qa_workbook.cli.session import Session
from qa_workbook.labels import text

if TYPE_CHECKING:
    from qa_workbook.app.sample_draw import DrawReport
    from qa_workbook.app.sample_size import NeededSize
    from qa_workbook.app.sample_verify import VerifyReport
    from qa_workbook.sampling.call_list import CallList
    from qa_workbook.sampling.verify import Difference

_NAMED = 8
"""So many of many are named; the JSON object has them all."""


def summarise_draw(session: Session, report: DrawReport) -> None:
    """Prints what was read, what each filter left, what was drawn, and what is short."""
    made = report.draw
    _summarise_calls(session, report.calls)
    for one in made.filters:
        name = text(f"sampling.filter_{one.name}", session.language, **one.setting)
        _say(session, "filter", name=name, before=one.before, removed=one.removed, left=one.left)
    counts = {"agents": len(made.agents), "drawn": len(made.calls), "rounds": len(made.rounds)}
    _say(session, f"told_{report.state}", per_agent=made.per_agent, **counts)
    for agent in made.shortfalls[:_NAMED]:
        why = text(f"sampling.short_{agent.why}", session.language, **vars(agent))
        _say(session, "shortfall", agent=agent.agent, name=agent.name, why=why)
    if more := len(made.shortfalls[_NAMED:]):
        _say(session, "more_shortfalls", count=more)
    loads = [len(one.calls) for one in made.listeners]
    if loads:
        _say(session, "loads", count=len(loads), least=min(loads), most=max(loads))
    elif made.calls:
        _say(session, "no_inspectors")
    if loads and made.unassigned:
        _say(session, "unassigned", count=len(made.unassigned))
    if report.unlisted:
        named = "、".join(report.unlisted[:_NAMED])
        _say(session, "unlisted", count=len(report.unlisted), names=named)
    if report.lists:
        for sentence in report.lists.notes(session.language):
            session.say(sentence)
        session.say(text("sampling_lists.told_book", session.language, path=report.lists.book))
    else:
        session.say(text("sampling_lists.no_lists", session.language))
    _say(session, "certificate_file", path=report.file)
    session.say(text("sampling_lists.told_page", session.language, path=report.page))


def summarise_verified(session: Session, report: VerifyReport) -> None:
    """Prints that all is as the certificate says, or what is not."""
    _summarise_calls(session, report.calls)
    number = report.verified.certificate.number
    if report.verified.ok:
        drawn = len(report.verified.certificate.drawn)
        _say(session, "verified", number=number, drawn=drawn)
    else:
        _say(session, "not_verified", number=number)
    for one in report.verified.differences:
        session.say(difference_line(one, session.language))
    if report.replaced and not report.faults:
        session.say(text("sampling_lists.trace_good", session.language, count=report.replaced))
    for fault in report.faults:
        session.say(text(f"sampling_lists.trace_{fault.what}", session.language, **vars(fault)))


def difference_line(one: Difference, language: str) -> str:
    """Returns what differs, in one sentence."""
    details: dict[str, Any] = {"about": one.about, "expected": one.expected, "found": one.found}
    if one.what == "population":
        told, found = one.expected["calls"], one.found["calls"]
        details = {"told": told, "found": found, "change": f"{found - told:+d}"}
        name = "differs_population" if told != found else "differs_ids"
        return text(f"sampling.{name}", language, **details)
    if one.what == "filter":
        details["about"] = text(f"sampling.name_{one.about}", language)
    if one.what in ("filter", "agent"):
        details |= {"expected": _counts(one.expected), "found": _counts(one.found)}
    if one.what in ("not_drawn", "drawn_too", "assignment"):
        numbers = one.expected or one.found
        shown = "、".join(numbers[:_NAMED]) + ("…" if len(numbers) > _NAMED else "")
        details = {"count": len(numbers), "numbers": shown}
    return text(f"sampling.differs_{one.what}", language, **details)


def summarise_size(session: Session, found: NeededSize) -> None:
    """Prints the size, and everything that it rests on."""
    size = found.found
    details = {
        "size": size.size,
        "planning": f"{size.planning:g}",
        "error": f"{size.error:g}",
        "level": f"{found.level:g}",
        "z": f"{size.z:.4f}",
        "infinite": f"{size.infinite:.2f}",
        "population": size.population,
        "exact": f"{size.exact:.2f}",
    }
    name = "size_endless" if size.population is None else "size_finite"
    typer.echo(text(f"sampling.{name}", session.language, **details))


def _summarise_calls(session: Session, calls: CallList) -> None:
    counts = {"read": calls.read, "usable": len(calls.calls), "rejected": calls.rejected}
    _say(session, "told_calls", file=calls.file, **counts)
    for one in calls.findings[:_NAMED]:
        place = " ".join(filter(None, (one.sheet, one.cell)))
        session.say(f"  {place}  {one.message(session.language)}")
    if more := sum(one.count for one in calls.findings[_NAMED:]):
        _say(session, "more_findings", count=more)


def _counts(row: dict[str, Any] | None) -> str:
    if row is None:
        return "—"
    return " / ".join(str(value) for value in row.values() if isinstance(value, int))


def _say(session: Session, sentence: str, /, **details: object) -> None:
    session.say(text(f"sampling.{sentence}", session.language, **details))
