"""The vectorised scores agree with a calculator of single recordings in fractions, on any scheme."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from oracle import NA, Sheet, rounded, score
from qa_workbook.numbers import INT64_SAFE
from qa_workbook.scoring import exact, score_recordings
from scheme_factory import clause, frame, item, scheme, schemes, sheets


def agree(of, rows, scored) -> None:
    for position, sheet in enumerate(rows):
        row, expected = scored.iloc[position], score(of, sheet)
        if expected.raw is None:
            assert math.isnan(row["raw"]) and math.isnan(row["final"]) and row["band"] == ""
        else:
            assert (row["raw"], row["final"]) == (float(expected.raw), float(expected.final))
            assert row["band"] == expected.band
        values = {
            name[6:]: row[name]
            for name in scored
            if name.startswith("value.") and not math.isnan(row[name])
        }
        assert values == {id_: float(value) for id_, value in expected.values.items()}
        assert row["defects"] == expected.defects
        assert {id_: row[f"defective.{id_}"] for id_ in expected.defective} == expected.defective
        assert {id_: row[f"class.{id_}"] for id_ in expected.classes} == expected.classes
        assert {
            name[9:] for name in scored if name.startswith("critical.") and row[name]
        } == expected.critical
        assert row["deduction"] == float(sheet.deduction)


@examples(100)
@given(st.data())
def test_score_recordings__any_scheme(data):
    """Every column of the scored frame equals the exact calculation of each recording alone."""
    of = data.draw(schemes())
    rows = [data.draw(sheets(of, position)) for position in range(data.draw(st.integers(1, 6)))]
    agree(of, rows, score_recordings(of, frame(of, rows)))


@examples(30)
@given(st.data())
def test_score_recordings__row_order(data):
    """A recording's score does not depend on its neighbours: shuffled rows give shuffled scores."""
    of = data.draw(schemes())
    rows = [data.draw(sheets(of, position)) for position in range(5)]
    order = data.draw(st.permutations(range(5)))
    wide = frame(of, rows)
    straight, shuffled = score_recordings(of, wide), score_recordings(of, wide.iloc[list(order)])
    assert shuffled.sort_index()[list(straight)].equals(straight)


@examples(20)
@given(st.data())
def test_score_recordings__more_columns_marked_is_never_worse(data):
    """A higher mark never lowers the raw score."""
    of = scheme(
        [item(f"i{n}", weight=data.draw(st.integers(1, 50))) for n in range(4)],
        not_applicable="respread",
    )
    sheet = data.draw(sheets(of))
    before = score_recordings(of, frame(of, [sheet]))["raw"].iloc[0]
    better = {
        id_: mark if isinstance(mark, str) else min(mark + 1, 5)
        for id_, mark in sheet.marks.items()
    }
    sheet.marks = better
    assert not score_recordings(of, frame(of, [sheet]))["raw"].iloc[0] < before


def test_score_recordings__numerators_beyond_int64():
    """Weights without a small common denominator leave int64 and stay exact."""
    primes = [
        "9999991.000003",
        "9999973.000007",
        "9999971.000009",
        "9999943.000011",
        "9999937.000013",
    ]
    tops = [
        {"id": f"s{n}", "name": f"S{n}", "weight": primes[n], "aggregate": "weighted",
         "children": [item(f"i{n}{k}", weight=prime) for k, prime in enumerate(primes)]}
        for n in range(3)
    ]  # fmt: skip
    of = scheme(tops, score={"decimals": 6})
    rows = [_filled(of, first) for first in range(6)]
    scored = score_recordings(of, frame(of, rows))
    agree(of, rows, scored)
    assert scored["raw"].nunique() == 6


def _filled(of, first):
    return Sheet(marks={leaf.id: (first + 2 * n) % 6 for n, leaf in enumerate(of.leaves)})


@given(
    st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=5),
    st.lists(
        st.fractions(min_value=-50, max_value=50, max_denominator=10**15), min_size=1, max_size=4
    ),
)
def test_exact__agrees_with_fractions(whole, factors):
    """Sums, limits and rounding of exact columns equal the same in fractions, through int64 and beyond."""
    column = np.array(whole)
    parts = [exact.Exact.of(column).scaled(factor) for factor in factors]
    result = exact.total(parts, len(whole)).at_most(Fraction(7, 3)).at_least(Fraction(-1, 7))
    expected = [
        max(min(sum(value * factor for factor in factors), Fraction(7, 3)), Fraction(-1, 7))
        for value in whole
    ]
    found = [Fraction(int(above), result.denominator) for above in result.numerator]
    assert found == expected
    assert result.floats().tolist() == [float(value) for value in expected]
    if result.numerator.dtype != object:
        assert result.bound < INT64_SAFE


@pytest.mark.parametrize("numerator", [2**53 - 1, 2**53 + 1, 2**54 + 2])
@pytest.mark.parametrize("denominator", [3, 2**53 - 1, 2**53 + 1, 10**16 + 1])
def test_exact__floats_are_correctly_rounded_at_the_edge(numerator, denominator):
    """Where a whole number is no float64 itself, the quotient is still rounded only once."""
    column = exact.Exact(np.array([numerator]), denominator, numerator)
    assert column.floats().tolist() == [numerator / denominator]


def test_score_recordings__empty_frame():
    """No recordings give no scores, and all columns but the values of nodes."""
    of = scheme([item("a"), clause("c", 2)], "sum")
    scored = score_recordings(of, frame(of, []))
    assert len(scored) == 0
    assert {"raw", "final", "band", "defects", "deduction", "defective.a", "class.a"} <= set(scored)


@examples(60)
@given(st.data())
def test_score_recordings__what_leaves_the_form(data):
    """`leave`: the score is the points attained of the points asked, over the whole form, each mark by its own part of the whole."""
    of, parts = data.draw(forms())
    marks = {id_: data.draw(st.sampled_from([0, 1, 2, 3, 4, 5, NA])) for id_ in parts}
    raw = score_recordings(of, frame(of, [Sheet(marks=marks)]))["raw"].iloc[0]
    asked = {id_: Fraction(mark, 5) for id_, mark in marks.items() if mark != NA}
    if not asked:
        assert math.isnan(raw)
        return
    attained = sum(parts[id_] * fraction for id_, fraction in asked.items())
    share = attained / sum(parts[id_] for id_ in asked)
    assert raw == float(rounded(Fraction(of.score.full) * share, of.score))


@st.composite
def forms(draw: st.DrawFn):
    """A form of one to three groups, and the part of the whole that each of its marks is."""
    parts: dict[str, Fraction] = {}
    weights = st.integers(1, 40)
    top = draw(st.sampled_from(["weighted", "equal", "sum"]))
    tops, worth = [], []
    for group in range(draw(st.integers(1, 3))):
        inner = draw(st.sampled_from(["weighted", "equal", "sum"]))
        own = [draw(weights) for _ in range(draw(st.integers(1, 3)))]
        points = top == inner == "sum"  # the group brings its points
        weight = sum(own) if points else draw(weights)
        worth.append(1 if top == "equal" else weight)
        children = [item(f"g{group}i{number}", one) for number, one in enumerate(own)]
        shares = [1] * len(own) if inner == "equal" else own
        for child, one in zip(children, shares, strict=True):
            parts[child["id"]] = Fraction(one * worth[-1], sum(shares))
        named = {"id": f"g{group}", "name": f"G{group}", "aggregate": inner, "children": children}
        tops.append(named if points else named | {"weight": weight})
    full = sum(worth) if top == "sum" else 100
    score_rules = {"full": full, "ceiling": full}
    return scheme(tops, top, not_applicable="leave", score=score_rules), parts


@pytest.mark.parametrize("rule", ["respread", "full", "leave"])
def test_score_recordings__nothing_applies(rule):
    """Without any mark that applies there is no score, unless the scheme counts what does not apply as full."""
    of = scheme([item("a"), item("b")], not_applicable=rule)
    raw = score_recordings(of, frame(of, [Sheet(marks={"a": NA, "b": NA})]))["raw"].iloc[0]
    assert raw == 100 if rule == "full" else math.isnan(raw)
