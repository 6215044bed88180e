"""Several inspectors of one recording whose scores are averaged (`two_inspectors: mean`).

One row stands for the recording: of its marks, its error deduction and its day there is one, as
there is one in the register. Only scores are means, and no inspector's fatal error is averaged
away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import Pool, ScoredVersion, recording_key
from qa_workbook.arrays import Booleans, Floats, Integers
from qa_workbook.codes import joined, separated
from qa_workbook.numbers import cut_division, half_up_division
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring.effects import bands_of, final_units

_MEANS = ("value.", "lost")
_ANYBODY = "critical."


def with_means(pool: Pool) -> Pool:
    """Returns the pool in which rows that count hold the mean scores of all their inspectors.

    raw: mean of the raw scores; final: mean of the scores after error deduction, then the harshest
    effect of the fatal codes that any inspector named; both rounded as all scores are. Values of
    nodes and points lost are means, `fatal`, `fatal_codes` and `critical.<family>` anybody's. All
    else is the row's own. `frame` gets own_raw and own_final (float64), own_fatal (bool) and
    `averaged`: the names of the inspectors, joined, "" where a score is one inspector's.
    """
    frame = pool.frame.assign(
        own_raw=pool.scored("raw", np.nan),
        own_final=pool.scored("final", np.nan),
        own_fatal=pool.frame["fatal"],
        averaged="",
    )
    group = frame.groupby(recording_key(pool.newest), sort=False).ngroup().to_numpy()
    scorable = ~np.isnan(frame["own_raw"].to_numpy())
    several = np.bincount(group[scorable], minlength=len(frame))[group] > 1
    means = frame["counted"].to_numpy(dtype=bool) & several
    if not means.any():
        return replace(pool, frame=frame)
    told = _told(frame[several & scorable], group[several & scorable])
    own = told.loc[group[means]].set_axis(frame.index[means])
    frame.loc[means, list(told)] = own
    scores = _Means(pool, group, scorable)
    parts = [
        scores.part(part, slice(start, end), means[start:end], frame.iloc[start:end])
        for part, start, end in _parts(pool)
    ]
    return replace(pool, parts=tuple(parts), frame=frame)


def _parts(pool: Pool) -> Iterator[tuple[ScoredVersion, int, int]]:
    """Yields the versions with the first and the next position of their rows in the pool."""
    start = 0
    for part in pool.parts:
        yield part, start, start + len(part.frame)
        start += len(part.frame)


def _told(rivals: pd.DataFrame, group: Integers) -> pd.DataFrame:
    """What the inspectors of each group say together, by group: fatal errors, and their names."""
    grouped = rivals.sort_values("inspector", kind="stable").groupby(
        pd.Series(group, index=rivals.index), sort=True
    )
    return pd.DataFrame(
        {
            "fatal": grouped["fatal"].any(),
            "fatal_codes": grouped["fatal_codes"].agg(_once),
            "averaged": grouped["inspector"].agg(_once),
        }
    )


def _once(texts: pd.Series) -> str:
    """All codes in some texts, each once."""
    return joined(dict.fromkeys(code for text in texts for code in separated(text)))


class _Means:
    """Means over the rows of a pool that are of one recording."""

    def __init__(self, pool: Pool, group: Integers, scorable: Booleans) -> None:
        self._pool, self._group, self._scorable = pool, group, scorable
        self._count: Integers = np.bincount(group[scorable], minlength=len(group))
        self._raw = self._sums(pool.units("raw", pool.decimals))
        after = [_after_deduction(pool, part) for part in pool.parts]
        self._after = self._sums(np.concatenate(after))

    def _sums(self, units: Integers) -> Integers:
        """The sum of each row's group; exact, as all are whole numbers far below 2^53."""
        rows = self._scorable
        sums = np.bincount(self._group[rows], weights=units[rows], minlength=len(self._group))
        whole: Integers = sums.astype(np.int64)
        return whole[self._group]

    def part(
        self, part: ScoredVersion, span: slice, means: Booleans, together: pd.DataFrame
    ) -> ScoredVersion:
        """Returns a version with means in the rows of the mask; `together` has its fatal errors."""
        scheme, scored = part.scheme, part.scored.copy()
        raw, after = (self._mean(scheme, sums[span][means], span, means) for sums in self._both())
        marked = together[means].assign(error_deduction=0)
        final, changed = final_units(scheme, marked, after)
        unit = 10**scheme.score.decimals
        scored.loc[means, "raw"] = raw / unit
        scored.loc[means, "final"] = final / unit
        scored.loc[means, "band"] = bands_of(scheme, raw, final, changed)
        for name in scored.columns:
            if name.startswith(_MEANS):
                scored.loc[means, name] = self._mean_of(name)[span][means]
            elif name.startswith(_ANYBODY):
                anybody = self._sums(self._pool.scored(name, False).astype(np.int64))
                scored.loc[means, name] = anybody[span][means] > 0
        return replace(part, scored=scored)

    def _both(self) -> tuple[Integers, Integers]:
        return self._raw, self._after

    def _mean(self, scheme: Scheme, sums: Integers, span: slice, means: Booleans) -> Integers:
        count = self._count[self._group][span][means]
        divided = cut_division if scheme.score.rounding == "down" else half_up_division
        whole = count * 10**self._pool.decimals
        units: Integers = divided(sums, whole, scheme.score.decimals)
        return units

    def _mean_of(self, name: str) -> Floats:
        """The mean of a scored column over those rows of each row's group that have it."""
        values = pd.Series(self._pool.scored(name, np.nan))
        found: Floats = values.groupby(self._group).transform("mean").to_numpy()
        return found


def _after_deduction(pool: Pool, part: ScoredVersion) -> Integers:
    """The scores of a version after error deduction alone, in units of 10^-pool.decimals."""
    decimals = part.scheme.score.decimals
    raw = np.rint(np.nan_to_num(part.scored["raw"].to_numpy()) * 10**decimals).astype(np.int64)
    frame = part.frame.assign(fatal=False, fatal_codes="")
    after, _ = final_units(part.scheme, frame, raw)
    units: Integers = after * 10 ** (pool.decimals - decimals)
    return units
