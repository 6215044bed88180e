"""Bland and Altman: how far two scores of the same recording may be apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa_workbook.arrays import Floats
from qa_workbook.statistics.coefficient import LEVEL
from qa_workbook.statistics.intervals import TWO_SIDED
from qa_workbook.statistics.reasons import Reason
from qa_workbook.statistics.student import two_sided_quantile


@dataclass(frozen=True)
class Estimate:
    """A value with its interval."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class LimitsOfAgreement:
    """Differences first − second over `pairs` units: their mean, spread, and limits.

    95 % of differences lie between `lower` and `upper`, if they are about normal. `slope` is the
    change of the difference with each point of the mean of both: proportional bias.
    """

    pairs: int
    bias: Estimate
    sd: float
    lower: Estimate
    upper: Estimate
    slope: Estimate | Reason


def bland_altman(
    first: npt.ArrayLike, second: npt.ArrayLike, level: float = LEVEL
) -> LimitsOfAgreement | Reason:
    """Returns bias and limits of agreement of two columns, over the units that have both.

    d̄ ± 1.96·s; intervals with t of n − 1 degrees of freedom and the standard errors s·√(1 ÷ n) of
    the bias, s·√(1 ÷ n + 1.96² ÷ (2·(n − 1))) of a limit. Sources: Bland and Altman, Statistical
    methods for assessing agreement between two methods of clinical measurement, Lancet 327 (1986)
    307–310; Measuring agreement in method comparison studies, Statistical Methods in Medical
    Research 8 (1999) 135–160, section 2. Checks: peak flow of 17 subjects (1986): bias −2.1, from
    −22.0 to 17.8, s 38.8; blood pressure of 85 (1999): −16.29 and 19.61 give −54.7 (−61.9 to −47.5)
    and 22.1 (14.9 to 29.3), with a rounded formula. A reason below two pairs.
    """
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    both = ~np.isnan(one) & ~np.isnan(other)
    differences, means = (one - other)[both], ((one + other) / 2)[both]
    pairs = len(differences)
    if pairs < 2:
        return Reason.TOO_FEW
    bias, sd = float(differences.mean()), float(differences.std(ddof=1))
    reach = two_sided_quantile(level, pairs - 1)
    of_bias = reach * sd / np.sqrt(pairs)
    of_limit = reach * sd * np.sqrt(1 / pairs + TWO_SIDED**2 / (2 * (pairs - 1)))
    return LimitsOfAgreement(
        pairs,
        bias=_around(bias, of_bias),
        sd=sd,
        lower=_around(bias - TWO_SIDED * sd, of_limit),
        upper=_around(bias + TWO_SIDED * sd, of_limit),
        slope=slope(means, differences, level),
    )


def slope(x: npt.ArrayLike, y: npt.ArrayLike, level: float = LEVEL) -> Estimate | Reason:
    """Returns the least-squares slope of y on x with its interval (t of n − 2 degrees of freedom).

    Σ (x − x̄)·(y − ȳ) ÷ Σ (x − x̄)², standard error √(Σ e² ÷ (n − 2) ÷ Σ (x − x̄)²). Source: any
    textbook; Bland and Altman 1999, section 3.2, for differences on means. Check: Anscombe, Graphs
    in statistical analysis, American Statistician 27 (1973) 17–21, first set: 0.500, standard error
    0.118. A reason below three points, and where all x are equal.
    """
    across, up = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    points = len(across)
    if points < 3:
        return Reason.TOO_FEW
    if (across == across[0]).all():
        return Reason.ALL_EQUAL
    apart: Floats = across - across.mean()
    square = float(apart @ apart)
    found = float(apart @ (up - up.mean())) / square
    rest = up - up.mean() - found * apart
    error = np.sqrt(float(rest @ rest) / (points - 2) / square)
    return _around(found, two_sided_quantile(level, points - 2) * error)


def _around(value: float, width: float) -> Estimate:
    return Estimate(float(value), float(value - width), float(value + width))
