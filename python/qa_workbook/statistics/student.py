"""Student's t distribution: how many standard errors an interval of a level reaches."""

from __future__ import annotations

from functools import lru_cache
from math import cos, pi, sin, sqrt, tan
from statistics import NormalDist

import numpy as np

_LARGE = 1000  # from so many degrees of freedom on the expansion is exact to 12 digits
_HALVINGS = 60  # of a right angle, down to what a float can tell apart


@lru_cache(maxsize=256)
def two_sided_quantile(level: float, freedom: int) -> float:
    """Returns the t for which −t … t holds `level` of the distribution.

    The finite series of the angle arctan(t ÷ √ν): Abramowitz and Stegun, Handbook of Mathematical
    Functions, 26.7.3 and 26.7.4; for many degrees of freedom their expansion 26.7.5.
    Check: 95 % with 11 degrees of freedom is 2.201, with 1 is 12.706 (tables of the distribution).
    Raises ValueError for a level not between 0 and 1 and for less than one degree of freedom.
    """
    if not 0 < level < 1 or freedom < 1:
        raise ValueError((level, freedom))
    if freedom >= _LARGE:
        return _expanded(NormalDist().inv_cdf((1 + level) / 2), freedom)
    low, high = 0.0, pi / 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _held(middle, freedom) < level else (low, middle)
    return sqrt(freedom) * tan(low)


def _held(angle: float, freedom: int) -> float:
    """The part within the angle."""
    squared = cos(angle) ** 2
    odd = freedom % 2
    steps = np.arange(1, (freedom - 1 - odd) // 2 + 1)
    # 1, 2/3·cos², 2·4/(3·5)·cos⁴ … for odd ν; 1, 1/2·cos², 1·3/(2·4)·cos⁴ … for even ν.
    ratios = (2 * steps - 1 + odd) / (2 * steps + odd) * squared
    series = sin(angle) * (1 + float(np.cumprod(ratios).sum()))
    if not odd:
        return series
    return 2 / pi * (angle + (series * cos(angle) if freedom > 1 else 0.0))


def _expanded(normal: float, freedom: int) -> float:
    powers = normal ** np.arange(1, 8, 2)
    first = powers[:2] @ [1, 1] / 4
    second = powers[:3] @ [3, 16, 5] / 96
    third = powers @ [-15, 17, 19, 3] / 384
    return float(normal + first / freedom + second / freedom**2 + third / freedom**3)
