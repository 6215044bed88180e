"""Problems that come back: the same item lost marks again and again with one agent (S10)."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.rules import RepeatRules
from qa_workbook.analysis.sums import Sums
from qa_workbook.arrays import Values
from qa_workbook.numbers import Period, period

REPEATS = {"agent": "str", "item": "str", "times": "int64", "window": "str", "proposal": "str"}
"""Columns of the frame `repeats`."""


def repeat_table(pool: Pool, sums: Sums, span: Period, rules: RepeatRules | None) -> pd.DataFrame:
    """Returns the frame `repeats` of an Analysis: the most frequent first, then by agent and item.

    `times`: recordings of the agent in the window in which the item has a defect. `window`: the
    week or month, as far as it lies in the period. Empty without rules.
    """
    rows = _repeats(pool, sums, span, rules) if rules else []
    columns = list(zip(*rows, strict=True)) or [()] * len(REPEATS)
    return pd.DataFrame(
        {
            name: pd.Series(values, dtype=kind)
            for (name, kind), values in zip(REPEATS.items(), columns, strict=True)
        }
    )


def _repeats(pool: Pool, sums: Sums, span: Period, rules: RepeatRules) -> list[tuple[Any, ...]]:
    agent, agents = pd.factorize(pool.frame["agent"].iloc[sums.rows], sort=True)
    days = pool.frame["call_date"].to_numpy()[sums.rows].astype("datetime64[D]")
    starts, window = np.unique(_begin(days, rules), return_inverse=True)
    texts = [_text(start, span, rules) for start in starts]
    group = agent * len(starts) + window
    found = []
    names, proposals = np.asarray(agents).tolist(), cache(rules.proposal)
    for position, item in enumerate(pool.items):
        defective = np.asarray(pool.scored(f"defective.{item.id}", False)[sums.rows], dtype=bool)
        times = np.bincount(group[defective])
        for place in np.flatnonzero(times >= rules.times).tolist():
            who, when = divmod(place, len(starts))
            found.append((-int(times[place]), who, position, when))
    return [
        (names[who], pool.items[position].id, -less, texts[when], proposals(-less))
        for less, who, position, when in sorted(found)
    ]


def _begin(days: Values, rules: RepeatRules) -> Values:
    """The first day of the week or month of each day."""
    if rules.window == "month":
        months: Values = days.astype("datetime64[M]").astype("datetime64[D]")
        return months
    weekday = (days.astype(np.int64) + 3) % 7  # day 0, 1970-01-01, was a Thursday
    mondays: Values = days - weekday.astype("timedelta64[D]")
    return mondays


def _text(start: np.datetime64, span: Period, rules: RepeatRules) -> str:
    """A window in the spelling of a period, as far as it lies in `span`."""
    whole = period(f"{start}" if rules.window == "week" else f"{start}"[: len("2026-10")])
    last = whole.last if rules.window == "month" else whole.first + timedelta(days=6)
    return period(f"{max(whole.first, span.first)}..{min(last, span.last)}").text
