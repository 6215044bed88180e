"""The range of a band is written in one way in every workbook."""

from __future__ import annotations

import pandas as pd
import pytest

from qa_workbook.books.bands import band_edges, group_edges
from qa_workbook.scheme.model import Band, Name


@pytest.mark.parametrize(
    ("edges", "written"),
    [
        ({"from": "85.50", "to": "90"}, "85.5 ≤ 得分 ≤ 90"),
        ({"above": "90", "below": "100"}, "90 < 得分 < 100"),
        ({"above": "90"}, "得分 > 90"),
        ({"from": "90"}, "得分 ≥ 90"),
        ({"below": "60"}, "得分 < 60"),
        ({"to": "60"}, "得分 ≤ 60"),
    ],
)
def test_band_edges__one_edge__begins_with_the_score(edges, written):
    """Both edges stand around x; a single one stands after it, and no number has needless zeros."""
    band = Band(id="b", name=Name(zh="等级", en="Band"), **edges)
    assert band_edges(band, "得分") == written


def test_group_edges__the_last_group_includes_both():
    """A group is written with the signs that its count follows: the lower bound is its own."""
    groups = pd.DataFrame({"lower": [90.0, 92.5], "upper": [92.5, 100.0]})
    assert group_edges(groups, "得分") == ["90 ≤ 得分 < 92.5", "92.5 ≤ 得分 ≤ 100"]
