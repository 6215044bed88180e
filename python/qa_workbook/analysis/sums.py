"""Sums over groups of recordings: whole numbers until each published figure is divided once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.ratios import alert_colours, mean_ratios, quotient
from qa_workbook.arrays import Booleans, Integers, Values, WholeNumbers
from qa_workbook.scheme.model import Alerts, Scheme
from qa_workbook.scoring.effects import deduction_decimals


@dataclass(frozen=True)
class ItemSet:
    """Items that the same versions have.

    `defective`: how many of them have a defect in each counted recording; `held`: whether the
    recording's version has them.
    """

    ids: tuple[str, ...]
    defective: Integers
    held: Booleans


@dataclass(frozen=True)
class Sums:
    """Whole numbers of every counted recording, from which all averages come.

    `rows`: positions in the pool. `raw` and `final` in units of 10^-decimals, `deduction` in
    units of 10^-deduction_decimals; `defects`: marks below full; `good`: in the band of that id,
    or None when no version has it. `items`: one set for each combination of versions, a single
    one unless versions differ in their items. `averages`: whether there is a 平均不良比率.
    """

    rows: Integers
    raw: Integers
    final: Integers
    deduction: Integers
    defects: Integers
    fatal: Booleans
    good: Booleans | None
    decimals: int
    deduction_decimals: int
    items: tuple[ItemSet, ...]
    averages: bool
    alerts: Alerts | None

    @property
    def recordings(self) -> int:
        """How many recordings count."""
        return len(self.rows)

    def by(self, group: Integers, size: int) -> pd.DataFrame:
        """Returns the figures of each group 0 … size - 1.

        `group` is that of each counted recording.

        Columns: recordings, mean_score, mean_final, average_defect_ratio, alert, defects,
        error_deduction, fatal, good.
        """
        recordings = np.bincount(group, minlength=size)
        unit = 10**self.decimals
        defective, possible = self._mean_ratios(group, size)
        alerts = alert_colours(self.alerts, "average", defective, possible)
        good = np.full(size, np.nan)
        if self.good is not None:
            good = quotient(whole_sums(group, self.good, size), recordings)
        deduction = whole_sums(group, self.deduction, size) / 10**self.deduction_decimals
        return pd.DataFrame(
            {
                "recordings": recordings,
                "mean_score": quotient(whole_sums(group, self.raw, size), recordings * unit),
                "mean_final": quotient(whole_sums(group, self.final, size), recordings * unit),
                "average_defect_ratio": quotient(defective, possible),
                "alert": pd.Series(alerts, dtype="str"),
                "defects": whole_sums(group, self.defects, size),
                "error_deduction": deduction,
                "fatal": whole_sums(group, self.fatal, size),
                "good": good,
            }
        )

    def _mean_ratios(self, group: Integers, size: int) -> tuple[WholeNumbers, WholeNumbers]:
        """Numerator and denominator of each group's 平均不良比率.

        An item is measured by the recordings whose version has it.
        """
        if not self.averages or not self.items:
            return np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        counts = np.column_stack([whole_sums(group, one.defective, size) for one in self.items])
        wholes = np.column_stack([whole_sums(group, one.held, size) for one in self.items])
        sizes = np.array([len(one.ids) for one in self.items], dtype=np.int64)
        return mean_ratios(counts, wholes, sizes)

    def opportunities(self, group: Integers, size: int) -> tuple[Integers, Integers]:
        """Returns of each group the defects and the judgements: an item in a recording is one.

        Both are 0 where there is no 平均不良比率.
        """
        defects, judged = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        for one in self.items if self.averages else ():
            defects += whole_sums(group, one.defective, size)
            judged += whole_sums(group, one.held, size) * len(one.ids)
        return defects, judged

    @cached_property
    def held(self) -> dict[str, int]:
        """By item, the counted recordings whose version has it."""
        found: dict[str, int] = {}
        for one in self.items:
            found |= dict.fromkeys(one.ids, int(one.held.sum()))
        return found

    def together(self) -> pd.Series:
        """Returns the figures of all counted recordings together, by the names of `by`."""
        return self.by(np.zeros(len(self.rows), dtype=np.int64), 1).iloc[0]


def sums_of(pool: Pool) -> Sums:
    """Returns the whole numbers of every counted recording of a pool."""
    rows = np.flatnonzero(pool.frame["counted"].to_numpy())
    deduction = max(deduction_decimals(part.scheme) for part in pool.parts)
    good = None
    if "good" in pool.bands:
        good = pool.in_band("good")[rows]
    return Sums(
        rows=rows,
        raw=pool.units("raw", pool.decimals)[rows],
        final=pool.units("final", pool.decimals)[rows],
        deduction=pool.units("deduction", deduction)[rows],
        defects=pool.scored("defects", 0)[rows],
        fatal=pool.frame["fatal"].to_numpy(dtype=bool)[rows],
        good=good,
        decimals=pool.decimals,
        deduction_decimals=deduction,
        items=_item_sets(pool, rows),
        averages=not pool.only_counted,
        alerts=pool.newest.alerts,
    )


def _item_sets(pool: Pool, rows: Integers) -> tuple[ItemSet, ...]:
    known = [_item_ids(part.scheme) for part in pool.parts]
    sets: dict[tuple[bool, ...], list[str]] = {}
    for item in pool.items:
        # Items of the same versions share a denominator, so that their defects can be added up.
        versions = tuple(item.id in ids for ids in known)
        sets.setdefault(versions, []).append(item.id)
    lengths = [len(part.frame) for part in pool.parts]
    found = []
    for versions, ids in sets.items():
        defective = np.zeros(len(pool.frame), dtype=np.int32)
        for id_ in ids:
            defective += pool.scored(f"defective.{id_}", False)
        held = np.repeat(np.array(versions), lengths)
        found.append(ItemSet(tuple(ids), defective[rows], held[rows]))
    return tuple(found)


def _item_ids(scheme: Scheme) -> frozenset[str]:
    return frozenset(item.id for item in scheme.items)


def whole_sums(group: Integers, values: Values, size: int) -> Integers:
    """Returns the sums of whole numbers in each group 0 … size - 1.

    They are exact: float64 sums of numbers far below 2^53.
    """
    return np.bincount(group, weights=values, minlength=size).astype(np.int64)
