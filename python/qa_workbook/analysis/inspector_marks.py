"""How often each inspector says 不适用, beside everybody else (S8).

It is a hint that somebody may not have listened closely; it proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import Pool, ScoredVersion
from qa_workbook.analysis.ratios import quotient
from qa_workbook.analysis.rules import InspectorRules
from qa_workbook.arrays import Integers, Values
from qa_workbook.frames import MARK, NOT_APPLICABLE
from qa_workbook.statistics.intervals import wilson

_GIVEN, _EXCUSED = "given.", "excused."


def excused_sums(pool: Pool, group: Integers, names: Values) -> pd.DataFrame:
    """Returns marks entered and those that are 不适用, by inspector.

    `group` are the numbers of the inspectors in `names` by row. Columns: inspector; of each
    indicator that may be 不适用 given.<id> and excused.<id>.
    """
    nothing = np.zeros(len(names), dtype=np.int64)
    columns: dict[str, Integers] = {}
    for part, own in _parts(pool, group):
        everything = np.bincount(own, minlength=len(names))
        for node in part.scheme.graded:
            if part.scheme.not_applicable_rule(node) == "refuse":
                continue
            given = columns.setdefault(f"{_GIVEN}{node.id}", nothing.copy())
            excused = columns.setdefault(f"{_EXCUSED}{node.id}", nothing.copy())
            ticks = part.frame.get(MARK + node.id)
            if ticks is None:
                continue
            values = ticks.to_numpy()
            if values.min(initial=0) >= 0:  # nearly always: then nothing has to be looked at
                given += everything
                continue
            skipped = values == NOT_APPLICABLE
            given += np.bincount(own[skipped | (values >= 0)], minlength=len(names))
            excused += np.bincount(own[skipped], minlength=len(names))
    return pd.DataFrame({"inspector": pd.Series(names, dtype="str")} | columns)


def not_applicable_columns(
    excused_marks: pd.DataFrame, rules: InspectorRules | None
) -> dict[str, Values]:
    """Returns what each inspector found 不适用, beside all others on the same items.

    `excused_marks`: those of `excused_sums`. na_marks: marks entered of items that
    may be 不适用 and that somebody else marked, too; na: those of them that are 不适用; na_share;
    na_others: the share that the others would have had, their share of each item weighted by this
    inspector's marks of it; na_low and na_high: Wilson's interval of na_share; na_flag: "more" or
    "fewer" where na_others lies outside of it and there are enough marks, else "". Shares are NaN
    where nothing can be 不适用 or nobody else marked it. The interval takes marks of one recording
    for independent, so that it is rather too narrow.
    """
    size = len(excused_marks)
    given, excused = (_stacked(excused_marks, prefix) for prefix in (_GIVEN, _EXCUSED))
    all_given, all_excused = given.sum(axis=1)[:, None], excused.sum(axis=1)[:, None]
    others = all_given - given
    shared = others > 0
    given, excused = given * shared, excused * shared
    rates = np.divide(all_excused - excused, others, out=np.zeros(given.shape), where=shared)
    marks, found = given.sum(axis=0), excused.sum(axis=0)
    share = quotient(found, marks)
    expected = np.full(size, np.nan)
    np.divide((rates * given).sum(axis=0), marks, out=expected, where=marks > 0)
    low, high = wilson(found, marks)
    flag = np.full(size, "", dtype=object)
    if rules is not None:
        enough = marks >= rules.not_applicable_from
        flag[enough & (low > expected)] = "more"
        flag[enough & (high < expected)] = "fewer"
    return {
        "na_marks": marks,
        "na": found,
        "na_share": share,
        "na_others": expected,
        "na_low": low,
        "na_high": high,
        "na_flag": flag,
    }


def _stacked(table: pd.DataFrame, prefix: str) -> Integers:
    """A row per indicator, a column per inspector."""
    columns = [table[name].to_numpy() for name in table if str(name).startswith(prefix)]
    return np.stack(columns) if columns else np.zeros((0, len(table)), dtype=np.int64)


def _parts(pool: Pool, group: Integers) -> Iterator[tuple[ScoredVersion, Integers]]:
    """Yields each version with the inspectors of its rows."""
    start = 0
    for part in pool.parts:
        end = start + len(part.frame)
        yield part, group[start:end]
        start = end
