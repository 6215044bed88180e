"""The commands of the analysis: compare, themes. Like those of `commands`."""

from __future__ import annotations

from typing import Annotated

import typer

from qa_workbook.cli.programs import program
from qa_workbook.cli.session import Session
from qa_workbook.cli.shared import with_session


@program.command()
@with_session
def compare(
    session: Session,
    first: Annotated[str, typer.Argument(metavar="A")],
    second: Annotated[str, typer.Argument(metavar="B")],
) -> None:
    """Sets the figures of two periods beside each other."""
    from qa_workbook.app.compare import compare_periods
    from qa_workbook.cli.comparisons import comparison_lines

    found = compare_periods(session.workspace, first, second, session.language)
    session.answer([one.as_dict() for one in found], only=True)
    if session.as_json:
        return
    for one in found:
        for line in comparison_lines(one, session.language):
            typer.echo(line)
    if not found:
        session.tell("no_recordings", period=f"{first} / {second}")
