"""Measures of agreement against the worked examples of papers and handbooks, to the printed digit."""

from __future__ import annotations

import numpy as np
import pytest
from published_marks import (
    ABSTRACTORS,
    ALIKE,
    BALANCED,
    COHEN,
    FIVE_OBSERVERS,
    FLEISS,
    FOUR_RATERS,
    OPPOSED,
    PREVALENT,
    of_counts,
    of_table,
)

from qa_workbook.statistics.agreement import percent_agreement, percent_agreement_of_items
from qa_workbook.statistics.alpha import krippendorff_alpha
from qa_workbook.statistics.disagreement import Scale
from qa_workbook.statistics.gwet import ac1, ac2
from qa_workbook.statistics.kappa import cohen_kappa, conger_kappa, fleiss_kappa
from qa_workbook.statistics.prevalence import prevalence_warning
from qa_workbook.statistics.reasons import Reason
from qa_workbook.statistics.weights import Weights, weight_matrix

NOBODY = np.full((5, 2), np.nan)


@pytest.mark.parametrize(
    ("measure", "marks", "value", "error", "low", "high"),
    [
        (percent_agreement, FOUR_RATERS, 0.81818, 0.12561, 0.542, 1),
        (ac1, FOUR_RATERS, 0.77544, 0.14295, 0.461, 1),
        (fleiss_kappa, FOUR_RATERS, 0.76117, 0.15302, 0.424, 1),
        (conger_kappa, FOUR_RATERS, 0.76282, 0.14917, 0.435, 1),
        (ac1, FIVE_OBSERVERS, 0.497, 0.122, 0.235, 0.758),
        (conger_kappa, FIVE_OBSERVERS, 0.469, 0.117, 0.219, 0.719),
        (fleiss_kappa, FIVE_OBSERVERS, 0.458, 0.120, 0.199, 0.716),
        (fleiss_kappa, of_counts(FLEISS), 0.4139265, 0.08119291, 0.240, 0.588),
        (ac1, of_counts(FLEISS), 0.4448007, 0.08418757, 0.264, 0.625),
        (cohen_kappa, of_table(ABSTRACTORS), 0.7964094, 0.05891072, 0.680, 0.913),
    ],
)
def test_agreement__published_with_intervals(measure, marks, value, error, low, high):
    """irrCAC, by the author of the handbook, prints value, standard error and interval of each."""
    found = measure(marks)
    shown = (found.value, found.standard_error, *found.interval)
    for ours, printed in zip(shown, (value, error, low, high), strict=True):
        digits = len(str(printed).partition(".")[2])
        assert ours == pytest.approx(printed, abs=0.51 * 10**-digits)


@pytest.mark.parametrize(
    ("weights", "two", "two_error", "conger", "conger_error", "fleiss", "fleiss_error"),
    [
        (Weights.LINEAR, 0.859, 0.117, 0.814, 0.145, 0.818, 0.149),
        (Weights.QUADRATIC, 0.914, 0.104, 0.858, 0.144, 0.865, 0.146),
        (Weights.ORDINAL, 0.899, 0.107, 0.844, 0.144, 0.850, 0.147),
    ],
)
def test_agreement__published_with_weights(
    weights, two, two_error, conger, conger_error, fleiss, fleiss_error
):
    """The handbook's 4 raters and 12 units with the weights of ordered marks (irrCAC)."""
    measures = (ac2, conger_kappa, fleiss_kappa)
    printed = ((two, two_error), (conger, conger_error), (fleiss, fleiss_error))
    for measure, expected in zip(measures, printed, strict=True):
        found = measure(FOUR_RATERS, weights)
        assert (round(found.value, 3), round(found.standard_error, 3)) == expected


@pytest.mark.parametrize(
    ("weights", "value", "low", "high"),
    [("linear", 0.843, 0.748, 0.938), ("quadratic", 0.892, 0.822, 0.962)],
)
def test_cohen__published_with_weights(weights, value, low, high):
    """The 100 pregnancies by two abstractors with weights (irrCAC)."""
    found = cohen_kappa(of_table(ABSTRACTORS), Weights(weights))
    assert (round(found.value, 3), *(round(end, 3) for end in found.interval)) == (value, low, high)


def test_cohen__his_own_example():
    """The 200 cases of the paper: 0.70 observed, 0.41 by chance, kappa 0.492."""
    found = cohen_kappa(of_table(COHEN))
    assert (round(found.observed, 2), round(found.expected, 2)) == (0.70, 0.41)
    assert (round(found.value, 3), found.units, found.raters) == (0.492, 200, 2)


def test_weights__published():
    """The matrices that irrCAC prints for three categories a step apart."""
    steps = np.array([1.0, 2, 3])
    for weights, near in (("linear", 1 / 2), ("quadratic", 3 / 4), ("ordinal", 2 / 3)):
        found = weight_matrix(Weights(weights), steps)
        assert found == pytest.approx(np.array([[1, near, 0], [near, 1, near], [0, near, 1]]))
    uneven = weight_matrix(Weights.LINEAR, np.array([1.0, 5, 10]))
    assert uneven[0, 1] == pytest.approx(5 / 9)


@pytest.mark.parametrize(
    ("table", "kappa", "stable", "warns"),
    [
        (BALANCED, 0.70, 0.70, False),
        (PREVALENT, 0.32, 0.81, True),
        (ALIKE, 0.13, 0.27, False),
        (OPPOSED, 0.26, 0.21, False),
    ],
)
def test_prevalence__feinstein_and_cicchetti(table, kappa, stable, warns):
    """The paper's four tables: only the frequent mark, with 85 % agreement, makes the two part."""
    marks = of_table(table)
    assert (round(cohen_kappa(marks).value, 2), round(ac1(marks).value, 2)) == (kappa, stable)
    warning = prevalence_warning(marks)
    assert (warning is not None) == warns
    if warning:
        assert (warning.category, warning.share, warning.observed) == (0, 0.875, 0.85)


def test_prevalence__nobody_ever_said_no():
    """Where all marks are equal kappa can't be had; AC1 can, if the other answer is known."""
    marks = np.zeros((9, 3))
    warning = prevalence_warning(marks, [0, 1])
    assert (warning.kappa, warning.ac1, warning.share) == (Reason.ALL_EQUAL, 1, 1)
    assert prevalence_warning(marks) is prevalence_warning(NOBODY) is None


@pytest.mark.parametrize(
    ("scale", "printed"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_alpha__krippendorffs_example(scale, printed):
    """Krippendorff 2011, example D: 4 observers, 12 units, missing marks; 40 marks of 11 units count."""
    found = krippendorff_alpha(FOUR_RATERS, Scale(scale), replicates=50)
    assert round(found.value, 3) == printed
    assert (found.units, found.raters, found.marks) == (11, 4, 40)
    assert found.interval[0] < found.value < found.interval[1]


def test_alpha__two_observers():
    """Krippendorff 2011, examples A (yes or no) and C (five kinds): 0.095 and 0.692."""
    yes_or_no = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]])
    kinds = np.array([list(map(ord, line)) for line in ("aabbdcccedda", "babbbccceddd")])
    for marks, printed in ((yes_or_no, 0.095), (kinds, 0.692)):
        found = krippendorff_alpha(marks.T, Scale.NOMINAL, replicates=1)
        assert round(found.value, 3) == printed


def test_percent_agreement__of_items():
    """By hand: two of three recordings agree on the first item, half of all pairs in the second."""
    items = [[[1, 1, np.nan], [1, 2, np.nan], [3, 3, np.nan]]]
    items += [[[1, 1, 1], [1, 2, 3], [np.nan, 1, np.nan]]]
    each, all_of = percent_agreement_of_items(items)
    assert [found.value for found in each] == [pytest.approx(2 / 3), pytest.approx(1 / 2)]
    assert (all_of.value, all_of.units, all_of.raters) == (pytest.approx(3 / 5), 3, 3)
    # Two, two and one item of the recordings have two marks; they agree in 2, 0 and 1 of them.
    strays = np.array([1 + 1 - 6 / 5, 0 + 0 - 6 / 5, 1 - 3 / 5]) / (5 / 3)
    assert all_of.standard_error == pytest.approx(np.sqrt((strays**2).sum() / 6))
    complete = FOUR_RATERS[2:9]
    alone = percent_agreement_of_items([complete])
    assert alone == ([percent_agreement(complete)], percent_agreement(complete))


@pytest.mark.parametrize(
    "measure",
    [
        percent_agreement,
        cohen_kappa,
        conger_kappa,
        fleiss_kappa,
        ac1,
        ac2,
        lambda marks: krippendorff_alpha(marks, Scale.ORDINAL),
        lambda marks: percent_agreement_of_items([marks])[1],
    ],
)
def test_agreement__a_reason_instead_of_nothing(measure):
    """One rater, one unit, no pair, all equal: never a number that isn't one."""
    one_rater = [[1, np.nan], [2, np.nan], [1, np.nan]]
    assert measure(one_rater) is measure([[1], [2]]) is Reason.TOO_FEW_RATERS
    assert measure(NOBODY) is Reason.TOO_FEW_RATERS
    assert measure([[1, 2], [1, np.nan]]) is Reason.TOO_FEW
    assert measure([[1, np.nan], [np.nan, 2], [np.nan, 1]]) is Reason.TOO_FEW
    equal = measure([[4, 4], [4, 4], [4, 4]])
    assert equal is Reason.ALL_EQUAL or (equal.value, equal.interval) == (1, Reason.ALL_EQUAL)
    full = measure([[4, 4], [2, 2], [4, 4], [2, 2]])
    assert (full.value, full.interval) == (1, Reason.ALL_EQUAL)
    for nonsense in ([1, 2, 3], [[1, np.inf], [2, 2]]):
        with pytest.raises(ValueError, match="finite numbers"):
            measure(nonsense)


def test_agreement__nothing_else_is_accepted():
    """Marks that are no category, a third rater for Cohen, items of different recordings, negative ratios."""
    with pytest.raises(ValueError, match="none of the categories"):
        ac1([[1, 2], [2, 2]], [0, 1])
    with pytest.raises(ValueError, match="two raters"):
        cohen_kappa(FOUR_RATERS)
    with pytest.raises(ValueError, match="same units"):
        percent_agreement_of_items([FOUR_RATERS, FIVE_OBSERVERS])
    assert percent_agreement_of_items([]) == ([], Reason.TOO_FEW)
    assert krippendorff_alpha([[-1, 2], [1, 1]], Scale.RATIO) is Reason.NEGATIVE
