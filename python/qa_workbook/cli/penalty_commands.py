"""The commands of penalties: register, cases, close, payroll, ledger. Like those of `commands`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa_workbook.cli.programs import (
    DONE,
    REJECTED,
    KeepCopyOption,
    PeriodOption,
    decisions_program,
    ledger_program,
    program,
)
from qa_workbook.cli.session import Session
from qa_workbook.cli.shared import with_session
from qa_workbook.labels import text


@program.command()
@with_session
def register(
    session: Session, period: PeriodOption = None, keep_copy: KeepCopyOption = False
) -> None:
    """Writes the penalty register."""
    from qa_workbook.app.register import write_register
    from qa_workbook.cli.summaries import summarise_register

    place, language, span = session.workspace, session.language, session.period(period)
    report = write_register(place, span, language, keep_copy=keep_copy)
    summarise_register(session, report)
    session.tell("file_register", path=report.file)
    session.answer(report.as_dict())


@program.command()
@with_session
def cases(session: Session, period: PeriodOption = None) -> None:
    """Lists the penalty cases of a period."""
    from qa_workbook.app.cases import cases_of
    from qa_workbook.cli.summaries import case_line

    span = session.period(period)
    found = cases_of(session.workspace, span, session.language)
    session.answer(found, only=True)
    if session.as_json:
        return
    for one in found:
        typer.echo(case_line(one, session.language))
    if not found:
        session.tell("no_penalties", period=span)


@program.command()
@with_session
def case(session: Session, name: Annotated[str, typer.Argument(metavar="CASE")]) -> None:
    """Shows all that is known of one penalty case."""
    from qa_workbook.app.cases import case_of
    from qa_workbook.cli.summaries import case_line, event_line

    found = case_of(session.workspace, name)
    session.answer(found, only=True)
    if session.as_json:
        return
    typer.echo(case_line(found, session.language))
    for event in found["events"]:
        typer.echo(event_line(event, session.language))


@program.command()
@with_session
def verify(session: Session, file: Path) -> None:
    """Names the cells of a register or slip that were changed since it was given out."""
    from qa_workbook.app.verify import verify_file

    report = verify_file(session.workspace, file)
    session.answer(report.as_dict(), only=True)
    for cell in report.cells:
        session.tell("verify_cell" if cell.cell else "verify_sheet_gone", **vars(cell))
    if report.cells:
        session.tell("verify_unsound", count=len(report.cells))
        raise typer.Exit(REJECTED)
    session.tell("verify_sound")


@decisions_program.callback()
@with_session
def decisions(_session: Session) -> None:
    """Enters what people decide about penalties."""


@decisions_program.command("import")
@with_session
def decisions_import(session: Session, file: Path) -> None:
    """Enters what people decided in a register."""
    from qa_workbook.app.decisions import import_decisions

    report = import_decisions(session.workspace, file, session.language)
    for found in report.findings:
        session.tell("decision_refused", cell=found.cell, why=found.message(session.language))
    counts = {"read": report.read, "accepted": report.accepted, "unchanged": report.unchanged}
    session.tell("decisions_entered", **counts, refused=report.refused)
    session.answer(report.as_dict(session.language), only=True)
    raise typer.Exit(REJECTED if report.refused else DONE)


@program.command()
@with_session
def close(session: Session, period: PeriodOption = None) -> None:
    """Closes a month for payment."""
    from qa_workbook.app.close import close_period
    from qa_workbook.cli.summaries import summarise_close

    span = session.period(period)
    report = close_period(session.workspace, span, session.language)
    summarise_close(session, report)
    session.answer(report.as_dict())


@program.command()
@with_session
def payroll(
    session: Session,
    out: Annotated[Path, typer.Option("--out")],
    period: PeriodOption = None,
) -> None:
    """Writes what finance pays from."""
    from qa_workbook.app.payroll import write_payroll

    span = session.period(period)
    report = write_payroll(session.workspace, span, out, session.language)
    session.tell("payroll_written", **report.totals)
    session.tell("file_payroll", path=report.file)
    session.answer(report.as_dict())


@ledger_program.callback()
@with_session
def ledger(_session: Session) -> None:
    """Looks after the ledger of penalties."""


@ledger_program.command("verify")
@with_session
def ledger_verify(session: Session) -> None:
    """Checks that no event of the ledger was changed."""
    from qa_workbook.app.ledger import verify_ledger

    found = verify_ledger(session.workspace)
    session.answer(found, only=True)
    if found["ok"]:
        session.tell("ledger_sound", events=found["events"], root=found["root"])
        if "pruned" in found:
            session.tell("ledger_pruned", pruned=found["pruned"])
        return
    why = text(f"ledger.{found['why']}", session.language)
    session.tell("ledger_unsound", event=found["first_bad"], why=why)
    raise typer.Exit(REJECTED)


@ledger_program.command("export")
@with_session
def ledger_export(session: Session, out: Annotated[Path, typer.Option("--out")]) -> None:
    """Writes the events of the ledger, one JSON object a line."""
    from qa_workbook.app.ledger import export_ledger

    events = export_ledger(session.workspace, out)
    session.tell("ledger_exported", events=events, path=out.resolve())
    session.answer({"events": events, "files": {"ledger": str(out.resolve())}})
