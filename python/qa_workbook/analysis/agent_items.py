"""Defects of each agent in each item: what coaching and the heat map look at (S3, S10)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import LOST, Pool
from qa_workbook.analysis.ratios import alert_colours, quotient
from qa_workbook.analysis.sums import Sums, whole_sums
from qa_workbook.arrays import Floats, Integers


def agent_item_table(pool: Pool, sums: Sums) -> pd.DataFrame:
    """Returns the frame `agent_items` of an Analysis: by agent number, then in the items' order."""
    group, numbers = pd.factorize(pool.frame["agent"].iloc[sums.chosen], sort=True)
    size, ids = len(numbers), [item.id for item in pool.items]
    by_item = sums.measure.held(sums.over(group, size))
    held = _by_agent([by_item[id_] for id_ in ids], size)
    columns = [pool.scored(f"defective.{id_}", False)[sums.chosen] for id_ in ids]
    defective = _by_agent([whole_sums(group, column, size) for column in columns], size)
    lost = _by_agent([_lost(pool, sums, group, size, id_) for id_ in ids], size)
    alerts = None if pool.only_counted else pool.newest.alerts
    colours = alert_colours(alerts, "item", defective.ravel(), held.ravel())
    return pd.DataFrame(
        {
            "agent": pd.Series(np.repeat(np.asarray(numbers), len(ids)), dtype="str"),
            "item": pd.Series(ids * size, dtype="str"),
            "defective": defective.ravel(),
            "held": held.ravel(),
            "ratio": quotient(defective.ravel(), held.ravel()),
            "lost": lost.ravel(),
            "alert": pd.Series(colours, dtype="str"),
        }
    )


def _by_agent(columns: list[Integers] | list[Floats], size: int) -> Integers:
    """A row per agent and a column per item."""
    return np.column_stack(columns) if columns else np.zeros((size, 0), dtype=np.int64)


def _lost(pool: Pool, sums: Sums, group: Integers, size: int, item: str) -> Floats:
    """The points that a clause took off each agent; NaN for items that aren't clauses."""
    column = f"{LOST}{item}"
    if not any(column in part.scored for part in pool.parts):
        return np.full(size, np.nan)
    points = pool.scored(column, 0.0)[sums.chosen]
    return np.bincount(group, weights=points, minlength=size).astype(np.float64)
