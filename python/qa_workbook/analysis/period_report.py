"""What the analysis workbook and the papers of a period are written from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from qa_workbook.analysis.branches import no_branch_checks
from qa_workbook.analysis.case_library import CaseLibrary
from qa_workbook.analysis.comparison import Groups, Row, compared
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.past import no_past
from qa_workbook.analysis.quotas import QuotaDays, no_quotas
from qa_workbook.analysis.rules import AnalysisRules
from qa_workbook.analysis.theme_weeks import ThemeWeek
from qa_workbook.numbers import Period
from qa_workbook.sheets import LeftOut


@dataclass(frozen=True)
class SchemeReport:
    """One scheme in the period, and beside it the period before.

    `before` is None where that has no recordings. `past` are the periods before in a row, up to
    that one (`past.PAST`). `groups` and `groups_before` say where the agents work on the last day
    of each period, and which projects are a line or a branch.
    """

    analysis: Analysis
    before: Analysis | None = None
    groups: Groups = field(default_factory=Groups)
    groups_before: Groups = field(default_factory=Groups)
    past: pd.DataFrame = field(default_factory=no_past)

    @cached_property
    def comparison(self) -> list[Row]:
        """The figures of both periods with what changed (S14), as `compared` orders them."""
        return compared(self.before, self.analysis, self.groups_before, self.groups)


@dataclass(frozen=True)
class PeriodReport:
    """All schemes of a period, those with most recordings first, and what they have in common.

    `period` is None only for a workbook of nothing. `rules` are those in force on its last day,
    None before the first version. Rates on fewer than `small_sample` recordings are marked, have
    no rank and raise no alarm; None marks none. Schemes of more than `live_formulas_up_to` scores
    have values instead of formulas in the workbook; None sets no limit. `quotas` is the frame of
    `quotas.quota_table`, `branch_checks` that of `branches.branch_table`; `quota_days` are the days
    that they are due on. `left_out` is what was read but isn't here, None where nobody knows.
    `theme_weeks` are the weeks of the tracking sheet of themes (S4), which only the workbook has;
    `case_library` has the service cases (S22).
    """

    schemes: Sequence[SchemeReport]
    period: Period | None = None
    rules: AnalysisRules | None = None
    small_sample: int | None = None
    live_formulas_up_to: int | None = None
    quotas: pd.DataFrame = field(default_factory=no_quotas)
    branch_checks: pd.DataFrame = field(default_factory=no_branch_checks)
    quota_days: QuotaDays | None = None
    left_out: LeftOut | None = None
    theme_weeks: Sequence[ThemeWeek] = ()
    case_library: CaseLibrary = field(default_factory=CaseLibrary)

    @property
    def recordings(self) -> int:
        """The counted recordings of all schemes."""
        return sum(one.analysis.overall.recordings for one in self.schemes)


def report_alone(
    analyses: Sequence[Analysis], period: Period | None = None, small_sample: int | None = None
) -> PeriodReport:
    """Returns a report of some analyses with nothing to compare them with, in their order."""
    spans = [period, *(analysis.period for analysis in analyses)]
    known = next((span for span in spans if span is not None), None)
    schemes = [SchemeReport(analysis) for analysis in analyses]
    return PeriodReport(schemes, known, small_sample=small_sample)
