"""The figures of each team (S3)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.sums import Sums


def team_table(pool: Pool, sums: Sums) -> pd.DataFrame:
    """Returns the frame `teams` of an Analysis, by name.

    A recording belongs to the team on its row.
    """
    group, names = pd.factorize(pool.frame["team"].iloc[sums.rows], sort=True)
    table = sums.by(group, len(names))
    agents = pd.Series(pool.frame["agent"].to_numpy()[sums.rows])
    table.insert(0, "team", pd.Series(np.asarray(names), dtype="str"))
    table.insert(2, "agents", agents.groupby(group).nunique().to_numpy(dtype=np.int64))
    return table
