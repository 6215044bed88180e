"""Intraclass correlation: how much of the spread of scores is the recordings', not the raters'.

Scores are an array of units (rows) × raters (columns), NaN for missing. Only units that every rater
scored are used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa_workbook.statistics.coefficient import LEVEL
from qa_workbook.statistics.distributions import f_quantile
from qa_workbook.statistics.reasons import Reason

_NOISE = 1e-24


@dataclass(frozen=True)
class IntraclassCorrelation:
    """An estimate, which may fall below 0 by chance, with its interval."""

    estimate: float
    lower: float
    upper: float


@dataclass(frozen=True)
class MeanSquares:
    """The analysis of variance of `units` × `raters` scores, one in each cell.

    `within` pools raters and residual: the spread within units (one-way analysis).
    """

    units: int
    raters: int
    between_units: float
    between_raters: float
    residual: float
    within: float


def mean_squares(scores: npt.ArrayLike) -> MeanSquares | Reason:
    """Returns the mean squares of the units that every rater scored.

    Source: Shrout and Fleiss, Intraclass correlations: uses in assessing rater reliability,
    Psychological Bulletin 86 (1979) 420–428. Check: their table 2, six targets and four judges,
    gives 11.24, 32.49, 1.02 and, within targets, 6.26 (table 3). A reason below two units or two
    raters, and where all scores are equal.
    """
    found = np.asarray(scores, dtype=np.float64)
    whole = found[~np.isnan(found).any(axis=1)]
    units, raters = whole.shape
    if raters < 2:
        return Reason.TOO_FEW_RATERS
    if units < 2:
        return Reason.TOO_FEW
    if (whole == whole[0, 0]).all():
        return Reason.ALL_EQUAL
    apart = whole - whole.mean()
    unit_means, rater_means = apart.mean(axis=1), apart.mean(axis=0)
    rest = apart - unit_means[:, None] - rater_means
    sums = np.array(
        [
            raters * unit_means @ unit_means,
            units * rater_means @ rater_means,
            (rest**2).sum(),
        ]
    )
    # A sum of squares that is 0 but for the rounding of float arithmetic is 0.
    of_units, of_raters, left = np.where(sums > (apart**2).sum() * _NOISE, sums, 0.0).tolist()
    return MeanSquares(
        units,
        raters,
        between_units=of_units / (units - 1),
        between_raters=of_raters / (raters - 1),
        residual=left / ((units - 1) * (raters - 1)),
        within=(of_raters + left) / (units * (raters - 1)),
    )


def icc_1_1(scores: npt.ArrayLike, level: float = LEVEL) -> IntraclassCorrelation | Reason:
    """Returns ICC(1,1): a single score, where each unit may have had other raters.

    (B − W) ÷ (B + (k − 1)·W) of the mean squares between and within units. Source as
    `mean_squares`. Check: their example gives 0.17, from −0.13 to 0.72. A reason as there.
    """
    return _estimated(scores, lambda squares: _one_way(squares, level))


def icc_2_1(scores: npt.ArrayLike, level: float = LEVEL) -> IntraclassCorrelation | Reason:
    """Returns ICC(2,1): absolute agreement of single scores, raters drawn from many.

    (B − E) ÷ (B + (k − 1)·E + k·(J − E) ÷ n), with J between raters and E the residual. Source as
    `mean_squares`; the interval: McGraw and Wong, Forming inferences about some intraclass
    correlation coefficients, Psychological Methods 1 (1996) 30–46, table 7, ICC(A,1), by
    Satterthwaite's degrees of freedom (an estimate below 0 counts there as 0). Check: the example
    of 1979 gives 0.29; from 0.019 to 0.76 (Revelle, psych for R, `ICC`). A reason as there, and
    where units differ less than raters contradict each other, so that nothing is left to divide by.
    """
    return _estimated(scores, lambda squares: _agreement(squares, level))


def icc_2_k(scores: npt.ArrayLike, level: float = LEVEL) -> IntraclassCorrelation | Reason:
    """Returns ICC(2,k): absolute agreement of the mean of all k raters.

    (B − E) ÷ (B + (J − E) ÷ n); its interval is that of ICC(2,1) by Spearman and Brown's formula.
    Sources as `icc_2_1`. Check: 0.62, from 0.071 to 0.93. A reason as there, and
    where a single score has less than −1 ÷ (k − 1), beyond which the formula turns round.
    """
    single = icc_2_1(scores, level)
    if isinstance(single, Reason):
        return single
    raters = np.shape(scores)[1]
    if min(single.estimate, single.lower) <= -1 / (raters - 1):
        return Reason.BELOW_CHANCE
    ends = (single.estimate, single.lower, single.upper)
    return IntraclassCorrelation(*(_of_mean(one, raters) for one in ends))


def icc_3_1(scores: npt.ArrayLike, level: float = LEVEL) -> IntraclassCorrelation | Reason:
    """Returns ICC(3,1): consistency of single scores; a rater who is always stricter costs nothing.

    (B − E) ÷ (B + (k − 1)·E). Source as `mean_squares`. Check: 0.71, from 0.342 to 0.95. A reason
    as there.
    """
    return _estimated(scores, lambda squares: _consistency(squares, level))


def _estimated(
    scores: npt.ArrayLike, formula: Callable[[MeanSquares], IntraclassCorrelation | Reason]
) -> IntraclassCorrelation | Reason:
    squares = mean_squares(scores)
    return squares if isinstance(squares, Reason) else formula(squares)


def _one_way(squares: MeanSquares, level: float) -> IntraclassCorrelation:
    freedom = squares.units - 1, squares.units * (squares.raters - 1)
    return _by_ratio(squares.between_units, squares.within, squares.raters, freedom, level)


def _consistency(squares: MeanSquares, level: float) -> IntraclassCorrelation | Reason:
    if not squares.residual and not squares.between_units:
        return Reason.ALL_EQUAL
    freedom = squares.units - 1, (squares.units - 1) * (squares.raters - 1)
    return _by_ratio(squares.between_units, squares.residual, squares.raters, freedom, level)


def _by_ratio(
    between: float, rest: float, raters: int, freedom: tuple[int, int], level: float
) -> IntraclassCorrelation:
    """(F − 1) ÷ (F + k − 1) of F = between ÷ rest, and of both ends of its interval."""
    if not rest:
        return IntraclassCorrelation(1.0, 1.0, 1.0)
    ratio, upper_tail = between / rest, (1 + level) / 2
    least = ratio / f_quantile(upper_tail, *freedom)
    most = ratio * f_quantile(upper_tail, *reversed(freedom))
    return IntraclassCorrelation(*((one - 1) / (one + raters - 1) for one in (ratio, least, most)))


def _agreement(squares: MeanSquares, level: float) -> IntraclassCorrelation | Reason:
    units, raters = squares.units, squares.raters
    between, of_raters, rest = squares.between_units, squares.between_raters, squares.residual
    if not rest and not of_raters:
        return IntraclassCorrelation(1.0, 1.0, 1.0)
    bottom = between + (raters - 1) * rest + raters * (of_raters - rest) / units
    if bottom <= (between + of_raters + rest) * 1e-12:
        return Reason.BELOW_CHANCE
    estimate = (between - rest) / bottom
    upper_tail, freedom = (1 + level) / 2, _satterthwaite(squares, max(estimate, 0.0))
    others = raters * of_raters + (raters * units - raters - units) * rest
    by = f_quantile(upper_tail, units - 1, freedom)
    lower = units * (between - by * rest) / (by * others + units * between)
    by = f_quantile(upper_tail, freedom, units - 1)
    upper = units * (by * between - rest) / (others + units * by * between)
    return IntraclassCorrelation(estimate, lower, upper)


def _satterthwaite(squares: MeanSquares, estimate: float) -> float:
    """Degrees of freedom of a·J + b·E (McGraw and Wong, table 7)."""
    units, raters = squares.units, squares.raters
    a = raters * estimate / (units * (1 - estimate))
    b = 1 + raters * estimate * (units - 1) / (units * (1 - estimate))
    of_raters, rest = a * squares.between_raters, b * squares.residual
    if not of_raters + rest:  # no residual, and raters don't enter: any freedom will do
        return float((units - 1) * (raters - 1))
    parts = of_raters**2 / (raters - 1) + rest**2 / ((units - 1) * (raters - 1))
    return (of_raters + rest) ** 2 / parts


def _of_mean(single: float, raters: int) -> float:
    """Spearman and Brown: the reliability of the mean of several."""
    return raters * single / (1 + (raters - 1) * single)
