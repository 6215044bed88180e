"""How sure a published rate is: Wilson's interval (95 %) as `metrics` gives it."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, sqrt

import numpy as np
import numpy.typing as npt

from qa_workbook.statistics.intervals import TWO_SIDED, wilson


def pairs(successes: npt.ArrayLike, trials: npt.ArrayLike) -> list[list[float] | None]:
    """Returns `[low, high]` of each rate as it is published, None where there are no trials."""
    low, high = (np.atleast_1d(end) for end in wilson(successes, trials))
    ends = zip(low.tolist(), high.tolist(), strict=True)
    return [None if np.isnan(one) else [one, other] for one, other in ends]


def overlap(one: Sequence[float] | None, other: Sequence[float] | None) -> bool:
    """Whether two intervals have a point in common; False where one of them isn't known."""
    if one is None or other is None:
        return False
    return one[0] <= other[1] and other[0] <= one[1]


def chance_of_means(sds: tuple[float, float], sizes: tuple[int, int]) -> float | None:
    """Returns how far apart two means are by chance (95 %): 1.96 standard errors of the change.

    `sds` are standard deviations (n − 1) of the single scores, NaN where n is below 2: then None.
    """
    if not all(map(isfinite, sds)) or min(sizes) < 1:
        return None
    return TWO_SIDED * sqrt(sum(sd * sd / size for sd, size in zip(sds, sizes, strict=True)))
