"""The commands of handing out blank sheets, and of what came back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from qa_workbook.cli import completion
from qa_workbook.cli.programs import DONE, REJECTED, InboxOption, OutOption, PeriodOption, program
from qa_workbook.cli.session import Session
from qa_workbook.cli.shared import with_session
from qa_workbook.errors import UsageError
from qa_workbook.labels import text


@program.command()
@with_session
def packs(
    session: Session,
    of_scheme: Annotated[
        str, typer.Argument(metavar="SCHEME", autocompletion=completion.schemes_and_forms)
    ],
    of_period: Annotated[str, typer.Option("--period")],
    pack_folder: Annotated[Path | None, typer.Option("--out", file_okay=False)] = None,
    sheet_day: Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD")] = None,
    of_project: Annotated[str, typer.Option("--project")] = "",
    rows: Annotated[int | None, typer.Option("--rows")] = None,
    per_agent: Annotated[int, typer.Option("--per-agent", min=0)] = 1,
    by_points: Annotated[bool, typer.Option("--points")] = False,
    of_layout: Annotated[str, typer.Option("--layout")] = "",
) -> None:
    """Writes a blank score sheet for every inspector of a period."""
    from qa_workbook.app.packs import WantedPacks, write_packs

    try:
        on = date.fromisoformat(sheet_day) if sheet_day else None
    except ValueError:
        raise UsageError(what=f"--date {sheet_day}") from None
    of_sheet = (rows, per_agent, by_points, of_layout)
    wanted = WantedPacks(of_scheme, of_period, on, of_project, *of_sheet)
    with session.progress() as progress:
        report = write_packs(session.workspace, wanted, session.language, pack_folder, progress)
    session.say(text("packs.made", session.language, sheet=report.sheet, **report.counts))
    for sentence in report.notes(session.language):
        session.say(sentence)
    session.say(text("packs.told_list", session.language, path=report.file))
    session.answer(report.as_dict())


@program.command()
@with_session
def handed_in(
    session: Session,
    period: PeriodOption = None,
    inbox: InboxOption = None,
    out: OutOption = None,
) -> None:
    """Says which inspectors of a period have handed in what."""
    from qa_workbook.app.handed_in import write_handed_in

    span, language = session.period(period), session.language
    with session.progress() as progress:
        report = write_handed_in(session.workspace, span, language, inbox, out, progress)
    for sentence in report.notes(language):
        session.say(sentence)
    session.say(text("handed_in.told_file", language, path=report.file))
    session.answer(report.as_dict())
    raise typer.Exit(REJECTED if report.rejected else DONE)
