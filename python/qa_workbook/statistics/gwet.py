"""Gwet's AC1 and AC2: agreement beyond chance that rare marks don't upset."""

from __future__ import annotations

import numpy.typing as npt

from qa_workbook.arrays import Floats
from qa_workbook.statistics.coefficient import LEVEL, Coefficient, from_units
from qa_workbook.statistics.marks import Marks, read_marks
from qa_workbook.statistics.reasons import Reason
from qa_workbook.statistics.weights import Weights, weight_matrix


def ac1(
    marks: npt.ArrayLike, categories: npt.ArrayLike | None = None, level: float = LEVEL
) -> Coefficient | Reason:
    """Returns Gwet's AC1, for marks without order (yes or no, kinds of error).

    (pₐ − pₑ) ÷ (1 − pₑ) with pₐ as in `percent_agreement` and pₑ = Σ πₖ·(1 − πₖ) ÷ (q − 1); πₖ is
    the mean over units of the share of their marks that are k, q the number of `categories`: say
    them where they are known, else they are those that were given. Any number of raters; missing
    marks (NaN) are allowed. Source: Gwet, British Journal of Mathematical and Statistical
    Psychology 61 (2008) 29–48; his Handbook of Inter-Rater Reliability, 4th edition (2014),
    chapter 5. Check: its 4 raters and 12 units (page 120) give 0.77544, standard error 0.14295,
    interval 0.461 to 1; the 5 observers and 15 units 0.497, 0.235 to 0.758 (irrCAC 1.0).
    A reason with too few raters or units, or where one category is all there is.
    Raises ValueError as `read_marks` does.
    """
    return ac2(marks, Weights.IDENTITY, categories, level)


def ac2(
    marks: npt.ArrayLike,
    weights: Weights = Weights.QUADRATIC,
    categories: npt.ArrayLike | None = None,
    level: float = LEVEL,
) -> Coefficient | Reason:
    """Returns Gwet's AC2, for ordered marks: AC1 in which near marks agree in part.

    As `ac1`, with the weights in pₐ and pₑ = Σₖₗ wₖₗ ÷ (q·(q − 1)) · Σ πₖ·(1 − πₖ). Linear and
    quadratic weights use the values of the marks, ordinal ones their places. Source: Gwet,
    Handbook of Inter-Rater Reliability, 4th edition (2014), chapters 3 and 5. Check: its 4 raters
    and 12 units give 0.914 with quadratic, 0.859 with linear, 0.899 with ordinal weights, standard
    errors 0.104, 0.117, 0.107 (irrCAC). Reasons and errors as for `ac1`.
    """
    read = read_marks(marks, categories)
    if isinstance(read, Reason):
        return read
    if len(read.categories) == 1:
        return Reason.ALL_EQUAL
    return _coefficient(read, weight_matrix(weights, read.categories), level)


def _coefficient(marks: Marks, weights: Floats, level: float) -> Coefficient:
    shares = marks.counts / marks.given[:, None]
    usual, size = shares.mean(axis=0), len(marks.categories)
    scale = weights.sum() / (size * (size - 1))
    expected = float(scale * (usual * (1 - usual)).sum())
    return from_units(marks, weights, expected, scale * shares @ (1 - usual), level)
