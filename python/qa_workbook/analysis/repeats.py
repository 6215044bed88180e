"""Problems that come back: the same item lost marks again and again with one agent (S10)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.rules import RepeatRules
from qa_workbook.analysis.sums import Sums
from qa_workbook.numbers import Period, period

REPEATS = {"agent": "str", "item": "str", "times": "int64", "window": "str", "proposal": "str"}
"""Columns of the frame `repeats`."""
_UNITS = {"week": "W-SUN", "month": "M"}


def repeat_table(pool: Pool, sums: Sums, span: Period, rules: RepeatRules | None) -> pd.DataFrame:
    """Returns the frame `repeats` of an Analysis: the most frequent first, then by agent and item.

    `times`: recordings of the agent in the window in which the item has a defect. `window`: the
    week or month, as far as it lies in the period. Empty without rules.
    """
    found = [_of_item(pool, sums, item.id) for item in pool.items] if rules else []
    rows = pd.concat(found, ignore_index=True) if found else pd.DataFrame()
    if rules is None or rows.empty:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in REPEATS.items()})
    rows = rows.assign(window=rows["day"].dt.to_period(_UNITS[rules.window]))
    table = rows.groupby(["agent", "item", "window"], sort=True).size().rename("times")
    table = table[table >= rules.times].reset_index()
    windows = {one: _within(one, span) for one in table["window"].unique()}
    table = table.assign(
        window=table["window"].map(windows),
        proposal=[rules.proposal(times) for times in table["times"]],
    )
    table = table.sort_values("times", ascending=False, kind="stable", ignore_index=True)
    return table[list(REPEATS)].astype(REPEATS)


def _of_item(pool: Pool, sums: Sums, item: str) -> pd.DataFrame:
    """The counted recordings with a defect in an item."""
    rows = sums.rows[np.asarray(pool.scored(f"defective.{item}", False)[sums.rows], dtype=bool)]
    frame = pool.frame[["agent", "call_date"]].iloc[rows]
    return frame.rename(columns={"call_date": "day"}).assign(item=item)


def _within(window: pd.Period, span: Period) -> str:
    first = max(window.start_time.date(), span.first)
    last = min(window.end_time.date(), span.last)
    return period(f"{first}..{last}").text
