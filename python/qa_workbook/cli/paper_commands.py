"""The commands of papers, of the evidence behind them, and of keeping them no longer than due."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa_workbook.cli.programs import PeriodOption, program
from qa_workbook.cli.session import Session
from qa_workbook.cli.shared import with_session
from qa_workbook.labels import text


@program.command()
@with_session
def papers(
    session: Session,
    period: PeriodOption = None,
    agent: Annotated[str | None, typer.Option("--agent")] = None,
    kind: Annotated[str | None, typer.Option("--kind")] = None,
    pdf: Annotated[bool, typer.Option("--pdf")] = False,
) -> None:
    """Writes the papers of a period: of agents, of penalties, reports."""
    from qa_workbook.app.papers import write_papers

    span = session.period(period)
    workspace, language = session.workspace, session.language
    report = write_papers(workspace, span, language, agent=agent, kind=kind, pdf=pdf)
    for (of_kind, folder), count in report.counts.items():
        name = text(f"papers.{of_kind}", session.language)
        session.tell("file_papers", kind=name, count=count, folder=folder)
    for one in report.files:
        if one.kept:
            session.tell("file_kept_paper", path=one.kept)
    for sentence in report.notes(language):
        session.say(sentence)
    if report.pdf.value in ("made", "some_missing", "no_office"):
        made = sum(1 for one in report.files if one.pdf)
        session.tell(f"pdf_{report.pdf.value}", count=made)
    if not report.files:
        session.tell("no_branch_notice" if kind == "branch_notice" else "no_papers", period=span)
    session.answer(report.as_dict())


@program.command()
@with_session
def evidence(
    session: Session,
    agent: Annotated[str, typer.Option("--agent")],
    out: Annotated[Path, typer.Option("--out")],
    period: PeriodOption = None,
) -> None:
    """Writes all that proves the penalties of one agent, in a zip that needs no program."""
    from qa_workbook.app.evidence import write_evidence

    span = session.period(period)
    report = write_evidence(session.workspace, agent, span, out, session.language)
    details = {"cases": report.cases, "events": report.events, "path": report.file}
    session.tell("file_evidence", **details)
    session.answer(report.as_dict())


@program.command()
@with_session
def retention(
    session: Session,
    older_than: Annotated[int | None, typer.Option("--older-than")] = None,
    apply: Annotated[bool, typer.Option("--apply")] = False,
) -> None:
    """Deletes personal data older than its term; without --apply only says what that is."""
    from qa_workbook.app.retention import retention as delete_old

    report = delete_old(session.workspace, older_than=older_than, apply=apply)
    found = report.as_dict()
    counts = {name: found[name] for name in ("cases", "events", *report.removed)}
    name = "retention_done" if apply else "retention_dry"
    session.tell(name, before=report.before, months=report.months, **counts)
    for month, count in report.deletion.held.items():
        session.tell("retention_held", month=month, count=count)
    session.answer(found)
