"""Severity: how much lower or higher one inspector scores than all, over the same recordings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from qa_workbook.arrays import Booleans, Floats
from qa_workbook.statistics.coefficient import LEVEL
from qa_workbook.statistics.reasons import Reason
from qa_workbook.statistics.student import two_sided_quantile


class Method(StrEnum):
    """Which recordings are compared."""

    SHARED = "shared"
    """Only those that every inspector scored."""
    LEAST_SQUARES = "least-squares"
    """All that two or more scored, by the least-squares effects of recordings and inspectors."""


class Verdict(StrEnum):
    """What an interval says."""

    STRICT = "strict"
    LENIENT = "lenient"
    UNCLEAR = "not-apart"
    """The interval holds 0: nothing is shown."""


@dataclass(frozen=True)
class Severity:
    """An inspector's mean − the mean of all: below 0 is stricter. In points, over `units`."""

    value: float
    lower: float
    upper: float
    units: int

    @property
    def verdict(self) -> Verdict:
        """Strict or lenient where the interval lies on one side of 0."""
        if self.upper < 0:
            return Verdict.STRICT
        return Verdict.LENIENT if self.lower > 0 else Verdict.UNCLEAR


def severity(
    scores: npt.ArrayLike, method: Method = Method.SHARED, level: float = LEVEL
) -> list[Severity] | Reason:
    """Returns the severity of every rater; `scores` are units × raters, NaN for missing.

    SHARED: x̄ⱼ − x̄ over the units that all raters scored; the interval is that of the mean of the
    paired differences xᵢⱼ − x̄ᵢ (Student's t, n − 1 degrees of freedom): what makes a recording
    good or bad drops out.
    LEAST_SQUARES: the effects rⱼ of xᵢⱼ = m + uᵢ + rⱼ + e with Σ rⱼ = 0, over the
    units that two or more raters scored; with nothing missing they are the same numbers; the
    interval rests on the residual variance of all. Sources: Montgomery, Design and Analysis of
    Experiments, randomised complete and incomplete blocks; trade rule S13. Checks: the judges of
    Shrout and Fleiss (1979, table 2) have means 7.67, 2.50, 4.33 and 6.67 around 5.29;
    Montgomery's catalysts, a balanced incomplete block design, have effects −9 ÷ 8, −7 ÷ 8, −4 ÷ 8
    and 20 ÷ 8. A reason below two raters or two units in common, and where raters share no
    recordings with others, even by way of third ones.
    """
    found = np.asarray(scores, dtype=np.float64)
    if found.shape[1] < 2:
        return Reason.TOO_FEW_RATERS
    compared = _shared if method is Method.SHARED else _least_squares
    return compared(found, level)


def _shared(scores: Floats, level: float) -> list[Severity] | Reason:
    whole = scores[~np.isnan(scores).any(axis=1)]
    units = len(whole)
    if units < 2:
        return Reason.TOO_FEW
    apart = whole - whole.mean(axis=1, keepdims=True)
    reach = two_sided_quantile(level, units - 1)
    widths = reach * apart.std(axis=0, ddof=1) / np.sqrt(units)
    return _around(apart.mean(axis=0), widths, np.full(scores.shape[1], units))


def _least_squares(scores: Floats, level: float) -> list[Severity] | Reason:
    known = ~np.isnan(scores)
    kept = scores[known.sum(axis=1) >= 2]
    known = ~np.isnan(kept)
    raters = scores.shape[1]
    freedom = int(known.sum()) - len(kept) - (raters - 1)
    if not known.any(axis=0).all() or not _connected(known):
        return Reason.NOT_CONNECTED if len(kept) else Reason.TOO_FEW
    if freedom < 1:
        return Reason.TOO_FEW
    counts = known.sum(axis=1)
    centred = np.where(known, kept - (np.nansum(kept, axis=1) / counts)[:, None], 0)
    # Units are taken out of the normal equations; what is left has one row for each rater.
    normal = np.diag(known.sum(axis=0).astype(np.float64)) - (known / counts[:, None]).T @ known
    inverse = np.linalg.pinv(normal, hermitian=True)
    effects = inverse @ centred.sum(axis=0)
    fitted = effects - (known @ effects / counts)[:, None]
    rest = float((((centred - fitted) * known) ** 2).sum()) / freedom
    reach = two_sided_quantile(level, freedom)
    return _around(effects, reach * np.sqrt(rest * np.diag(inverse)), known.sum(axis=0))


def _connected(known: Booleans) -> bool:
    """Whether every rater shares units with every other, if only by way of third ones."""
    together = known.T.astype(np.int64) @ known > 0
    reached = together[0]
    for _ in range(len(together)):
        reached = together[reached].any(axis=0)
    return bool(reached.all())


def _around(values: Floats, widths: Floats, units: npt.NDArray[np.int64]) -> list[Severity]:
    return [
        Severity(float(value), float(value - width), float(value + width), int(count))
        for value, width, count in zip(values, widths, units, strict=True)
    ]
