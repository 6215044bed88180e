"""Marks that papers and handbooks print, units in rows and raters in columns."""

from __future__ import annotations

import numpy as np

_ = np.nan

# Gwet, Handbook of Inter-Rater Reliability, 4th edition, page 120; also Krippendorff's example D
# (his has the lone mark of the last unit from another observer).
FOUR_RATERS = np.array(
    [
        [1, 1, _, 1],
        [2, 2, 3, 2],
        [3, 3, 3, 3],
        [3, 3, 3, 3],
        [2, 2, 2, 2],
        [1, 2, 3, 4],
        [4, 4, 4, 4],
        [1, 1, 2, 1],
        [2, 2, 2, 2],
        [_, 5, 5, 5],
        [_, _, 1, 1],
        [_, _, 3, _],
    ]
)

# The same handbook: 5 observers, 15 units (irrCAC: cac.raw5obser).
FIVE_OBSERVERS = np.array(
    [
        [1, 1, 2, _, 2],
        [1, 1, 0, 1, _],
        [2, 3, 3, 3, _],
        [_, 0, 0, _, 0],
        [0, 0, 0, _, 0],
        [0, 0, 0, _, 0],
        [1, 0, 2, _, 1],
        [1, _, 2, 0, _],
        [2, 2, 2, _, 2],
        [2, 1, 1, 1, _],
        [_, 1, 0, 0, _],
        [0, 0, 0, 0, _],
        [1, 2, 2, 2, _],
        [3, 3, 2, 2, 3],
        [1, 1, 1, _, 1],
    ]
)

# The first 15 of Fleiss' 30 patients by 6 psychiatrists: how many gave each of 5 diagnoses
# (irrCAC: distrib.6raters).
FLEISS = [[0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0]]
FLEISS += [[2, 0, 4, 0, 0], [0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6]]
FLEISS += [[1, 0, 0, 5, 0], [1, 1, 0, 4, 0], [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1]]

# Cohen 1960, table 2, as frequencies of 200; also the example of weighted kappa, 1968.
COHEN = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
# Gwet's 100 pregnancies by 2 abstractors (irrCAC: cont3x3abstractors).
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
# Feinstein and Cicchetti 1990: 85 % agreement twice, then 60 % twice.
BALANCED, PREVALENT = [[40, 9], [6, 45]], [[80, 10], [5, 5]]
ALIKE, OPPOSED = [[45, 15], [25, 15]], [[25, 35], [5, 35]]


def of_table(table: list[list[int]]) -> np.ndarray:
    """Returns the marks of two raters from how many units each pair of marks has."""
    pairs = [(k, row) for k, row in enumerate(table)]
    return np.array(
        [[k, column] for k, row in pairs for column, times in enumerate(row) for _ in range(times)],
        dtype=float,
    )


def of_counts(counts: list[list[int]]) -> np.ndarray:
    """Returns marks of several raters from how many gave each category to a unit."""
    return np.array([np.repeat(np.arange(len(row)), row) for row in counts], dtype=float)
