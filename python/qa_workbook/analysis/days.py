"""The figures of each day and week (S3)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qa_workbook.analysis.numbering import distinct
from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.sums import Measure, Sums
from qa_workbook.arrays import Values

_MONDAY = np.datetime64("1970-01-05")


def day_sums(pool: Pool, sums: Sums) -> pd.DataFrame:
    """Returns the sums of each day with recordings that count, oldest first: `date` and sums."""
    return _by_date(sums, pool.days[sums.chosen])


def _by_date(sums: Sums, dates: Values) -> pd.DataFrame:
    found, group = distinct(dates)
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
    days = pool.days[sums.chosen]
    weeks = _by_date(sums, days - (days - _MONDAY) % np.timedelta64(7, "D"))
    return day_table(sums.measure, weeks)
