"""What must hold for measures of agreement whatever the marks are."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays
from published_marks import FOUR_RATERS, PREVALENT, of_table

from examples import examples
from qa_workbook.statistics.agreement import percent_agreement
from qa_workbook.statistics.alpha import krippendorff_alpha
from qa_workbook.statistics.disagreement import Scale
from qa_workbook.statistics.gwet import ac1, ac2
from qa_workbook.statistics.kappa import cohen_kappa, conger_kappa, fleiss_kappa
from qa_workbook.statistics.prevalence import prevalence_warning
from qa_workbook.statistics.reasons import Reason
from qa_workbook.statistics.weights import Weights

FEW = 20  # replicates, where only that they are the same ones matters
MARKS = arrays(
    float,
    some.tuples(some.integers(2, 9), some.integers(2, 4)),
    elements=some.sampled_from([0.0, 1.0, 2.0, 4.0, np.nan]),
)
SEVERAL = (percent_agreement, ac1, ac2, conger_kappa, fleiss_kappa)


def literal(marks: np.ndarray, scale: Scale) -> Fraction | None:
    """Returns alpha as the paper writes it: a coincidence matrix, cell by cell; None where Dₑ is 0."""
    units = [[Fraction(mark) for mark in unit if not np.isnan(mark)] for unit in marks]
    units = [unit for unit in units if len(unit) > 1]
    kinds = sorted({mark for unit in units for mark in unit})
    cells = {(c, k): Fraction(0) for c in kinds for k in kinds}
    for unit in units:
        for c, k in permutations(unit, 2):
            cells[c, k] += Fraction(1, len(unit) - 1)
    totals = {c: sum(cells[c, k] for k in kinds) for c in kinds}
    size = sum(totals.values())

    def squared(c: Fraction, k: Fraction) -> Fraction:
        between = sum(totals[g] for g in kinds if min(c, k) <= g <= max(c, k))
        ranks = between - (totals[c] + totals[k]) / 2
        parts = (c - k) / (c + k) if c + k else Fraction(0)
        kinds_of = {"nominal": Fraction(c != k), "ordinal": ranks**2 * (c != k)}
        return (kinds_of | {"interval": (c - k) ** 2, "ratio": parts**2})[scale]

    observed = sum(cells[c, k] * squared(c, k) for c in kinds for k in kinds) / size
    expected = sum(totals[c] * totals[k] * squared(c, k) for c in kinds for k in kinds)
    return 1 - observed * size * (size - 1) / expected if expected else None


@examples(60)
@given(MARKS, some.sampled_from(list(Scale)))
def test_alpha__as_the_paper_writes_it(marks, scale):
    """On every scale the fast sums are the coincidence matrix, cell by cell."""
    found = krippendorff_alpha(marks, scale, replicates=1)
    assume(not isinstance(found, Reason))
    assert found.value == pytest.approx(float(literal(marks, scale)), abs=1e-12)


@examples(40)
@given(MARKS, some.sampled_from(list(Scale)), some.randoms(use_true_random=False))
def test_agreement__order_of_raters_and_units(marks, scale, chance):
    """Who stands where changes nothing, not even the bootstrap."""
    rows, columns = np.arange(len(marks)), np.arange(marks.shape[1])
    chance.shuffle(rows)
    chance.shuffle(columns)
    other = marks[rows][:, columns]
    assert krippendorff_alpha(other, scale, replicates=FEW) == krippendorff_alpha(
        marks, scale, replicates=FEW
    )
    measures = SEVERAL + ((cohen_kappa,) if marks.shape[1] == 2 else ())
    for measure in measures:
        assert_same(measure(other), measure(marks))


@examples(40)
@given(MARKS, some.permutations([7.0, 3.0, 11.0, 5.0]))
def test_agreement__names_of_categories(marks, names):
    """Where marks have no order, what they are called changes nothing."""
    other = marks.copy()
    for old, new in zip([0.0, 1.0, 2.0, 4.0], names, strict=True):
        other[marks == old] = new
    for measure in (percent_agreement, ac1, conger_kappa, fleiss_kappa):
        assert_same(measure(other), measure(marks))
    assert_same(alpha(other, Scale.NOMINAL), alpha(marks, Scale.NOMINAL))


@examples(40)
@given(MARKS, some.integers(-50, 50), some.sampled_from([0.25, 3.0, 10.0]))
def test_agreement__shift_and_stretch(marks, shift, stretch):
    """Interval alpha and quadratic weights know no zero; ratio alpha knows no unit; ranks know neither."""
    moved, stretched = marks * stretch + shift, marks * stretch
    assert_same(alpha(moved, Scale.INTERVAL), alpha(marks, Scale.INTERVAL))
    assert_same(alpha(moved, Scale.ORDINAL), alpha(marks, Scale.ORDINAL))
    assert_same(alpha(stretched, Scale.RATIO), alpha(marks, Scale.RATIO))
    for measure in (ac2, conger_kappa, fleiss_kappa):
        assert_same(measure(moved, Weights.QUADRATIC), measure(marks, Weights.QUADRATIC))


@examples(30)
@given(MARKS)
def test_agreement__every_unit_twice(marks):
    """The same units again tell nothing new: values stay, errors shrink; alpha counts them as more marks."""
    twice = np.vstack([marks, marks])
    for measure in SEVERAL:
        once, again = measure(marks), measure(twice)
        assume(not isinstance(once, Reason))
        assert again.value == pytest.approx(once.value, abs=1e-12)
        assert again.standard_error <= once.standard_error + 1e-12
    once, again = alpha(marks, Scale.NOMINAL), alpha(twice, Scale.NOMINAL)
    if not isinstance(once, Reason):
        size = once.marks
        factor = (2 * size - 1) / (2 * size - 2)
        assert 1 - again.value == pytest.approx((1 - once.value) * factor, abs=1e-12)


@examples(40)
@given(
    arrays(float, some.tuples(some.integers(2, 12), some.just(2)), elements=some.integers(0, 3)),
    some.sampled_from(list(Weights)),
)
def test_conger__of_two_raters_is_cohens(marks, weights):
    """Without missing marks they are one; Gwet's variance divides by n − 1, Cohen's by n."""
    several, two = conger_kappa(marks, weights), cohen_kappa(marks, weights)
    if isinstance(two, Reason):
        assert several is two
        return
    assert several.value == pytest.approx(two.value, abs=1e-12)
    units = len(marks)
    assert several.standard_error**2 * (units - 1) == pytest.approx(
        two.standard_error**2 * units, abs=1e-12
    )


def test_bootstrap__repeatable_and_of_units():
    """A seed says everything; the limits are those of drawing units again by another generator."""
    marks = of_table(PREVALENT)
    first = krippendorff_alpha(marks, Scale.NOMINAL, seed=5)
    assert first == krippendorff_alpha(marks, Scale.NOMINAL, seed=5)
    assert first.interval != krippendorff_alpha(marks, Scale.NOMINAL, seed=6).interval
    chance = np.random.default_rng(1)
    drawn = [marks[chance.integers(0, len(marks), len(marks))] for _ in range(400)]
    others = [krippendorff_alpha(units, Scale.NOMINAL, replicates=1).value for units in drawn]
    assert first.interval == pytest.approx(np.quantile(others, [0.025, 0.975]), abs=0.06)
    narrow = krippendorff_alpha(marks, Scale.NOMINAL, level=0.5, seed=5).interval
    assert first.interval[0] < narrow[0] < narrow[1] < first.interval[1]


def test_bootstrap__no_interval_where_samples_have_no_alpha():
    """One unit of fifty makes all the difference: a third of the samples are without it."""
    marks = np.zeros((50, 2))
    marks[7] = 1
    found = krippendorff_alpha(marks, Scale.NOMINAL)
    assert (found.value, found.interval) == (1, Reason.ALL_EQUAL)
    assert 550 < found.replicates < 720
    lone = np.vstack([FOUR_RATERS, [[9, np.nan, np.nan, np.nan]]])
    assert krippendorff_alpha(lone, Scale.RATIO) == krippendorff_alpha(FOUR_RATERS, Scale.RATIO)


def alpha(marks: np.ndarray, scale: Scale):
    """Returns alpha with a bootstrap that takes no time."""
    return krippendorff_alpha(marks, scale, replicates=1)


def assert_same(found, expected) -> None:
    """Both are the same reason, or the same but for the last digits."""
    if isinstance(expected, Reason):
        assert found is expected
        return
    assert found.value == pytest.approx(expected.value, abs=1e-12)
    ours, theirs = (getattr(one, "standard_error", 0) for one in (found, expected))
    assert ours == pytest.approx(theirs, abs=1e-9)


def test_prevalence__no_word_of_it_where_raters_do_disagree() -> None:
    """A rater who always gives the same mark beside two random ones is no paradox of kappa."""
    rng = np.random.default_rng(7)
    marks = np.column_stack([rng.integers(3, 6, 60), np.full(60, 5), rng.integers(3, 6, 60)])
    assert prevalence_warning(marks) is None


def test_alpha__an_interval_holds_its_value_or_there_is_none() -> None:
    """Sixty different marks: samples with units drawn twice agree where the data never do."""
    found = krippendorff_alpha(np.arange(60).reshape(20, 3), Scale.NOMINAL)
    assert not isinstance(found, Reason)
    assert found.interval is Reason.TOO_FEW
