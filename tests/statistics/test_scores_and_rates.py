"""ICC, Bland-Altman, severity, gauge R&R, intervals and sample sizes against published numbers."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from qa_workbook.statistics.bland_altman import bland_altman, slope
from qa_workbook.statistics.distributions import (
    beta_cumulative,
    beta_quantile,
    chi_square_quantile,
    f_quantile,
)
from qa_workbook.statistics.gauge import gauge_by_anova, gauge_by_ranges, repeatability
from qa_workbook.statistics.icc import icc_1_1, icc_2_1, icc_2_k, icc_3_1, mean_squares
from qa_workbook.statistics.intervals import (
    clopper_pearson,
    jeffreys,
    wilson,
    wilson_of_population,
)
from qa_workbook.statistics.ranges import range_constants
from qa_workbook.statistics.reasons import Reason
from qa_workbook.statistics.sample_size import error_of, sample_size
from qa_workbook.statistics.severity import Method, Verdict, severity

# Shrout and Fleiss 1979, table 2: six targets, four judges.
JUDGES = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
# Bland and Altman 1986: peak flow (l/min) of 17 subjects, both meters twice.
LARGE = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
LARGE_2 = [490, 397, 512, 401, 470, 611, 415, 431, 638, 429, 420, 633, 275, 492, 165, 372, 421]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]
MINI_2 = [525, 415, 508, 444, 500, 625, 460, 390, 642, 432, 420, 605, 227, 467, 268, 370, 443]
# AIAG, Measurement Systems Analysis: 10 parts in columns, 3 trials of each of 3 appraisers.
TRIALS = [
    [0.29, -0.56, 1.34, 0.47, -0.80, 0.02, 0.59, -0.31, 2.26, -1.36],
    [0.41, -0.68, 1.17, 0.50, -0.92, -0.11, 0.75, -0.20, 1.99, -1.25],
    [0.64, -0.58, 1.27, 0.64, -0.84, -0.21, 0.66, -0.17, 2.01, -1.31],
    [0.08, -0.47, 1.19, 0.01, -0.56, -0.20, 0.47, -0.63, 1.80, -1.68],
    [0.25, -1.22, 0.94, 1.03, -1.20, 0.22, 0.55, 0.08, 2.12, -1.62],
    [0.07, -0.68, 1.34, 0.20, -1.28, 0.06, 0.83, -0.34, 2.19, -1.50],
    [0.04, -1.38, 0.88, 0.14, -1.46, -0.29, 0.02, -0.46, 1.77, -1.49],
    [-0.11, -1.13, 1.09, 0.20, -1.07, -0.67, 0.01, -0.56, 1.45, -1.77],
    [-0.15, -0.96, 0.67, 0.11, -1.45, -0.49, 0.21, -0.49, 1.87, -2.16],
]
PARTS = np.array(TRIALS).reshape(3, 3, 10).transpose(2, 0, 1)


def rounded(found, digits):
    """Returns estimate and interval to so many digits."""
    ends = (found.estimate, found.lower, found.upper)
    return tuple(round(one, digits) for one in ends)


def test_quantiles__tables():
    """F and chi-square to the digits of their tables; beta where it is known exactly."""
    table = {(2, 10): 4.10, (10, 10): 2.98, (4, 20): 2.87, (1, 120): 3.92, (30, 5): 4.50}
    assert {freedom: round(f_quantile(0.95, *freedom), 2) for freedom in table} == table
    assert round(f_quantile(0.95, 1, 1), 1) == 161.4
    assert round(f_quantile(0.975, 5, 15), 2) == 3.58
    assert [round(chi_square_quantile(p, 10), 3) for p in (0.025, 0.975)] == [3.247, 20.483]
    assert [round(chi_square_quantile(0.95, n), 3) for n in (1, 100)] == [3.841, 124.342]
    assert beta_cumulative(0.3, 1, 7) == pytest.approx(1 - 0.7**7)
    assert beta_quantile(0.5, 40, 40) == pytest.approx(0.5)
    for level, above, below in ((0.9, 2.5, 7.25), (0.025, 300, 4), (0.5, 0.7, 900)):
        turned = 1 / f_quantile(1 - level, below, above)
        assert f_quantile(level, above, below) == pytest.approx(turned)
    with pytest.raises(ValueError):
        f_quantile(1, 2, 3)


def test_icc__shrout_and_fleiss():
    """Their mean squares and coefficients; intervals as `ICC` of the package psych prints them."""
    squares = mean_squares(JUDGES)
    printed = (squares.between_units, squares.within, squares.between_raters, squares.residual)
    assert [round(one, 2) for one in printed] == [11.24, 6.26, 32.49, 1.02]
    assert rounded(icc_1_1(JUDGES), 2) == (0.17, -0.13, 0.72)
    assert rounded(icc_2_1(JUDGES), 3) == (0.290, 0.019, 0.761)
    assert rounded(icc_3_1(JUDGES), 3) == (0.715, 0.342, 0.946)
    assert rounded(icc_2_k(JUDGES), 3) == (0.620, 0.071, 0.927)


def test_icc__what_does_not_matter():
    """Order of raters and units, shift and scale, and units that somebody didn't score."""
    scores = np.array(JUDGES, dtype=float)
    wanted = rounded(icc_2_1(scores), 12)
    assert rounded(icc_2_1(scores[::-1, [2, 0, 3, 1]] * 7.3 + 60), 12) == wanted
    gap = np.vstack([scores, [1, np.nan, 9, 3]])
    assert rounded(icc_2_1(gap), 12) == wanted
    shifted = scores + np.array([0, 5, -3, 1])
    assert rounded(icc_3_1(shifted), 12) == rounded(icc_3_1(scores), 12)


def test_icc__edges():
    """Full agreement is 1 without doubt; without units, raters or spread there is a reason."""
    assert rounded(icc_2_1([[1, 1], [2, 2], [5, 5]]), 3) == (1, 1, 1)
    constant = icc_2_1([[1, 3], [2, 4], [5, 7]])
    assert 0 < constant.lower <= constant.estimate < 1
    assert icc_2_1([[3, 3], [3, 3]]) is Reason.ALL_EQUAL
    assert icc_2_1([[3, 3], [np.nan, 4]]) is Reason.TOO_FEW
    assert icc_2_1([[3], [4]]) is Reason.TOO_FEW_RATERS
    opposed = icc_2_1([[1, 3], [3, 1], [2, 2.5]])
    assert opposed.lower <= opposed.estimate <= opposed.upper < 0
    assert icc_2_1([[80, 85.5], [85.5, 80]]) is Reason.BELOW_CHANCE
    assert icc_2_k([[1, 3], [3, 1], [2, 2.5]]) is Reason.BELOW_CHANCE


def test_bland_altman__peak_flow():
    """The article of 1986: bias −2.1 (−22.0 to 17.8), s 38.8, no slope to speak of."""
    found = bland_altman(LARGE, MINI)
    assert found.pairs == 17
    ends = (found.bias.value, found.bias.lower, found.bias.upper, found.sd)
    assert [round(one, 1) for one in ends] == [-2.1, -22.0, 17.8, 38.8]
    # The article takes 2·s and √(3·s² ÷ n), here it is 1.96·s and the exact formula.
    assert found.lower.value == pytest.approx(-79.7, abs=1.7)
    assert (found.lower.lower, found.lower.upper) == pytest.approx((-114.3, -45.1), abs=2.5)
    assert found.slope.lower < 0 < found.slope.upper


def test_bland_altman__blood_pressure():
    """The article of 1999 has 85 subjects, bias −16.29, s 19.61, and the limits with intervals."""
    shape = np.linspace(-1, 1, 85)
    differences = -16.29 + 19.61 * (shape - shape.mean()) / shape.std(ddof=1)
    found = bland_altman(120 + differences, np.full(85, 120.0))
    limits = [found.lower.value, found.upper.value]
    assert limits == pytest.approx([-54.7, 22.1], abs=0.06)
    ends = [found.lower.lower, found.lower.upper, found.upper.lower, found.upper.upper]
    assert ends == pytest.approx([-61.9, -47.5, 14.9, 29.3], abs=0.11)


def test_slope__anscombe():
    """His first set has a slope of 0.500 with a standard error of 0.118 and 9 degrees of freedom."""
    x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
    found = slope(x, y)
    assert round(found.value, 3) == 0.500
    assert (found.upper - found.value) / 2.262 == pytest.approx(0.118, abs=0.0005)
    assert slope([1, 1, 1], [1, 2, 3]) is Reason.ALL_EQUAL
    assert slope([1, 2], [1, 2]) is bland_altman([1, np.nan], [1, 2]) or Reason.TOO_FEW


def test_severity__judges():
    """Means of the judges 7.67, 2.50, 4.33, 6.67 around 5.29; judge 2 is strict, judge 1 lenient."""
    for method in Method:
        found = severity(JUDGES, method)
        values = [one.value for one in found]
        assert values == pytest.approx([2.375, -2.7917, -0.9583, 1.375], abs=1e-4)
        assert found[0].verdict is Verdict.LENIENT and found[1].verdict is Verdict.STRICT
    assert severity(JUDGES[:3])[2].verdict is Verdict.UNCLEAR
    apart = np.array(JUDGES)[:, 0] - np.mean(JUDGES, axis=1)
    assert severity(JUDGES)[0].upper - severity(JUDGES)[0].value == pytest.approx(
        2.5706 * apart.std(ddof=1) / sqrt(6), abs=1e-4
    )


def test_severity__incomplete_blocks():
    """Montgomery's design has the effects Q ÷ (λ·a ÷ k) = −9/8, −7/8, −4/8, 20/8, residual 0.65."""
    batches = np.array(
        [[73, np.nan, 73, 75], [74, 75, 75, np.nan], [np.nan, 67, 68, 72], [71, 72, np.nan, 75]]
    )
    found = severity(batches, Method.LEAST_SQUARES)
    assert [one.value for one in found] == pytest.approx([-9 / 8, -7 / 8, -4 / 8, 20 / 8])
    # Its error mean square 0.65 has 5 degrees of freedom; var(effect) = k·(a − 1) ÷ (λ·a²)·σ².
    width = 2.5706 * sqrt(3 * 3 / (2 * 16) * 0.65)
    assert found[0].upper - found[0].value == pytest.approx(width, abs=1e-4)
    assert severity(batches) is Reason.TOO_FEW


def test_severity__needs_common_recordings():
    """Inspectors who share nothing with others can't be compared with them."""
    apart = np.array([[1, 2, np.nan, np.nan], [3, 3, np.nan, np.nan]] * 2, dtype=float)
    apart[2:] = apart[2:, ::-1]
    assert severity(apart, Method.LEAST_SQUARES) is Reason.NOT_CONNECTED
    apart[0, 2] = 4
    assert not isinstance(severity(apart, Method.LEAST_SQUARES), Reason)
    assert severity([[1], [2]]) is Reason.TOO_FEW_RATERS
    assert severity(np.full((3, 2), np.nan), Method.LEAST_SQUARES) is Reason.TOO_FEW


def test_gauge__aiag():
    """The manual prints both methods for its 10 parts, 3 appraisers, 3 trials."""
    ranges = gauge_by_ranges(PARTS)
    printed = (0.20188, 0.22963, 0.30575, 1.10456, 1.14610)
    found = (ranges.repeatability, ranges.reproducibility, ranges.gauge, ranges.parts, ranges.total)
    assert found == pytest.approx(printed, abs=0.0002)
    assert (round(100 * ranges.share(ranges.gauge), 1), ranges.categories) == (26.7, 5)
    anova = gauge_by_anova(PARTS)
    assert anova.interaction is None
    printed = (0.199933, 0.226838, 0.302373, 1.042327)
    found = (anova.repeatability, anova.reproducibility, anova.gauge, anova.parts)
    assert found == pytest.approx(printed, abs=2e-6)
    assert anova.categories == 4


def test_gauge__interaction():
    """An interaction beyond repeats is a component of its own; the variances add up."""
    scores = PARTS + np.array([[1.0, -1.0, 0.0]] * 5 + [[-1.0, 1.0, 0.0]] * 5)[:, :, None]
    found = gauge_by_anova(scores)
    assert found.interaction > 0.8
    parts = (found.repeatability, found.reproducibility, found.interaction)
    assert sum(one**2 for one in parts) == pytest.approx(found.gauge**2)
    assert gauge_by_anova(np.ones((2, 2, 2))) is Reason.ALL_EQUAL
    assert gauge_by_ranges(PARTS[:1]) is Reason.TOO_FEW
    exact = np.broadcast_to(np.arange(4.0)[:, None, None], (4, 2, 2))
    assert gauge_by_ranges(exact).categories is Reason.NO_ERROR
    with pytest.raises(ValueError, match="every part"):
        gauge_by_anova(np.full((2, 2, 2), np.nan))


def test_ranges__published():
    """Appendix C of the AIAG's manual."""
    assert [round(range_constants(n).d2, 5) for n in (2, 3, 5, 10)] == [
        1.12838,
        1.69257,
        2.32593,
        3.07751,
    ]
    starred = [round(range_constants(n).d2_star, 5) for n in (2, 3, 10, 20)]
    assert starred == pytest.approx([1.41421, 1.91155, 3.17905, 3.80537], abs=2e-5)


def test_repeatability__peak_flow():
    """Bland and Altman 1986: differences between repeats have 21.6 and 28.2 l/min."""
    large = repeatability(np.column_stack([LARGE, LARGE_2]))
    mini = repeatability(np.column_stack([MINI, MINI_2]))
    assert [round(one.sd * sqrt(2), 1) for one in (large, mini)] == [21.6, 28.2]
    assert large.coefficient == pytest.approx(1.96 * 21.6, abs=0.1)
    assert large.lower < large.sd < large.upper
    assert mini.same == 1 / 17
    assert mini.drift == pytest.approx(np.mean(MINI_2) - np.mean(MINI))
    # Bland and Altman, Measurement error (1996): s_w of more than two, by analysis of variance.
    several = repeatability([[1, 2, 3], [4, np.nan, 6], [7, np.nan, np.nan]])
    assert (several.units, several.sd) == (2, pytest.approx(sqrt(4 / 3)))
    assert repeatability([[1, np.nan], [2, np.nan]]) is Reason.TOO_FEW


def test_intervals__published():
    """Newcombe's table I for the exact method, the manual of an R package for Jeffreys'."""
    exact = clopper_pearson([81, 15, 0, 1], [263, 148, 20, 29])
    printed = [(0.2527, 0.3676), (0.0578, 0.1617), (0, 0.1684), (0.0009, 0.1776)]
    assert [tuple(ends) for ends in np.round(np.transpose(exact), 4)] == printed
    found = np.transpose(jeffreys([25, 20], 200)).ravel()
    assert found == pytest.approx([0.08462743, 0.176126, 0.06416642, 0.14729862], abs=5e-8)
    assert jeffreys(0, 7)[0] == 0 and jeffreys(7, 7)[1] == 1
    assert np.isnan(clopper_pearson([0], [0])).all()


def test_intervals__properties():
    """Each is the mirror of the other side's, and the exact one is the widest."""
    hits = np.arange(31)
    for method in (wilson, jeffreys, clopper_pearson):
        low, high = method(hits, 30)
        assert low == pytest.approx(1 - high[::-1], abs=1e-12)
        assert (low <= hits / 30).all() and (hits / 30 <= high).all()
    assert (clopper_pearson(hits, 30)[0] <= jeffreys(hits, 30)[0]).all()


def test_wilson__finite_population():
    """Nothing is open when all were looked at; an endless population changes nothing."""
    assert wilson_of_population(30, 120, 120) == (0.25, 0.25)
    endless = np.array(wilson_of_population(30, 120, 10**12))
    assert endless == pytest.approx(np.array(wilson(30, 120)), abs=1e-9)
    low, high = wilson_of_population(30, 120, 300)
    assert wilson(30, 120)[0] < low < 0.25 < high < wilson(30, 120)[1]
    # The definition: at either end the rate found is z standard deviations away.
    for end in (low, high):
        spread = sqrt(end * (1 - end) / 120 * (300 - 120) / 299)
        assert abs(0.25 - end) / spread == pytest.approx(1.959964, abs=1e-6)
    with pytest.raises(ValueError, match="population"):
        wilson_of_population(1, 20, 10)


def test_sample_size__published():
    """Cochran's island, and Krejcie and Morgan's table, which is rounded to the nearest."""
    island = sample_size(0.05, 0.5, 3200, z=2)
    assert (island.infinite, island.size) == (pytest.approx(400), 356)
    table = {10: 10, 100: 80, 500: 217, 1000: 278, 10_000: 370, 75_000: 382, 1_000_000: 384}
    assert {n: round(sample_size(0.05, 0.5, n).exact) for n in table} == table
    assert sample_size(0.05).size == 385
    assert error_of(400, z=2) == pytest.approx(0.05)
    assert error_of(3200, 0.3, 3200) == 0
    for population in (40, 900, None):
        needed = sample_size(0.03, 0.2, population)
        assert error_of(needed.size, 0.2, population) <= 0.03
        assert error_of(needed.size - 1, 0.2, population) > 0.03
    with pytest.raises(ValueError):
        sample_size(0)
    with pytest.raises(ValueError):
        error_of(11, population=10)


def test_scores__what_does_not_matter():
    """Order of units and raters, a shift and a scale of all scores: figures follow, none jumps."""
    order = np.random.default_rng(7).permutation(10)
    moved = PARTS[order][:, [2, 0, 1]] * 5 + 80
    for method in (gauge_by_ranges, gauge_by_anova):
        before, after = method(PARTS), method(moved)
        assert after.gauge == pytest.approx(5 * before.gauge)
        assert after.share(after.parts) == pytest.approx(before.share(before.parts))
    scores = PARTS.mean(axis=2)
    turned = scores[order][:, [2, 0, 1]] * 5 + 80
    for method in Method:
        before, after = severity(scores, method), severity(turned, method)
        found = [(one.value, one.lower) for one in after]
        wanted = [(5 * before[at].value, 5 * before[at].lower) for at in (2, 0, 1)]
        assert np.ravel(found) == pytest.approx(np.ravel(wanted))
        assert sum(one.value for one in after) == pytest.approx(0, abs=1e-9)
    one, other = bland_altman(LARGE, MINI), bland_altman(MINI, LARGE)
    assert other.bias.value == -one.bias.value
    assert other.upper.value == pytest.approx(-one.lower.value)
    again = repeatability(moved.reshape(30, 3)[::-1])
    assert again.sd == pytest.approx(5 * repeatability(PARTS.reshape(30, 3)).sd)
