"""The commands of lists that are handed out: replace, targeted, status."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa_workbook.cli import completion
from qa_workbook.cli.programs import (
    DONE,
    REJECTED,
    FolderOption,
    OutOption,
    PeriodOption,
    sample_program,
)
from qa_workbook.cli.session import Session
from qa_workbook.cli.shared import with_session
from qa_workbook.labels import text

ByOption = Annotated[str, typer.Option("--by")]


@sample_program.command()
@with_session
def replace(
    session: Session,
    of_list: Annotated[str, typer.Argument(metavar="LIST")],
    recording: Annotated[str, typer.Argument(metavar="RECORDING")],
    because: Annotated[str, typer.Option("--reason")],
    list_note: Annotated[str, typer.Option("--note")] = "",
    by: ByOption = "",
    draw_folder: FolderOption = None,
) -> None:
    """Replaces a drawn call that can't be used by the next one of its agent."""
    from qa_workbook.app.sample_replace import WantedReplacement, replace_call

    wanted = WantedReplacement(of_list, recording, because, list_note, by)
    report = replace_call(session.workspace, wanted, session.language, draw_folder)
    for sentence in report.notes(session.language):
        session.say(sentence)
    session.answer(report.as_dict())


@sample_program.command()
@with_session
def targeted(
    session: Session,
    for_scheme: Annotated[
        str, typer.Option("--scheme", autocompletion=completion.schemes_and_forms)
    ],
    for_inspector: Annotated[str, typer.Option("--inspector")],
    list_reason: Annotated[str, typer.Option("--reason")],
    chosen: Annotated[str, typer.Option("--recordings")] = "",
    chosen_calls: Annotated[Path | None, typer.Option("--calls", dir_okay=False)] = None,
    by: ByOption = "",
    by_points: Annotated[bool, typer.Option("--points")] = False,
    draw_folder: FolderOption = None,
) -> None:
    """Hands out recordings that somebody chose; their scores count nowhere."""
    from qa_workbook.app.sample_targeted import WantedTargeted, hand_out_targeted

    wanted = WantedTargeted(
        for_scheme, for_inspector, list_reason, chosen, chosen_calls, by, by_points
    )
    report = hand_out_targeted(session.workspace, wanted, session.language, draw_folder)
    for sentence in report.notes(session.language):
        session.say(sentence)
    session.answer(report.as_dict(session.language))
    rejected = report.calls is not None and report.calls.rejected
    raise typer.Exit(REJECTED if rejected else DONE)


@sample_program.command()
@with_session
def status(session: Session, period: PeriodOption = None, out: OutOption = None) -> None:
    """Says what of the drawn calls is scored, missing or replaced."""
    from qa_workbook.app.sample_status import sample_status

    report = sample_status(session.workspace, session.period(period), session.language, out)
    for sentence in report.notes(session.language):
        session.say(sentence)
    session.say(text("sampling_lists.told_file_status", session.language, path=report.file))
    session.answer(report.as_dict())
