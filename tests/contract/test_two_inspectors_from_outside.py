"""Contract 3.3 from outside: a recording of two inspectors counts once, in one period."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest
from sheets import ITEMS, recordings, write_sheet

SPANS = ("2026-10", "2026-11", "2026-10-01..2026-11-30")


def _twice(desk, mark):
    """R1 by two inspectors, who disagree on the day of the call across the end of a month."""
    (row,) = recordings(1, 1)
    row |= {"录音编号": "R1", "差错扣分": None, "差错代码": "F11", "致命错误": "是"}
    for name, day, inspected, more in (
        ("甲", datetime.date(2026, 10, 31), datetime.date(2026, 11, 3), {}),
        ("乙", datetime.date(2026, 11, 1), datetime.date(2026, 11, 4), mark),
    ):
        write_sheet(
            desk.inbox / f"{name}.xlsx",
            [row | {"通话日期": day} | more],
            inspector=name,
            head={"质检日期": inspected},
        )


def test_two_inspectors_who_disagree_on_the_day__count_in_one_period(desk):
    """The choice is made among all scores of the recording: it counts, and is fined, in the month of the chosen one only."""
    _twice(desk, {"业务能力": 0})
    desk.merge(period="2026-11")
    count = {span: desk.json("metrics", "--period", span) for span in SPANS}
    assert [len(found) and found["recordings"] for found in count.values()] == [0, 1, 1]
    money = [float(desk.json("register", "--period", span)["money"]) for span in SPANS]
    assert money[0] == 0
    assert money[1] == money[2]
    lines = [desk.json("register", "--period", span)["lines"] for span in SPANS]
    assert lines == [0, 1, 1]


def test_the_mean_of_two_inspectors__is_one_recording_and_one_fine(desk):
    """The mean counts in the month of the latest inspection; only what stands in that row is fined."""
    settings = desk.root / "config" / "settings.yaml"
    words = settings.read_text("utf-8").replace("two_inspectors: latest", "two_inspectors: mean")
    settings.write_text(words, "utf-8")
    (row,) = recordings(1, 1)
    clean = {"录音编号": "R1", "差错扣分": None, "差错代码": None, "致命错误": "否"}
    late = {"通话日期": datetime.date(2026, 11, 1)}
    fatal = {
        "业务能力": 0,
        "差错代码": "F11",
        "致命错误": "是",
        "通话日期": datetime.date(2026, 10, 31),
    }
    full = dict.fromkeys(ITEMS, 5)
    for name, more, inspected in (("甲", fatal, 3), ("乙", late, 4)):
        head = {"质检日期": datetime.date(2026, 11, inspected)}
        sheet = row | clean | full | more
        write_sheet(desk.inbox / f"{name}.xlsx", [sheet], inspector=name, head=head)
    desk.merge(period="2026-11")
    found = {span: desk.json("metrics", "--period", span) for span in SPANS}
    assert [len(one) and one["recordings"] for one in found.values()] == [0, 1, 1]
    assert found["2026-11"]["mean_score"] == 95.0
    assert found["2026-11"]["agents"][0]["fatal"] == 1
    assert [desk.json("register", "--period", span)["lines"] for span in SPANS] == [0, 0, 0]
    out = desk.root / "scores.csv"
    desk.json("export", "scores", "--period", SPANS[2], "--out", str(out))
    table = pd.read_csv(out).set_index("inspector")
    assert table.loc["乙", ["raw", "own_raw", "averaged"]].tolist() == [95.0, 100.0, "乙;甲"]
    assert table.loc["甲", "counted"] == False  # noqa: E712


@pytest.mark.parametrize("inspectors", [("甲", "乙"), ("甲", "甲")])
def test_conflicting_rows__are_rejected_in_the_findings_workbook_too(desk, inspectors):
    """What the merge refuses stands among the rejected rows of the findings workbook, as in the summary."""
    import openpyxl

    rows = recordings(5, 3)
    other = [dict(row) for row in rows]
    other[0]["服务态度"] = 0 if rows[0]["服务态度"] else 5
    write_sheet(desk.inbox / "a.xlsx", rows, inspector=inspectors[0])
    write_sheet(desk.inbox / "b.xlsx", other, inspector=inspectors[1])
    conflict = inspectors[0] == inspectors[1]
    report = desk.merge(code=1 if conflict else 0)
    assert report["recordings"]["rejected"] == (2 if conflict else 0)
    book = openpyxl.load_workbook(report["files"]["findings"])
    totals = dict(zip(*book["汇总"].iter_rows(min_row=3, max_row=4, values_only=True), strict=True))
    assert totals["拒收"] == report["recordings"]["rejected"]
    assert totals["接收"] + totals["拒收"] == totals["数据行"] == 10
