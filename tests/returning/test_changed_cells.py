"""What counts as changed in a copy that came back, and what the program may mend by itself."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from qa_workbook.app.return_mends import Mend, with_mends
from qa_workbook.findings.finding import finding
from qa_workbook.grids.grid import CellError, CellValue, Grid, Unseen
from qa_workbook.returning.changes import changes
from qa_workbook.returning.copies import KeptSheet
from qa_workbook.returning.told import told
from qa_workbook.sheets import Sheet

HEAD: list[CellValue] = ["录音编号", "工号", "态度", "业务", "总分"]
SENT: list[list[CellValue]] = [HEAD, *([f"R{n}", f"A{n % 3}", 5, n % 6, 90] for n in range(8))]


def sheet(rows: list[list[CellValue]], **unseen: object) -> KeptSheet:
    return KeptSheet.of(Grid("评分表", rows, Unseen(**unseen)))  # type: ignore[arg-type]


def changed(rows: list[list[CellValue]]) -> list[tuple[int, int, str, str]]:
    found = changes(sheet(SENT), sheet(rows))
    return [(one.row, one.column, one.old, one.new) for one in found.cells if not one.is_new_row]


@given(st.permutations(range(1, 9)), st.integers(1, 8), st.integers(2, 3), st.integers(6, 9))
@examples(30)
def test_changes__sorted_rows_are_none(order: list[int], row: int, column: int, mark: int) -> None:
    """Whatever the order of the rows by now, the one cell that says something else is the only change."""
    rows = [list(SENT[0]), *(list(SENT[number]) for number in order)]
    assert changed(rows) == []
    old, rows[row][column] = rows[row][column], mark
    assert changed(rows) == [(row, column, told(old), f"n:{mark}")]


def test_changes__rows_that_are_new_or_gone() -> None:
    """A deleted row doesn't shift all others, and a new one is told as such."""
    found = changes(sheet(SENT), sheet([*SENT[:3], *SENT[4:], ["R99", "A7", 1, 1, 10]]))
    assert [row[0] for row in found.gone] == ["t:R2"]
    assert {(one.row, one.is_new_row) for one in found.cells} == {(8, True)}


def test_changes__results_of_formulas_are_none() -> None:
    """A total that follows from a changed mark was changed by nobody."""
    formulas = frozenset((row, 4) for row in range(1, 9))
    rows = [list(row) for row in SENT]
    rows[1][2], rows[1][4] = 4, 80
    found = changes(sheet(SENT, formulas=formulas), sheet(rows, formulas=formulas))
    assert [(one.row, one.column) for one in found.cells] == [(1, 2)]
    # What a program saves as a formula that a person had typed is still the same value.
    assert changes(sheet(SENT), sheet(SENT, formulas=frozenset({(1, 2), (3, 2)}))).cells == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (5, 5.0),
        (date(2026, 10, 5), datetime.fromisoformat("2026-10-05")),
        ("a\r\nb", "a\nb"),
        ("", " "),
    ],
)
def test_told__is_the_same_whoever_saved_it(one: CellValue, other: CellValue) -> None:
    """Programs save the same cell in different ways."""
    assert told(one) == told(other)


def test_told__keeps_a_number_and_its_text_apart() -> None:
    """The text 5 made a number is a change, and so is an error that is gone."""
    assert len({told("5"), told(5), told(True), told(CellError("#N/A")), told("#N/A")}) == 5


@pytest.mark.parametrize(
    ("code", "written", "read", "new"),
    [
        ("mark-with-unit", "5分", "5", 5),
        ("mark-full-width", "４．５", "4.5", 4.5),
        ("number-as-text", "-2", "-2", -2),
        ("mark-with-unit", "满分", "5", None),  # what full is, a scheme says and not the cell
        ("mark-as-text", "扣2分", "3", None),  # what was read is no other way to write it
        ("id-full-width", "Ａ００１", "A001", "A001"),
        ("id-leading-zeros", 7, "0007", "0007"),
        ("date-as-text", "2026年10月5日", "2026-10-05", None),
    ],
)
def test_mends__only_how_a_cell_is_written(
    code: str, written: CellValue, read: str, new: CellValue | None
) -> None:
    """A cell becomes what was read where it already says that, in another way of writing."""
    found = finding(code, "a.xlsx", "评分表", "B2", "态度", written, read=read)
    (line,) = with_mends([found], {"评分表": Grid("评分表", [["", ""], ["", written]])}, [])
    assert [mend.new for mend in line.mends] == ([] if new is None else [new])


def test_mends__swap_number_and_name() -> None:
    """Both cells change, and only where they are what the roster says."""
    place = Sheet("a.xlsx", "评分表", columns={"agent": "A", "name": "B"})
    found = finding("agent-name-swapped", "a.xlsx", "评分表", "A1", "工号", "王一", read="007")
    for name, mends in (
        ("007", (Mend("评分表", "A1", "王一", "007"), Mend("评分表", "B1", "007", "王一"))),
        ("008", ()),
    ):
        (line,) = with_mends([found], {"评分表": Grid("评分表", [["王一", name]])}, [place])
        assert line.mends == mends
