"""What reading needs of the config: the same for every process that reads."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from qa_workbook.intake.context import IntakeContext
from qa_workbook.numbers import Period
from qa_workbook.workspace import Config


def reading_context(config: Config, base: Path, span: Period | None, today: date) -> IntakeContext:
    """Returns what reading a file needs; `base` is where its names begin, `today` the day of it.

    What the records say is needed only to compare files, and isn't in it.
    """
    return IntakeContext(
        schemes=config.schemes,
        vocabulary=config.vocabulary,
        roster=config.roster,
        today=today,
        period=span,
        base=base,
        forms=config.forms,
        layouts=config.layouts,
        returned=config.returned,
        lists=config.lists,
        policy=config.policy,
    )
