"""How sure a published rate is: Wilson's interval (95 %) as `metrics` gives it."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, isfinite, sqrt

import numpy as np
import numpy.typing as npt

from qa_workbook.statistics.intervals import TWO_SIDED, wilson


def pairs(successes: npt.ArrayLike, trials: npt.ArrayLike) -> list[list[float] | None]:
    """Returns `[low, high]` of each rate as it is published, None where there are no trials."""
    low, high = (np.atleast_1d(end) for end in wilson(successes, trials))
    ends = zip(low.tolist(), high.tolist(), strict=True)
    return [None if np.isnan(one) else [one, other] for one, other in ends]


def is_chance(
    old: float, new: float, old_ends: Sequence[float] | None, new_ends: Sequence[float] | None
) -> bool:
    """Whether a rate's change from `old` to `new` is within chance, by both Wilson intervals.

    It is where the 95 % interval of the difference holds 0: Newcombe's hybrid score interval
    (Statistics in Medicine 17, 1998, method 10). Two intervals may overlap and the difference be
    sure all the same. False where an interval isn't known. Check: 56/70 against 48/80 gives
    0.0524 to 0.3339 (Newcombe's table II), so 48/80 to 56/70 is no chance.
    """
    if old_ends is None or new_ends is None:
        return False
    if new < old:
        return is_chance(new, old, new_ends, old_ends)
    return new - old <= hypot(new - new_ends[0], old_ends[1] - old)


def chance_of_means(sds: tuple[float, float], sizes: tuple[int, int]) -> float | None:
    """Returns how far apart two means are by chance (95 %): 1.96 standard errors of the change.

    `sds` are standard deviations (n − 1) of the single scores, NaN where n is below 2: then None.
    """
    if not all(map(isfinite, sds)) or min(sizes) < 1:
        return None
    return TWO_SIDED * sqrt(sum(sd * sd / size for sd, size in zip(sds, sizes, strict=True)))
