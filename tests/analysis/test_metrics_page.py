"""docs/metrics.md explains every figure that is published."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from oracle import Sheet
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.metrics import published_metrics
from qa_workbook.app.export import marks, scores
from qa_workbook.numbers import period
from qa_workbook.penalties.model import LINE_COLUMNS
from qa_workbook.scheme.loader import load_schemes
from scheme_factory import clause, frame, item, scheme

ROOT = Path(__file__).parents[2]
PAGE = set(re.findall(r"`([a-z_]+)`", (ROOT / "docs" / "metrics.md").read_text("utf-8")))
OCTOBER = period("2026-10")


def keys(value: object) -> set[str]:
    """Every key at any depth."""
    if isinstance(value, dict):
        return set(value).union(*map(keys, value.values()))
    return set().union(*map(keys, value)) if isinstance(value, list) else set()


def test_page__names_every_key_and_column():
    """Every key of metrics --json and every column of an export is on the page."""
    for of in load_schemes(ROOT / "config" / "schemes")[0].schemes:
        if of.sheet.layout == "wide":
            sheet = Sheet(marks={one.id: Fraction(of.scale_of(one).full) for one in of.items})
            found = analyse({of.key: of}, {of.key: frame(of, [sheet])}, OCTOBER)
            columns = {*scores([found]).columns, *marks([found], "zh").columns, *LINE_COLUMNS}
            items = {item.id for item in of.items}  # the keys of `intervals.items`
            assert (keys(published_metrics(found)) | columns) - set("ABCDE") - items <= PAGE


def test_page__what_it_says_of_bonus_points_and_sections_of_deductions():
    """A bonus counts among the items; points count as entered; sections of deductions only have no index value."""
    point = {"scale": "five", "weight": 1}
    children = [{"id": f"a.{n}", "name": f"点{n}", **point} for n in "xyz"]
    deductions = {"id": "s", "name": "S", "aggregate": "sum", "children": [clause("c", 5)]}
    of = scheme(
        [item("a", aggregate="equal", children=children), clause("plus", 1, direction="bonus"), deductions],
        "sum", score={"full": 10, "ceiling": 11}, sheet={"entry": "either"},
    )  # fmt: skip
    sheet = Sheet(
        marks={"a.x": Fraction(1), "a.y": Fraction(1), "a.z": Fraction(5)}, counts={"plus": (1, 0)}
    )
    found = published_metrics(analyse({of.key: of}, {of.key: frame(of, [sheet])}, OCTOBER))
    assert found["average_defect_ratio"] == 1 / 3 and found["agents"][0]["defects"] == 2
    assert [one["id"] for one in found["index"]] == ["score", "a", "a.x", "a.y", "a.z"]
    assert found["items"][0]["defects"] == dict.fromkeys("ABCDE", 0)
