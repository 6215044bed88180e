"""Limits of control charts for counts: p, u and c charts, and Laney's p′ where counts are large.

All limits are three standard deviations from the centre line. They stop where no count can be:
at 0, and those of proportions at 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa_workbook.arrays import Booleans, Floats
from qa_workbook.statistics.reasons import Reason

SIGMAS = 3
ENOUGH = 20
"""From so many points on limits are more than provisional (Montgomery: 20 to 25 samples)."""
MOVING_RANGE = 1.128
"""d₂ of two values: mean range ÷ standard deviation of a normal distribution."""
_LEAST_POINTS = 2  # of which there is one moving range


@dataclass(frozen=True)
class ControlLimits:
    """A centre line, the limits at each point, and which points lie beyond them.

    `points` is what is drawn. `dispersion` is Laney's σ_z: how much more the points scatter than
    by chance alone; 1 in charts that don't look at it.
    """

    points: Floats
    centre: float
    lower: Floats
    upper: Floats
    dispersion: float = 1.0

    @property
    def beyond(self) -> Booleans:
        """Which points lie outside their limits; one on its limit doesn't."""
        return (self.points < self.lower) | (self.points > self.upper)


def p_chart(hits: npt.ArrayLike, sizes: npt.ArrayLike) -> ControlLimits | Reason:
    """Returns the chart of proportions hits ÷ sizes, with limits for the size of each.

    p̄ = Σx ÷ Σn; p̄ ± 3·√(p̄·(1 − p̄) ÷ n). Source: Montgomery, Introduction to Statistical Quality
    Control, "control chart for fraction nonconforming"; NIST/SEMATECH e-Handbook 6.3.3.2.
    Check: the wafers of that page, 30 samples of 50, give p̄ = 0.2313, limits 0.0524 and 0.4102.
    A reason where there are no units, or where all or none are hits.
    """
    counts, units = _arrays(hits, sizes)
    if not len(units):
        return Reason.TOO_FEW
    centre = float(counts.sum() / units.sum())
    if centre in (0, 1):
        return Reason.ALL_EQUAL
    spread = np.sqrt(centre * (1 - centre) / units)
    return _limits(counts / units, centre, spread, most=1)


def p_prime_chart(hits: npt.ArrayLike, sizes: npt.ArrayLike) -> ControlLimits | Reason:
    """Returns Laney's p′ chart: a p chart whose limits are as wide as the points really scatter.

    With σᵢ = √(p̄·(1 − p̄) ÷ nᵢ) and zᵢ = (pᵢ − p̄) ÷ σᵢ: σ_z = mean of |zᵢ − zᵢ₋₁| ÷ 1.128, limits
    p̄ ± 3·σᵢ·σ_z. For large counts, and for units that aren't independent of each other. Source:
    Laney, Improved Control Charts for Attributes, Quality Engineering 14 (2002) 531–537; the same
    formulas in Minitab's "Methods and formulas for Laney P′ Chart".
    Check: by hand, 10, 30, 20, 40 of 100 each give p̄ = 0.25, σ_z = (0.2 + 0.1 + 0.2) ÷ 3 ÷ 0.0433
    ÷ 1.128 = 3.412. A reason with fewer than two points, and where all are equal.
    """
    simple = p_chart(hits, sizes)
    if isinstance(simple, Reason):
        return simple
    if len(simple.points) < _LEAST_POINTS:
        return Reason.TOO_FEW
    _, units = _arrays(hits, sizes)
    spread = np.sqrt(simple.centre * (1 - simple.centre) / units)
    scaled = (simple.points - simple.centre) / spread
    dispersion = float(np.abs(np.diff(scaled)).mean() / MOVING_RANGE)
    if dispersion == 0:
        return Reason.ALL_EQUAL
    return _limits(simple.points, simple.centre, spread, most=1, dispersion=dispersion)


def u_chart(counts: npt.ArrayLike, sizes: npt.ArrayLike) -> ControlLimits | Reason:
    """Returns the chart of counts per unit, with limits for the size of each sample.

    ū = Σc ÷ Σn; ū ± 3·√(ū ÷ n). Source: Montgomery, "control chart for nonconformities per unit".
    Check: his dyed cloth, 153 nonconformities in 107.5 units, ū = 1.42; limits 0.29 and 2.55 for
    10 units, 0.16 and 2.68 for 8. A reason where there are no units or no counts.
    """
    found, units = _arrays(counts, sizes)
    if not len(units):
        return Reason.TOO_FEW
    centre = float(found.sum() / units.sum())
    if not centre:
        return Reason.ALL_EQUAL
    return _limits(found / units, centre, np.sqrt(centre / units))


def c_chart(counts: npt.ArrayLike) -> ControlLimits | Reason:
    """Returns the chart of counts in samples of one size.

    c̄ ± 3·√c̄. Source: NIST/SEMATECH e-Handbook 6.3.3.1. Check: its 25 wafers with 400 defects,
    c̄ = 16, limits 4 and 28. A reason where there are no samples or no counts.
    """
    found = np.asarray(counts, dtype=np.float64)
    return u_chart(found, np.ones(len(found)))


def _arrays(counts: npt.ArrayLike, sizes: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Both as floats. Raises ValueError where a sample has no units or they differ in length."""
    found = np.asarray(counts, dtype=np.float64)
    units = np.asarray(sizes, dtype=np.float64)
    if found.shape != units.shape or (units <= 0).any():
        raise ValueError("every sample needs a count and at least one unit")
    return found, units


def _limits(
    points: Floats,
    centre: float,
    spread: Floats,
    *,
    most: float = np.inf,
    dispersion: float = 1.0,
) -> ControlLimits:
    width = SIGMAS * spread * dispersion
    lower, upper = np.maximum(centre - width, 0), np.minimum(centre + width, most)
    return ControlLimits(points, centre, lower, upper, dispersion)
