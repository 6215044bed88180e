"""How sure a rate is, for whole columns of counts: Wilson's, Jeffreys' and the exact interval."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from qa_workbook.arrays import Floats
from qa_workbook.statistics.distributions import beta_quantile

TWO_SIDED = NormalDist().inv_cdf(0.975)
"""The normal quantile of 95 %, as the published format says."""


def wilson(
    successes: npt.ArrayLike, trials: npt.ArrayLike, z: float = TWO_SIDED
) -> tuple[Floats, Floats]:
    """Returns the lower and upper ends of the score interval of each successes ÷ trials.

    Wilson 1927; Newcombe 1998, method 3. Fractions within 0 and 1; NaN where there are no trials.
    `z` is the normal quantile of the level. Check: Newcombe's table I, 81 of 263 gives 0.2553 and
    0.3662.
    """
    hits = np.asarray(successes, dtype=np.float64)
    return _score_interval(hits, np.asarray(trials, dtype=np.float64), np.float64(z))


def _score_interval(hits: Floats, trials: Floats, z: Floats | np.float64) -> tuple[Floats, Floats]:
    """All rates that are at most z standard deviations of their own from the one found."""
    size = np.where(trials > 0, trials, np.nan)
    squared = z * z
    centre = 2 * hits + squared
    spread = z * np.sqrt(squared + 4 * hits * (size - hits) / size)
    whole = 2 * (size + squared)
    low, high = (centre - spread) / whole, (centre + spread) / whole
    # At both ends the interval touches 0 or 1 exactly; float arithmetic leaves a speck there.
    low = np.where(hits == 0, 0.0, np.clip(low, 0, 1))
    high = np.where(hits == size, 1.0, np.clip(high, 0, 1))
    return np.where(np.isnan(size), np.nan, low), np.where(np.isnan(size), np.nan, high)


def wilson_of_population(
    successes: npt.ArrayLike, trials: npt.ArrayLike, population: npt.ArrayLike, z: float = TWO_SIDED
) -> tuple[Floats, Floats]:
    """Returns Wilson's interval with finite population correction, where trials are part of it.

    `wilson` with z·√((N − n) ÷ (N − 1)): the variance of a rate of n units drawn without putting
    back from N. Source: Cochran, Sampling Techniques, 3rd ed. (1977), sections 3.2 and 3.6, for
    the variance; the interval is all rates p with
    |p̂ − p| ≤ z·√(p·(1 − p) ÷ n · (N − n) ÷ (N − 1)).
    Check: all of a population leave nothing open, both ends are the rate itself; of an endless
    one it is `wilson`'s. Raises ValueError where there are more trials
    than population.
    """
    size, whole = np.asarray(trials, dtype=np.float64), np.asarray(population, dtype=np.float64)
    if (size > whole).any():
        raise ValueError("a sample is no larger than its population")
    left = np.sqrt((whole - size) / np.maximum(whole - 1, 1))
    low, high = _score_interval(np.asarray(successes, dtype=np.float64), size, z * left)
    return low, high


def clopper_pearson(
    successes: npt.ArrayLike, trials: npt.ArrayLike, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Returns the exact interval, which holds the rate at least as often as it says.

    Quantiles (1 − level) ÷ 2 of beta(x, n − x + 1) and (1 + level) ÷ 2 of beta(x + 1, n − x); 0 and
    1 at the ends. Source: Clopper and Pearson, Biometrika 26 (1934) 404–413. Check: Newcombe,
    Statistics in Medicine 17 (1998) 857–872, table I, method 5: 81 of 263 gives 0.2527 and 0.3676,
    15 of 148 0.0578 and 0.1617, 0 of 20 0 and 0.1684, 1 of 29 0.0009 and 0.1776. NaN where there
    are no trials.
    """
    tail = (1 - level) / 2
    return _by_beta(successes, trials, tail, (0.0, 1.0), (1.0, 0.0))


def jeffreys(
    successes: npt.ArrayLike, trials: npt.ArrayLike, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Returns Jeffreys' interval: that of beta(x + ½, n − x + ½), and 0 or 1 at the ends.

    Source: Brown, Cai and DasGupta, Interval estimation for a binomial proportion, Statistical
    Science 16 (2001) 101–133, section 3.1.2. Check: 25 of 200 gives 0.08462743 and 0.176126, 20 of
    200 0.06416642 and 0.14729862 (manual of RSurveillance 0.2.1, `binom.jeffreys`). NaN where there
    are no trials.
    """
    tail = (1 - level) / 2
    return _by_beta(successes, trials, tail, (0.5, 0.5), (0.5, 0.5))


def _by_beta(
    successes: npt.ArrayLike,
    trials: npt.ArrayLike,
    tail: float,
    below: tuple[float, float],
    above: tuple[float, float],
) -> tuple[Floats, Floats]:
    """Quantiles of beta(x + a, n − x + b), with a and b of the lower and of the upper end."""
    hits, size = np.broadcast_arrays(
        np.asarray(successes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    )
    low, high = np.full(hits.shape, np.nan), np.full(hits.shape, np.nan)
    for at in np.ndindex(hits.shape):
        hit, miss = float(hits[at]), float(size[at] - hits[at])
        if size[at] > 0:
            low[at] = beta_quantile(tail, hit + below[0], miss + below[1]) if hit else 0.0
            high[at] = beta_quantile(1 - tail, hit + above[0], miss + above[1]) if miss else 1.0
    return low, high
