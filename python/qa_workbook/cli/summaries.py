"""What a person reads after a command: one sentence a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qa_workbook.cli.session import Session
from qa_workbook.findings.finding import severities
from qa_workbook.labels import text

if TYPE_CHECKING:
    from qa_workbook.app.archive import ArchiveReport
    from qa_workbook.app.build_report import BuildReport
    from qa_workbook.app.check_records import RecordsReport
    from qa_workbook.app.close import CloseReport
    from qa_workbook.app.register import RegisterReport
    from qa_workbook.app.withdraw import Withdrawn


def summarise_build(session: Session, report: BuildReport) -> None:
    """Prints what was read, merged and found, the key figures, and the files made."""
    session.tell("summary_sheets", **report.sheets)
    session.tell("summary_recordings", **report.recordings)
    if report.withdrawn:
        session.tell("summary_withdrawn", rows=report.withdrawn)
    for one in report.forms:
        session.tell("summary_form", form=one.form.name.say(session.language), **one.rows)
    session.tell("summary_findings", **severities(report.findings))
    for line in report.lines:
        session.say(line)
    if not report.lines:
        session.tell("no_recordings", period=report.period.text)
    if report.register:
        summarise_register(session, report.register)
    session.tell("file_findings", path=report.findings_file)
    session.tell("file_analysis", path=report.analysis_file)
    if report.kept:
        session.tell("file_kept_analysis", path=report.kept)
    if report.register:
        session.tell("file_register", path=report.register.file)


def summarise_register(session: Session, report: RegisterReport) -> None:
    """Prints the totals of a register, and how many lines no tariff rule prices."""
    totals = report.as_dict()
    shown = {key: totals[key] for key in ("lines", "agents", "points", "money")}
    session.tell("summary_register", **shown)
    if not totals["recordings"] and not totals["lines"]:
        session.tell("no_recordings", period=totals["period"])
    elif not totals["lines"]:
        session.tell("no_penalties", period=totals["period"])
    if totals["unpriced"]:
        session.tell("summary_unpriced", count=totals["unpriced"])
    if count := len(report.register.unattributed):
        session.tell("summary_unattributed", count=count)
    if totals["agents_without_wage"]:
        session.tell("summary_without_wage", count=totals["agents_without_wage"])
    for key in ("agents_without_performance_pay", "lines_without_nature"):
        if count := report.register.totals[key]:
            session.tell(f"summary_{key}", count=count)
    changes = {key: totals[key] for key in ("new", "differing", "withdrawn")}
    if 0 < totals["new"] < totals["lines"] or totals["differing"] or totals["withdrawn"]:
        session.tell("summary_changes", **changes)
    if report.register.examples:
        session.tell("summary_examples")
    if report.changed_examples:
        session.tell("summary_examples_changed", versions=", ".join(report.changed_examples))
    if report.kept:
        session.tell("file_kept", path=report.kept)


def summarise_archive(session: Session, report: ArchiveReport) -> None:
    """Prints how many files were moved, and of the others why they stayed."""
    if report.moved:
        session.tell("archived", count=len(report.moved), folder=report.folder)
    elif not report.kept:
        session.tell("nothing_to_archive", period=report.period.text)
    for file, why in report.kept.items():
        session.tell("kept_back", file=file, why=text(f"cli.{why}", session.language))


def summarise_trace(session: Session, trace: Sequence[Withdrawn]) -> None:
    """Prints what was taken back, one withdrawal a line."""
    for entry in trace:
        files = ", ".join(f"{file} ({rows})" for file, rows in entry.files.items())
        about = {"at": entry.at, "who": entry.who, "why": entry.why or "—", "files": files}
        session.tell("withdrawal_line", **about)
    if not trace:
        session.tell("no_withdrawals")


def summarise_records(session: Session, report: RecordsReport) -> None:
    """Prints how many rows were checked, and each that isn't what its original says."""
    audit = report.audit
    for row in report.as_dict()["wrong"]:
        session.tell(f"records_{row['kind']}", **row | {"columns": ", ".join(row["columns"])})
    for file in audit.unmerged:
        session.tell("records_unmerged", file=file)
    session.tell("records_checked", checked=audit.checked, unchecked=audit.unchecked)
    session.tell("records_sound" if audit.sound else "records_unsound", wrong=len(audit.wrong))


def summarise_close(session: Session, report: CloseReport) -> None:
    """Prints what was booked, what comes later, and what the paper proves."""
    closing = report.closing
    if not report.is_new:
        session.tell("close_again", period=closing.period, at=closing.at)
    for sentence in (*report.booked_words(session.language), *report.left_words(session.language)):
        session.say(sentence)
    session.tell("close_root", root=closing.root, events=closing.events)
    session.tell("file_register", path=report.file)


def case_line(case: Mapping[str, Any], language: str) -> str:
    """Returns a penalty case in a line: its number, whose it is, what it costs, where it stands."""
    state = text(f"procedure.word-{case['state']}", language)
    shown = {**case, "state": state, "number": case["number"] or case["case"]}
    return text("cli.case_line", language, **shown)


def event_line(event: Mapping[str, Any], language: str) -> str:
    """Returns what happened to a case in a line."""
    words = {name: text(f"procedure.word-{event[name]}", language) for name in ("event", "role")}
    who = words["role"] if event["actor"] == event["role"] else f"{words['role']} {event['actor']}"
    about = {"at": event["at"], "event": words["event"], "actor": who, "reason": event["reason"]}
    return text("cli.event_line", language, **about).rstrip()
