"""What a report keeps out, and how it lists equal findings."""

from __future__ import annotations

from datetime import date

import pytest

from qa_workbook.findings.places import (
    SHEET,
    Cell,
    Column,
    Heading,
    Label,
    Place,
    RowCells,
    Rows,
)
from qa_workbook.findings.report import Report
from qa_workbook.grids.limits import Limits

AGENT, MARK = Column("agent", "工号", 3), Column("mark.a", "服务态度", 8)
LIMITS = Limits(
    header_rows=30,
    earliest_date=date(2000, 1, 1),
    max_file_megabytes=1,
    max_part_megabytes=1,
    max_cells=1000,
    large_part_megabytes=1,
    group_from=3,
    max_same_findings=4,
)


@pytest.fixture
def report() -> Report:
    return Report("a.xlsx", "评分表")


def test_an_error_on_a_cell_keeps_its_row_out(report: Report) -> None:
    """The row is rejected, the column that was at fault is known, and the sheet is not rejected."""
    report.note("mark-missing", Cell(6, MARK))
    report.note("row-without-marks", RowCells(7, [MARK, AGENT]))
    assert report.rejected_rows == {6, 7} and not report.sheet_rejected
    assert report.faults == {6: [MARK]}
    assert [found.cell for found in report.findings(LIMITS)] == ["I7", "D8:I8"]


@pytest.mark.parametrize(
    ("code", "place", "details"),
    [
        ("sheet-too-large", SHEET, {}),
        ("inspector-missing", Label("B3"), {}),
        ("column-missing", Heading("A5:V5", "工号"), {"expected": "工号"}),
    ],
)
def test_an_error_on_more_than_rows_keeps_the_sheet_out(
    report: Report, code: str, place: Place, details: dict[str, str]
) -> None:
    """Errors of the sheet, of its labels and of its headings reject the sheet."""
    report.note(code, place, **details)
    assert report.sheet_rejected and not report.rejected_rows


def test_warnings_keep_nothing_out(report: Report) -> None:
    """Warnings and notes reject neither rows nor the sheet."""
    report.note("mark-as-text", Cell(6, MARK), "4", read="4")
    report.note("hidden-columns", Rows([6, 7], MARK))
    report.note("sheet-empty", SHEET)
    assert not report.rejected_rows and not report.faults and not report.sheet_rejected


def test_a_label_that_is_not_needed_is_only_a_warning(report: Report) -> None:
    """The same error is a warning and costs nothing where the sheet can be read without the label."""
    report.note("formula-error", Label("E3", "质检日期", needed=False), "#N/A")
    assert not report.sheet_rejected
    report.note("formula-error", Label("B3", "质检员"), "#N/A")
    assert report.sheet_rejected
    assert [found.severity for found in report.findings(LIMITS)] == ["warning", "error"]


def test_a_code_falls_where_it_is_declared_to_fall(report: Report) -> None:
    """A code of cells can't be noted for the sheet: it would keep out more than it says."""
    with pytest.raises(ValueError, match="mark-missing"):
        report.note("mark-missing", SHEET)


def test_equal_findings_below_one_another_are_one(report: Report) -> None:
    """From `group_from` rows on they become one with a range; an error with another value stays apart."""
    for row in (6, 7, 8, 10):
        report.note("mark-missing", Cell(row, MARK))
    for row, value in ((6, "好"), (7, "好"), (8, "差")):
        report.note("mark-not-a-number", Cell(row, MARK), value, allowed="0–5")
    found = [(entry.cell, entry.count) for entry in report.findings(LIMITS)]
    assert found == [("I7:I9", 3), ("I11", 1), ("I7", 1), ("I8", 1), ("I9", 1)]


def test_many_findings_of_a_kind_are_cut_short(report: Report) -> None:
    """The last finding that is listed stands for all that are left, and counts them."""
    for row in range(0, 20, 2):
        report.note("mark-missing", Cell(row, MARK))
    found = [(entry.cell, entry.count) for entry in report.findings(LIMITS)]
    assert found == [("I1", 1), ("I3", 1), ("I5", 1), ("I7:I19", 7)]
