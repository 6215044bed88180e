"""Words where a number of a recording or an agent is expected, in a register of breaches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from sheets_for_intake import DAY, Reader, codes, row, totals, write
from test_recordings_of_long_sheets import KEY, breaches

EMPTY = {"日期": "", "工号": "", "班组": "", "条款": "", "次数": "", "依据": ""}


@pytest.mark.parametrize("basis", ["例1", "示例", "示例：1", "示例1", "样例-1"])
def test_an_example_as_basis__is_left_out(tmp_path: Path, read: Reader, basis: str) -> None:
    """The example of a register costs nobody money, wherever it says that it is one."""
    intake = read(breaches(tmp_path / "a.xlsx", {"依据": basis}, {"依据": "R2"}))
    assert codes(intake) == [("example-row-ignored", "I6")] and totals(intake) == (1, 1, 0)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("示例001", "remark-example"),
        ("作废G13", "row-called-void"),
        ("G13（作废）", "row-called-void"),
    ],
)
def test_a_number_that_may_be_none__is_told(
    tmp_path: Path, read: Reader, number: str, code: str
) -> None:
    """Such a row counts, as it has a number of its own, but never without a word."""
    long = read(breaches(tmp_path / "a.xlsx", {"依据": number}))
    wide = read(write(tmp_path / "b.xlsx", [row(录音编号=number)]))
    for intake, cell in ((long, "I6"), (wide, "B6")):
        assert (code, cell) in codes(intake, "warning") and totals(intake) == (1, 1, 0)


@pytest.mark.parametrize("basis", ["无", "-", "—", "/", "N/A"])
def test_a_word_for_nothing__is_no_basis(tmp_path: Path, read: Reader, basis: str) -> None:
    """Two breaches with 依据 无 aren't those of one recording called 无."""
    intake = read(breaches(tmp_path / "a.xlsx", {"依据": basis}))
    assert codes(intake) == [("basis-missing", "I6")]
    assert basis not in set(intake.frames[KEY]["recording"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"条款": "合计", "次数": 3}, ("total-row-ignored", "F7")),
        ({"工号": "一组 组长王五"}, ("group-row-ignored", "C7")),
    ],
)
def test_a_row_that_is_no_breach__is_one_finding(
    tmp_path: Path, read: Reader, words: dict[str, Any], told: tuple[str, str]
) -> None:
    """A sum under 条款, or the head of a group under 工号, is skipped with one note."""
    intake = read(breaches(tmp_path / "a.xlsx", {}, EMPTY | words))
    assert codes(intake) == [told] and totals(intake) == (1, 1, 0)


def test_a_name_alone__is_an_unfinished_row(tmp_path: Path, read: Reader) -> None:
    """Nothing but a person in a row may be a breach left unfinished: it stays an error."""
    intake = read(breaches(tmp_path / "a.xlsx", {"日期": DAY}, EMPTY | {"工号": "王五"}))
    assert totals(intake) == (2, 1, 1)


@pytest.mark.parametrize(
    ("cell", "note", "told"),
    [
        ("G6", "改为2次", True),
        ("G6", "应为1", False),
        ("C6", "应为1002", True),
        ("C6", "应为：1001", False),
        ("B6", "应为2026-10-06", True),
        ("B6", "应为10月6日", True),
        ("B6", "应为2026/10/5", False),
        ("I6", "应为R2", True),
    ],
)
def test_a_note_that_names_another_value__is_told(
    tmp_path: Path, read: Reader, cell: str, note: str, told: bool
) -> None:
    """How often, whose, when and which recording: a note is never read, but told if it differs."""
    path = breaches(tmp_path / "a.xlsx", {})
    book = load_workbook(path)
    book["违规登记"][cell].comment = Comment(note, "QA")
    book.save(path)
    assert codes(read(path)) == ([("comment-differs", cell)] if told else [])
