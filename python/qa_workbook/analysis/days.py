"""The figures of each day and week (S3)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.sums import Measure, Sums

_MONDAY = np.datetime64("1970-01-05")


def day_sums(pool: Pool, sums: Sums) -> pd.DataFrame:
    """Returns the sums of each day with recordings that count, oldest first: `date` and sums."""
    stamps = pool.frame["call_date"].to_numpy()[sums.rows]
    return _by_date(sums, stamps.astype("datetime64[D]"))


def _by_date(sums: Sums, dates: npt.NDArray[np.datetime64]) -> pd.DataFrame:
    found, group = np.unique(dates, return_inverse=True)
    table = sums.over(group, len(found))
    table.insert(0, "date", found.astype("datetime64[s]"))
    return table


def day_table(measure: Measure, days: pd.DataFrame) -> pd.DataFrame:
    """Returns the frame `days` of an Analysis, oldest day first, from `day_sums`."""
    table = measure.figures(days)
    table.insert(0, "date", days["date"])
    defective, judgements = measure.opportunities(days)
    return table.assign(defective=defective, judgements=judgements)


def week_table(pool: Pool, sums: Sums) -> pd.DataFrame:
    """Returns the frame `weeks` of an Analysis; `date` is the Monday of the week."""
    days = pool.frame["call_date"].to_numpy()[sums.rows].astype("datetime64[D]")
    weeks = _by_date(sums, days - (days - _MONDAY) % np.timedelta64(7, "D"))
    return day_table(sums.measure, weeks)
