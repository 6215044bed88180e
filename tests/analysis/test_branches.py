"""The rank of branches among those with enough recordings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from qa_workbook.analysis.branches import Place, checks_done, places
from qa_workbook.analysis.model import Overall
from qa_workbook.analysis.quotas import WorkingDays
from qa_workbook.analysis.rules import Branch, load_rules
from qa_workbook.workspace_paths import shipped


def overall(mean: float, count: int) -> Overall:
    """The figures of a branch of which only mean and number matter."""
    return Overall(count, 0, 1, mean, mean, {}, None, None, {}, 0, 0.0, 0)


def test_places__small_branches_have_none_and_are_not_counted():
    """Equal means share a place, and the next one stays free."""
    found = {
        name: overall(mean, count)
        for name, mean, count in (
            ("east", 90.0, 40),
            ("west", 92.0, 40),
            ("north", 90.0 + 1e-13, 40),
            ("south", 85.0, 40),
            ("small", 99.0, 5),
        )
    }
    assert places(found, 30) == {
        "east": Place(2, 4),
        "west": Place(1, 4),
        "north": Place(2, 4),
        "south": Place(4, 4),
        "small": Place(None, 4),
    }


def test_checks_done__interns_and_helpers_owe_half():
    """What is due goes by size and worked days, then by the part of whoever checks; up for a least."""
    rules = load_rules(shipped("config"))[0].versions[0]
    assert rules.branch_checks is not None
    worked = [
        date(2026, 10, day) for day in (8, 9, 10, *range(12, 17), *range(19, 24), *range(26, 31))
    ]
    days = WorkingDays(worked, frozenset({5, 6}))
    east = Branch(id="east", name="东区", size="large", projects=("宽带",))
    done = {"satisfaction-3-9-20": 50}
    found = [
        [
            (one.bound, one.required, one.done)
            for one in checks_done(rules.branch_checks, east, done, days, part)
        ]
        for part in (Decimal(1), rules.quotas.share["intern"])
    ]
    assert found == [
        [("at_most", 81, 0), ("at_least", 89, 50)],
        [("at_most", 40, 0), ("at_least", 45, 50)],
    ]
