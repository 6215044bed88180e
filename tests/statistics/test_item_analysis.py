"""Items against the published analysis of section 6 of the law school admission test."""

from __future__ import annotations

import numpy as np
import pytest

from qa_workbook.statistics.item_analysis import (
    correlation,
    cronbach_alpha,
    effective_weights,
    item_analysis,
    item_rest_correlations,
)
from qa_workbook.statistics.reasons import Reason

# Bock and Lieberman 1970: how many of 1,000 gave each pattern of right answers, 00000 to 11111.
PATTERNS = [3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15]
PATTERNS += [10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298]
ANSWERS = np.array([[int(sign) for sign in f"{pattern:05b}"] for pattern in range(32)], float)
TEST = np.repeat(ANSWERS, PATTERNS, axis=0)
ALIKE = np.ones(5)


def test_items__published():
    """descript(LSAT) of ltm prints shares of right answers, corrected correlations and alpha."""
    found = item_analysis(TEST, ALIKE)
    assert [round(item.mean, 3) for item in found] == [0.924, 0.709, 0.553, 0.763, 0.870]
    assert [item.ceiling for item in found] == [item.mean for item in found]
    printed = [0.1128, 0.1532, 0.1728, 0.1444, 0.1216]
    assert [round(item.discrimination, 4) for item in found] == printed
    assert round(cronbach_alpha(TEST), 4) == 0.2950
    without = [round(cronbach_alpha(np.delete(TEST, item, axis=1)), 4) for item in range(5)]
    assert without == [0.2754, 0.2376, 0.2168, 0.2459, 0.2663]


def test_effective_weights__add_up():
    """Independent items share the variance as the squares of weight × spread; all shares make 1."""
    assert effective_weights([[0, 0], [1, 0], [0, 1], [1, 1]], [3, 1]) == pytest.approx([0.9, 0.1])
    assert sum(effective_weights(TEST, [30, 10, 20, 35, 5])) == pytest.approx(1)
    gaps = TEST.copy()
    gaps[::7, 2] = gaps[3::11, 4] = np.nan
    assert sum(effective_weights(gaps, [30, 10, 20, 35, 5])) == pytest.approx(1)


def test_items__what_does_not_apply_costs_nothing():
    """A unit without any mark changes nothing, and one n/a is as good as the item's weight gone."""
    nothing = np.vstack([TEST, np.full((3, 5), np.nan)])
    assert item_analysis(nothing, ALIKE) == item_analysis(TEST, ALIKE)
    gaps = TEST.copy()
    gaps[:, 4] = np.nan
    shares = effective_weights(gaps, ALIKE)
    assert shares[4] == 0
    assert shares[:4] == pytest.approx(effective_weights(TEST[:, :4], ALIKE[:4]))
    rest = item_rest_correlations(gaps, ALIKE)
    assert rest[4] is Reason.TOO_FEW
    assert rest[:4] == pytest.approx(item_rest_correlations(TEST[:, :4], ALIKE[:4]))


def test_items__dead():
    """An item without variance is dead, discriminates nothing and weighs nothing."""
    marks = np.column_stack([TEST[:, :2], np.full(len(TEST), 0.7)])
    dead = item_analysis(marks, [40, 40, 20])[2]
    assert dead.dead and dead.discrimination is Reason.ALL_EQUAL
    assert dead.effective_weight == pytest.approx(0, abs=1e-12)
    assert dead.nominal_weight == 0.2
    assert not item_analysis(marks, [40, 40, 20])[0].dead


def test_items__a_reason_instead_of_nothing():
    """Too few units or totals that are all equal have no figure, and say why."""
    assert effective_weights([[1, 0]], [1, 1]) is Reason.TOO_FEW
    assert effective_weights([[1, 0], [0, 1]], [1, 1]) is Reason.ALL_EQUAL
    assert cronbach_alpha([[1], [2]]) is cronbach_alpha([[1, 2]]) is Reason.TOO_FEW
    assert cronbach_alpha([[1, 2], [2, 1]]) is Reason.ALL_EQUAL
    assert correlation([1, 2], [1, 2]) is Reason.TOO_FEW
    assert correlation([0.1 + 0.2, 0.3, 0.3], [1, 2, 3]) is Reason.ALL_EQUAL
    none = item_analysis(np.full((4, 1), np.nan), [5])[0]
    assert none.mean is none.ceiling is Reason.TOO_FEW and not none.dead
    with pytest.raises(ValueError, match="weight"):
        item_analysis(TEST, [1, 2])
