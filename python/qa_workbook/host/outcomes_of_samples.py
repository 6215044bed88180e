"""What the buttons of samples, calibration and the laboratory show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qa_workbook.host.outcome import MOST_NAMED, Outcome, state_of, told
from qa_workbook.labels import text

if TYPE_CHECKING:
    from qa_workbook.app.calibration_new import NewSession
    from qa_workbook.app.calibration_report import WrittenReport
    from qa_workbook.app.laboratory import LaboratoryReport
    from qa_workbook.app.sample_draw import DrawReport
    from qa_workbook.app.sample_status import StatusReport


def of_sample(report: DrawReport, base: Path, language: str) -> Outcome:
    """Returns what to tell of a sample: how many calls, the seed, and what fell short."""
    made = report.draw

    def say(key: str, /, **details: object) -> str:
        return text(f"sampling.{key}", language, **details)

    numbers = {"agents": len(made.agents), "drawn": len(made.calls), "rounds": len(made.rounds)}
    counts = [say(f"told_{report.state}", per_agent=made.per_agent, **numbers)]
    loads = [len(one.calls) for one in made.listeners]
    if loads:
        counts.append(say("loads", count=len(loads), least=min(loads), most=max(loads)))
    said = [text("host.seed_used", language, seed=made.seed)]
    if report.calls.rejected:
        said.append(text("host.calls_rejected", language, count=report.calls.rejected))
    if made.calls and not loads:
        said.append(say("no_inspectors"))
    if loads and made.unassigned:
        said.append(say("unassigned", count=len(made.unassigned)))
    if made.shortfalls:
        said.append(text("host.short_agents", language, count=len(made.shortfalls)))
    files = [report.page, report.file]
    if report.lists:
        files = [report.lists.book, *files]
    attention = bool(made.shortfalls or made.unassigned or not made.calls)
    return Outcome(
        state=state_of(rejected=bool(report.calls.rejected), nothing=attention),
        counts="\n".join(counts),
        message=told(said, language),
        files=tuple(files),
        findings=report.calls.findings,
        base=base,
        recordings=len(made.calls),
        errors=report.calls.rejected,
    )


def of_sample_status(report: StatusReport, language: str) -> Outcome:
    """Returns what to tell of the drawn calls: the counts, and how many are not scored yet."""
    missing = sum(len(one.missing) for one in report.schemes)
    read = text("host.sample_missing" if missing else "host.sample_done", language, count=missing)
    return Outcome(
        state=state_of(rejected=False, nothing=bool(missing)),
        counts="\n".join(report.notes(language)),
        message=told([read], language),
        files=(report.file,),
    )


def of_session(made: NewSession, language: str) -> Outcome:
    """Returns what to tell of a session that was announced: its packs and where they are."""
    session = made.session
    about = {"session": session.id, "count": len(session.inspectors), "day": session.day}
    said = [text("host.hand_out_packs", language)]
    if session.late:
        said.append(text("calibration.told_late", language))
    return Outcome(
        counts=text("calibration.told_new", language, **about),
        message=told(said, language),
        files=(made.announcement, made.folder),
    )


def of_calibration(written: WrittenReport, language: str) -> Outcome:
    """Returns what to tell of a session: who has not handed in, then its first figures."""
    from qa_workbook.app.calibration_last import lacking_of, sentences_of

    report = written.report
    lacking = lacking_of(report, language)
    said = list(lacking)
    if written.copy:
        said.append(text("calibration.told_copy", language, path=written.copy))
    figures = sentences_of(report, language)
    return Outcome(
        state=state_of(rejected=False, nothing=bool(lacking)),
        counts="\n".join(figures[:MOST_NAMED]),
        message=told(said or [text("host.read_calibration", language)], language),
        files=(written.file,),
    )


def of_laboratory(report: LaboratoryReport, language: str) -> Outcome:
    """Returns what to tell of a scheme in the laboratory, the first sentences of it."""
    said, tested = report.tested.sentences(language), report.tested
    read = "host.no_draft" if tested.backtest is None else "host.read_laboratory"
    return Outcome(
        state=state_of(rejected=False, nothing=tested.is_refused),
        counts="\n".join(said[:MOST_NAMED]),
        message=text(read, language),
        files=(report.file,),
        recordings=tested.analysis.overall.recordings,
    )
