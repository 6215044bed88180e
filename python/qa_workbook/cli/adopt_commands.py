"""The command `adopt`. Like those of `commands`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa_workbook.cli import completion
from qa_workbook.cli.programs import DONE, REJECTED, USAGE, program
from qa_workbook.cli.session import Session
from qa_workbook.cli.shared import with_session
from qa_workbook.errors import UsageError

if TYPE_CHECKING:
    from qa_workbook.app.adopt import AdoptReport
    from qa_workbook.app.adopt_accept import Acceptance


@program.command()
@with_session
def adopt(
    session: Session,
    foreign: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...")] = None,
    of_scheme: Annotated[
        str | None, typer.Option("--scheme", autocompletion=completion.schemes_and_forms)
    ] = None,
    accept: Annotated[str | None, typer.Option("--accept", metavar="PROPOSAL")] = None,
) -> None:
    """Works out how foreign sheets are read, or puts a proposal into use."""
    from qa_workbook.app.adopt import adopt_files

    if bool(foreign) == bool(accept):
        raise UsageError(what="adopt FILE… | adopt --accept PROPOSAL")
    if accept:
        _accept(session, accept)
        return
    with session.progress() as progress:
        report = adopt_files(
            session.workspace, foreign or [], session.language, of_scheme, progress
        )
    _summarise(session, report)
    objects = report.as_list()
    session.answer(objects[0] if len(objects) == 1 else objects)
    raise typer.Exit(DONE if report.is_whole else REJECTED)


def _summarise(session: Session, report: AdoptReport) -> None:
    """Prints what was understood of every sheet, what is open, and how many totals agree."""
    from qa_workbook.app.adopt_words import known_words, sheet_words, totals_words

    language = session.language
    for known in report.known:
        session.say(known_words(known, language))
    for finding in report.unread:
        session.say(f"{finding.file}: {finding.message(language)}")
    is_open = report.proposal is not None and bool(report.proposal.open)
    for sheet in report.sheets:
        session.say(sheet_words(sheet, language, is_open=is_open))
    if report.proposal is None:
        return
    if not report.proposal.layouts:
        session.tell("adopt_nothing")
    elif report.proposal.open:
        session.tell("adopt_open", count=len(report.proposal.open))
    for path in (report.made or {}).values():
        session.tell("file_proposed", path=path)
    session.tell("file_preview", path=report.preview)
    if report.proposal.layouts:
        session.tell("adopt_next", id=report.id)
    if report.compared:
        session.say(totals_words(report.compared, report.agreeing, language))


def _accept(session: Session, proposal: str) -> None:
    from qa_workbook.app.adopt_accept import accept_proposal

    report = accept_proposal(session.workspace, proposal, session.language)
    _summarise_acceptance(session, report)
    session.answer(report.as_dict(session.language))
    raise typer.Exit(DONE if report.is_accepted else USAGE)


def _summarise_acceptance(session: Session, report: Acceptance) -> None:
    """Prints what was put into use, or what has to be answered first."""
    from qa_workbook.app.adopt_words import totals_words

    language = session.language
    for one in report.refused:
        session.say(f"{one.file} {one.cell}: {one.message(language)} {one.fix(language)}")
    for question in report.open:
        session.tell("adopt_unanswered", question=question.words.say(language))
    if not report.is_accepted:
        session.tell("adopt_not_accepted", path=report.preview)
        return
    if not report.is_new:
        session.tell("adopt_again", layouts=", ".join(report.layouts))
        return
    for path in report.files.values():
        session.tell("file_in_use", path=path)
    session.tell("adopt_in_use")
    if report.compared:
        session.say(totals_words(report.compared, report.agreeing, language))
