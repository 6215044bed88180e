"""The figures of each day (S3)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.sums import Sums


def day_table(pool: Pool, sums: Sums) -> pd.DataFrame:
    """Returns the frame `days` of an Analysis, oldest day first."""
    stamps = pool.frame["call_date"].to_numpy()[sums.rows].astype("datetime64[D]")
    dates, group = np.unique(stamps, return_inverse=True)
    table = sums.by(group, len(dates))
    table.insert(0, "date", dates.astype("datetime64[s]"))
    defective, judgements = sums.opportunities(group, len(dates))
    return table.assign(defective=defective, judgements=judgements)
