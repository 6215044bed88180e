"""What a measure of agreement comes to, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from qa_workbook.arrays import Floats
from qa_workbook.statistics.marks import Marks
from qa_workbook.statistics.reasons import Reason
from qa_workbook.statistics.student import two_sided_quantile

LEVEL = 0.95
"""The level of intervals where nobody asks for another."""
_SPECK = 1e-12  # what arithmetic leaves of a standard error of none


@dataclass(frozen=True)
class Coefficient:
    """A measure of agreement: 1 is full agreement, 0 what chance gives.

    `observed` and `expected` are the agreement that was found and that of chance; both 0 to 1.
    `interval` is that of value at the level asked for: `standard_error` times Student's t with
    one degree of freedom less than there are units with any mark, within what the measure can be.
    A reason stands in its place where all units tell the same: the formula would give an interval
    of no width, as if a few units could make sure. `units` are those with two marks or more.
    """

    value: float
    standard_error: float
    interval: tuple[float, float] | Reason
    observed: float
    expected: float
    units: int
    raters: int


def corrected(observed: float, expected: float) -> float:
    """Returns the part of the agreement that chance left open which was reached."""
    return (observed - expected) / (1 - expected)


def interval_of(
    value: float, error: float, units: int, level: float, least: float = -1.0
) -> tuple[float, float] | Reason:
    """Returns value ± t·error, not beyond `least` … 1; a reason where the error is none."""
    if error < _SPECK:
        return Reason.ALL_EQUAL
    reach = two_sided_quantile(level, units - 1) * error
    return max(value - reach, least), min(value + reach, 1.0)


def agreement_per_unit(marks: Marks, weights: Floats) -> Floats:
    """Returns the weighted share of pairs of marks that agree in each unit; 0 without pairs."""
    counts, given = marks.counts, marks.given
    pairs = np.where(marks.shared, given * (given - 1), 1)
    agreeing: Floats = (counts * (counts @ weights - 1)).sum(axis=1)
    return np.where(marks.shared, agreeing / pairs, 0.0)


def from_units(
    marks: Marks, weights: Floats, expected: float, chance: Floats, level: float
) -> Coefficient:
    """Returns a chance-corrected coefficient with Gwet's standard error.

    `chance` is the chance agreement seen from each unit, whose mean over units is `expected`. With
    κ the coefficient, n units of which n′ have two marks or more, pᵢ their agreement (0 for the
    others) and κᵢ = n ÷ n′·(pᵢ − pₑ) ÷ (1 − pₑ), where pₑ stands only for units with two marks:
    κᵢ* = κᵢ − 2·(1 − κ)·(pₑᵢ − pₑ) ÷ (1 − pₑ) and var κ = Σ(κᵢ* − κ)² ÷ (n·(n − 1)).
    Source: Gwet, Handbook of Inter-Rater Reliability, 4th edition (2014), chapter 5; Computing
    inter-rater reliability and its variance in the presence of high agreement, British Journal of
    Mathematical and Statistical Psychology 61 (2008) 29–48.
    """
    agreement, shared = agreement_per_unit(marks, weights), marks.shared
    units, telling = len(shared), int(shared.sum())
    observed = float(agreement.sum() / telling)
    value = corrected(observed, expected)
    direct = units / telling * (agreement - expected * shared) / (1 - expected)
    each = direct - 2 * (1 - value) * (chance - expected) / (1 - expected)
    error = sqrt(float(((each - value) ** 2).sum()) / (units * (units - 1)))
    interval = interval_of(value, error, units, level)
    return Coefficient(value, error, interval, observed, expected, telling, marks.raters)
