"""明细: every recording with its marks, scores and origin, whether it counts or not."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import Pool

_SCORED: dict[str, object] = {"raw": np.nan, "final": np.nan, "defects": 0, "deduction": 0.0}
"""Scored columns, with what stands where a version has none."""


def detail_table(pool: Pool) -> pd.DataFrame:
    """Returns the frame `detail` of an Analysis."""
    index = pool.frame.index
    columns = pool.marks()
    for name, missing in _SCORED.items():
        columns[name] = pool.scored(name, missing)
    if pool.newest.hierarchical:
        for id_ in pool.scored_columns("value."):
            columns[f"value.{id_}"] = pool.scored(f"value.{id_}", np.nan)
    scores = pd.DataFrame(columns, index=index, copy=False)
    band = pd.Series(pool.scored("band", ""), index=index, dtype="str", name="band")
    return pd.concat([pool.frame, scores, band], axis=1)
