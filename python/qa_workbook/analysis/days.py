"""The figures of each day and week (S3)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.sums import Sums

_MONDAY = np.datetime64("1970-01-05")


def day_table(pool: Pool, sums: Sums) -> pd.DataFrame:
    """Returns the frame `days` of an Analysis, oldest day first."""
    return _table(sums, _days(pool, sums))


def week_table(pool: Pool, sums: Sums) -> pd.DataFrame:
    """Returns the frame `weeks` of an Analysis; `date` is the Monday of the week."""
    days = _days(pool, sums)
    return _table(sums, days - (days - _MONDAY) % np.timedelta64(7, "D"))


def _days(pool: Pool, sums: Sums) -> npt.NDArray[np.datetime64]:
    stamps = pool.frame["call_date"].to_numpy()[sums.rows]
    return np.asarray(stamps.astype("datetime64[D]"))


def _table(sums: Sums, dates: npt.NDArray[np.datetime64]) -> pd.DataFrame:
    found, group = np.unique(dates, return_inverse=True)
    table = sums.by(group, len(found))
    table.insert(0, "date", found.astype("datetime64[s]"))
    defective, judgements = sums.opportunities(group, len(found))
    return table.assign(defective=defective, judgements=judgements)
