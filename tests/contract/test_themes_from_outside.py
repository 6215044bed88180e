"""`themes` over the weeks of a project (S4)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
from sheets import ITEMS, write_sheet


def _week(first: date, count: int, low: dict[str, int]) -> list[dict]:
    """Recordings of one day; of each named item so many are marked 3."""
    return [
        {
            "序号": n + 1,
            "录音编号": f"{first:%m%d}{n:04d}",
            "通话日期": first,
            "工号": "A001",
            "姓名": "甲",
            "班组": "1班",
        }
        | {item: 3 if n < low.get(item, 0) else 5 for item in ITEMS}
        for n in range(count)
    ]


def test_themes__first_week_then_the_largest(desk):
    """业务能力 first; then the largest of the week before, or of the last one with recordings; at most two."""
    weeks = [
        _week(date(2026, 10, 5), 10, {"业务能力": 4, "双向沟通": 5, "服务态度": 10}),
        _week(date(2026, 10, 12), 10, {"双向沟通": 2}),
    ]
    write_sheet(desk.inbox / "a.xlsx", [row for rows in weeks for row in rows])
    desk.build()
    first = {"item": "business", "share": None, "reason": "first_week", "before": None}
    assert desk.json("themes", "--week", "2026-W41") == [first | {"after": 0.4}]
    assert desk.json("themes", "--week", "2026-W42") == [
        {
            "item": "dialogue",
            "share": 5 / 19,
            "reason": "largest_share",
            "before": 0.5,
            "after": 0.2,
        },
        {
            "item": "business",
            "share": 4 / 19,
            "reason": "largest_share",
            "before": 0.4,
            "after": 0.0,
        },
    ]
    # Week 43 has no recordings yet, and week 44 looks back to the last that has some.
    later = {
        "item": "dialogue",
        "share": 1.0,
        "reason": "largest_share",
        "before": 0.2,
        "after": None,
    }
    assert desk.json("themes", "--week", "2026-W43") == [later]
    assert desk.json("themes", "--week", "2026年10月28日", "--scheme", "monitoring-10x4") == [later]
    assert "双向沟通：不良占比 26.3%" in desk.call("themes", "--week", "2026-W42").stdout
    assert desk.call("themes", "--week", "2026-10").returncode == 2
    assert desk.call("themes", "--scheme", "nosuch").returncode == 2


def _tracked(sheet) -> list[tuple[object, ...]]:
    """The list on top of 主题跟踪: week, theme, ratio and recordings before and in the week."""
    rows = sheet.iter_rows(min_row=6, max_col=8, values_only=True)
    listed = list(iter(lambda: next(rows), (None,) * 8))
    return [(row[0], row[1], row[3], row[4], row[5], row[6], row[7]) for row in listed]


def test_themes__tracked_in_the_workbook(desk):
    """主题跟踪 has the weeks of the month and the coming one, as `themes` names them; what was typed stays."""
    weeks = [
        _week(date(2026, 10, 5), 10, {"业务能力": 4, "双向沟通": 5}),
        _week(date(2026, 10, 12), 10, {"双向沟通": 2}),
    ]
    write_sheet(desk.inbox / "a.xlsx", [row for rows in weeks for row in rows])
    path = Path(desk.build()["files"]["analysis"])
    known = openpyxl.load_workbook(path, data_only=True)["主题跟踪"]
    listed = _tracked(known)
    assert listed == [
        ("2026-W40", "业务能力", None, None, None, None, None),
        ("2026-W41", "业务能力", None, None, 0.4, 10, None),
        ("2026-W42", "双向沟通", 0.5, 10, 0.2, 10, -30),
        ("2026-W42", "业务能力", 0.4, 10, 0, 10, -40),
        ("2026-W43", "双向沟通", 0.2, 10, None, None, None),
        ("2026-W44", "双向沟通", 0.2, 10, None, None, None),
        ("2026-W45", "双向沟通", 0.2, 10, None, None, None),
    ]
    told = [(one["before"], one["after"]) for one in desk.json("themes", "--week", "2026-W42")]
    assert told == [(row[2], row[4]) for row in listed if row[0] == "2026-W42"]
    texts = [cell.value for row in known.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert (
        "不良比率 50.0%（10 条）→ 20.0%（10 条），下降 30.0 个百分点。（有一周少于 30 条，只作参考）"
        in texts
    )
    cases = [cell for row in known.iter_rows() for cell in row if cell.value == "打开原表"]
    assert all(cell.hyperlink.target.endswith("a.xlsx") for cell in cases)
    assert len(cases) >= 2 * len(listed) - 2  # week 40 has no recordings to show

    book = openpyxl.load_workbook(path)
    sheet = book["主题跟踪"]
    plan = next(cell for cell in sheet["A"] if cell.value == "计划 P")
    sheet.cell(plan.row, 2).value = "班前会讲两个案例"
    book.save(path)
    desk.build()
    again = openpyxl.load_workbook(path, data_only=True)["主题跟踪"]
    assert again.cell(plan.row, 2).value == "班前会讲两个案例"
    assert _tracked(again) == listed
