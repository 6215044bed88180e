"""Online chat from outside (S21): the blank sheet filled in by people, odd cells and all."""

# ruff: noqa: DTZ001 - sheets know no time zones

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

GOOD = {
    "月份": "2026-10",
    "姓名": "客服",
    "班组": "一班",
    "接待量": 200,
    "30 秒内响应数": 180,
    "平均首次响应时长": 20,
    "平均处理时长": 400,
    "首次解决数": 170,
    "参评数": 80,
    "满意数": 76,
}
READ_ANYWAY: list[dict[str, Any]] = [  # what people write and what can be read
    GOOD,
    {"接待量": "1,200", "平均首次响应时长": "45秒", "平均处理时长": "00:06:40"},
    {"月份": datetime(2026, 10, 15), "接待量": "３００ 次", "平均处理时长": time(0, 8, 20)},
    {"首次解决数": None, "参评数": None, "满意数": None, "平均首次响应时长": ""},
    {"接待量": 0, "30 秒内响应数": 0, "首次解决数": 0, "参评数": 0, "满意数": 0},
]
REFUSED: list[tuple[dict[str, Any], str, str]] = [  # the cells, the heading and code of the finding
    ({"满意数": 81}, "满意数", "number-above-other"),
    ({"30 秒内响应数": 201}, "30 秒内响应数", "number-above-other"),
    ({"首次解决数": 999}, "首次解决数", "number-above-other"),
    ({"参评数": 201, "满意数": 1}, "参评数", "number-above-other"),
    ({"满意数": "85%"}, "满意数", "number-unreadable"),
    ({"接待量": -5}, "接待量", "number-out-of-range"),
    ({"接待量": 12.5}, "接待量", "number-not-whole"),
    ({"接待量": None}, "接待量", "value-missing"),
    ({"平均首次响应时长": "00:45"}, "平均首次响应时长", "duration-unreadable"),
    ({"平均首次响应时长": time(0, 45)}, "平均首次响应时长", "number-out-of-range"),
    ({"平均处理时长": -1}, "平均处理时长", "duration-unreadable"),
    ({"月份": "2027-10"}, "月份", "day-in-future"),
    ({"月份": "十月份"}, "月份", "month-unreadable"),
    ({"工号": None}, "工号", "value-missing"),
]


def fill(file: Path, rows: list[dict[str, Any]]) -> dict[str, int]:
    """Types rows into the blank sheet below each other; returns the column of each heading."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if any(one.value == "接待量" for one in row))
    columns = {cell.value: cell.column for cell in header}
    for number, row in enumerate(rows, header[0].row + 1):
        for heading, value in row.items():
            sheet.cell(number, columns[heading]).value = value
    book.save(file)
    return columns


@pytest.fixture(scope="module")
def filled(shared_desk: Any) -> tuple[Any, list[dict[str, Any]], dict[str, int], Any]:
    """A workspace with the sheet of a centre, built: desk, findings, columns, what was counted."""
    rows = [GOOD | {"工号": f"{number:04d}"} | row for number, row in enumerate(READ_ANYWAY)]
    rows += [GOOD | {"工号": f"9{number:03d}"} | row for number, (row, *_) in enumerate(REFUSED)]
    file = shared_desk.inbox / "在线.xlsx"
    shared_desk.json("template", "chat-kpi", "--out", str(file))
    columns = fill(file, rows)
    found = shared_desk.json("validate", str(file), code=1)["findings"]
    return shared_desk, found, columns, shared_desk.merge(code=1)["forms"]["chat-kpi"]


def test_every_bad_cell_has_its_finding(filled: Any) -> None:
    """One cell is wrong in each of these rows: it is named with its code, and nothing else is."""
    _, found, columns, _ = filled
    errors = [(one["column"], one["code"]) for one in found if one["severity"] == "error"]
    assert sorted(errors) == sorted((heading, code) for _, heading, code in REFUSED)
    for one in found:
        if one["severity"] == "error":
            cell = openpyxl.utils.cell.coordinate_from_string(one["cell"])
            assert openpyxl.utils.column_index_from_string(cell[0]) == columns[one["column"]]


def test_nothing_is_lost(filled: Any) -> None:
    """Every row that was read is kept or refused, and twice is once."""
    desk, _, _, counts = filled
    assert counts["read"] == len(READ_ANYWAY) + len(REFUSED)
    assert (counts["added"], counts["rejected"]) == (len(READ_ANYWAY), len(REFUSED))
    again = desk.merge(code=1)["forms"]["chat-kpi"]
    assert (again["added"], again["unchanged"]) == (0, len(READ_ANYWAY))


def test_what_is_missing_is_exported_as_missing(filled: Any, tmp_path: Path) -> None:
    """Neither a count nor a length of time that nobody wrote is a number for other programs."""
    desk, *_ = filled
    readers = {".csv": pd.read_csv, ".xlsx": pd.read_excel, ".parquet": pd.read_parquet}
    for suffix, reader in readers.items():
        out = tmp_path / f"chats{suffix}"
        desk.json("export", "chat-kpi", "--period", "2026-10", "--out", str(out))
        options: dict[str, Any] = {"engine": "openpyxl"} if suffix == ".xlsx" else {}
        if suffix != ".parquet":
            options |= {"dtype": {"agent": str}}
        rows = reader(out, **options).set_index("agent")
        missing = rows.loc["0003", ["first_response", "solved", "rated", "satisfied"]]
        assert missing.isna().all() and rows.loc["0003", "handling"] == 400


def test_the_result_is_of_what_was_read(filled: Any) -> None:
    """1,200 is a number, 45秒 and 00:06:40 are times; gaps are in no figure that needs them."""
    desk, *_ = filled
    (found,) = desk.json("results", "chat-kpi", "--period", "2026-10")["results"]
    figures = found["figures"]
    assert figures["contacts"] == 200 + 1200 + 300 + 200 + 0
    assert figures["first_response"] == (200 * 20 + 1200 * 45 + 300 * 20) / 1700
    assert figures["handling"] == (200 * 400 + 1200 * 400 + 300 * 500 + 200 * 400) / 1900
    assert (figures["solved"], figures["solved_of"]) == (510 / 1700, 1700)
    assert figures["score"] is None and figures["inspected"] == 0
    agents = {row["agent"]: row for row in found["tables"]["agents"]}
    assert agents["0003"]["satisfied"] is None and agents["0004"]["in_time"] is None
    assert agents["0004"]["verdict"] == "不判定"
    assert any("首次解决数" in one for one in found["sentences"])
    assert openpyxl.load_workbook(found["file"]).sheetnames[0] == "线上客服"


def test_chats_are_scored_under_their_own_name(desk: Any) -> None:
    """A score sheet of chats says 会话编号; a system may call it 会话ID: both are the recording."""
    file = desk.inbox / "会话.xlsx"
    desk.json("template", "online-chat", "--rows", "3", "--out", str(file))
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if row[0].value == "序号")
    columns = {cell.value: cell.column for cell in header if cell.value}
    assert "会话编号" in columns and "录音编号" not in columns
    header[columns["会话编号"] - 1].value = "会话ID"
    for label in sheet.iter_rows(max_row=header[0].row - 1):
        for cell in label:
            if cell.value == "质检员":
                sheet.cell(cell.row, cell.column + 1).value = "王芳"
    row = header[0].row + 1
    fixed = {
        "会话编号": "C-1",
        "会话日期": date(2026, 10, 9),
        "工号": "0001",
        "姓名": "客服",
        "班组": "一班",
    }
    for heading, column in columns.items():
        if heading in fixed:
            sheet.cell(row, column).value = fixed[heading]
        elif (
            sheet.cell(row, column).value is None
            and columns["文明礼貌"] <= column <= columns["结束语"]
        ):
            sheet.cell(row, column).value = 5
    sheet.cell(row, columns["解答准确"]).value = 3
    sheet.cell(row, columns["跟进闭环"]).value = "不适用"
    book.save(file)
    report = desk.merge()
    assert report["recordings"]["added"] == 1
    rows = desk.root / "scores.csv"
    desk.json("export", "scores", "--period", "2026-10", "--out", str(rows))
    assert ",C-1,王芳," in rows.read_text("utf-8-sig") and ",91.6,good," in rows.read_text(
        "utf-8-sig"
    )
