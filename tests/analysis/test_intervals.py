"""Wilson's interval against published values, and what is published with it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from oracle import Sheet
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.intervals import is_chance, pairs
from qa_workbook.analysis.metrics import published_metrics
from qa_workbook.numbers import period
from qa_workbook.statistics.intervals import wilson
from scheme_factory import BANDS, frame, item, scheme

OCTOBER = period("2026-10")


@pytest.mark.parametrize(
    ("hits", "size", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson__published_values(hits, size, low, high):
    """The four examples of Newcombe 1998, table I, method 3, to the printed digit."""
    found = pairs(hits, size)[0]
    assert [round(end, 4) for end in found] == [low, high]


def test_wilson__ends():
    """None and all of them touch 0 and 1 exactly, nothing has no interval, and every rate lies in its own."""
    size = np.arange(1, 200)
    assert (wilson(0 * size, size)[0] == 0).all() and (wilson(size, size)[1] == 1).all()
    assert pairs([0, 1], [0, 1]) == [None, [pytest.approx(0.20654931), 1.0]]
    for hits in (0 * size, size // 3, size):
        low, high = wilson(hits, size)
        assert ((low >= 0) & (low <= hits / size) & (hits / size <= high) & (high <= 1)).all()


def test_agents__places():
    """Equal means share a place and the next one stays free; below the minimum n there is none."""
    of = scheme([item("a"), item("b")], bands=BANDS)
    marks = {"1": [(5, 5), (5, 4)], "2": [(5, 4), (5, 5)], "3": [(4, 4), (4, 4)], "4": [(5, 5)]}
    sheets = [
        Sheet(recording=f"{agent}-{n}", agent=agent, marks={"a": Fraction(a), "b": Fraction(b)})
        for agent, rows in marks.items()
        for n, (a, b) in enumerate(rows)
    ]
    of_key = {of.key: frame(of, sheets)}
    found = published_metrics(analyse({of.key: of}, of_key, OCTOBER, small_sample=2))
    agents = {one["agent"]: (one["n"], one["good"], one["rank"]) for one in found["agents"]}
    assert agents == {"1": (2, 0.5, 1), "2": (2, 0.5, 1), "3": (2, 0.0, 3), "4": (1, 1.0, None)}
    assert found["agents"][2]["good_interval"] == [0.0, pytest.approx(0.6576, abs=1e-4)]
    assert found["intervals"]["good"] == pairs(3, 7)[0]  # 100, 100 and 100 are above 90; 90 isn't
    assert found["intervals"]["items"] == {"a": pairs(2, 7)[0], "b": pairs(4, 7)[0]}


def test_a_change_is_chance_where_the_interval_of_the_difference_holds_nothing():
    """Newcombe 1998, table II: 56/70 less 48/80 is 0.0524 to 0.3339; 9/10 less 3/10 0.1705 to 0.8090."""
    for hits, trials in (((48, 56), (80, 70)), ((3, 9), (10, 10))):
        old, new = (one / of for one, of in zip(hits, trials, strict=True))
        ends = pairs(hits, trials)
        assert not is_chance(old, new, *ends)
        assert not is_chance(new, old, *reversed(ends))
    same = pairs([770, 827], [1133, 1200])
    assert is_chance(827 / 1200, 770 / 1133, same[1], same[0])
    assert not is_chance(0.1, 0.9, None, ends[0])
