"""The rank of branches among those with enough recordings."""

from __future__ import annotations

from qa_workbook.analysis.branches import Place, places
from qa_workbook.analysis.model import Overall


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
