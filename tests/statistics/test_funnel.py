"""Funnel limits against the exact binomial distribution, worked with whole fractions."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from qa_workbook.statistics.binomial import cumulative, quantile
from qa_workbook.statistics.funnel import ACTION, WARNING, funnel_limits, quantile_limits

SIZES = [1, 2, 7, 15, 20, 61, 150]


def exactly(trials: int, rate: Fraction) -> list[Fraction]:
    """Returns P(R = 0), P(R = 1) … as fractions."""
    return [
        comb(trials, hits) * rate**hits * (1 - rate) ** (trials - hits)
        for hits in range(trials + 1)
    ]


def test_cumulative__published():
    """The tables of the binomial distribution, and the example of CRITBINOM in Excel's manual."""
    assert round(cumulative(20, 0.3)[5], 4) == 0.4164
    assert quantile(6, 0.5, 0.75) == 4
    assert cumulative(4, 0).tolist() == [1] * 5
    assert cumulative(4, 1).tolist() == [0, 0, 0, 0, 1]
    assert quantile(0, 0.5, 0.5) == 0


@pytest.mark.parametrize("level", [WARNING, ACTION])
@pytest.mark.parametrize("rate", ["0.03", "0.2", "0.68", "0.95"])
def test_funnel__names_nobody_more_often_than_it_says(level, rate):
    """Chance leaves either side at most as often as promised, and one unit nearer it would more often."""
    fraction, tail = Fraction(rate), Fraction(str(round((1 - level) / 2, 4)))
    limits = funnel_limits(SIZES, float(rate), level)
    exact = quantile_limits(SIZES, float(rate), level)
    assert (limits.lower >= 0).all() and (limits.upper <= 1).all()
    for place, size in enumerate(SIZES):
        chances, all_of = exactly(size, fraction), np.arange(size + 1) / size
        low, high = all_of < limits.lower[place], all_of > limits.upper[place]
        below = sum((chances[hits] for hits in np.flatnonzero(low)), Fraction(0))
        above = sum((chances[hits] for hits in np.flatnonzero(high)), Fraction(0))
        assert below <= tail and above <= tail
        assert below + chances[low.sum()] > tail
        assert above + chances[size - high.sum()] > tail
        same = (all_of < exact.lower[place]) | (all_of > exact.upper[place])
        assert ((low | high) == same).all()


def test_funnel__interpolation():
    """Two units of rate 0.5 at level 0.2: r = 1, α = (0.75 − 0.4) ÷ 0.5, both sides alike."""
    found = funnel_limits([2], 0.5, 0.2)
    assert (found.lower[0], found.upper[0]) == pytest.approx((0.15, 0.85))
    assert quantile_limits([20], 0.5, 0.95).lower[0] == 6 / 20
    assert funnel_limits([20], 0.5, 0.95).beyond([6 / 20]).tolist() == [False]
    assert funnel_limits([20], 0.5, 0.95).beyond([5 / 20]).tolist() == [True]


def test_funnel__narrows():
    """Outer limits lie outside inner ones, and more units give narrower limits."""
    sizes = np.arange(50, 2000, 50)
    inner, outer = funnel_limits(sizes, 0.68, WARNING), funnel_limits(sizes, 0.68, ACTION)
    assert (outer.lower < inner.lower).all() and (inner.upper < outer.upper).all()
    assert (np.diff(inner.upper - inner.lower) < 0).all()
    with pytest.raises(ValueError, match="at least one unit"):
        funnel_limits([0], 0.5, 0.95)
