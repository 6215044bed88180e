"""The commands of samples: draw, verify, size."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from qa_workbook.cli import completion
from qa_workbook.cli.programs import DONE, REJECTED, FolderOption, sample_program
from qa_workbook.cli.session import Session
from qa_workbook.cli.shared import fraction, with_session

CallsOption = Annotated[Path, typer.Option("--calls", dir_okay=False)]


@sample_program.command(name="draw")
@with_session
def draw_(
    session: Session,
    calls: CallsOption,
    sample_seed: Annotated[str, typer.Option("--seed")],
    period: Annotated[str | None, typer.Option("--period")] = None,
    each: Annotated[int | None, typer.Option("--per-agent", min=1, max=10_000)] = None,
    rounds: Annotated[int | None, typer.Option("--rounds", min=1, max=10_000)] = None,
    for_scheme: Annotated[
        str, typer.Option("--scheme", autocompletion=completion.schemes_and_forms)
    ] = "",
    min_seconds: Annotated[int | None, typer.Option("--min-seconds", min=0)] = None,
    max_seconds: Annotated[int | None, typer.Option("--max-seconds", min=0)] = None,
    again: Annotated[bool, typer.Option("--again")] = False,
    hidden: Annotated[int | None, typer.Option("--repeats", min=0, max=1000)] = None,
    by_points: Annotated[bool, typer.Option("--points")] = False,
    draw_folder: FolderOption = None,
) -> None:
    """Draws the calls to listen to, and gives out the certificate."""
    from qa_workbook.app.sample_draw import WantedDraw, draw_sample
    from qa_workbook.cli.sample_summaries import summarise_draw

    span = session.period(period)
    wanted = WantedDraw(
        calls, span, sample_seed, each, rounds, for_scheme, min_seconds, max_seconds, again
    )
    wanted = replace(wanted, repeats=hidden, by_points=by_points)
    with session.progress() as progress:
        report = draw_sample(session.workspace, wanted, session.language, draw_folder, progress)
    summarise_draw(session, report)
    session.answer(report.as_dict(session.language))
    raise typer.Exit(REJECTED if report.calls.rejected else DONE)


@sample_program.command(name="verify")
@with_session
def verify_(
    session: Session,
    certificate: Annotated[Path, typer.Argument(metavar="CERTIFICATE", dir_okay=False)],
    calls: CallsOption,
    replacements: Annotated[Path | None, typer.Option("--replacements", dir_okay=False)] = None,
) -> None:
    """Draws once more from certificate and call list, and says what differs."""
    from qa_workbook.app.sample_verify import verify_sample
    from qa_workbook.cli.sample_summaries import summarise_verified

    report = verify_sample(session.workspace, certificate, calls, replacements)
    summarise_verified(session, report)
    session.answer(report.as_dict(session.language))
    raise typer.Exit(DONE if report.ok else REJECTED)


@sample_program.command(name="size")
@with_session
def size_(
    session: Session,
    error: Annotated[str, typer.Option("--error", metavar="0.05")],
    planning: Annotated[str | None, typer.Option("--p", metavar="0.5")] = None,
    level: Annotated[str, typer.Option("--level", metavar="0.95")] = "0.95",
    population: Annotated[int | None, typer.Option("--population", min=1)] = None,
) -> None:
    """Says how many recordings a rate needs."""
    from qa_workbook.app.sample_size import needed_size
    from qa_workbook.cli.sample_summaries import summarise_size

    rate = None if planning is None else fraction("--p", planning)
    found = needed_size(fraction("--error", error), rate, fraction("--level", level), population)
    session.answer(found.as_dict(), only=True)
    if not session.as_json:
        summarise_size(session, found)
