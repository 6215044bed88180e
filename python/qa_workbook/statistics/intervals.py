"""How sure a rate is: Wilson's interval, for whole columns of counts."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from qa_workbook.arrays import Floats

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
    size = np.asarray(trials, dtype=np.float64)
    size = np.where(size > 0, size, np.nan)
    squared = z * z
    centre = 2 * hits + squared
    spread = z * np.sqrt(squared + 4 * hits * (size - hits) / size)
    whole = 2 * (size + squared)
    low, high = (centre - spread) / whole, (centre + spread) / whole
    # At both ends the interval touches 0 or 1 exactly; float arithmetic leaves a speck there.
    low = np.where(hits == 0, 0.0, np.clip(low, 0, 1))
    high = np.where(hits == size, 1.0, np.clip(high, 0, 1))
    return np.where(np.isnan(size), np.nan, low), np.where(np.isnan(size), np.nan, high)
