"""What another version of a scheme makes of the same recordings: the back-test itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd

from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.ratios import quotient
from qa_workbook.arrays import Booleans, Integers
from qa_workbook.frames import RECORDING
from qa_workbook.keys import SchemeKey
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring import fold_breaches, score_recordings
from qa_workbook.scoring.losses import LOST_DECIMALS
from qa_workbook.statistics.intervals import TWO_SIDED
from qa_workbook.statistics.paired_rates import paired_change
from qa_workbook.statistics.reasons import Reason

GOOD = "good"
_UNIT = 10**LOST_DECIMALS
"""Scores are compared in whole 10^-LOST_DECIMALS points: none is rounded to more places."""
Keys = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Rate:
    """A rate before and after, with the interval of its change; or why it can't be had.

    `gained` and `lost` are the units that came into it and fell out of it.
    """

    before: float
    after: float
    gained: int
    lost: int
    interval: tuple[float, float] | Reason

    @property
    def change(self) -> float:
        """After less before, as a fraction."""
        return self.after - self.before

    @property
    def is_chance(self) -> bool:
        """Whether the interval of the change holds 0, so that nobody knows which way it goes."""
        return isinstance(self.interval, Reason) or self.interval[0] <= 0 <= self.interval[1]


@dataclass(frozen=True)
class Outcome:
    """The same units under the old and the new version.

    A unit is what bands count: a recording, of clause schemes an agent in a month (`by_month`).

    `units`: a row per unit, by agent, day and recording: agent, name, team; recording, inspector
    (the old score's), call_date; of months `month`; version, old_raw, new_raw, old_final,
    new_final, change (new less old final score; float64 points, exact to 10^-6), old_band, new_band
    (ids, "" for none), old_fatal, new_fatal (whether a fatal error changed the score).

    `matrix`: old band × new band (ids) → number of units. `agents` and `teams`: agent, name, team,
    or team; units, old_mean, new_mean, change (means of final scores), bands (units that change
    band); by size of the change, the largest first.

    `mean_change` and its interval (95 %; a reason with fewer than two units) are of final scores.
    `good` is None where either version has no such band or nobody knows who had no breach.
    """

    by_month: bool
    units: pd.DataFrame
    matrix: pd.DataFrame
    agents: pd.DataFrame
    teams: pd.DataFrame
    old_mean: float | None
    new_mean: float | None
    mean_change: float | None
    mean_interval: tuple[float, float] | Reason
    good: Rate | None

    @property
    def changed(self) -> pd.DataFrame:
        """The units whose final score or band changes."""
        units = self.units
        return units[(units["change"] != 0) | (units["old_band"] != units["new_band"])]

    @property
    def band_changes(self) -> int:
        """How many units change band."""
        return int((self.units["old_band"] != self.units["new_band"]).sum())

    @property
    def fatal(self) -> tuple[int, int]:
        """How many scores a fatal error changed, before and after."""
        return int(self.units["old_fatal"].sum()), int(self.units["new_fatal"].sum())


def outcome(
    old: Analysis, new: Analysis, old_fatal: Keys = frozenset(), new_fatal: Keys = frozenset()
) -> Outcome:
    """Returns what two analyses of the same recordings make of each unit that both count.

    `old_fatal` and `new_fatal` are the scores (`RECORDING`) that a fatal error changed.
    """
    by_month = old.months is not None and new.months is not None
    units = _months(old, new) if by_month else _recordings(old, new, old_fatal, new_fatal)
    mean_change, interval = _mean_change(_units(units["change"]))
    return Outcome(
        by_month,
        units,
        _matrix(units, old, new),
        _groups(units, ["agent"], ["name", "team"]),
        _groups(units, ["team"], []),
        _mean(units, "old_final"),
        _mean(units, "new_final"),
        mean_change,
        interval,
        _good(units, old, new),
    )


def fatal_effects_in(
    versions: Mapping[SchemeKey, Scheme], frames: Mapping[SchemeKey, pd.DataFrame]
) -> Keys:
    """Returns the scores, by the columns of RECORDING, whose final one a fatal error changed."""
    found: set[tuple[str, ...]] = set()
    for key, frame in frames.items():
        scheme, rows = versions[key], frame[frame["fatal"].to_numpy(dtype=bool)]
        if not len(rows):
            continue
        if "clause" in rows:
            whole = frame[frame["recording"].isin(rows["recording"])]
            rows = fold_breaches(scheme, whole)
        harmless = rows.assign(fatal=False, fatal_codes="")
        final = score_recordings(scheme, rows)["final"].to_numpy()
        changed = final != score_recordings(scheme, harmless)["final"].to_numpy()
        found |= set(rows.loc[changed, list(RECORDING)].itertuples(index=False, name=None))
    return frozenset(found)


_KEPT = ["agent", "name", "team", "recording", "inspector", "call_date", "version"]
_SCORES = ["raw", "final", "band"]


def _recordings(old: Analysis, new: Analysis, old_fatal: Keys, new_fatal: Keys) -> pd.DataFrame:
    """The counted scores of both, one row per recording."""
    key = ["recording", "agent"] if old.scheme.sheet.layout == "long" else ["recording"]
    sides = []
    for analysis, fatal, side in ((old, old_fatal, "old"), (new, new_fatal, "new")):
        detail = analysis.detail
        counted = detail[detail["counted"].to_numpy(dtype=bool)]
        effect = _among(counted, fatal)
        kept = _KEPT if side == "old" else key
        scores = {f"{side}_{name}": counted[name].to_numpy() for name in _SCORES}
        named = counted[kept].reset_index(drop=True)
        sides.append(named.assign(**scores, **{f"{side}_fatal": effect}))
    units = sides[0].merge(sides[1], on=key, how="inner")
    return _compared(units, ["agent", "call_date", "recording"])


def _among(rows: pd.DataFrame, keys: Keys) -> Booleans:
    """Which rows are scores of the given keys."""
    if not keys:
        return np.zeros(len(rows), dtype=bool)
    names = pd.MultiIndex.from_frame(rows[list(RECORDING)])
    found: Booleans = names.isin(sorted(keys))
    return found


def _months(old: Analysis, new: Analysis) -> pd.DataFrame:
    """The months of both, one row per agent and month; no fatal error changes one."""
    assert old.months is not None
    assert new.months is not None
    key = ["agent", "month"]
    sides = []
    for months, side in ((old.months, "old"), (new.months, "new")):
        kept = [*key, "name", "team"] if side == "old" else key
        scores = {f"{side}_{name}": months[name].to_numpy() for name in _SCORES}
        named = months[kept].reset_index(drop=True)
        sides.append(named.assign(**scores, **{f"{side}_fatal": False}))
    units = sides[0].merge(sides[1], on=key, how="inner")
    return _compared(units.assign(version=old.scheme.version), ["agent", "month"])


def _compared(units: pd.DataFrame, order: Sequence[str]) -> pd.DataFrame:
    change = _units(units["new_final"]) - _units(units["old_final"])
    units = units.assign(
        change=change / _UNIT,
        old_band=units["old_band"].astype("str"),
        new_band=units["new_band"].astype("str"),
    )
    return units.sort_values(list(order), kind="stable", ignore_index=True)


def _units(points: pd.Series) -> Integers:
    whole: Integers = np.rint(points.to_numpy() * _UNIT).astype(np.int64)
    return whole


def _mean(units: pd.DataFrame, name: str) -> float | None:
    if not len(units):
        return None
    total = int(_units(units[name]).sum())
    mean: float = total / (len(units) * _UNIT)
    return mean


def _mean_change(change: Integers) -> tuple[float | None, tuple[float, float] | Reason]:
    """The mean of paired changes, in points, with 1.96 standard errors around it."""
    size = len(change)
    if not size:
        return None, Reason.TOO_FEW
    total = int(change.sum())
    mean = total / (size * _UNIT)
    if size == 1:
        return mean, Reason.TOO_FEW
    whole = change.astype(object)  # Python's whole numbers: squares may outgrow int64
    squares = int(whole @ whole)
    variance = (squares - total * total / size) / (size - 1) / _UNIT**2
    spread = TWO_SIDED * sqrt(max(0.0, variance) / size)
    return mean, (mean - spread, mean + spread)


def _matrix(units: pd.DataFrame, old: Analysis, new: Analysis) -> pd.DataFrame:
    """All bands of both versions, also those that nobody is in."""
    rows = _bands(old, units["old_band"])
    columns = _bands(new, units["new_band"])
    counts = pd.crosstab(units["old_band"], units["new_band"])
    return counts.reindex(index=rows, columns=columns, fill_value=0)


def _bands(analysis: Analysis, used: pd.Series) -> list[str]:
    """The ids of the bands of all versions, the newest first, and what else occurs."""
    ids = [
        band.id
        for scheme in reversed(analysis.versions)
        for band in (scheme.bands.bands if scheme.bands else ())
    ]
    others = sorted(set(used) - {""})
    nowhere = [""] if "" in set(used) else []
    return list(dict.fromkeys([*ids, *others, *nowhere]))


def _groups(units: pd.DataFrame, key: list[str], about: list[str]) -> pd.DataFrame:
    """The means of each group, the largest change first."""
    whole = units.assign(
        units=1,
        old=_units(units["old_final"]),
        new=_units(units["new_final"]),
        bands=(units["old_band"] != units["new_band"]).astype("int64"),
    )
    grouped = whole.groupby(key, sort=True)
    sums = grouped[["units", "old", "new", "bands"]].sum()
    if about:
        sums = sums.join(grouped[about].last())
    found = sums.reset_index()
    size = found["units"].to_numpy(dtype=np.int64) * _UNIT
    old, new = (found[name].to_numpy(dtype=np.int64) for name in ("old", "new"))
    found = found.assign(
        old_mean=quotient(old, size), new_mean=quotient(new, size), change=quotient(new - old, size)
    )
    ranked = found.assign(size=found["change"].abs()).sort_values(
        ["size", *key], ascending=[False, *[True] * len(key)], kind="stable", ignore_index=True
    )
    return ranked[[*key, *about, "units", "old_mean", "new_mean", "change", "bands"]]


def _good(units: pd.DataFrame, old: Analysis, new: Analysis) -> Rate | None:
    has = all(GOOD in _bands(one, pd.Series(dtype="str")) for one in (old, new))
    known = old.months is None or old.clean_from != "breaches"
    if not (has and known and len(units)):
        return None
    before: Booleans = (units["old_band"] == GOOD).to_numpy(dtype=bool)
    after: Booleans = (units["new_band"] == GOOD).to_numpy(dtype=bool)
    counts = [int(mask.sum()) for mask in (before & after, before & ~after, ~before & after)]
    both, lost, gained = counts
    size = len(units)
    interval = paired_change(both, lost, gained, size - sum(counts))
    return Rate((both + lost) / size, (both + gained) / size, gained, lost, interval)
