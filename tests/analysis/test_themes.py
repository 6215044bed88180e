"""Which items become themes of a week (S4)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from oracle import Sheet
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.rules import load_rules
from qa_workbook.analysis.themes import items_of, themes
from qa_workbook.numbers import period
from qa_workbook.scheme.loader import load_schemes
from scheme_factory import frame

CONFIG = Path(__file__).parents[2] / "config"
BOOK, _ = load_schemes(CONFIG / "schemes")
SCHEME = BOOK.latest("monitoring-10x4")
RULES = load_rules(CONFIG)[0].versions[0].themes


def week(recordings: int, **defects: int):
    """A week of recordings, so many of them with a defect in each named item."""
    marks = [
        {item.id: Fraction(4 if number < defects.get(item.id, 0) else 5) for item in SCHEME.items}
        for number in range(recordings)
    ]
    sheets = [
        Sheet(recording=f"r{number}", marks=of, day="2026-10-06") for number, of in enumerate(marks)
    ]
    return analyse({SCHEME.key: SCHEME}, {SCHEME.key: frame(SCHEME, sheets)}, period("2026-W41"))


def chosen(before, after=None):
    """The themes as objects."""
    return [one.as_dict() for one in themes(RULES, SCHEME, before, after, "zh")]


def test_themes__come_out_of_the_six():
    """Only 服务能力 items; the four 服务素质 ones are always on."""
    assert items_of(RULES, SCHEME) == [
        "expression", "promotion", "flexibility", "dialogue", "listening", "business",
    ]  # fmt: skip


def test_themes__first_week_of_a_project():
    """It has 业务能力, whatever was found; once there are recordings the ratio is told."""
    nothing = {"item": "business", "share": None, "reason": "first_week", "before": None}
    assert chosen(None) == [nothing | {"after": None}]
    assert chosen(None, week(4, business=1, dialogue=4)) == [nothing | {"after": 0.25}]


@pytest.mark.parametrize(
    ("defects", "items"),
    [
        ({"dialogue": 8, "listening": 1, "business": 1, "opening": 10}, ["dialogue"]),
        ({"dialogue": 7, "listening": 1, "business": 2}, ["dialogue", "business"]),
        ({"expression": 3, "promotion": 3, "flexibility": 3}, ["expression", "promotion"]),
        ({"attitude": 9}, []),
    ],
    ids=["80 % reached by one", "by two", "never more than two", "none of the six"],
)
def test_themes__the_largest_by_80_20(defects, items):
    """Items are taken, the largest first, until they hold 80 % of the six items' defects; two at most."""
    assert [one["item"] for one in chosen(week(10, **defects))] == items


def test_themes__before_and_after():
    """The share is of all ten items' defects; before and after are 不良比率 of both weeks."""
    before = week(10, dialogue=6, business=2, opening=4)
    assert chosen(before, week(8, dialogue=2)) == [
        {"item": "dialogue", "share": 0.5, "reason": "largest_share", "before": 0.6, "after": 0.25},
        {"item": "business", "share": 2 / 12, "reason": "largest_share", "before": 0.2, "after": 0.0},
    ]  # fmt: skip
