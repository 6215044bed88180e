"""How sure the change of a rate is where the same units are judged twice."""

from __future__ import annotations

from math import sqrt

from qa_workbook.statistics.intervals import TWO_SIDED, wilson
from qa_workbook.statistics.reasons import Reason


def paired_change(
    both: int, only_before: int, only_after: int, neither: int, z: float = TWO_SIDED
) -> tuple[float, float] | Reason:
    """Returns the interval of the rate after less the rate before, of the same units.

    The arguments count units by whether they were hits before and after. Wilson's intervals of
    both rates, put together with the correlation of the pairs: Newcombe's square-and-add interval
    (Statistics in Medicine 17, 1998, 2635-2650, method 10); within -1 and 1. The reason is TOO_FEW
    without units. `z` is the normal quantile of the level. Check: Fagerland, Lydersen and Laake
    (Statistics in Medicine 33, 2014) print -0.507 to -0.026 for 1, 1, 7 and 12; the first rate less
    the second, so here 0.026 to 0.507.
    """
    size = both + only_before + only_after + neither
    if not size:
        return Reason.TOO_FEW
    before, after = both + only_before, both + only_after
    (low_before, low_after), (high_before, high_after) = (
        ends.tolist() for ends in wilson([before, after], size, z)
    )
    old, new = before / size, after / size
    phi = _correlation(both, only_before, only_after, neither)
    down = _together(new - low_after, high_before - old, phi)
    up = _together(high_after - new, old - low_before, phi)
    return max(-1.0, new - old - down), min(1.0, new - old + up)


def _correlation(both: int, only_before: int, only_after: int, neither: int) -> float:
    """The correlation of the pairs; a positive one with Newcombe's continuity correction."""
    size = both + only_before + only_after + neither
    before, after = both + only_before, both + only_after
    product = before * (size - before) * after * (size - after)
    if not product:
        return 0.0
    surplus = both * neither - only_before * only_after
    if surplus > 0:
        return max(surplus - size / 2, 0.0) / sqrt(product)
    return surplus / sqrt(product)


def _together(one: float, other: float, phi: float) -> float:
    return sqrt(max(0.0, one * one - 2 * phi * one * other + other * other))
