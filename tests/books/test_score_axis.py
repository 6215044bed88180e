"""Axes of mean scores."""

from __future__ import annotations

from math import nan

import pytest

from qa_workbook.books.cloth.axis import score_axis


@pytest.mark.parametrize(
    ("scores", "ends"),
    [
        ([91.94, 91.97, None, nan], (90, 95)),
        ([89.9, 90.1], (85, 95)),
        ([95.0, 95.0], (90, 95)),
        ([100.0], (95, 100)),
        ([12.0, 88.0], (10, 90)),
        ([-3.0, 0.0], (-5, 0)),
    ],
)
def test_ends_of_the_axis(scores, ends):
    """Multiples of 5 around all scores, at least 5 apart, with whole ticks."""
    found = score_axis(scores)
    assert (found["min"], found["max"]) == ends
    assert found["num_format"] == "0" and found["major_unit"] >= 1


def test_no_scores():
    """Without scores nothing is fixed."""
    assert "min" not in score_axis([None, nan])
