"""The data behind the histogram: bars between edges, lines exactly where their score is."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from qa_workbook.books.analysis.charts import MIDDLING
from qa_workbook.books.analysis.histogram import GOOD, LOW, Histogram, reference_lines
from qa_workbook.books.cloth.style import ACCENT
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
    edge, count = Histogram(groups(3, 1), []).columns()
    assert edge.values == ["0", "", "10", "", "20"]
    assert count.values == [None, 3, None, 1, None]


def test_histogram__a_line_stands_on_its_edge_or_in_its_group():
    """A reference on an edge stands there, one inside a group in the middle of it."""
    lines = levels("10", "15", "20")
    lowest, good, best = Histogram(groups(3, 1), lines).columns()[2:]
    assert [line.values.index(max(filter(None, line.values))) for line in (lowest, good, best)] == [
        2,
        3,
        4,
    ]


def test_histogram__bars_are_coloured_by_the_levels():
    """Below the lowest level red, below the good one amber, from there on green; edges apart."""
    found = Histogram(groups(1, 1, 1), levels("10", "20", "30")).colours()
    assert found == [ACCENT, LOW, ACCENT, MIDDLING, ACCENT, GOOD, ACCENT]


def test_histogram__begins_one_group_before_the_first_that_matters():
    """Empty groups far below the first recording and the lowest line are left out."""
    assert Histogram(groups(0, 0, 0, 0, 5), []).edges == [30.0, 40.0, 50.0]
    assert Histogram(groups(0, 0, 0, 0, 5), levels("20", "40", "50")).edges[0] == 10.0
