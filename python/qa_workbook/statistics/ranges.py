"""The range of a few normal values: by what it is divided to give their standard deviation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import erf, pi, sqrt

import numpy as np

_STEPS_PER_SD = 50
_REACH = 9  # standard deviations; beyond them nothing is left to a float


@dataclass(frozen=True)
class RangeConstants:
    """`d2` divides the mean of many ranges, `d2_star` a single range.

    E(W) and √E(W²) of the range W of some standard normal values.
    """

    d2: float
    d2_star: float


@lru_cache(maxsize=128)
def range_constants(values: int) -> RangeConstants:
    """Returns the constants of the range of so many values.

    E(W) = ∫ 1 − Φ(x)^m − (1 − Φ(x))^m dx; W has the density m·(m − 1)·∫ φ(x)·φ(x + w)·(Φ(x + w)
    − Φ(x))^(m − 2) dx; both summed by the trapezoidal rule. Sources: Duncan, Quality Control and
    Industrial Statistics, table D3; AIAG, Measurement Systems Analysis, 4th ed. (2010), appendix C.
    Check: there d₂ of 2, 3, 5 values is 1.12838, 1.69257, 2.32593; d₂* of one range of 2, 3, 10 is
    1.41421, 1.91155, 3.17905. Raises ValueError below two values.
    """
    if values < 2:
        raise ValueError(values)
    steps = 2 * _REACH * _STEPS_PER_SD
    x = np.linspace(-_REACH, _REACH, steps + 1)
    density = np.exp(-(x**2) / 2) / sqrt(2 * pi)
    reached = np.array([(1 + erf(one / sqrt(2))) / 2 for one in x.tolist()])
    sums = [
        float(
            density[: steps + 1 - step]
            * density[step:]
            @ (reached[step:] - reached[: steps + 1 - step]) ** (values - 2)
        )
        for step in range(steps + 1)
    ]
    width = 1 / _STEPS_PER_SD
    chances = values * (values - 1) * np.array(sums) * width
    second = float(chances @ (np.arange(steps + 1) * width) ** 2)
    first = float((1 - reached**values - (1 - reached) ** values).sum())
    return RangeConstants(first * width, sqrt(second * width))
