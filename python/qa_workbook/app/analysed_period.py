"""A period that is analysed, together with the days around it that its workbook tells of."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import pandas as pd

from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.theme_weeks import ThemeWeek
from qa_workbook.app.beside import MOST_ROWS, beside
from qa_workbook.app.corrections import Frames
from qa_workbook.app.metrics import analyse_corrected, narrowed, rows_of
from qa_workbook.app.past import past_of
from qa_workbook.app.themes import days_around, theme_weeks_of
from qa_workbook.numbers import Period
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.workspace import Config, Workspace


class AnalysedPeriod(NamedTuple):
    """A period and the days around it; `frames` are those of `rows_of`."""

    frames: Frames
    analyses: list[Analysis]
    theme_weeks: list[ThemeWeek]
    past: dict[str, pd.DataFrame]


def analysed_period(
    workspace: Workspace,
    config: Config,
    store: RecordStore,
    span: Period,
    language: str,
    plan: MergePlan,
) -> AnalysedPeriod:
    """Analyses a period as the records will be with a plan.

    Raises SchemeVersionGone, UnknownScheme, RecordsDamaged, and as `Ledger` does.
    """
    # The weeks of the themes reach beyond the period: their days are read once for both.
    around = rows_of(store, days_around(span), plan)
    days = partial(_of_other_days, workspace, config, span, language, plan)
    if sum(map(len, around.values())) <= MOST_ROWS:
        with beside(partial(days, around), shared=config.schemes.schemes) as other_days:
            frames = narrowed(around, span)
            analyses = analyse_corrected(workspace, config, frames, span, language)
            return AnalysedPeriod(frames, analyses, *other_days())
    others = days(around)
    frames = narrowed(around, span)
    # Many rows of other days are too many to be kept while figures are made.
    del around
    analyses = analyse_corrected(workspace, config, frames, span, language)
    return AnalysedPeriod(frames, analyses, *others)


def _of_other_days(
    workspace: Workspace,
    config: Config,
    span: Period,
    language: str,
    plan: MergePlan,
    around: Frames,
) -> tuple[list[ThemeWeek], dict[str, pd.DataFrame]]:
    """Returns the weeks of themes, and the periods before the period."""
    weeks = theme_weeks_of(workspace, config, span, language, plan, around)
    return weeks, past_of(workspace, config, span, language, plan)
