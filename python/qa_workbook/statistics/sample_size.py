"""How many recordings a rate needs, and how sure so many make it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

from qa_workbook.statistics.intervals import TWO_SIDED

PLANNING = 0.5
"""The rate that needs most: on the safe side where nobody knows."""
_ALMOST = 1e-9
"""Float arithmetic may be so much above a whole number that is meant."""


@dataclass(frozen=True)
class SampleSize:
    """How many units to draw, with all that it rests on.

    `infinite` is what an endless population would need (Cochran's n₀), `exact` what this one needs
    before rounding up to `size`. `population` is None where it has no end.
    """

    size: int
    exact: float
    infinite: float
    error: float
    planning: float
    z: float
    population: int | None


def sample_size(
    error: float,
    planning: float = PLANNING,
    population: int | None = None,
    z: float = TWO_SIDED,
) -> SampleSize:
    """Returns the size that keeps a rate within ± `error` at the level of `z`.

    n₀ = z²·p·(1 − p) ÷ e²; with the finite population correction n = n₀ ÷ (1 + (n₀ − 1) ÷ N),
    rounded up. Source: Cochran, Sampling Techniques, 3rd ed. (1977), section 4.4. Checks: his
    island of 3,200 people, e = 5 %, p = 0.5 and z = 2, gives n₀ = 400 and n = 356; Krejcie and
    Morgan, Determining sample size for research activities (1970), e.g. 278 of 1,000 and 384 of
    1,000,000 (rounded to the nearest there). Raises ValueError for an error or planning rate not
    between 0 and 1, or a population below 1.
    """
    if not 0 < error < 1 or not 0 < planning < 1 or (population is not None and population < 1):
        raise ValueError((error, planning, population))
    infinite = z * z * planning * (1 - planning) / error**2
    exact = infinite
    if population is not None:
        exact = infinite / (1 + (infinite - 1) / population)
    size = max(ceil(exact - _ALMOST), 1)
    return SampleSize(size, exact, infinite, error, planning, z, population)


def error_of(
    size: int, planning: float = PLANNING, population: int | None = None, z: float = TWO_SIDED
) -> float:
    """Returns the half width ± e that a sample of `size` gives a rate of `planning`; a fraction.

    z·√(p·(1 − p) ÷ n · (N − n) ÷ (N − 1)): `sample_size` turned round. Source and correction as
    there (Cochran 1977, section 3.2). Check: 400 of an endless population, p = 0.5, z = 2: 0.05.
    Raises ValueError for a sample below 1 or larger than its population.
    """
    if size < 1 or not 0 < planning < 1 or (population is not None and population < size):
        raise ValueError((size, planning, population))
    left = 1.0
    if population is not None:
        left = (population - size) / max(population - 1, 1)
    return z * sqrt(planning * (1 - planning) / size * left)
