"""The commands of tiers: where everybody stands, and entering the steps of applications."""

from __future__ import annotations

import typer

from qa_workbook.cli.programs import DONE, REJECTED, PeriodOption, tiers_program
from qa_workbook.cli.session import Session
from qa_workbook.cli.shared import with_session
from qa_workbook.labels import text


@tiers_program.callback()
@with_session
def tiers(session: Session, period: PeriodOption = None) -> None:
    """Says where everybody stands; nothing is written."""
    if session.subcommand is not None:
        return
    from qa_workbook.app.tiers import standing_of_tiers

    span = session.period(period)
    found = standing_of_tiers(session.workspace, span, session.language)
    for words in found.sentences:
        session.say(words)
    session.answer(found.as_dict(), only=True)


@tiers_program.command("record")
@with_session
def tiers_record(session: Session, period: PeriodOption = None) -> None:
    """Enters the steps of applications into the ledger."""
    from qa_workbook.app.tiers import record_tiers

    span = session.period(period)
    report = record_tiers(session.workspace, span)
    for one in report.findings:
        why = one.message(session.language)
        place = {"file": one.file, "sheet": one.sheet, "cell": one.cell}
        session.say(text("tiers.told_refused", session.language, **place, why=why))
    session.say(text("tiers.told_recorded", session.language, **report.counts))
    if report.unlisted:
        session.say(text("tiers.told_unlisted", session.language, count=report.unlisted))
    session.answer(report.as_dict(session.language), only=True)
    raise typer.Exit(REJECTED if report.findings else DONE)
