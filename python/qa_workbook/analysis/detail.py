"""明细: every recording with its marks, scores and origin, whether it counts or not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import LOST, Pool
from qa_workbook.arrays import Values
from qa_workbook.codes import joined

_SCORED: dict[str, object] = {"raw": np.nan, "final": np.nan, "defects": 0, "deduction": 0.0}
"""Scored columns, with what stands where a version has none."""
_OF_INDICATORS: dict[str, object] = {"value.": np.nan, "defective.": False, LOST: 0.0}
"""The same by indicator."""


def detail_table(pool: Pool, *, last: bool = False) -> pd.DataFrame:
    """Returns the frame `detail` of an Analysis, in its order.

    Where this is the `last` that is made of a pool, its scored columns go with their taking.
    """
    order = pool.reading_order(np.arange(len(pool.frame)))
    # One column after the other: all of them in two orders would take twice the room.
    columns = {}
    for name, values in _columns(pool):
        columns[name] = pd.Series(values).array.take(order)
        if last:
            pool.drop_scored(name)
    return pd.DataFrame(columns, index=pd.RangeIndex(len(order)), copy=False)


def _columns(pool: Pool) -> Iterator[tuple[str, Values | pd.Series]]:
    """Yields the columns in the order of the pool."""
    for name in pool.frame:
        yield str(name), pool.frame[name]
    yield from pool.marks()
    for name, missing in _SCORED.items():
        yield name, pool.scored(name, missing)
    for prefix, missing in _OF_INDICATORS.items():
        for id_ in pool.scored_columns(prefix):
            yield prefix + id_, pool.scored(prefix + id_, missing)
    if pool.newest.sheet.layout == "long":
        yield "lost", pool.scored("lost", 0.0)
    yield "band", pool.bands()
    yield "excused", pd.Series(pool.excused(), dtype="str")
    yield "critical", _critical(pool)


def _critical(pool: Pool) -> pd.Series:
    """The ids of the critical families of which each recording has an error, as `joined` has them.

    A family counts where the version that scored the recording has it.
    """
    texts = np.full(len(pool.frame), "", dtype=object)
    for id_ in pool.scored_columns("critical."):
        wrong = pool.scored(f"critical.{id_}", False).astype(bool)
        texts[wrong] = [joined((text, id_)) for text in texts[wrong]]
    return pd.Series(texts, dtype="str")
