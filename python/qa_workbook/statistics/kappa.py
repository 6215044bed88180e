"""The kappas: Cohen's for two raters, Conger's and Fleiss' for several."""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt

from qa_workbook.arrays import Floats
from qa_workbook.statistics.coefficient import (
    LEVEL,
    Coefficient,
    corrected,
    from_units,
    interval_of,
)
from qa_workbook.statistics.marks import MISSING, PAIR, Marks, read_marks, table_of
from qa_workbook.statistics.reasons import Reason
from qa_workbook.statistics.weights import Weights, weight_matrix


def cohen_kappa(
    marks: npt.ArrayLike,
    weights: Weights = Weights.IDENTITY,
    categories: npt.ArrayLike | None = None,
    level: float = LEVEL,
) -> Coefficient | Reason:
    """Returns Cohen's kappa of two raters, over the units that both marked.

    (pₒ − pₑ) ÷ (1 − pₑ); pₒ = Σ wₖₗ·pₖₗ, pₑ = Σ wₖₗ·pₖ₊·p₊ₗ with pₖₗ the share of units marked k by
    the first and l by the second. Variance:
    (Σ pₖₗ·(wₖₗ − (1 − κ)·(w̄ₖ₊ + w̄₊ₗ))² − (pₒ − 2·(1 − κ)·pₑ)²) ÷ (n·(1 − pₑ)²),
    w̄ being the means of weights by the other rater's marks.
    Sources: Cohen, A coefficient of agreement for nominal scales, Educational and Psychological
    Measurement 20 (1960) 37–46; Weighted kappa, Psychological Bulletin 70 (1968) 213–220; Fleiss,
    Cohen and Everitt, Large sample standard errors, Psychological Bulletin 72 (1969) 323–327.
    Check: Cohen's 200 cases (1960, table 2) give 0.492; Gwet's 100 (irrCAC 1.0, `kappa2.table` of
    `cont3x3abstractors`) 0.7964, standard error 0.05891, interval 0.680 to 0.913.
    A reason where marks aren't those of two raters, with too few units, or where both always gave
    the same mark. Raises ValueError as `read_marks` does, and for more than two raters.
    """
    values = table_of(marks)
    if values.shape[1] > PAIR:
        raise ValueError("Cohen's kappa is of two raters; Conger's is of several")
    complete = values[~np.isnan(values).any(axis=1)]
    read = _differing(complete if len(complete) else values, categories)
    if isinstance(read, Reason):
        return read
    return _of_table(_table(read), weight_matrix(weights, read.categories), len(read.codes), level)


def conger_kappa(
    marks: npt.ArrayLike,
    weights: Weights = Weights.IDENTITY,
    categories: npt.ArrayLike | None = None,
    level: float = LEVEL,
) -> Coefficient | Reason:
    """Returns Conger's kappa of several raters, each with habits of its own.

    (pₐ − pₑ) ÷ (1 − pₑ) with pₐ as in `percent_agreement`; pₑ is the mean over all pairs of raters
    of Σ wₖₗ·pₖ·p′ₗ, pₖ being the share of k among all marks of the one, p′ₗ of l among those of the
    other. Cohen's kappa for two raters without missing marks. Sources: Conger, Integration and
    generalization of kappas for multiple raters, Psychological Bulletin 88 (1980) 322–328; missing
    marks and variance as in Gwet, Handbook of Inter-Rater Reliability, 4th edition (2014), chapter
    5. Check: its 4 raters and 12 units (page 120) give 0.76282, standard error 0.14917, interval
    0.435 to 1 (irrCAC 1.0). A reason with too few raters or units, or where all marks are equal.
    Raises ValueError as `read_marks` does.
    """
    read = _differing(marks, categories)
    if isinstance(read, Reason):
        return read
    matrix = weight_matrix(weights, read.categories)
    expected, chance = _chance_of_raters(read, matrix)
    return from_units(read, matrix, expected, chance, level)


def fleiss_kappa(
    marks: npt.ArrayLike,
    weights: Weights = Weights.IDENTITY,
    categories: npt.ArrayLike | None = None,
    level: float = LEVEL,
) -> Coefficient | Reason:
    """Returns Fleiss' kappa of several raters, who needn't be the same ones for each unit.

    (pₐ − pₑ) ÷ (1 − pₑ) with pₐ as in `percent_agreement` and pₑ = Σ wₖₗ·πₖ·πₗ, πₖ being the mean
    over units of the share of their marks that are k. Sources: Fleiss, Measuring nominal scale
    agreement among many raters, Psychological Bulletin 76 (1971) 378–382; missing marks and
    variance as in Gwet, Handbook of Inter-Rater Reliability, 4th edition (2014), chapter 5. Check:
    the first 15 of Fleiss' patients give 0.41393, standard error 0.08119, interval 0.240 to 0.588
    (irrCAC 1.0, `distrib.6raters`). Reasons and errors as for `conger_kappa`.
    """
    read = _differing(marks, categories)
    if isinstance(read, Reason):
        return read
    matrix = weight_matrix(weights, read.categories)
    shares = read.counts / read.given[:, None]
    usual = shares.mean(axis=0)
    chance: Floats = shares @ matrix @ usual
    return from_units(read, matrix, float(usual @ matrix @ usual), chance, level)


def _differing(marks: npt.ArrayLike, categories: npt.ArrayLike | None) -> Marks | Reason:
    """The marks, or a reason where there is nothing to agree on beyond chance."""
    read = read_marks(marks, categories)
    return Reason.ALL_EQUAL if isinstance(read, Marks) and read.constant else read


def _table(marks: Marks) -> Floats:
    """The share of units in each pair of categories, of two raters."""
    size = len(marks.categories)
    places = marks.codes[:, 0] * size + marks.codes[:, 1]
    found: Floats = np.bincount(places, minlength=size * size) / len(places)
    return found.reshape(size, size)


def _of_table(table: Floats, weights: Floats, units: int, level: float) -> Coefficient:
    """Cohen's kappa of the shares of units in each pair of categories."""
    first, second = table.sum(axis=1), table.sum(axis=0)
    observed, expected = float((weights * table).sum()), float(first @ weights @ second)
    value = corrected(observed, expected)
    usual = (weights @ second)[:, None] + weights @ first
    spread = float((table * (weights - (1 - value) * usual) ** 2).sum())
    spread -= (observed - 2 * (1 - value) * expected) ** 2
    error = sqrt(max(spread, 0.0) / units) / (1 - expected)
    interval = interval_of(value, error, units, level)
    return Coefficient(value, error, interval, observed, expected, units, PAIR)


def _chance_of_raters(marks: Marks, weights: Floats) -> tuple[float, Floats]:
    """The chance agreement of all pairs of raters, and as seen from each unit.

    A unit moves the shares of the raters who marked it; what their shares move in the sum over
    pairs is half of what it adds to chance agreement, as `from_units` counts it.
    """
    units, raters = marks.codes.shape
    there = marks.codes != MISSING
    size = len(marks.categories)
    places = np.where(there, np.arange(raters) * size + marks.codes, raters * size)
    counts = np.bincount(places.ravel(), minlength=raters * size + 1)[:-1].reshape(raters, size)
    shares = counts / counts.sum(axis=1, keepdims=True)
    others = (shares.sum(axis=0) - shares) @ weights
    pairs = raters * (raters - 1)
    met = (others * shares).sum(axis=1)
    moved = np.where(there, others[np.arange(raters), marks.codes] - met, 0.0)
    expected = float(met.sum() / pairs)
    return expected, expected + moved @ (units / there.sum(axis=0)) / pairs
