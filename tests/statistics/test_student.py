"""Student's t against its tables."""

from __future__ import annotations

import pytest

from qa_workbook.statistics.student import two_sided_quantile

TABLE = [(1, 12.706, 63.657), (2, 4.303, 9.925), (5, 2.571, 4.032), (11, 2.201, 3.106)]
TABLE += [(30, 2.042, 2.750), (120, 1.980, 2.617), (10**9, 1.960, 2.576)]


@pytest.mark.parametrize(("freedom", "wide", "wider"), TABLE)
def test_quantile__tables(freedom, wide, wider):
    """The tables print these for 95 % and 99 % between the two sides."""
    assert round(two_sided_quantile(0.95, freedom), 3) == wide
    assert round(two_sided_quantile(0.99, freedom), 3) == wider


def test_quantile__one_curve():
    """Where the expansion takes over from the series nothing jumps."""
    before, first, after = (two_sided_quantile(0.999, freedom) for freedom in (999, 1000, 1001))
    assert before - first == pytest.approx(first - after, rel=0.01)
    for level, freedom in ((0, 5), (1, 5), (0.95, 0)):
        with pytest.raises(ValueError, match=str(level)):
            two_sided_quantile(level, freedom)
