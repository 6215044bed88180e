"""Which days' defect ratios chance alone doesn't explain."""

from __future__ import annotations

from qa_workbook.analysis.model import Analysis
from qa_workbook.statistics.control_charts import ControlLimits, p_prime_chart
from qa_workbook.statistics.reasons import Reason


def day_control(analysis: Analysis) -> ControlLimits | Reason | None:
    """Returns the control chart of the days, a point for each row of `days`.

    A point is the share of the day's judgements that are defects; one judgement is one item in one
    recording. With one version of the scheme that is 平均不良比率. It is no share of recordings:
    nearly every one has some defect. Items of one recording aren't independent of each other, so
    that the limits are those of Laney's p′. None without 平均不良比率, a reason where there are no
    limits.
    """
    days = analysis.days
    if analysis.overall.average_defect_ratio is None or not days["judgements"].all():
        return None
    return p_prime_chart(days["defective"], days["judgements"])
