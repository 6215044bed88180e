"""The table under a header: its columns by key, its data rows, and the checks of what values alone don't show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qa_workbook.findings.places import Cell, Column, Rows, WholeRows
from qa_workbook.findings.report import Report
from qa_workbook.forms.text_cells import blank
from qa_workbook.grids.a1 import runs
from qa_workbook.grids.grid import CellError, Grid

_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")


@dataclass(frozen=True)
class Table:
    """Columns of a sheet by key, its computed columns, and its data rows (zero-based rows of the sheet)."""

    grid: Grid
    columns: Mapping[str, Column]
    computed: tuple[Column, ...]
    lines: list[int]

    def values(self, key: str) -> list[Any]:
        """Returns one column of the data rows, "" throughout when the sheet doesn't have it."""
        if key not in self.columns:
            return [""] * len(self.lines)
        index = self.columns[key].index
        rows = self.grid.rows
        return [rows[line][index] for line in self.lines]

    def numbers(self, key: str) -> list[Any]:
        """Returns a column of numbers; in a text file, where a number can't be anything but text, as numbers."""
        values = self.values(key)
        return values if self.grid.typed else [_number(value) for value in values]

    def at(self, key: str, position: int) -> Any:
        """Returns one cell of the data rows."""
        return self.grid.rows[self.lines[position]][self.columns[key].index]

    def filled(self, index: int) -> list[int]:
        """Returns the data rows that hold something in the column at `index`."""
        return [line for line in self.lines if not blank(self.grid.rows[line][index])]


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value) else value


def check_unseen(table: Table, report: Report) -> None:
    """Notes error values, formulas without results, hidden data, and totals typed over formulas."""
    by_index = {column.index: column for column in table.columns.values() if column.key != "serial"}
    _check_errors(table, by_index, report)
    _check_hidden(table, by_index, report)
    formulas = table.grid.unseen.formulas
    for column in table.computed if formulas is not None else ():
        typed = [
            line
            for line in table.filled(column.index)
            if (line, column.index) not in (formulas or ())
        ]
        for first, last in runs(typed):
            found = table.grid.rows[first][column.index]
            report.note("total-overwritten", Rows(range(first, last + 1), column), found)


def _check_errors(table: Table, by_index: Mapping[int, Column], report: Report) -> None:
    if table.grid.typed:
        found = table.grid.unseen.errors.items()
    else:
        rows = table.grid.rows
        places = ((line, index) for line in table.lines for index in by_index)
        found = {
            place: cell
            for place in places
            if isinstance(cell := rows[place[0]][place[1]], CellError)
        }.items()
    lines = set(table.lines)
    for (line, index), error in sorted(found, key=lambda entry: entry[0]):
        if line in lines and index in by_index:
            code = "formula-error" if error.words else "formula-not-calculated"
            report.note(code, Cell(line, by_index[index]), error.words)


def _check_hidden(table: Table, by_index: Mapping[int, Column], report: Report) -> None:
    unseen = table.grid.unseen
    hidden = [line for line in table.lines if line in unseen.hidden_rows]
    for first, last in runs(hidden):
        place = WholeRows(range(first, last + 1), max(by_index, default=0))
        report.note("hidden-rows", place)
    for index in sorted(unseen.hidden_columns & by_index.keys()):
        if filled := table.filled(index):
            report.note("hidden-columns", Rows(filled, by_index[index]))
