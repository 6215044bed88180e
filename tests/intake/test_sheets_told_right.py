"""What a sheet holds is told as it is: signatures, two numbers in a cell, many odd columns, items that do not apply."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sheets_for_intake import FIXED, ITEMS, LAST, Reader, codes, row, rows, totals, write

from qa_workbook.findings.finding import finding, shown
from qa_workbook.forms.text_cells import words
from qa_workbook.intake.roster import Roster
from qa_workbook.scheme.book import SchemeBook

ALL = (*FIXED, *ITEMS, *LAST)


@pytest.mark.parametrize(
    "signature",
    [
        {"序号": "质检员签字：", "工号": "李晓"},
        {"序号": "复核：", "工号": "王芳", "轮次": "日期：", "服务态度": "10月5日"},
        {"录音编号": "质检员签字：", "班组": date(2026, 10, 6), "表达能力": date(2026, 10, 6)},
    ],
)
def test_signature_below_the_table(tmp_path: Path, read: Reader, signature: dict[str, Any]) -> None:
    """A row with a label and a name, but no recording, date, agent's number or mark, is no recording."""
    intake = read(write(tmp_path / "a.xlsx", [*rows(2), signature]))
    assert totals(intake) == (2, 2, 0)
    assert [code for code, _ in codes(intake)] == ["note-row-ignored"]


@pytest.mark.parametrize(
    "more",
    [
        {"工号": "1009"},
        {"通话日期": date(2026, 10, 5)},
        {"服务态度": 4},
        {"录音编号": "R1"},
        {"服务态度": "4分"},
    ],
)
def test_recording_with_a_label(tmp_path: Path, read: Reader, more: dict[str, Any]) -> None:
    """Anything of a recording beside the label makes it one: rejected aloud, not passed over."""
    intake = read(write(tmp_path / "a.xlsx", [*rows(2), {"序号": "补录：", "工号": "李晓"} | more]))
    assert totals(intake) == (3, 2, 1)


@pytest.mark.parametrize("typed", ["4 5", "4　5", "3 .5", "1 0"])
def test_two_numbers_in_one_cell(tmp_path: Path, read: Reader, typed: str) -> None:
    """Two numbers with a blank between them are never read as one, neither as a mark nor as a deduction."""
    assert codes(read(write(tmp_path / "a.xlsx", rows(2, 服务态度=typed))), "error") == [
        ("mark-not-a-number", "I7")
    ]
    assert codes(read(write(tmp_path / "a.xlsx", rows(2, 差错扣分=typed, 备注="错"))), "error") == [
        ("deduction-not-a-number", "R7")
    ]


def test_truth_is_written_as_in_the_sheet() -> None:
    """TRUE and FALSE are shown as spreadsheets show them."""
    assert (shown(True), shown(False), words(True)) == ("TRUE", "FALSE", "TRUE")


def test_negative_date(tmp_path: Path, read: Reader) -> None:
    """A negative number that is formatted as a date is shown as the number it is."""

    def touch(book: Any, page: Any) -> None:
        page.write_number(6, 2, -5, book.add_format({"num_format": "yyyy-mm-dd"}))

    found = read(write(tmp_path / "a.xlsx", rows(2), touch=touch)).findings
    assert [(entry.code, entry.cell, entry.value) for entry in found] == [
        ("date-unreadable", "C7", "-5")
    ]


@pytest.mark.parametrize(("many", "told"), [(20, 20), (21, 1), (500, 1)])
def test_many_unknown_columns(tmp_path: Path, read: Reader, many: int, told: int) -> None:
    """Many columns that mean nothing, with or without a heading, are one finding with a range and their number."""
    headings = [*ALL, *(f"KPI指标{number}" for number in range(many))]
    first = read(write(tmp_path / "a.xlsx", rows(2), headings=headings)).findings
    assert [entry.code for entry in first] == ["column-unknown"] * told and sum(
        entry.count for entry in first
    ) == many

    def touch(_: Any, page: Any) -> None:
        page.write_row(6, len(ALL), range(many))

    bare = read(write(tmp_path / "a.xlsx", rows(2), touch=touch)).findings
    assert [entry.code for entry in bare] == ["column-without-heading"] * told and sum(
        entry.count for entry in bare
    ) == many
    assert told > 1 or (first[0].cell[:2], bare[0].cell[:2]) == ("W5", "W7")


def test_point_of_an_item_without_a_mark(tmp_path: Path, read: Reader, schemes: SchemeBook) -> None:
    """A point of an item marked 不适用 is not said to be one of a full mark; nor is one of an item that can't be read."""
    lenient = SchemeBook(
        tuple(
            scheme.model_copy(update={"not_applicable": "respread"}) for scheme in schemes.schemes
        )
    )
    data = [row(1, 主动推介="不适用", 扣分点="重点突出"), row(2, 主动推介="坏", 扣分点="重点突出")]
    intake = read(write(tmp_path / "a.xlsx", data), book=lenient)
    assert codes(intake) == [("mark-not-a-number", "M7"), ("point-of-inapplicable-item", "U6")]
    assert "不适用" in intake.findings[1].message() and "满分" not in intake.findings[1].message()


def test_nearest_is_left_out(tmp_path: Path, read: Reader) -> None:
    """Where nothing is near, no nearest is named."""
    found = read(write(tmp_path / "a.xlsx", rows(1)), roster=Roster({})).findings[0]
    assert found.code == "agent-unknown"
    assert (
        found.message() == "花名册里没有工号“1001”。"
        and found.message("en") == 'The roster has no agent "1001".'
    )
    near = finding("agent-unknown", "a.xlsx", value="[x]", nearest="1002 [刘洋]")
    assert near.message() == "花名册里没有工号“[x]”；最接近的是：1002 [刘洋]。"
