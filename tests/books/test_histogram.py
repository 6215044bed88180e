"""The data behind the histogram: bars between edges, lines exactly where their score is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pandas as pd

from made_recordings import analysis, recordings, scheme
from qa_workbook.books.analysis.histogram import Histogram, group_bands, reference_lines
from qa_workbook.scheme.model import ReferenceLevels


def groups(*counts: int) -> pd.DataFrame:
    """Returns groups of ten points each, the first from 0."""
    lower = [10.0 * number for number in range(len(counts))]
    upper = [low + 10 for low in lower]
    return pd.DataFrame({"lower": lower, "upper": upper, "count": list(counts)})


def levels(lowest: str, good: str, best: str):
    """Returns reference lines at three scores."""
    marks = {"lowest": Decimal(lowest), "good": Decimal(good), "best": Decimal(best)}
    return reference_lines(ReferenceLevels(**marks, unit="points", source="S3"))


def test_histogram__a_row_per_edge_and_per_group():
    """Between two labelled edges stands one bar; edges have none."""
    edge, count = Histogram(groups(3, 1), [], ["", ""]).columns()
    assert edge.values == ["0", "", "10", "", "20"]
    assert count.values == [None, 3, None, 1, None]


def test_histogram__a_column_per_kind_of_bar():
    """Every band that has recordings is a series of its own, so that the legend names it."""
    found = Histogram(groups(3, 1, 0), [], ["fail", "", "good"])
    assert found.kinds() == ["fail", ""]
    _, fail, mixed = found.columns()
    assert fail.values == [None, 3, None, None, None, None, None]
    assert mixed.values == [None, None, None, 1, None, None, None]


def test_histogram__a_line_stands_on_its_edge_or_in_its_group():
    """A reference on an edge stands there, one inside a group in the middle of it."""
    lines = levels("10", "15", "20")
    lowest, good, best = Histogram(groups(3, 1), lines, ["", ""]).columns()[2:]
    assert [line.values.index(max(filter(None, line.values))) for line in (lowest, good, best)] == [
        2,
        3,
        4,
    ]


def test_group_bands__no_group_is_called_good_whose_recordings_are_not():
    """90 itself is no 优良, so that the group from 90 is of no band, whatever is in it."""
    rules = scheme()
    found = analysis(recordings(rules, 8, 6, 6), rules)
    bands = dict(zip(found.distribution["lower"], group_bands(found), strict=True))
    assert [bands[low] for low in (75, 80, 85, 90, 95)] == ["fail", "ordinary", "minor", "", "good"]


def test_group_bands__a_recording_of_another_band_takes_the_colour_away():
    """A fatal error puts a recording of full marks into 不合格: its group isn't all 优良."""
    rules = scheme()
    found = analysis(recordings(rules, 8, 6, 6), rules)
    detail = found.detail.copy()
    detail.loc[detail["raw"].idxmax(), "band"] = "fail"
    assert group_bands(replace(found, detail=detail))[-1] == ""


def test_histogram__begins_one_group_before_the_first_that_matters():
    """Empty groups far below the first recording and the lowest line are left out."""
    assert Histogram(groups(0, 0, 0, 0, 5), [], [""] * 5).edges == [30.0, 40.0, 50.0]
    assert Histogram(groups(0, 0, 0, 0, 5), levels("20", "40", "50"), [""] * 5).edges[0] == 10.0
