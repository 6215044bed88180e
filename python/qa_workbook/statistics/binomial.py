"""The binomial distribution, exactly enough: its probabilities are summed, none is approximated."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from qa_workbook.arrays import Floats


def cumulative(trials: int, chance: float) -> Floats:
    """Returns P(R ≤ 0), P(R ≤ 1), … P(R ≤ trials) of a binomial R.

    Check: 20 trials of chance 0.3 have P(R ≤ 5) = 0.4164 (tables of the binomial distribution).
    Raises ValueError for a chance outside 0 to 1 or a negative number of trials.
    """
    if not 0 <= chance <= 1 or trials < 0:
        raise ValueError((trials, chance))
    if chance in (0, 1):
        certain = np.zeros(trials + 1)
        certain[int(chance) * trials :] = 1
        return certain
    logs = _log_factorials(trials)
    hits = np.arange(trials + 1)
    ways = logs[trials] - logs - logs[::-1]
    chances = np.exp(ways + hits * np.log(chance) + (trials - hits) * np.log1p(-chance))
    summed: Floats = np.minimum(np.cumsum(chances), 1)
    return summed


def quantile(trials: int, chance: float, level: float) -> int:
    """Returns the smallest r with P(R ≤ r) ≥ `level`, as CRITBINOM of spreadsheets does.

    Check: CRITBINOM(6, 0.5, 0.75) = 4 (the example of Excel's manual). Raises ValueError for a
    level not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(level)
    return min(int(np.searchsorted(cumulative(trials, chance), level)), trials)


@lru_cache(maxsize=64)
def _log_factorials(most: int) -> Floats:
    """The natural logarithms of 0! to most!."""
    steps = np.log(np.arange(1, most + 1, dtype=np.float64))
    return np.concatenate([[0.0], np.cumsum(steps)])
