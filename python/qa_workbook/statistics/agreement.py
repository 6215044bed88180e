"""Per cent agreement: how often two raters gave the same unit the same mark."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
import numpy.typing as npt

from qa_workbook.arrays import Booleans, Floats
from qa_workbook.statistics.coefficient import (
    LEVEL,
    Coefficient,
    agreement_per_unit,
    interval_of,
)
from qa_workbook.statistics.marks import PAIR, read_marks
from qa_workbook.statistics.reasons import Reason
from qa_workbook.statistics.weights import Weights, weight_matrix


def percent_agreement(
    marks: npt.ArrayLike,
    weights: Weights = Weights.IDENTITY,
    categories: npt.ArrayLike | None = None,
    level: float = LEVEL,
) -> Coefficient | Reason:
    """Returns the share of pairs of marks of the same unit that agree: a fraction, 0 to 1.

    In each unit with r ≥ 2 marks, rₖ of them k: Σ rₖ·(rₖ⁺ − 1) ÷ (r·(r − 1)), rₖ⁺ = Σ wₖₗ·rₗ; the
    mean of these units. `marks`: units in rows, raters in columns, NaN where one is missing.
    `expected` is 0: nothing is taken off for chance. Source: Gwet, Handbook of Inter-Rater
    Reliability, 4th edition (2014), chapter 5. Check: his 4 raters and 12 units (page 120) give
    0.81818, standard error 0.12561, interval 0.542 to 1 (irrCAC 1.0, `pa.coeff.raw`).
    A reason with too few raters or units. Raises ValueError as `read_marks` does.
    """
    read = read_marks(marks, categories)
    if isinstance(read, Reason):
        return read
    each = agreement_per_unit(read, weight_matrix(weights, read.categories))
    units, telling = len(each), int(read.shared.sum())
    value = float(each.sum() / telling)
    return _result(value, units / telling * each - value, telling, read.raters, level)


def percent_agreement_of_items(
    items: Sequence[npt.ArrayLike], level: float = LEVEL
) -> tuple[list[Coefficient | Reason], Coefficient | Reason]:
    """Returns the per cent agreement of each item, and that of all items together.

    `items`: for each item the marks of the same units in rows (recordings) by the same raters in
    columns. In all it is the mean over all items of all units that have two marks or more. The
    items of one recording aren't independent, so its standard error takes units as a whole: with
    aᵢ the sum over mᵢ such items of unit i, p the mean, m̄ the mean of mᵢ and n the units with any,
    √(Σ((aᵢ − p·mᵢ) ÷ m̄)² ÷ (n·(n − 1))). Source: Cochran, Sampling Techniques, 3rd edition (1977),
    6.4 and 9A.1 (a ratio; clusters of unequal size). Raises ValueError as `read_marks` does, and
    where the items differ in shape.
    """
    tables = [np.asarray(item, dtype=np.float64) for item in items]
    if len({table.shape for table in tables}) > 1:
        raise ValueError("the items are not of the same units and raters")
    each = [percent_agreement(table, level=level) for table in tables]
    if not tables:
        return each, Reason.TOO_FEW
    return each, _in_all(np.stack(tables, axis=1), level)


def _in_all(values: Floats, level: float) -> Coefficient | Reason:
    """The agreement of all items; units × items × raters."""
    there = ~np.isnan(values)
    values, there = values[there.any(axis=(1, 2))], there[there.any(axis=(1, 2))]
    raters = int(there.any(axis=(0, 1)).sum())
    if raters < PAIR:
        return Reason.TOO_FEW_RATERS
    given = there.sum(axis=2)
    shared = given >= PAIR
    equal = (values[:, :, :, None] == values[:, :, None, :]).sum(axis=(2, 3)) - given
    each = np.where(shared, equal / np.where(shared, given * (given - 1), 1), 0.0)
    return _of_clusters(each, shared, raters, level)


def _of_clusters(each: Floats, shared: Booleans, raters: int, level: float) -> Coefficient | Reason:
    """The mean agreement of what is shared, and its error; a unit in each row."""
    telling = shared.any(axis=1)
    if telling.sum() < PAIR:
        return Reason.TOO_FEW
    each, sizes = each[telling], shared[telling].sum(axis=1)
    value = float(each.sum() / sizes.sum())
    scatter = (each.sum(axis=1) - value * sizes) / sizes.mean()
    return _result(value, scatter, len(each), raters, level)


def _result(value: float, scatter: Floats, units: int, raters: int, level: float) -> Coefficient:
    """A per cent agreement with its error, from what each unit adds to it."""
    count = len(scatter)
    error = sqrt(float((scatter**2).sum()) / (count * (count - 1)))
    interval = interval_of(value, error, count, level, least=0.0)
    return Coefficient(value, error, interval, value, 0.0, units, raters)
