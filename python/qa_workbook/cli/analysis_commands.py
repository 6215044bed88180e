"""The commands of the analysis: compare, themes. Like those of `commands`."""

from __future__ import annotations

from datetime import date
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


@program.command()
@with_session
def themes(
    session: Session,
    week: Annotated[str | None, typer.Option("--week", metavar="YYYY-Www")] = None,
    scheme: Annotated[str, typer.Option("--scheme")] = "",
) -> None:
    """Chooses the themes of a week."""
    from qa_workbook.app.themes import coming_week, themes_of
    from qa_workbook.cli.comparisons import theme_line

    chosen = week or coming_week(date.today())  # noqa: DTZ011 - the user's own calendar
    if week is None:
        session.tell("week_chosen", week=chosen)
    found = themes_of(session.workspace, chosen, session.language, scheme)
    session.answer([one.as_dict() for one in found], only=True)
    if session.as_json:
        return
    for one in found:
        typer.echo(theme_line(one, session.language))
    if not found:
        session.tell("no_themes", week=chosen)
