"""Sums over groups of recordings: whole numbers until each published figure is divided once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.ratios import alert_colours, mean_ratios, quotient
from qa_workbook.scheme.model import Alerts
from qa_workbook.scoring.effects import deduction_decimals


@dataclass(frozen=True)
class ItemSet:
    """Items that the same versions have: `defective`, how many of them have a defect in each counted recording;

    `held`: whether its version has them.
    """

    ids: tuple[str, ...]
    defective: npt.NDArray
    held: npt.NDArray


@dataclass(frozen=True)
class Figures:
    """Whole numbers of every counted recording, from which all averages come.

    `raw` and `final` in units of 10^-decimals, `deduction` in units of 10^-deduction_decimals; `defects`:
    marks below full; `good`: in the band of that id, or None when no version has it. `items`: one set for each
    combination of versions, a single one unless versions differ in their items.
    """

    rows: npt.NDArray
    raw: npt.NDArray
    final: npt.NDArray
    deduction: npt.NDArray
    defects: npt.NDArray
    fatal: npt.NDArray
    good: npt.NDArray | None
    decimals: int
    deduction_decimals: int
    items: tuple[ItemSet, ...]
    averages: bool
    alerts: Alerts | None

    def by(self, group: npt.NDArray, size: int) -> pd.DataFrame:
        """Returns the figures of each group 0 … size - 1; `group` is that of each counted recording.

        Columns: recordings, mean_score, mean_final, average_defect_ratio, alert, defects, error_deduction, fatal, good.
        """
        recordings = np.bincount(group, minlength=size)
        unit = 10**self.decimals
        defective, possible = self._mean_ratios(group, size)
        good = (
            np.full(size, np.nan)
            if self.good is None
            else quotient(_sums(group, self.good, size), recordings)
        )
        return pd.DataFrame(
            {
                "recordings": recordings,
                "mean_score": quotient(_sums(group, self.raw, size), recordings * unit),
                "mean_final": quotient(_sums(group, self.final, size), recordings * unit),
                "average_defect_ratio": quotient(defective, possible),
                "alert": pd.Series(
                    alert_colours(self.alerts, "average", defective, possible), dtype="str"
                ),
                "defects": _sums(group, self.defects, size),
                "error_deduction": _sums(group, self.deduction, size) / 10**self.deduction_decimals,
                "fatal": _sums(group, self.fatal, size),
                "good": good,
            }
        )

    def _mean_ratios(self, group: npt.NDArray, size: int) -> tuple[npt.NDArray, npt.NDArray]:
        """平均不良比率 of each group: an item is measured by the recordings whose version has it."""
        items = self.items if self.averages else ()
        if not items:
            return np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        counts = np.column_stack([_sums(group, one.defective, size) for one in items])
        wholes = np.column_stack([_sums(group, one.held, size) for one in items])
        return mean_ratios(
            counts, wholes, np.array([len(one.ids) for one in items], dtype=np.int64)
        )

    @cached_property
    def held(self) -> dict[str, int]:
        """By item, the counted recordings whose version has it."""
        return {id_: int(one.held.sum()) for one in self.items for id_ in one.ids}

    def whole(self) -> pd.Series:
        """Returns the figures of all counted recordings together."""
        return self.by(np.zeros(len(self.rows), dtype=np.int64), 1).iloc[0]


def figures(pool: Pool) -> Figures:
    """Returns the whole numbers of every counted recording of a pool."""
    rows = np.flatnonzero(pool.frame["counted"].to_numpy())
    deduction = max(deduction_decimals(part.scheme) for part in pool.parts)
    has_good = any(
        band.id == "good"
        for part in pool.parts
        if part.scheme.bands
        for band in part.scheme.bands.bands
    )
    return Figures(
        rows=rows,
        raw=pool.units("raw", pool.decimals)[rows],
        final=pool.units("final", pool.decimals)[rows],
        deduction=pool.units("deduction", deduction)[rows],
        defects=pool.scored("defects", 0)[rows],
        fatal=pool.frame["fatal"].to_numpy(dtype=bool)[rows],
        good=(pool.scored("band", "") == "good")[rows] if has_good else None,
        decimals=pool.decimals,
        deduction_decimals=deduction,
        items=_item_sets(pool, rows),
        averages=not pool.only_counted,
        alerts=pool.newest.alerts,
    )


def _item_sets(pool: Pool, rows: npt.NDArray) -> tuple[ItemSet, ...]:
    known = [{item.id for item in part.scheme.items} for part in pool.parts]
    sets: dict[tuple[bool, ...], list[str]] = {}
    for item in pool.items:
        sets.setdefault(tuple(item.id in ids for ids in known), []).append(item.id)
    lengths = [len(part.frame) for part in pool.parts]
    found = []
    for held, ids in sets.items():
        defective = np.zeros(len(pool.frame), dtype=np.int32)
        for id_ in ids:
            defective += pool.scored(f"defective.{id_}", False)
        found.append(ItemSet(tuple(ids), defective[rows], np.repeat(np.array(held), lengths)[rows]))
    return tuple(found)


def _sums(group: npt.NDArray, values: npt.NDArray, size: int) -> npt.NDArray:
    """Exact: float64 sums of whole numbers far below 2^53."""
    return np.bincount(group, weights=values, minlength=size).astype(np.int64)
