"""Hidden repeats (S9): what the same inspector gives the same recording the second time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd

from qa_workbook.frames import folded
from qa_workbook.statistics.gauge import GaugeStudy, gauge_by_anova, repeatability
from qa_workbook.statistics.reasons import Reason


@dataclass(frozen=True)
class Repeat:
    """One recording that an inspector scored twice: both scores, and how many marks were equal.

    `marks` counts the marks that both have, `equal` those of them that are the same.
    """

    inspector: str
    recording: str
    first: float
    second: float
    marks: int
    equal: int

    @property
    def difference(self) -> float:
        """The second score less the first."""
        return self.second - self.first


@dataclass(frozen=True)
class Stability:
    """How well one inspector, or all together (""), repeat themselves.

    `sd` is the repeatability standard deviation of a single score, in points, with its interval
    (none where the scores never differ); `mean` the mean difference second − first, `farthest` the
    largest without sign, `equal` the share of equal marks.
    """

    inspector: str
    n: int
    sd: float
    interval: tuple[float, float] | None
    mean: float
    farthest: float
    equal: float | None


@dataclass(frozen=True)
class Repeats:
    """All repeats.

    `share` is the inspectors' own spread ÷ the whole spread of scores, `reason` why it can't be
    had. `gauge` is the gauge R&R study, None unless all inspectors repeated the same recordings.
    """

    pairs: Sequence[Repeat] = ()
    each: Sequence[Stability] = ()
    overall: Stability | None = None
    share: float | None = None
    reason: str = str(Reason.TOO_FEW)
    gauge: GaugeStudy | None = None


def repeats_of(first: pd.DataFrame, again: pd.DataFrame) -> Repeats:
    """Returns what hidden repeats say.

    Both frames have `inspector`, `recording`, `total` and columns of marks (`mark.…`, NaN for
    none); `first` has the scores that count, `again` those of the repeats. Whatever has no partner
    is left out.
    """
    pairs = list(_pairs(first, again))
    if not pairs:
        return Repeats()
    names = sorted({pair.inspector for pair in pairs}, key=folded)
    each = [_stability(name, [one for one in pairs if one.inspector == name]) for name in names]
    overall = _stability("", pairs)
    share, reason = _share(pairs, overall.sd)
    return Repeats(pairs, each, overall, share, reason, _gauge(pairs))


def _pairs(first: pd.DataFrame, again: pd.DataFrame) -> list[Repeat]:
    known = {_key(row): row for row in first.to_dict("records")}
    marks = [name for name in again.columns if name.startswith("mark.") and name in first]
    found = []
    for row in again.to_dict("records"):
        other = known.get(_key(row))
        if other is None or np.isnan(row["total"]) or np.isnan(other["total"]):
            continue
        both = [name for name in marks if not (np.isnan(row[name]) or np.isnan(other[name]))]
        equal = sum(1 for name in both if row[name] == other[name])
        scores = (float(other["total"]), float(row["total"]))
        found.append(Repeat(row["inspector"], row["recording"], *scores, len(both), equal))
    return sorted(found, key=lambda one: (folded(one.inspector), folded(one.recording)))


def _key(row: Mapping[object, object]) -> tuple[str, str]:
    return folded(str(row["inspector"])), folded(str(row["recording"]))


def _stability(name: str, pairs: Sequence[Repeat]) -> Stability:
    scores = np.array([(one.first, one.second) for one in pairs])
    found = repeatability(scores)
    assert not isinstance(found, Reason)  # there is at least one pair
    marks, equal = sum(one.marks for one in pairs), sum(one.equal for one in pairs)
    return Stability(
        name,
        len(pairs),
        found.sd,
        (found.lower, found.upper) if found.sd else None,
        found.drift,
        float(np.abs(scores[:, 1] - scores[:, 0]).max()),
        equal / marks if marks else None,
    )


def _share(pairs: Sequence[Repeat], sd: float) -> tuple[float | None, str]:
    """The own spread ÷ whole spread, whose square is the sum of theirs and the recordings'.

    The variance of the means of two scores is that of recordings and half of the own one.
    """
    means = np.array([(one.first + one.second) / 2 for one in pairs])
    if len(means) == 1:
        return None, str(Reason.TOO_FEW)
    of_recordings = max(float(means.var(ddof=1)) - sd**2 / 2, 0.0)
    whole = sd**2 + of_recordings
    return (sd / sqrt(whole), "") if whole > 0 else (None, str(Reason.ALL_EQUAL))


def _gauge(pairs: Sequence[Repeat]) -> GaugeStudy | None:
    """The study of recordings × inspectors × trials, where every inspector repeated every one."""
    cells = {
        (folded(one.recording), folded(one.inspector)): (one.first, one.second) for one in pairs
    }
    parts, operators = (sorted({key[place] for key in cells}) for place in range(2))
    if len(cells) < len(parts) * len(operators):
        return None
    found = gauge_by_anova([[cells[part, who] for who in operators] for part in parts])
    return None if isinstance(found, Reason) else found
