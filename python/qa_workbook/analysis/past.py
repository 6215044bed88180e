"""The figures of several periods in a row, for trend lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from qa_workbook.analysis.analyse import pool_of
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.pool import TwoInspectors
from qa_workbook.analysis.sums import sums_of
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.scheme.model import Scheme

PAST = {
    "period": "str",
    "first": "datetime64[s]",
    "last": "datetime64[s]",
    "recordings": "int64",
    "mean_score": "float64",
    "good": "float64",
    "average_defect_ratio": "float64",
    "fatal": "int64",
    "defects": "int64",
}
"""Columns of a frame of periods, oldest first; NaN where a period doesn't have the figure."""


def no_past() -> pd.DataFrame:
    """Returns the frame of no periods."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in PAST.items()})


def periods_before(period: Period, count: int) -> list[Period]:
    """Returns so many periods before one, each as long as it, the oldest first."""
    found: list[Period] = []
    for _ in range(count):
        period = period.before
        found.insert(0, period)
    return found


def past_table(
    versions: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    periods: Sequence[Period],
    two_inspectors: TwoInspectors,
) -> pd.DataFrame:
    """Returns the frame of periods that follow each other, of a scheme of wide sheets.

    `versions` and `frames` are those of `analyse`, of all periods together: each recording is
    scored once. The figures are those that `analyse` would give for each of them.
    """
    whole = Period("", periods[0].first, periods[-1].last)
    pool = pool_of(versions, frames, two_inspectors).within(whole)
    sums = sums_of(pool)
    days = pool.frame["call_date"].to_numpy()[sums.rows].astype("datetime64[D]")
    firsts = np.array([one.first for one in periods], dtype="datetime64[D]")
    group = np.searchsorted(firsts, days, side="right") - 1
    return _framed(periods, sums.by(group, len(periods)))


def past_by_analysis(periods: Sequence[Period], analyses: Sequence[Analysis]) -> pd.DataFrame:
    """Returns the same frame out of the analysis of each period."""
    figures = [
        {
            "recordings": one.overall.recordings,
            "mean_score": one.overall.mean_score if one.overall.recordings else None,
            "good": one.overall.rates.get("good"),
            "average_defect_ratio": one.overall.average_defect_ratio,
            "fatal": one.overall.fatal,
            "defects": one.overall.defects,
        }
        for one in analyses
    ]
    return _framed(periods, pd.DataFrame(figures))


def _framed(periods: Sequence[Period], figures: pd.DataFrame) -> pd.DataFrame:
    """The periods with their figures, from the first one on that has any recordings."""
    named = pd.DataFrame(
        {
            "period": [one.short for one in periods],
            "first": pd.to_datetime([one.first for one in periods]),
            "last": pd.to_datetime([one.last for one in periods]),
        }
    )
    own = [name for name in PAST if name not in named]
    table = pd.concat([named, figures[own]], axis=1).astype(PAST)
    begun = table["recordings"].cumsum() > 0
    return table[begun].reset_index(drop=True)
