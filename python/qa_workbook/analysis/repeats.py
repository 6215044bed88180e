"""Problems that come back: the same item lost marks again and again with one agent (S10)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import numpy as np
import pandas as pd

from qa_workbook.analysis.numbering import distinct, in_order
from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.rules import RepeatRules
from qa_workbook.analysis.sums import Sums, mask_sums
from qa_workbook.analysis.versions import Versions
from qa_workbook.arrays import Integers, Values
from qa_workbook.frames import empty_frame
from qa_workbook.numbers import Period, period

REPEATS = {"agent": "str", "item": "str", "times": "int64", "window": "str", "proposal": "str"}
"""Columns of the frame `repeats`."""
_ITEM = "item."


def repeat_sums(
    pool: Pool, sums: Sums, group: Integers, numbers: Values, rules: RepeatRules
) -> pd.DataFrame:
    """Returns how often each item of each agent had a defect in each window.

    Columns: agent, window (its first day), and a column for each item by its id. `group` and
    `numbers` are those of `agent_groups`.
    """
    days, day = distinct(pool.days[sums.chosen])
    starts, of_days = np.unique(_begin(days, rules), return_inverse=True)
    window = of_days[day]
    place = group * max(len(starts), 1) + window
    size = len(numbers) * len(starts)
    # Few agents have recordings in every window of a year.
    rows = np.bincount(place, minlength=size)
    used = np.flatnonzero(rows)
    masks = [
        np.asarray(pool.scored(f"defective.{item.id}", False)[sums.chosen], bool)
        for item in pool.items
    ]
    sums_by_item = mask_sums(place, masks, rows)
    counts = {
        item.id: found[used].astype(np.int32)
        for item, found in zip(pool.items, sums_by_item, strict=True)
    }
    who, when = np.divmod(used, max(len(starts), 1))
    keys = {
        "agent": pd.Series(numbers[who], dtype="str"),
        "window": starts[when].astype("datetime64[s]"),
    }
    return pd.DataFrame(keys | {f"{_ITEM}{id_}": column for id_, column in counts.items()})


def repeat_table(
    versions: Versions, counts: pd.DataFrame, span: Period, rules: RepeatRules
) -> pd.DataFrame:
    """Returns the frame `repeats` of an Analysis: the most frequent first, then by agent and item.

    `counts` are those of `repeat_sums`. `times`: recordings of the agent in the window in which the
    item has a defect. `window`: the week or month, as far as it lies in the period.
    """
    ids = [item.id for item in versions.items]
    table = np.column_stack([counts[f"{_ITEM}{id_}"].to_numpy() for id_ in ids])
    rows, items = np.nonzero(table >= rules.times)
    times = table[rows, items].astype(np.int64)
    who, agents = pd.factorize(counts["agent"], sort=True)
    when, starts = pd.factorize(counts["window"], sort=True)
    # One number tells the place of a row, for sorting by four columns takes much longer. It has
    # room for a million agents in all weeks of ten years.
    order = (int(times.max(initial=0)) - times) * len(agents) + who[rows]
    order = (order * len(ids) + items) * len(starts) + when[rows]
    _, order = in_order(order.astype(np.uint64))
    rows, items, times = rows[order], items[order], times[order]
    often, place = distinct(times)
    windows = [_text(start, span, rules) for start in starts.to_numpy("datetime64[D]")]
    return pd.DataFrame(
        {
            "agent": _texts(agents, who[rows]),
            "item": _texts(ids, items),
            "times": times,
            "window": _texts(windows, when[rows]),
            "proposal": _texts([rules.proposal(int(one)) for one in often], place),
        }
    )


def no_repeats() -> pd.DataFrame:
    """Returns the frame `repeats` of an Analysis without rules."""
    return empty_frame(REPEATS)


def _texts(each: Iterable[str], numbers: Integers) -> pd.Series:
    """A column of texts by number: made of the few different ones, not one by one."""
    return pd.Series(pd.array(list(each), dtype="str").take(numbers))


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
