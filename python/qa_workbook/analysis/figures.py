"""Sums over groups of recordings: whole numbers until each published figure is divided once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.ratios import alert_colours, quotient
from qa_workbook.scheme.model import Alerts
from qa_workbook.scoring.effects import deduction_decimals


@dataclass(frozen=True)
class Figures:
    """Whole numbers of every counted recording, from which all averages come.

    `raw` and `final` in units of 10^-decimals, `deduction` in units of 10^-deduction_decimals; `defective`: items with
    a defect; `defects`: marks below full; `good`: in the band of that id, or None when no version has it.
    """

    rows: npt.NDArray
    raw: npt.NDArray
    final: npt.NDArray
    deduction: npt.NDArray
    defective: npt.NDArray
    defects: npt.NDArray
    fatal: npt.NDArray
    good: npt.NDArray | None
    decimals: int
    deduction_decimals: int
    items: int
    averages: bool
    alerts: Alerts | None

    def by(self, group: npt.NDArray, size: int) -> pd.DataFrame:
        """Returns the figures of each group 0 … size - 1; `group` is that of each counted recording.

        Columns: recordings, mean_score, mean_final, average_defect_ratio, alert, defects, error_deduction, fatal, good.
        """
        recordings = np.bincount(group, minlength=size)
        unit, defective = 10**self.decimals, _sums(group, self.defective, size)
        possible = recordings * (self.items if self.averages else 0)
        good = np.full(size, np.nan) if self.good is None else quotient(_sums(group, self.good, size), recordings)
        return pd.DataFrame(
            {
                "recordings": recordings,
                "mean_score": quotient(_sums(group, self.raw, size), recordings * unit),
                "mean_final": quotient(_sums(group, self.final, size), recordings * unit),
                "average_defect_ratio": quotient(defective, possible),
                "alert": pd.Series(alert_colours(self.alerts, "average", defective, possible), dtype="str"),
                "defects": _sums(group, self.defects, size),
                "error_deduction": _sums(group, self.deduction, size) / 10**self.deduction_decimals,
                "fatal": _sums(group, self.fatal, size),
                "good": good,
            }
        )

    def whole(self) -> pd.Series:
        """Returns the figures of all counted recordings together."""
        return self.by(np.zeros(len(self.rows), dtype=np.int64), 1).iloc[0]


def figures(pool: Pool) -> Figures:
    """Returns the whole numbers of every counted recording of a pool."""
    rows = np.flatnonzero(pool.frame["counted"].to_numpy())
    deduction = max(deduction_decimals(part.scheme) for part in pool.parts)
    defective = np.zeros(len(pool.frame), dtype=np.int32)
    for item in pool.items:
        defective += pool.scored(f"defective.{item.id}", False)
    has_good = any(band.id == "good" for part in pool.parts if part.scheme.bands for band in part.scheme.bands.bands)
    return Figures(
        rows=rows,
        raw=pool.units("raw", pool.decimals)[rows],
        final=pool.units("final", pool.decimals)[rows],
        deduction=pool.units("deduction", deduction)[rows],
        defective=defective[rows],
        defects=pool.scored("defects", 0)[rows],
        fatal=pool.frame["fatal"].to_numpy(dtype=bool)[rows],
        good=(pool.scored("band", "") == "good")[rows] if has_good else None,
        decimals=pool.decimals,
        deduction_decimals=deduction,
        items=len(pool.items),
        averages=not pool.only_counted,
        alerts=pool.newest.alerts,
    )


def _sums(group: npt.NDArray, values: npt.NDArray, size: int) -> npt.NDArray:
    """Exact: float64 sums of whole numbers far below 2^53."""
    return np.bincount(group, weights=values, minlength=size).astype(np.int64)
