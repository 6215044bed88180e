"""The data behind the histogram: bars between edges, lines exactly where their score is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd

from made_recordings import analysis, recordings, scheme
from qa_workbook.books.analysis.histogram import Histogram, band_counts, reference_lines
from qa_workbook.scheme.model import ReferenceLevels


def groups(*counts: int) -> pd.DataFrame:
    """Returns groups of ten points each, the first from 0."""
    lower = [10.0 * number for number in range(len(counts))]
    upper = [low + 10 for low in lower]
    return pd.DataFrame({"lower": lower, "upper": upper, "count": list(counts)})


def _bar(band: str, group: int) -> str:
    return f"={band}{group}"


def levels(lowest: str, good: str, best: str):
    """Returns reference lines at three scores."""
    marks = {"lowest": Decimal(lowest), "good": Decimal(good), "best": Decimal(best)}
    return reference_lines(ReferenceLevels(**marks, unit="points", source="S3"))


def test_histogram__a_row_per_edge_and_per_group():
    """Between two labelled edges stands one bar; edges have none."""
    edge, count = Histogram(groups(3, 1), [], {"": [3, 1]}).columns(_bar, str)
    assert edge.values == ["0", "", "10", "", "20"]
    assert count.values == [None, 3, None, 1, None]


def test_histogram__a_column_per_band():
    """Every band that has recordings is a series of its own, so that the legend names it."""
    _, fail, good = Histogram(groups(3, 2, 0), [], {"fail": [3, 1, 0], "good": [0, 1, 0]}).columns(
        _bar, str
    )
    assert fail.values == [None, 3, None, 1, None, None, None]
    assert good.values == [None, None, None, 1, None, None, None]


def test_histogram__a_line_stands_on_its_edge_or_in_its_group():
    """A reference on an edge stands there, one inside a group in the middle of it."""
    lines = levels("10", "15", "20")
    lowest, good, best = Histogram(groups(3, 1), lines, {"": [3, 1]}).columns(_bar, str)[2:]
    assert [line.values.index(max(filter(None, line.values))) for line in (lowest, good, best)] == [
        2,
        3,
        4,
    ]


def test_band_counts__picture_and_table_say_the_same():
    """Of the scores just on 90 none is drawn as 优良, and each colour adds up to its band's count."""
    rules = scheme()
    found = analysis(recordings(rules, 8, 6, 6), rules)
    detail = found.detail.copy()
    top = detail["raw"].nlargest(3).index
    detail.loc[top[0], "band"] = "fail"  # a fatal error
    detail.loc[top[1:], ["raw", "band"]] = [90.0, "minor"]
    scores = np.searchsorted(found.distribution["lower"], detail["raw"], side="right") - 1
    counts = np.bincount(scores, minlength=len(found.distribution))
    found = replace(found, detail=detail, distribution=found.distribution.assign(count=counts))
    bands = band_counts(found)
    assert list(bands) == ["fail", "ordinary", "minor", "good"]
    assert {band: sum(held) for band, held in bands.items()} == detail[
        "band"
    ].value_counts().to_dict()
    assert np.sum(list(bands.values()), axis=0).tolist() == counts.tolist()
    at_ninety = found.distribution["lower"].tolist().index(90)
    assert bands["minor"][at_ninety] == (detail["raw"] == 90).sum() >= 2
    assert bands["good"][at_ninety] == ((detail["raw"] > 90) & (detail["raw"] < 95)).sum()
    assert bands["fail"][-1] == 1


def test_histogram__begins_one_group_before_the_first_that_matters():
    """Empty groups far below the first recording and the lowest line are left out."""
    assert Histogram(groups(0, 0, 0, 0, 5), [], {"": [0, 0, 0, 0, 5]}).edges == [30.0, 40.0, 50.0]
    assert Histogram(groups(0, 0, 0, 0, 5), levels("20", "40", "50"), {}).edges[0] == 10.0
