"""Reads what people filled in, with everything the config says about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from qa_workbook.app.progress import Progress
from qa_workbook.errors import PathNotFound
from qa_workbook.intake.reader import Intake, IntakeContext, read_paths
from qa_workbook.numbers import Period
from qa_workbook.workspace import Config


def read_inputs(
    config: Config, paths: Sequence[Path], base: Path, span: Period | None, progress: Progress
) -> Intake:
    """Returns the rows and findings of files and folders.

    Names of files are relative to `base`. With a period, rows of other days are left out. Raises
    PathNotFound.
    """
    for path in paths:
        if not path.exists():
            raise PathNotFound(path=path)
    context = IntakeContext(
        schemes=config.schemes,
        vocabulary=config.vocabulary,
        roster=config.roster,
        today=date.today(),  # noqa: DTZ011 - the user's own calendar
        period=span,
        base=base,
        forms=config.forms,
    )
    intake = read_paths(
        paths, context, progress=lambda done, total: progress("reading", done, total)
    )
    # the findings of a readable roster come with the intake
    unread = [] if config.roster else config.roster_findings
    return replace(intake, findings=[*unread, *intake.findings])
