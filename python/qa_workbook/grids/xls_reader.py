"""Reads .xls through xlrd, which alone tells error values, hidden rows and hidden columns of that old format."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import xlrd

from qa_workbook.grids.grid import CellError, Grid, Place, Unseen

_EPOCHS = {0: datetime(1899, 12, 30), 1: datetime(1904, 1, 1)}  # noqa: DTZ001 - sheets know no time zones
_MAX_COLUMNS = 256


class Encrypted(Exception):
    """The file has a password."""


def _value(cell: Any, epoch: datetime) -> Any:
    if cell.ctype == xlrd.XL_CELL_DATE and cell.value >= 1:
        return epoch + timedelta(seconds=round(cell.value * 86_400))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return CellError(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    return "" if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) else cell.value


def _filled(row: list[Any]) -> bool:
    return any(cell != "" for cell in row)


def _unseen(sheet: Any, rows: list[list[Any]]) -> Unseen:
    errors: dict[Place, CellError] = {
        (row, column): cell
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if isinstance(cell, CellError)
    }
    columns = (
        index for index, info in sheet.colinfo_map.items() if info.hidden and index < _MAX_COLUMNS
    )
    hidden = (index for index, info in sheet.rowinfo_map.items() if info.hidden)
    spans = {(top, left): right - left for top, _, left, right in sheet.merged_cells}
    return Unseen(
        errors=errors, spans=spans, hidden_rows=frozenset(hidden), hidden_columns=frozenset(columns)
    )


def open_xls(data: bytes) -> tuple[tuple[tuple[str, bool], ...], Callable[[str], Grid]]:
    """Returns the sheets as (name, hidden) and a function that reads one. Raises Encrypted, or whatever xlrd raises."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=_Silent())
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower():
            raise Encrypted from None
        raise
    epoch = _EPOCHS[book.datemode]

    def grid(name: str) -> Grid:
        sheet = book.sheet_by_name(name)
        rows = [[_value(cell, epoch) for cell in sheet.row(index)] for index in range(sheet.nrows)]
        while rows and not _filled(rows[-1]):
            rows.pop()
        width = max(map(len, rows), default=0)
        for row in rows:
            row.extend([""] * (width - len(row)))
        return Grid(name, rows, _unseen(sheet, rows), epoch_1904=book.datemode == 1)

    return tuple((sheet.name, sheet.visibility != 0) for sheet in book.sheets()), grid


class _Silent:
    """A log that says nothing: xlrd prints its doubts about a file otherwise."""

    def write(self, _words: str) -> None:
        pass

    def flush(self) -> None:
        pass
