"""Agreement, disputes and distances of a session are what the definitions say, told by hand."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from calibration_sessions import panel

from qa_workbook.calibration.agreement import agreement_of, overall_agreement
from qa_workbook.calibration.disputes import disputes_of, distances, limit_of
from qa_workbook.calibration.panel import Marks, Panel, PanelItem
from qa_workbook.calibration.rules import load_calibration
from qa_workbook.statistics.gwet import ac2
from qa_workbook.workspace_paths import shipped

RULES = load_calibration(shipped("config"))[0].versions[0]


def with_marks(item: str, given: list[list[float]], gold: list[float]) -> Panel:
    """Returns a panel with one item alone, whose marks are given."""
    whole = panel(recordings=len(gold))
    marks = Marks(np.array(given), np.array(gold))
    names = tuple("甲乙丙丁"[: marks.given.shape[1]])
    items = tuple(one for one in whole.items if one.id == item)
    return Panel(
        whole.scheme,
        whole.units,
        names,
        items,
        {item: marks},
        Marks(marks.given * 20, marks.gold * 20),
    )


def test_agreement__by_hand():
    """Equal pairs are counted within each recording; AC2 gives near marks nearly full credit."""
    found = agreement_of(with_marks("voice", [[5, 5, 4], [3, 3, 3], [5, 4, np.nan]], [5, 3, 5]))[0]
    assert found.measure == "AC2"
    assert found.percent.value == pytest.approx((1 / 3 + 1 + 0) / 3)
    assert found.percent.n == 3
    # Weighted: 1 − 2·variance ÷ 25 in each recording.
    observed = (1 - 2 * (1 / 3) / 25 + 1 + 1 - 2 * 0.5 / 25) / 3
    shares = np.array([(0 + 1 + 0), (1 / 3 + 0 + 1 / 2), (2 / 3 + 0 + 1 / 2)]) / 3
    weights = sum(1 - (a - b) ** 2 / 25 for a in range(6) for b in range(6))
    expected = weights / 30 * float((shares * (1 - shares)).sum())
    assert found.coefficient.value == pytest.approx((observed - expected) / (1 - expected))


def test_agreement__reasons_instead_of_nan():
    """What one recording, or marks that are all equal, can't tell has a reason."""
    few = agreement_of(with_marks("voice", [[5, 4]], [5]))[0]
    assert (few.percent.value, few.percent.reason) == (None, "too-few-units")
    equal = agreement_of(with_marks("voice", [[5, 5], [5, 5]], [5, 5]))[0]
    assert (equal.percent.value, equal.percent.reason) == (1.0, "all-equal")
    assert equal.percent.interval is None


def test_overall__the_items_without_what_stands_beside_them():
    """All items together; 致命错误 and 差错扣分, in which nearly all agree, would flatter it."""
    found = panel(recordings=6)
    items = [one for one in agreement_of(found) if one.item.id not in ("fatal", "error_deduction")]
    assert overall_agreement(found).value == pytest.approx(
        np.average([one.percent.value for one in items], weights=[one.percent.n for one in items])
    )


def test_disputes__beyond_the_tolerance():
    """A mark on the tolerance is not disputed, one beyond it is; items may have their own."""
    one = with_marks("voice", [[5, 4], [3, 1], [np.nan, 5]], [5, 3, 4])
    found = disputes_of(one, RULES.tolerance)
    assert [(d.recording, d.item, d.inspector, d.difference) for d in found if d.item] == [
        ("C12001", "voice", "乙", -2.0)
    ]
    assert [(d.recording, d.difference) for d in found if not d.item] == [
        ("C12000", -20.0),
        ("C12001", -40.0),
        ("C12002", 20.0),
    ]
    strict = RULES.tolerance.model_copy(update={"items": {"voice": 0}})
    assert len([d for d in disputes_of(one, strict) if d.item]) == 3
    count = PanelItem("x", None, one.items[0].kind, (), None)
    assert (limit_of(one.items[0], RULES.tolerance), limit_of(count, RULES.tolerance)) == (1.0, 0.0)


def test_distances__of_shared_marks_alone():
    """The mean distance from the gold marks; nothing where an inspector shares none with the lead."""
    one = with_marks("voice", [[5, 4, np.nan], [3, 1, np.nan], [np.nan, 5, 2]], [5, 3, np.nan])
    assert distances(one)["voice"].tolist()[:2] == [0.0, 1.5]
    assert np.isnan(distances(one)["voice"][2])


@pytest.mark.parametrize("page", ["calibration.md", "calibration.zh-CN.md"])
def test_worked_example__as_printed_on_the_page(page):
    """The item of the page comes to its AC2 with the marks of the scale that the page names."""
    words = (Path(__file__).parents[2] / "docs" / page).read_text("utf-8")
    marks = np.array([[5, 5, 5], [3, 4, 4], [4, 5, 5], [2, 4, 3]], dtype=float)
    scale = re.search(r"--categories ([\d,]+)", words)
    assert scale is not None
    whole = ac2(marks, categories=np.array(scale[1].split(","), dtype=float))
    assert f"= {whole.value:.2f}" in words
    assert f"{ac2(marks).value:.2f}" in words
