"""Opens .xls by xlrd, which alone tells error values and what is hidden in that old format."""

from __future__ import annotations

from datetime import datetime, timedelta

import xlrd
from xlrd.sheet import Sheet

from qa_workbook.grids.faults import FileFault, TooLarge
from qa_workbook.grids.grid import CellError, CellValue, Grid, Place, Rows, Unseen, Workbook
from qa_workbook.grids.limits import Limits

# sheets know no time zones
_EPOCHS = {0: datetime(1899, 12, 30), 1: datetime(1904, 1, 1)}  # noqa: DTZ001
_MOST_COLUMNS = 256
_SECONDS_A_DAY = 86_400
_BLANK = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)


def open_xls(data: bytes, limits: Limits) -> Workbook:
    """Returns the workbook in `data`. Raises FileFault, TooLarge, or whatever xlrd raises."""
    if len(data) > limits.max_part_bytes:
        raise TooLarge
    try:
        # Ragged: rows aren't filled up to the widest, which may be one far cell.
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=_NoLog()
        )
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower():
            raise FileFault("file-encrypted") from None
        raise
    epoch = _EPOCHS[book.datemode]

    def grid(name: str) -> Grid:
        sheet = book.sheet_by_name(name)
        rows = _rows(sheet, epoch, limits.max_cells)
        return Grid(name, rows, _unseen(sheet, rows), epoch_1904=book.datemode == 1)

    return Workbook(tuple((sheet.name, sheet.visibility != 0) for sheet in book.sheets()), grid)


def _rows(sheet: Sheet, epoch: datetime, most_cells: int) -> Rows:
    """All rows up to the last cell with content, equally long. Raises TooLarge."""
    rows = [_row(sheet, index, epoch) for index in range(sheet.nrows)]
    while rows and not rows[-1]:
        rows.pop()
    width = max(map(len, rows), default=0)
    if len(rows) * width > most_cells:
        raise TooLarge
    for row in rows:
        row.extend([""] * (width - len(row)))
    return rows


def _row(sheet: Sheet, index: int, epoch: datetime) -> list[CellValue]:
    """One row up to its last cell with content."""
    kinds = sheet.row_types(index)
    values = sheet.row_values(index)
    row = [_value(kind, value, epoch) for kind, value in zip(kinds, values, strict=True)]
    while row and row[-1] == "":
        row.pop()
    return row


def _value(kind: int, value: float | str, epoch: datetime) -> CellValue:
    if kind == xlrd.XL_CELL_DATE and isinstance(value, float) and value >= 1:
        try:
            return epoch + timedelta(seconds=round(value * _SECONDS_A_DAY))
        except OverflowError:  # a number that is no day of any calendar stays one
            return value
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return CellError(xlrd.error_text_from_code.get(value, "#N/A"))
    return "" if kind in _BLANK else value


def _unseen(sheet: Sheet, rows: Rows) -> Unseen:
    errors: dict[Place, CellError] = {}
    for row, cells in enumerate(rows):
        if xlrd.XL_CELL_ERROR in sheet.row_types(row):
            for column, cell in enumerate(cells):
                if isinstance(cell, CellError):
                    errors[row, column] = cell
    columns = {index for index, info in sheet.colinfo_map.items() if info.hidden}
    return Unseen(
        errors=errors,
        merged={
            (top, left): (bottom - top, right - left)
            for top, bottom, left, right in sheet.merged_cells
        },
        hidden_rows=frozenset(index for index, info in sheet.rowinfo_map.items() if info.hidden),
        hidden_columns=frozenset(index for index in columns if index < _MOST_COLUMNS),
    )


class _NoLog:
    """A log that keeps nothing: xlrd prints its doubts about a file otherwise."""

    def write(self, _words: str) -> None:
        pass

    def flush(self) -> None:
        pass
