"""Checks of a sheet as a whole, above all of what its values don't show.

These are error values, formulas without a result, hidden data, and totals typed over formulas.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from qa_workbook.findings.codes import code_of_error
from qa_workbook.findings.places import SHEET, Cell, Column, Rows, WholeRows
from qa_workbook.findings.report import Report
from qa_workbook.grids.a1 import runs
from qa_workbook.grids.grid import CellError, Place
from qa_workbook.intake.breach_columns import LOST
from qa_workbook.intake.table import Table
from qa_workbook.intake.values import RowValues


def check_any_rows(sheet: RowValues, report: Report) -> None:
    """A sheet that nobody has filled in."""
    if not sheet.table.lines:
        report.note("sheet-without-rows", SHEET)


def check_date_system(sheet: RowValues, report: Report) -> None:
    """Dates that count from 1904, as on old Macs; the reader has converted them."""
    if sheet.table.grid.epoch_1904:
        report.note("date-system-1904", SHEET)


def check_error_values(sheet: RowValues, report: Report) -> None:
    """Error values and formulas without a result, in any cell that is read."""
    lines, columns = set(sheet.table.lines), _columns_read(sheet.table)
    errors = _errors(sheet.table, columns)
    for line, index in sorted(errors):
        if line in lines and index in columns:
            error = errors[line, index]
            code = code_of_error(error)
            report.note(code, Cell(line, columns[index]), error.words)


def _errors(table: Table, columns: Mapping[int, Column]) -> Mapping[Place, CellError]:
    if table.grid.typed:
        return table.grid.unseen.errors
    found = {}
    for line in table.lines:
        for index in columns:
            cell = table.grid.rows[line][index]
            if isinstance(cell, CellError):
                found[line, index] = cell
    return found


def check_hidden_rows(sheet: RowValues, report: Report) -> None:
    """Data rows that are hidden: whoever filtered the sheet may not know that they count."""
    _note_rows("hidden-rows", sheet.table.grid.unseen.hidden_rows, sheet, report)


def check_struck_rows(sheet: RowValues, report: Report) -> None:
    """Data rows that are struck through: whoever did that may not know that they count."""
    _note_rows("rows-struck", sheet.table.grid.unseen.struck_rows, sheet, report)


def _note_rows(code: str, rows: Set[int], sheet: RowValues, report: Report) -> None:
    """Notes the data rows among `rows`, those below one another as one."""
    found = [line for line in sheet.table.lines if line in rows]
    columns = _columns_read(sheet.table)
    unfolded = next((one for one in columns.values() if one.places is not None), None)
    for first, last in runs(found):
        lines = range(first, last + 1)
        whole = WholeRows(lines, max(columns, default=0))
        report.note(code, Rows(lines, unfolded) if unfolded else whole)


def check_hidden_columns(sheet: RowValues, report: Report) -> None:
    """Hidden columns that are read and hold something."""
    columns = _columns_read(sheet.table)
    for index in sorted(sheet.table.grid.unseen.hidden_columns & columns.keys()):
        filled = sheet.table.filled(index)
        if filled:
            report.note("hidden-columns", Rows(filled, columns[index]))


def check_totals(sheet: RowValues, report: Report) -> None:
    """Values typed over the formulas of computed columns; where formulas can't be seen, nothing.

    Sheets with a layout of their own need have no formulas.
    """
    table = sheet.table
    formulas = table.grid.unseen.formulas
    if formulas is None:
        return
    for column in table.computed:
        if column.key == LOST:
            continue
        typed = [line for line in table.lines if (line, column.index) not in formulas]
        typed = table.filled_of(typed, column.index)
        for first, last in runs(typed):
            value = table.grid.rows[first][column.index]
            report.note("total-overwritten", Rows(range(first, last + 1), column), value)


def _columns_read(table: Table) -> dict[int, Column]:
    """The columns that are read, by their place: 序号 isn't."""
    return {column.index: column for key, column in table.columns.items() if key != "serial"}
