"""How the items of a score sheet work: which ones tell good recordings from bad, and which none.

All functions take marks as an array of units (rows) × items (columns), NaN where an item was not
marked or does not apply. For figures that add items up, marks are fractions of the full mark, so
that one that is missing costs nothing, as in scoring.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa_workbook.arrays import Booleans, Floats
from qa_workbook.statistics.reasons import Reason

Figure = float | Reason
"""A measure, or why it can't be had."""
_LEAST_FOR_CORRELATION = 3  # two points always lie on a line
_FULL = 1.0
_NOTHING = 1e-12
"""Weights are shared out to 1; less than this is left over by arithmetic alone."""


@dataclass(frozen=True)
class ItemFigures:
    """One item. `marked` counts the units in which it was marked; ratios are in 0 to 1.

    `ceiling` is the share of full marks, `floor` that of zeros; `dead` says that all marks are the
    same, so that the item tells nobody apart. `discrimination` is the corrected item-total
    correlation, `effective_weight` the share of the variance of totals that the item makes.
    """

    marked: int
    mean: Figure
    ceiling: Figure
    floor: Figure
    dead: bool
    nominal_weight: float
    effective_weight: Figure
    discrimination: Figure


def item_analysis(fractions: npt.ArrayLike, weights: npt.ArrayLike) -> list[ItemFigures]:
    """Returns the figures of every item.

    `fractions` are marks ÷ full mark, `weights` the nominal ones in any unit (here they are shared
    out to 1). See the functions below for formulas and sources. Raises ValueError where weights
    and items differ in number, or no weight is above 0.
    """
    marks, shares = _checked(fractions, weights)
    present = ~np.isnan(marks)
    effective = effective_weights(marks, shares)
    discrimination = item_rest_correlations(marks, shares)
    return [
        ItemFigures(
            marked=int(present[:, item].sum()),
            mean=_mean(marks[present[:, item], item]),
            ceiling=_mean(marks[present[:, item], item] >= _FULL),
            floor=_mean(marks[present[:, item], item] <= 0),
            dead=is_dead(marks[:, item]),
            nominal_weight=float(shares[item]),
            effective_weight=effective if isinstance(effective, Reason) else effective[item],
            discrimination=discrimination[item],
        )
        for item in range(marks.shape[1])
    ]


def is_dead(marks: npt.ArrayLike) -> bool:
    """Returns whether an item has marks, and all of them are the same: it has no variance."""
    found = np.asarray(marks, dtype=np.float64)
    known = found[~np.isnan(found)]
    return len(known) > 0 and bool((known == known[0]).all())


def item_rest_correlations(fractions: npt.ArrayLike, weights: npt.ArrayLike) -> list[Figure]:
    """Returns the corrected item-total correlation of every item: with the others' total.

    r(xᵢ, Σ wⱼ·xⱼ ÷ Σ wⱼ over the marked j ≠ i), over the units that have both; where every item is
    marked that is r(xᵢ, T − wᵢ·xᵢ). Source: Henrysson, Correction of item-total correlations in
    item analysis, Psychometrika 28 (1963) 211–218. Check: section 6 of the law school admission
    test (Bock and Lieberman 1970; `descript(LSAT)` of Rizopoulos, ltm, Journal of Statistical
    Software 17(5) 2006): 0.1128, 0.1532, 0.1728, 0.1444, 0.1216. A reason below three units, or
    where either side is all equal.
    """
    marks, shares = _checked(fractions, weights)
    present = ~np.isnan(marks)
    weighted = np.where(present, marks, 0) * shares
    whole, applying = weighted.sum(axis=1), present @ shares
    found: list[Figure] = []
    for item in range(marks.shape[1]):
        rest_weight = applying - present[:, item] * shares[item]
        both = present[:, item] & (rest_weight > _NOTHING)
        rest = (whole - weighted[:, item])[both] / rest_weight[both]
        found.append(correlation(marks[both, item], rest))
    return found


def effective_weights(fractions: npt.ArrayLike, weights: npt.ArrayLike) -> list[float] | Reason:
    """Returns the share of each item in the variance of the totals; they add up to 1.

    cov(lᵢ, L) ÷ var(L), where lᵢ = wᵢ·(1 − xᵢ) ÷ Σ wⱼ over the marked j is what the item costs a
    unit (0 where it doesn't apply) and L their sum. A share below 0 works against the rest. With
    every item marked it is cov(wᵢ·xᵢ, T) ÷ var(T): the components of variance of a composite.
    Source: Guilford, Psychometric Methods, 2nd ed. (1954), ch. 15; Wang and Stanley, Differential
    weighting, Review of Educational Research 40 (1970) 663–705. Check: by hand, x₁ = 0, 1, 0, 1 and
    x₂ = 0, 0, 1, 1 of weights 3 and 1: variances 9 : 1, so 0.9 and 0.1. A reason below two units,
    and where all totals are the same.
    """
    marks, shares = _checked(fractions, weights)
    present = ~np.isnan(marks)
    applying = present @ shares
    counted = applying > _NOTHING
    lost = np.where(present, 1 - np.nan_to_num(marks), 0)[counted] * shares
    lost /= applying[counted, None]
    return variance_shares(lost)


def variance_shares(parts: npt.ArrayLike) -> list[float] | Reason:
    """Returns the share of each column in the variance of the row sums; they add up to 1.

    cov(lᵢ, L) ÷ var(L), L the sum of a row: what `effective_weights` does with what each item costs
    each unit, where that is known. A reason below two rows, and where all sums are the same.
    """
    costs = np.asarray(parts, dtype=np.float64)
    if len(costs) < 2:
        return Reason.TOO_FEW
    apart = costs - costs.mean(axis=0)
    total = apart.sum(axis=1)
    variance = float(total @ total)
    if _is_noise(variance, costs.sum(axis=1)):
        return Reason.ALL_EQUAL
    covered: list[float] = (apart.T @ total / variance).tolist()
    return covered


def cronbach_alpha(marks: npt.ArrayLike) -> Figure:
    """Returns Cronbach's α of some items, over the units that have all of them.

    k ÷ (k − 1) · (1 − Σ sᵢ² ÷ s_T²). Weighted items are multiplied by their weights before (Bland
    and Altman, Cronbach's alpha, BMJ 314 (1997) 572). Source: Cronbach, Coefficient alpha and the
    internal structure of tests, Psychometrika 16 (1951) 297–334. Check: the test named above,
    α = 0.2950; without its items one by one 0.2754, 0.2376, 0.2168, 0.2459, 0.2663. A reason below
    two items or two units, and where all totals are the same.
    """
    found = np.asarray(marks, dtype=np.float64)
    whole = found[~np.isnan(found).any(axis=1)]
    units, items = whole.shape
    if units < 2 or items < 2:
        return Reason.TOO_FEW
    totals = whole.sum(axis=1)
    if _is_noise(float(totals.var() * units), totals):
        return Reason.ALL_EQUAL
    own, together = whole.var(axis=0, ddof=1).sum(), totals.var(ddof=1)
    return float(items / (items - 1) * (1 - own / together))


def correlation(first: npt.ArrayLike, second: npt.ArrayLike) -> Figure:
    """Returns Pearson's r of two columns without gaps, in −1 to 1.

    A reason below three units, or where one of them is all equal.
    """
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if len(one) < _LEAST_FOR_CORRELATION:
        return Reason.TOO_FEW
    left, right = one - one.mean(), other - other.mean()
    size_left, size_right = float(left @ left), float(right @ right)
    if _is_noise(size_left, one) or _is_noise(size_right, other):
        return Reason.ALL_EQUAL
    return float(np.clip(left @ right / np.sqrt(size_left * size_right), -1, 1))


def _is_noise(squares: float, values: Floats) -> bool:
    """Whether a sum of squared deviations is nothing but the rounding of float arithmetic."""
    scale = float(np.abs(values).max(initial=0.0))
    return squares <= len(values) * (scale * 1e-12) ** 2


def _mean(values: Floats | Booleans) -> Figure:
    return float(values.mean()) if len(values) else Reason.TOO_FEW


def _checked(fractions: npt.ArrayLike, weights: npt.ArrayLike) -> tuple[Floats, Floats]:
    marks = np.asarray(fractions, dtype=np.float64)
    shares = np.asarray(weights, dtype=np.float64)
    if marks.ndim != 2 or shares.shape != marks.shape[1:]:
        raise ValueError("marks are units × items, with a weight for each item")
    if not (shares >= 0).all() or not shares.sum() > 0:
        raise ValueError("weights are 0 or above, and not all 0")
    return marks, shares / shares.sum()
