"""The command of form results. Like those of `commands`."""

from __future__ import annotations

from typing import Annotated

import typer

from qa_workbook.cli import completion
from qa_workbook.cli.programs import OutOption, PeriodOption, program
from qa_workbook.cli.session import Session
from qa_workbook.cli.shared import with_session


@program.command()
@with_session
def results(
    session: Session,
    forms: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FORM]…", autocompletion=completion.schemes_and_forms),
    ] = None,
    period: PeriodOption = None,
    out: OutOption = None,
) -> None:
    """Writes what the forms of a period come to."""
    from qa_workbook.app.form_results import write_results

    span = session.period(period)
    found = write_results(session.workspace, span, session.language, forms or (), out)
    for one in found:
        session.say(f"{one.result.name}: {one.result.sentences[0]}")
        session.say(str(one.file))
    if not found:
        session.tell("no_results", period=span)
    session.answer({"results": [one.as_dict() for one in found]})
