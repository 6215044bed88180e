"""The range of a band is written in one way in every workbook."""

from __future__ import annotations

import pytest

from qa_workbook.books.bands import band_edges
from qa_workbook.scheme.model import Band, Name


@pytest.mark.parametrize(
    ("edges", "written"),
    [
        ({"from": "85.50", "to": "90"}, "85.5 ≤ x ≤ 90"),
        ({"above": "90", "below": "100"}, "90 < x < 100"),
        ({"above": "90"}, "x > 90"),
        ({"from": "90"}, "x ≥ 90"),
        ({"below": "60"}, "x < 60"),
        ({"to": "60"}, "x ≤ 60"),
    ],
)
def test_band_edges__one_edge__begins_with_x(edges, written):
    """Both edges stand around x; a single one stands after it, and no number has needless zeros."""
    band = Band(id="b", name=Name(zh="等级", en="Band"), **edges)
    assert band_edges(band) == written
