"""The command that sends faulty files back, marked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa_workbook.cli.programs import DONE, REJECTED, program
from qa_workbook.cli.session import Session
from qa_workbook.cli.shared import with_session


@program.command("return")
@with_session
def return_command(
    session: Session,
    paths: list[Path],
    return_folder: Annotated[Path | None, typer.Option("--out", file_okay=False)] = None,
    mend: Annotated[bool, typer.Option("--mend")] = False,
) -> None:
    """Writes a marked copy of every file with findings."""
    from qa_workbook.app.return_sheets import return_sheets

    with session.progress() as progress:
        report = return_sheets(
            session.workspace, paths, session.language, return_folder, mend=mend, progress=progress
        )
    for one in report.files:
        session.tell("returned", file=one.file, path=one.returned, findings=one.findings)
        if one.mended:
            session.tell("returned_mended", count=one.mended)
    if not report.files:
        session.tell("nothing_to_return", files=report.clean)
    session.answer(report.as_dict())
    raise typer.Exit(REJECTED if report.rejected else DONE)
