"""明细: every recording with its marks, scores and origin, whether it counts or not."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import LOST, Pool
from qa_workbook.codes import joined

_SCORED: dict[str, object] = {"raw": np.nan, "final": np.nan, "defects": 0, "deduction": 0.0}
"""Scored columns, with what stands where a version has none."""
_OF_INDICATORS: dict[str, object] = {"value.": np.nan, "defective.": False, LOST: 0.0}
"""The same by indicator."""


def detail_table(pool: Pool) -> pd.DataFrame:
    """Returns the frame `detail` of an Analysis, in its order."""
    table = _table(pool)
    order = pool.reading_order(np.arange(len(table)))
    return table.take(order).reset_index(drop=True)


def _table(pool: Pool) -> pd.DataFrame:
    index = pool.frame.index
    columns = pool.marks()
    for name, missing in _SCORED.items():
        columns[name] = pool.scored(name, missing)
    for prefix, missing in _OF_INDICATORS.items():
        for id_ in pool.scored_columns(prefix):
            columns[prefix + id_] = pool.scored(prefix + id_, missing)
    if pool.newest.sheet.layout == "long":
        columns["lost"] = pool.scored("lost", 0.0)
    scores = pd.DataFrame(columns, index=index, copy=False)
    band = pd.Series(pool.scored("band", ""), index=index, dtype="str", name="band")
    excused = pd.Series(pool.excused(), index=index, dtype="str", name="excused")
    return pd.concat([pool.frame, scores, band, excused, _critical(pool)], axis=1)


def _critical(pool: Pool) -> pd.Series:
    """The ids of the critical families of which each recording has an error, as `joined` has them.

    A family counts where the version that scored the recording has it.
    """
    texts = np.full(len(pool.frame), "", dtype=object)
    for id_ in pool.scored_columns("critical."):
        wrong = pool.scored(f"critical.{id_}", False).astype(bool)
        texts[wrong] = [joined((text, id_)) for text in texts[wrong]]
    return pd.Series(texts, index=pool.frame.index, dtype="str", name="critical")
