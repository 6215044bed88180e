"""What a sheet says itself beside what its rows come to: differences are told, none is used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sheets_for_intake import FIXED, ITEMS, LAST, row, write
from test_tables_and_merges import HEADINGS, frame, labels, read, read_again, recording

from qa_workbook.intake.reader import Intake


def test_a_formula_that_was_never_worked_out__is_no_total(tmp_path: Path):
    """A program that wrote the file gave the formula a 0; any other stale number is told."""
    for shown, count in ((0, 0), (5, 1)):

        def show(_book: Any, page: Any, shown: int = shown) -> None:
            page.write_formula("W6", "=SUM(H6:Q6)*2", None, shown)

        write(tmp_path / "a.xlsx", [row(1)], headings=[*FIXED, *ITEMS, *LAST, "总分"], touch=show)
        assert len(told(read_again(tmp_path), "total-differs")) == count


BREACHES = [
    "日期",
    "工号",
    "姓名",
    "班组",
    "条款",
    "次数",
    "加重",
    "扣分",
    "依据",
    "登记人",
    "备注",
]


def told(intake: Intake, code: str) -> list[tuple[str, object]]:
    return [(one.cell, one.details["ours"]) for one in intake.findings if one.code == code]


def one_row(folder: Path, heading: str, said: Any, marks: Any = 4, **cells: Any) -> Intake:
    """A recording of eights out of tens (80 points), and one column that the sheet works out."""
    row = [*recording(1, marks, **cells), said]
    return read(folder, [*labels(), [*HEADINGS, heading], row])


@pytest.mark.parametrize(
    ("heading", "said", "ours"),
    [
        ("总分", 90, "80"),
        ("合计", "九十四", "80"),
        ("最终得分", 81, "80"),
        ("扣分", 10, "20"),
        ("等级", "优良", "一般不良"),
    ],
)
def test_what_differs__is_told_with_both_values(tmp_path: Path, heading: str, said: Any, ours: str):
    """A number that isn't ours, words that are no number, another band; the row counts as marked."""
    intake = one_row(tmp_path, heading, said)
    place = one_row_place(intake)
    assert told(intake, "total-differs") == [(place, ours)]
    assert len(frame(intake)) == 1


def one_row_place(intake: Intake) -> str:
    """The cell of the column behind all others, in the one row."""
    return next(one.cell for one in intake.findings if one.code == "total-overwritten")


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("总分", 80),
        ("总分", "80分"),
        ("总分", 79.999999999),
        ("总分", 0.8),
        ("总分", None),
        ("总分", "—"),
        ("扣分", 20),
        ("扣分", -20),
        ("总分", 77),
        ("最终得分", 77),
        ("扣分", 3),
        ("扣分", 23),
    ],
)
def test_what_is_the_same_in_another_way__is_not_told(tmp_path: Path, heading: str, said: Any):
    """Units, rounding, percents and signs aside; before or after 差错扣分 of 3 points."""
    intake = one_row(tmp_path, heading, said, 差错扣分=3, 差错代码="E1")
    assert told(intake, "total-differs") == []


def breaches(folder: Path, *rows: tuple[str, Any, Any, Any]) -> Intake:
    """A 违规登记: clause, 次数, 加重 and the sheet's own 扣分 of each row, a recording each."""
    head = [["方案", "service-norm-100"], ["质检员", "陈晨"], ["质检日期", "2026-10-31"]]
    lines = [
        ["2026-10-05", "001", "王佳", "一班", clause, times, grave, said, f"LY{number}", None, None]
        for number, (clause, times, grave, said) in enumerate(rows, 1)
    ]
    return read(
        folder, [*head, BREACHES, *lines], lambda sheet: setattr(sheet, "title", "违规登记")
    )


def test_points_of_a_breach_that_are_not_the_schemes__keep_its_recording_out(tmp_path: Path):
    """The scheme's points are money, so they wait; equal, empty and negative ones are taken."""
    name = "拒报或错报工号"
    intake = breaches(
        tmp_path,
        (name, 1, None, 5),
        (name, 2, None, 20),
        (name, 1, None, None),
        (name, 1, None, -10),
    )
    assert told(intake, "clause-points-differ") == [("H5", "10")]
    [table] = intake.tables.values()
    assert table.frame["recording"].tolist() == ["LY2", "LY3", "LY4"]
    assert [(sheet.rows_read, sheet.rows_rejected) for sheet in intake.sheets] == [(4, 1)]


def test_points_of_an_aggravated_breach(tmp_path: Path):
    """With 加重 the points may be those with and those without it, for the sheet says 加重 itself."""
    rows = [("虚假表扬", 1, "是", said) for said in (20, 10, 30)]
    assert told(breaches(tmp_path, *rows), "clause-points-differ") == [("H7", "20")]
