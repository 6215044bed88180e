"""How much of an agreement two different marks are: 1 on the diagonal, 0 for the furthest pair."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from qa_workbook.arrays import Floats


class Weights(StrEnum):
    """The usual weights, as published."""

    IDENTITY = "identity"
    LINEAR = "linear"
    QUADRATIC = "quadratic"
    ORDINAL = "ordinal"


def weight_matrix(weights: Weights, categories: Floats) -> Floats:
    """Returns the weight of each pair of categories, which rise; square, from 0 to 1.

    Identity: 1 for equal marks, else 0. Linear: 1 − |x − y| ÷ range. Quadratic: 1 − (x − y)² ÷
    range². Ordinal: 1 − d·(d + 1) ÷ (q·(q − 1)) for marks d places apart of q, whatever their
    values. Source: Gwet, Handbook of Inter-Rater Reliability, 4th edition (2014), chapter 3;
    linear and quadratic as Cohen's, Weighted kappa, Psychological Bulletin 70 (1968) 213–220.
    Check: three categories a step apart have quadratic weights 1, 0.75, 0 and ordinal weights
    1, 2/3, 0 (irrCAC 1.0, `quadratic.weights(1:3)`, `ordinal.weights(1:3)`).
    """
    size = len(categories)
    if weights is Weights.IDENTITY or size == 1:
        return np.eye(size)
    places = np.arange(size, dtype=np.float64) if weights is Weights.ORDINAL else categories
    apart: Floats = np.abs(places[:, None] - places)
    if weights is Weights.ORDINAL:
        apart = apart * (apart + 1)
    elif weights is Weights.QUADRATIC:
        apart = apart**2
    agreeing: Floats = 1 - apart / apart.max()
    return agreeing
