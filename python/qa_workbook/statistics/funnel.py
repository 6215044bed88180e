"""Funnel limits: how far a proportion of n units may be from the rate of all by chance alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa_workbook.arrays import Booleans, Floats, Integers
from qa_workbook.statistics.binomial import cumulative, quantile

WARNING, ACTION = 0.95, 0.998
"""The two levels that funnels are drawn for (Spiegelhalter 2005): about 2 and 3 standard
deviations, as in control charts."""


@dataclass(frozen=True)
class FunnelLimits:
    """The lowest and the highest proportion of each size that chance explains; both in 0 to 1."""

    lower: Floats
    upper: Floats

    def beyond(self, proportions: npt.ArrayLike) -> Booleans:
        """Which proportions lie outside; one on a limit doesn't."""
        found = np.asarray(proportions, dtype=np.float64)
        return (found < self.lower) | (found > self.upper)


def quantile_limits(sizes: npt.ArrayLike, rate: float, level: float) -> FunnelLimits:
    """Returns the exact binomial limits of a level, e.g. 0.95, around `rate`.

    r_low ÷ n and r_high ÷ n, where r_p is the smallest r with P(R ≤ r) ≥ p, at p = (1 − level) ÷ 2
    and (1 + level) ÷ 2. Chance leaves either side in at most (1 − level) ÷ 2 of all cases, however
    small n is. Check: n = 20, rate 0.5, 95 % gives 6 ÷ 20 and 14 ÷ 20, as in the sign test.
    """
    tail, whole = (1 - level) / 2, _sizes(sizes)
    lower = [quantile(size, rate, tail) / size for size in whole.tolist()]
    upper = [quantile(size, rate, 1 - tail) / size for size in whole.tolist()]
    return FunnelLimits(np.array(lower, dtype=np.float64), np.array(upper, dtype=np.float64))


def funnel_limits(sizes: npt.ArrayLike, rate: float, level: float) -> FunnelLimits:
    """Returns limits that run smoothly between whole numbers and judge like `quantile_limits`.

    Lower: (r_p − α) ÷ n with α = (P(R ≤ r_p) − p) ÷ P(R = r_p), not below 0. Source: Spiegelhalter,
    Funnel plots for comparing institutional performance, Statistics in Medicine 24 (2005)
    1185–1202, appendix A.1. Upper: 1 − the lower limit of 1 − rate. His own upper limit is up to
    one unit lower, and chance passes it more often than the level says (Manktelow and Seaton, PLoS
    ONE 7(9) 2012 e45723, on three ways to interpolate); here nobody is named more often than that.
    Check: by hand, n = 2, rate 0.5, level 0.2: r = 1, α = 0.7, limits 0.15 and 0.85.
    """
    tail, whole = (1 - level) / 2, _sizes(sizes)
    known, places = np.unique(whole, return_inverse=True)  # hundreds of agents, but a dozen sizes
    lower = [_below(size, rate, tail) for size in known.tolist()]
    upper = [1 - _below(size, 1 - rate, tail) for size in known.tolist()]
    return FunnelLimits(
        np.array(lower, dtype=np.float64)[places], np.array(upper, dtype=np.float64)[places]
    )


def _below(size: int, rate: float, tail: float) -> float:
    """The lower limit of one size."""
    reached = cumulative(size, rate)
    hits = quantile(size, rate, tail)
    before = reached[hits - 1] if hits else 0.0
    part = (reached[hits] - tail) / (reached[hits] - before)
    return float(max((hits - part) / size, 0))


def _sizes(sizes: npt.ArrayLike) -> Integers:
    found = np.asarray(sizes, dtype=np.int64)
    if (found <= 0).any():
        raise ValueError("a proportion needs at least one unit")
    return found
