"""The command of the scorecard laboratory. Like those of `commands`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from qa_workbook.cli import completion
from qa_workbook.cli.programs import DONE, REJECTED, OutOption, PeriodOption, program
from qa_workbook.cli.session import Session
from qa_workbook.cli.shared import with_session
from qa_workbook.labels import text


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
    out: OutOption = None,
) -> None:
    """Tries another version of a scheme on the recordings of a period."""
    from qa_workbook.app.laboratory import write_laboratory

    place, language, span = session.workspace, session.language, session.period(period)
    report = write_laboratory(place, scheme, span, language, against, assume, out)
    for sentence in report.tested.sentences(language):
        session.say(sentence)
    session.say(text("laboratory_book.told_file", language, path=report.file))
    session.answer(report.as_dict())
    raise typer.Exit(REJECTED if report.tested.is_refused else DONE)
