"""Sums over groups of recordings: whole numbers until each published figure is divided once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.ratios import alert_colours, mean_ratios, quotient
from qa_workbook.analysis.versions import Versions
from qa_workbook.arrays import Booleans, Integers, Values, WholeNumbers
from qa_workbook.scheme.model import Alerts
from qa_workbook.scoring.effects import deduction_decimals

_DEFECTIVE, _HELD = "defective.", "held."
"""Columns of sums, followed by the number of a set of items."""
_EXACT_BITS = 53
"""Whole numbers of so many bits are exact as float64."""


@dataclass(frozen=True)
class Measure:
    """What sums of whole numbers mean under some versions of a scheme.

    Sums are frames with a row per group: recordings; raw and final in units of 10^-decimals;
    deduction in units of 10^-deduction_decimals; defects, marks below full; fatal; good, in the
    band of that id, where any version has it; for each of `sets` defective.<n>, defects of its
    items, and held.<n>, recordings whose version has them. A set are the items of the same
    versions: there is a single one unless versions differ in their items. `averages`: whether there
    is a 平均不良比率.
    """

    decimals: int
    deduction_decimals: int
    good: bool
    sets: tuple[tuple[str, ...], ...]
    averages: bool
    alerts: Alerts | None

    @classmethod
    def of(cls, versions: Versions) -> Measure:
        """Returns the measure of some versions."""
        return cls(
            decimals=versions.decimals,
            deduction_decimals=max(deduction_decimals(one) for one in versions.schemes),
            good="good" in versions.bands,
            sets=tuple(tuple(ids) for ids in _sets(versions).values()),
            averages=not versions.only_counted,
            alerts=versions.newest.alerts,
        )

    def figures(self, sums: pd.DataFrame) -> pd.DataFrame:
        """Returns the figures of each group, in the order of the groups.

        Columns: recordings, mean_score, mean_final, average_defect_ratio, alert, defects,
        error_deduction, fatal, good.
        """
        column = {str(name): sums[name].to_numpy() for name in sums}
        recordings, unit = column["recordings"], 10**self.decimals
        defective, possible = self._mean_ratios(column)
        alerts = alert_colours(self.alerts, "average", defective, possible)
        good = np.full(len(sums), np.nan)
        if self.good:
            good = quotient(column["good"], recordings)
        return pd.DataFrame(
            {
                "recordings": recordings,
                "mean_score": quotient(column["raw"], recordings * unit),
                "mean_final": quotient(column["final"], recordings * unit),
                "average_defect_ratio": quotient(defective, possible),
                "alert": pd.Series(alerts, dtype="str"),
                "defects": column["defects"],
                "error_deduction": column["deduction"] / 10**self.deduction_decimals,
                "fatal": column["fatal"],
                "good": good,
            }
        )

    def _mean_ratios(self, column: Mapping[str, Integers]) -> tuple[WholeNumbers, WholeNumbers]:
        """Numerator and denominator of each group's 平均不良比率.

        An item is measured by the recordings whose version has it.
        """
        size, numbers = len(column["recordings"]), range(len(self.sets))
        if not self.averages or not self.sets:
            return np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        counts = np.column_stack([column[f"{_DEFECTIVE}{number}"] for number in numbers])
        wholes = np.column_stack([column[f"{_HELD}{number}"] for number in numbers])
        sizes = np.array([len(ids) for ids in self.sets], dtype=np.int64)
        return mean_ratios(counts, wholes, sizes)

    def opportunities(self, sums: pd.DataFrame) -> tuple[Integers, Integers]:
        """Returns of each group the defects and the judgements: an item in a recording is one.

        Both are 0 where there is no 平均不良比率.
        """
        defects = np.zeros(len(sums), dtype=np.int64)
        judged = np.zeros(len(sums), dtype=np.int64)
        for number, ids in enumerate(self.sets if self.averages else ()):
            defects += sums[f"{_DEFECTIVE}{number}"].to_numpy()
            judged += sums[f"{_HELD}{number}"].to_numpy() * len(ids)
        return defects, judged

    def held(self, sums: pd.DataFrame) -> dict[str, Integers]:
        """Returns by item the recordings of each group whose version has it."""
        found: dict[str, Integers] = {}
        for number, ids in enumerate(self.sets):
            found |= dict.fromkeys(ids, sums[f"{_HELD}{number}"].to_numpy())
        return found


@dataclass(frozen=True)
class Sums:
    """Whole numbers of every counted recording, from which all averages come.

    `rows`: positions in the pool; `chosen` chooses them of a column. `numbers`: a column for each
    of those of `Measure`.
    """

    measure: Measure
    rows: Integers
    chosen: Integers | slice
    numbers: Mapping[str, Values]

    @property
    def recordings(self) -> int:
        """How many recordings count."""
        return len(self.rows)

    def over(self, group: Integers, size: int) -> pd.DataFrame:
        """Returns the sums of each group 0 … size - 1, as `Measure` has them.

        `group` is that of each counted recording.
        """
        recordings = np.bincount(group, minlength=size)
        sums: dict[str, Integers] = {"recordings": recordings}
        # Where the rows of a group stand together, they are added up as they stand.
        starts = _starts(group, recordings)
        for name, column in self.numbers.items():
            if starts is None:
                sums[name] = whole_sums(group, column, size)
            else:
                sums[name] = np.add.reduceat(column, starts, dtype=np.int64)
        return pd.DataFrame(sums)

    def by(self, group: Integers, size: int) -> pd.DataFrame:
        """Returns the figures of each group, see `Measure.figures`."""
        return self.measure.figures(self.over(group, size))

    def only(self, chosen: Booleans) -> Sums:
        """Returns those of a mask of the counted recordings."""
        numbers = {name: column[chosen] for name, column in self.numbers.items()}
        rows = self.rows[chosen]
        return Sums(self.measure, rows, rows, numbers)

    @cached_property
    def whole(self) -> pd.DataFrame:
        """The sums of all counted recordings together: one row."""
        sums = {"recordings": np.array([self.recordings])}
        for name, column in self.numbers.items():
            sums[name] = np.array([int(column.sum(dtype=np.int64))])
        return pd.DataFrame(sums)


def _starts(group: Integers, recordings: Integers) -> Integers | None:
    """Where each group begins; None where groups aren't in their order, or one is empty."""
    if not len(group) or not recordings.all() or (group[1:] < group[:-1]).any():
        return None
    starts: Integers = np.cumsum(recordings) - recordings
    return starts


def sums_of(pool: Pool) -> Sums:
    """Returns the whole numbers of every counted recording of a pool."""
    measure = Measure.of(pool.versions)
    rows = np.flatnonzero(pool.frame["counted"].to_numpy())
    # Nearly always all of them count, and nothing need be copied.
    chosen: Integers | slice = slice(None) if len(rows) == len(pool.frame) else rows
    numbers: dict[str, Values] = {
        "raw": pool.units("raw", measure.decimals)[chosen],
        "final": pool.units("final", measure.decimals)[chosen],
        "deduction": pool.units("deduction", measure.deduction_decimals)[chosen],
        "defects": pool.scored("defects", 0)[chosen],
        "fatal": pool.frame["fatal"].to_numpy(dtype=bool)[chosen],
    }
    if measure.good:
        numbers["good"] = pool.in_band("good")[chosen]
    lengths = [len(part.frame) for part in pool.parts]
    for number, (versions, ids) in enumerate(_sets(pool.versions).items()):
        defective = np.zeros(len(pool.frame), dtype=np.int32)
        for id_ in ids:
            defective += pool.scored(f"defective.{id_}", False)
        numbers[f"{_DEFECTIVE}{number}"] = defective[chosen]
        numbers[f"{_HELD}{number}"] = np.repeat(np.array(versions), lengths)[chosen]
    return Sums(measure, rows, chosen, numbers)


def _sets(versions: Versions) -> dict[tuple[bool, ...], list[str]]:
    """The ids of items by which of the versions have them.

    Items of the same versions share a denominator, so that their defects can be added up.
    """
    known = [frozenset(item.id for item in scheme.items) for scheme in versions.schemes]
    sets: dict[tuple[bool, ...], list[str]] = {}
    for item in versions.items:
        sets.setdefault(tuple(item.id in ids for ids in known), []).append(item.id)
    return sets


def whole_sums(group: Integers, values: Values, size: int) -> Integers:
    """Returns the sums of whole numbers in each group 0 … size - 1.

    They are exact: float64 sums of numbers far below 2^53.
    """
    if values.dtype == bool:
        if values.all():
            return np.bincount(group, minlength=size)
        values = values.astype(np.float64)
    return np.bincount(group, weights=values, minlength=size).astype(np.int64)


def mask_sums(group: Integers, masks: Sequence[Booleans], rows: Integers) -> list[Integers]:
    """Returns of each mask how many rows it has in each group; `rows` is how many the group has.

    Several counts are added up at once, as digits of one whole number below 2^53: going through
    the rows once for each mask takes longer than all the rest.
    """
    digits = max(1, int(rows.max(initial=0)).bit_length())
    together = max(1, _EXACT_BITS // digits)
    found: list[Integers] = []
    for start in range(0, len(masks), together):
        own = masks[start : start + together]
        number = np.zeros(len(group), dtype=np.float64)
        for place, mask in enumerate(own):
            number += mask * float(1 << (place * digits))
        whole = np.bincount(group, weights=number, minlength=len(rows)).astype(np.int64)
        found += [(whole >> (place * digits)) & ((1 << digits) - 1) for place in range(len(own))]
    return found


def added(parts: Sequence[pd.DataFrame], keys: Sequence[str]) -> pd.DataFrame:
    """Returns the sums of frames of whole numbers with the same columns, by and in order of keys.

    A single one is taken as it is: its keys are different and in order.
    """
    if len(parts) == 1:
        return parts[0]
    whole = pd.concat(parts, ignore_index=True)
    return whole.groupby(list(keys), sort=True, as_index=False).sum()
