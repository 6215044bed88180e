"""The commands of calibration: a session, its report, what was agreed and ruled."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa_workbook.cli import completion
from qa_workbook.cli.programs import DONE, REJECTED, OutOption, calibration_program
from qa_workbook.cli.session import Session
from qa_workbook.cli.shared import with_session
from qa_workbook.errors import UsageError
from qa_workbook.labels import text

if TYPE_CHECKING:
    from qa_workbook.calibration.session import Session as CalibrationSession


@calibration_program.callback()
@with_session
def calibration(session: Session) -> None:
    """Holds calibration sessions; alone it lists them."""
    if session.subcommand is not None:
        return
    from qa_workbook.app.calibration_sessions import all_sessions

    found = all_sessions(session.workspace.required())
    session.answer([one.as_dict() for one in found], only=True)
    for one in found:
        state = _say(session, f"state_{one.state}")
        about = {"session": one.id, "day": one.day, "scheme": one.key, "state": state}
        session.say(_say(session, "told_session", **about, recordings=len(one.calls)))
    if not found:
        session.say(_say(session, "told_none"))


@calibration_program.command("new")
@with_session
def calibration_new(
    session: Session,
    calibrated_scheme: Annotated[
        str, typer.Option("--scheme", autocompletion=completion.schemes_and_forms)
    ],
    session_day: Annotated[str, typer.Option("--day", metavar="YYYY-MM-DD")],
    session_calls: Annotated[str, typer.Option("--recordings")] = "",
    session_list: Annotated[Path | None, typer.Option("--file", dir_okay=False)] = None,
    session_inspectors: Annotated[str, typer.Option("--inspectors")] = "",
    session_lead: Annotated[str, typer.Option("--lead")] = "",
    session_id: Annotated[str, typer.Option("--id")] = "",
    late_because: Annotated[str, typer.Option("--late")] = "",
    session_folder: Annotated[Path | None, typer.Option("--out", file_okay=False)] = None,
) -> None:
    """Announces a session and writes its blind packs."""
    from qa_workbook.app.calibration_new import WantedSession, new_session

    try:
        day = date.fromisoformat(session_day)
    except ValueError:
        raise UsageError(what=f"--day {session_day}") from None
    if bool(session_calls) == (session_list is not None):
        raise UsageError(what="--recordings / --file")
    calls, named = _listed(session_calls), _listed(session_inspectors)
    about = (session_list, named, session_lead, session_id, late_because)
    wanted = WantedSession(calibrated_scheme, day, calls, *about)
    made = new_session(session.workspace, wanted, session.language, session_folder)
    counts = {"session": made.session.id, "count": len(made.packs) - 1, "day": day}
    session.say(_say(session, "told_new", **counts))
    if made.session.late:
        session.say(_say(session, "told_late"))
    session.say(_say(session, "told_folder", path=made.folder))
    session.answer(made.as_dict())


@calibration_program.command("report")
@with_session
def calibration_report(
    session: Session,
    of_session: Annotated[str, typer.Argument(metavar="SESSION")],
    out: OutOption = None,
    together: Annotated[int, typer.Option("--together", min=1)] = 1,
) -> None:
    """Works out the figures of a session and writes its workbook."""
    from qa_workbook.app.calibration_last import lacking_of
    from qa_workbook.app.calibration_report import report_session
    from qa_workbook.calibration.sentences import told

    found = report_session(session.workspace, of_session, session.language, out, together)
    report = found.report
    for words in lacking_of(report, session.language):
        session.say(words)
    for one in told(report, session.language):
        heading = text(f"calibration_book.figure_{one.key}", session.language)
        session.say(_say(session, "told_figure", figure=heading, sentence=one.sentence))
    session.say(_say(session, "told_file", path=found.file))
    if found.copy:
        session.say(_say(session, "told_copy", path=found.copy))
    session.answer(found.as_dict(session.language))


@calibration_program.command("agree")
@with_session
def calibration_agree(
    session: Session,
    of_session: Annotated[str, typer.Argument(metavar="SESSION")],
    agreed_file: Annotated[Path, typer.Argument(metavar="FILE")],
    agreed_by: Annotated[str, typer.Option("--by")] = "",
) -> None:
    """Enters what was agreed after the discussion."""
    from qa_workbook.app.calibration_agree import agree_session

    report = agree_session(session.workspace, of_session, agreed_file, agreed_by)
    for one in report.findings:
        why = one.message(session.language)
        session.say(_say(session, "told_refused", sheet=one.sheet, cell=one.cell, why=why))
    counts = {"read": report.read, "accepted": report.accepted, "unchanged": report.unchanged}
    session.say(_say(session, "told_agreed", **counts, refused=len(report.findings)))
    _tell_state(session, report.session)
    session.answer(report.as_dict(session.language), only=True)
    raise typer.Exit(REJECTED if report.findings else DONE)


@calibration_program.command("rule")
@with_session
def calibration_rule(
    session: Session,
    of_session: Annotated[str, typer.Argument(metavar="SESSION")],
    ruled_recording: Annotated[str, typer.Option("--recording")],
    ruled_item: Annotated[str, typer.Option("--item")],
    ruled_mark: Annotated[str, typer.Option("--mark")],
    ruled_by: Annotated[str, typer.Option("--by")],
    ruled_reason: Annotated[str, typer.Option("--reason")],
) -> None:
    """Enters what arbitration ruled on a disputed mark."""
    from qa_workbook.app.calibration_agree import is_early, rule_on
    from qa_workbook.calibration.agreed import Ruling

    ruling = Ruling(ruled_recording, ruled_item, ruled_mark, ruled_by, "", ruled_reason)
    changed = rule_on(session.workspace, of_session, ruling)
    _tell_state(session, changed)
    last = changed.settled[-1]
    answer = {
        "session": changed.id,
        "state": str(changed.state),
        "open_recordings": list(changed.open_recordings),
        "early": is_early(changed),
        "recording": last.recording,
        "item": last.item,
        "mark": last.mark,
    }
    session.answer(answer, only=True)


def _tell_state(session: Session, held: CalibrationSession) -> None:
    """Says where a session stands, what is open, and that its day is still to come."""
    from qa_workbook.app.calibration_agree import is_early

    words = _say(session, f"state_{held.state}")
    session.say(_say(session, "told_state", session=held.id, state=words))
    if held.open_recordings:
        names = _say(session, "between_names").join(held.open_recordings)
        session.say(_say(session, "told_open", count=len(held.open_recordings), names=names))
    if is_early(held):
        session.say(_say(session, "told_early", day=held.day))


def _say(to: Session, key: str, /, **details: object) -> str:
    return text(f"calibration.{key}", to.language, **details)


def _listed(names: str) -> list[str]:
    """The names of an option, between commas of either width."""
    plain = names.replace("，", ",").replace("、", ",")
    return [name.strip() for name in plain.split(",") if name.strip()]
