"""The command of the scorecard laboratory. Like those of `commands`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from qa_workbook.cli import completion
from qa_workbook.cli.programs import DONE, REJECTED, PeriodOption, program
from qa_workbook.cli.session import Session
from qa_workbook.cli.shared import with_session


@program.command()
@with_session
def laboratory(
    session: Session,
    scheme: Annotated[
        str, typer.Argument(metavar="SCHEME", autocompletion=completion.schemes_and_forms)
    ],
    period: PeriodOption = None,
    against: Annotated[str, typer.Option("--against", metavar="FILE|VERSION")] = "",
    assume: Annotated[Literal["full", "na", "refuse"], typer.Option("--assume")] = "refuse",
) -> None:
    """Tries another version of a scheme on the recordings of a period."""
    from qa_workbook.app.laboratory import tried

    span = session.period(period)
    found = tried(session.workspace, scheme, span, session.language, against, assume)
    for sentence in found.sentences(session.language):
        session.say(sentence)
    session.answer(found.as_dict())
    raise typer.Exit(REJECTED if found.is_refused else DONE)
