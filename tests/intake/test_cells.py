"""One wrong cell in a clean sheet: its code, its place, and whether the row is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sheets_for_intake import (
    FIXED,
    ITEMS,
    LAST,
    Reader,
    codes,
    edit_part,
    forget_results,
    rows,
    totals,
    write,
)

from qa_workbook.keys import SchemeKey

MARK = "业务能力"
CASES: list[tuple[dict[str, Any], str, str, bool]] = [
    # change to the second row (row 7), code, cell, kept
    ({MARK: ""}, "mark-missing", "Q7", False),
    ({MARK: 6}, "mark-out-of-range", "Q7", False),
    ({MARK: -1}, "mark-out-of-range", "Q7", False),
    ({MARK: 4.5}, "mark-off-step", "Q7", False),
    ({MARK: "好"}, "mark-not-a-number", "Q7", False),
    ({MARK: True}, "mark-not-a-number", "Q7", False),
    ({MARK: date(2026, 4, 5)}, "mark-not-a-number", "Q7", False),
    ({MARK: "4"}, "mark-as-text", "Q7", True),
    ({MARK: "４"}, "mark-full-width", "Q7", True),
    ({MARK: "4分"}, "mark-with-unit", "Q7", True),
    ({MARK: "满分"}, "mark-with-unit", "Q7", True),
    ({MARK: "不适用"}, "not-applicable-refused", "Q7", False),
    ({MARK: "=1/0"}, "formula-error", "Q7", False),
    ({MARK: "6分"}, "mark-out-of-range", "Q7", False),
    (dict.fromkeys(ITEMS, ""), "row-without-marks", "H7:Q7", False),
    ({"录音编号": ""}, "recording-missing", "B7", False),
    ({"录音编号": 1.23456789012345e16}, "id-lost-digits", "B7", False),
    ({"录音编号": "1.23E+16"}, "id-lost-digits", "B7", False),
    ({"录音编号": 12.5}, "id-not-text", "B7", False),
    ({"录音编号": 0}, "id-not-text", "B7", False),
    ({"录音编号": "２０２６"}, "id-full-width", "B7", True),
    ({"录音编号": "LY\u200b2026"}, "id-cleaned", "B7", True),
    ({"工号": "\u200b"}, "agent-missing", "D7", False),
    ({"工号": ""}, "agent-missing", "D7", False),
    ({"通话日期": ""}, "date-missing", "C7", False),
    ({"通话日期": 46300}, "date-serial", "C7", True),
    ({"通话日期": "2026/10/5"}, "date-as-text", "C7", True),
    ({"通话日期": "2026.10.05"}, "date-as-text", "C7", True),
    ({"通话日期": "2026年10月5日"}, "date-as-text", "C7", True),
    ({"通话日期": "20261005"}, "date-compact", "C7", True),
    ({"通话日期": 20261005}, "date-compact", "C7", True),
    ({"通话日期": "30/9/2026"}, "date-as-text", "C7", True),
    ({"通话日期": "10/5/2026"}, "date-ambiguous", "C7", False),
    ({"通话日期": "26-10-5"}, "date-ambiguous", "C7", False),
    ({"通话日期": "2026-02-30"}, "date-unreadable", "C7", False),
    ({"通话日期": "昨天"}, "date-unreadable", "C7", False),
    ({"通话日期": 12}, "date-unreadable", "C7", False),
    ({"通话日期": date(2027, 10, 5)}, "date-in-future", "C7", False),
    ({"通话日期": date(2026, 10, 6)}, "date-after-inspection", "C7", True),
    ({"通话日期": date(2025, 10, 6)}, "date-before-version", "C7", True),
    ({"差错扣分": 3}, "deduction-without-reason", "R7", False),
    ({"差错扣分": -3, "备注": "x"}, "deduction-negative", "R7", False),
    ({"差错扣分": 11, "备注": "x"}, "deduction-out-of-range", "R7", False),
    ({"差错扣分": 2.5, "备注": "x"}, "deduction-off-step", "R7", False),
    ({"差错扣分": "三", "备注": "x"}, "deduction-not-a-number", "R7", False),
    ({"差错扣分": "3分", "备注": "x"}, "number-as-text", "R7", True),
    ({"差错扣分": 3, "差错代码": "E77"}, "unknown-code", "S7", True),
    ({"差错代码": "E1"}, "code-without-deduction", "S7", True),
    ({"致命错误": "是"}, "fatal-without-code", "T7", False),
    ({"致命错误": "也许"}, "fatal-unclear", "T7", False),
    ({"差错代码": "F11"}, "code-without-fatal", "S7", False),
    ({"致命错误": "F11"}, "fatal-code-in-fatal-column", "T7", True),
    ({MARK: 4, "扣分点": "随便"}, "unknown-point", "U7", True),
    ({"扣分点": "业务准确"}, "point-of-full-item", "U7", True),
    ({MARK: 4, "扣分点": "服务态度:业务准确"}, "point-of-other-item", "U7", True),
]


@pytest.mark.parametrize(
    ("change", "code", "cell", "kept"),
    CASES,
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_one_cell(
    tmp_path: Path, read: Reader, change: dict[str, Any], code: str, cell: str, kept: bool
) -> None:
    """One odd cell gives exactly one finding in its place, and only an error keeps the row out."""
    intake = read(write(tmp_path / "a.xlsx", rows(3, **change)))
    assert codes(intake) == [(code, cell)]
    assert totals(intake) == (3, 3 if kept else 2, 0 if kept else 1)
    finding = intake.findings[0].as_dict("zh")
    assert (
        finding["message"]
        and finding["fix"]
        and finding["file"] == "a.xlsx"
        and finding["sheet"] == "评分表"
    )
    assert intake.findings[0].message("en") and intake.findings[0].fix("en")


FINE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"通话日期": "2026-10-05"}, {"call_date": pd.Timestamp(2026, 10, 5)}),
    (
        {"通话日期": pd.Timestamp(2026, 10, 5, 9, 30)},
        {"call_date": pd.Timestamp(2026, 10, 5, 9, 30)},
    ),
    ({"录音编号": 123456789}, {"recording": "123456789"}),
    ({"录音编号": "=cmd|'/c calc'!A1"[1:]}, {"recording": "cmd|'/c calc'!A1"}),
    ({"备注": "@SUM(1)"}, {"remark": "@SUM(1)"}),
    ({"姓名": "", "班组": "", "轮次": ""}, {"name": "", "team": "", "round": ""}),
    ({"差错扣分": 3, "差错代码": "业务差错；E2"}, {"error_deduction": 3, "error_codes": "E1;E2"}),
    ({"差错扣分": 3, "备注": "说明"}, {"error_deduction": 3, "error_codes": ""}),
    (
        {"致命错误": "√", "差错代码": "训斥、反问、辱骂或命令客户、F11"},
        {"fatal": True, "fatal_codes": "F12;F11"},
    ),
    ({"致命错误": "否"}, {"fatal": False}),
    ({"致命错误": 0}, {"fatal": False}),
    (
        {MARK: 4, "扣分点": "业务能力：业务准确、business.a"},
        {"points": "business.b;business.a", "mark.business": 4},
    ),
    ({MARK: "=2+3"}, {"mark.business": 5}),
    ({MARK: 0}, {"mark.business": 0}),
]


@pytest.mark.parametrize(("change", "values"), FINE)
def test_fine_cell(
    tmp_path: Path, read: Reader, change: dict[str, Any], values: dict[str, Any]
) -> None:
    """What is plainly right is read without a word."""
    intake = read(write(tmp_path / "a.xlsx", rows(3, **change)))
    assert codes(intake) == []
    second = intake.frames[SchemeKey("monitoring-10x4", "2026.1")].iloc[1]
    assert {name: second[name] for name in values} == values


def test_read_values_of_warnings(tmp_path: Path, read: Reader) -> None:
    """What is read with a warning has the value a person means."""
    data = rows(6)
    for record, value in zip(data, (" 4 ", "４", "4分", "满 分", "3.0", 4.0), strict=True):
        record[MARK] = value
    data[0]["通话日期"], data[1]["通话日期"], data[2]["通话日期"] = (
        46300,
        "2026年10月5日 9:30",
        20261005.0,
    )
    frame = read(write(tmp_path / "a.xlsx", data)).frames[SchemeKey("monitoring-10x4", "2026.1")]
    assert list(frame["mark.business"]) == [4, 4, 4, 5, 3, 4]
    assert {str(day) for day in frame["call_date"].dt.date} == {"2026-10-05"}


def test_formula_never_calculated(tmp_path: Path, read: Reader) -> None:
    """A formula without a stored result is an error in an input cell, not a missing mark; in a total it doesn't matter."""
    data = rows(2, **{MARK: "=2+3", "总分": "=SUM(H7:Q7)*2"})
    path = write(tmp_path / "a.xlsx", data, headings=[*FIXED, *ITEMS, *LAST, "总分"])
    edit_part(path, "xl/worksheets/sheet1.xml", forget_results)
    intake = read(path)
    assert codes(intake) == [("formula-not-calculated", "Q7")]
    assert totals(intake) == (2, 1, 1)


def test_leading_zeros(tmp_path: Path, read: Reader) -> None:
    """A number among texts of one width that begin with 0 has lost its zeros and is read with them."""
    data = rows(3)
    for record, agent in zip(data, ("0007", 8, "0123"), strict=True):
        record["工号"] = agent
    intake = read(write(tmp_path / "a.xlsx", data))
    assert codes(intake) == [("id-leading-zeros", "D7")]
    assert list(intake.frames[SchemeKey("monitoring-10x4", "2026.1")]["agent"]) == [
        "0007",
        "0008",
        "0123",
    ]


def test_equal_errors_are_one_line(tmp_path: Path, read: Reader) -> None:
    """500 equal errors below one another become one finding with a range and a count."""
    data = [{**record, "服务态度": ""} for record in rows(500)]
    intake = read(write(tmp_path / "a.xlsx", data))
    assert codes(intake) == [("mark-missing", "I6:I505")]
    assert intake.findings[0].count == 500
    assert totals(intake) == (500, 0, 500)


def test_dates_outside_the_period(tmp_path: Path, read: Reader) -> None:
    """Dates outside the period are one warning with a range; the rows are kept, they belong to their own days."""
    data = rows(12)
    for record in data[3:9]:
        record["通话日期"] = date(2026, 9, 30)
    intake = read(write(tmp_path / "a.xlsx", data), span="2026-10")
    assert codes(intake) == [("date-outside-period", "C9:C14")]
    assert intake.findings[0].count == 6
    assert totals(intake) == (12, 12, 0)
