"""Control charts against published examples, to the printed digit."""

from __future__ import annotations

import numpy as np
import pytest

from qa_workbook.statistics.control_charts import c_chart, p_chart, p_prime_chart, u_chart
from qa_workbook.statistics.reasons import Reason

# NIST/SEMATECH e-Handbook 6.3.3.2: chips of 30 wafers of 50 (Montgomery's orange juice cans).
WAFERS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22]
WAFERS += [8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
# NIST/SEMATECH e-Handbook 6.3.3.1: defects of 25 wafers.
DEFECTS = [16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14]
DEFECTS += [16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13]
# Montgomery, Introduction to Statistical Quality Control: nonconformities in dyed cloth.
CLOTH = [14, 12, 20, 11, 7, 10, 21, 16, 19, 23]
CLOTH_UNITS = [10, 8, 13, 10, 9.5, 10, 12, 10.5, 12, 12.5]


def test_p_chart__wafers():
    """The handbook prints centre, limits, and that samples 15 and 23 are beyond the upper one."""
    found = p_chart(WAFERS, [50] * 30)
    assert round(found.centre, 4) == 0.2313
    assert (round(found.lower[0], 4), round(found.upper[0], 4)) == (0.0524, 0.4102)
    assert (np.flatnonzero(found.beyond) + 1).tolist() == [15, 23]


def test_c_chart__wafers():
    """The handbook prints 16, 4 and 28; a count on the limit is not beyond it."""
    found = c_chart(DEFECTS)
    assert (found.centre, found.lower[0], found.upper[0]) == (16, 4, 28)
    assert [DEFECTS[at] for at in np.flatnonzero(found.beyond)] == [31]


def test_u_chart__cloth():
    """Montgomery prints limits of 1.42 for each number of units; without rounding it first they differ by 0.01."""
    found = u_chart(CLOTH, CLOTH_UNITS)
    assert round(found.centre, 2) == 1.42
    printed = {10: (0.29, 2.55), 8: (0.16, 2.68), 13: (0.43, 2.41), 9.5: (0.26, 2.58)}
    printed |= {12: (0.39, 2.45), 10.5: (0.32, 2.52), 12.5: (0.41, 2.43)}
    for units, low, high in zip(CLOTH_UNITS, found.lower, found.upper, strict=True):
        assert (low, high) == pytest.approx(printed[units], abs=0.0115)
    assert not found.beyond.any()


def test_p_prime__is_a_p_chart_stretched_by_the_scatter():
    """Whatever the sizes, every limit is as many times wider as the points scatter more than by chance."""
    hits, sizes = np.array([100, 330, 180, 450, 260]), np.array([1000, 1100, 900, 1200, 1000])
    simple, wide = p_chart(hits, sizes), p_prime_chart(hits, sizes)
    spread = (simple.upper - simple.centre) / 3
    ranges = np.abs(np.diff((hits / sizes - simple.centre) / spread))
    assert wide.dispersion == pytest.approx(ranges.mean() / 1.128)
    assert wide.dispersion > 1
    assert wide.upper - wide.centre == pytest.approx(
        np.minimum((simple.upper - simple.centre) * wide.dispersion, 1 - wide.centre)
    )
    assert simple.beyond.any() and not wide.beyond.any()
    by_hand = p_prime_chart([10, 30, 20, 40], [100] * 4)
    assert (by_hand.centre, round(by_hand.dispersion, 3)) == (0.25, 3.412)


def test_charts__a_reason_instead_of_nothing():
    """Too few points, no hits or all hits have no limits, and say why."""
    assert p_chart([], []) is Reason.TOO_FEW
    assert p_chart([0, 0], [5, 5]) is p_chart([5, 5], [5, 5]) is Reason.ALL_EQUAL
    assert p_prime_chart([1], [9]) is Reason.TOO_FEW
    assert p_prime_chart([1, 1, 1], [9, 9, 9]) is Reason.ALL_EQUAL
    assert c_chart([]) is Reason.TOO_FEW
    assert u_chart([0, 0], [3, 4]) is Reason.ALL_EQUAL
    with pytest.raises(ValueError, match="at least one unit"):
        p_chart([0], [0])


def test_charts__limits_stay_where_counts_can_be():
    """No proportion is below 0 or above 1."""
    found = p_chart([1, 0, 9, 10], [10, 3, 10, 10])
    assert (found.lower >= 0).all() and (found.upper <= 1).all()
    assert (c_chart([1, 2, 0]).lower == 0).all()
