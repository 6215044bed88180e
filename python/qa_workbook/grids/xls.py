"""Opens .xls by xlrd, which alone tells error values and what is hidden in that old format."""

from __future__ import annotations

from datetime import datetime, timedelta

import xlrd
from xlrd.sheet import Cell, Sheet

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
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=_NoLog())
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower():
            raise FileFault("file-encrypted") from None
        raise
    epoch = _EPOCHS[book.datemode]

    def grid(name: str) -> Grid:
        sheet = book.sheet_by_name(name)
        rows = _rows(sheet, epoch)
        return Grid(name, rows, _unseen(sheet, rows), epoch_1904=book.datemode == 1)

    return Workbook(tuple((sheet.name, sheet.visibility != 0) for sheet in book.sheets()), grid)


def _rows(sheet: Sheet, epoch: datetime) -> Rows:
    """All rows up to the last with content, equally long."""
    rows: Rows = []
    for index in range(sheet.nrows):
        rows.append([_value(cell, epoch) for cell in sheet.row(index)])
    while rows and all(cell == "" for cell in rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return rows


def _value(cell: Cell, epoch: datetime) -> CellValue:
    value: float | str = cell.value
    if cell.ctype == xlrd.XL_CELL_DATE and isinstance(value, float) and value >= 1:
        try:
            return epoch + timedelta(seconds=round(value * _SECONDS_A_DAY))
        except OverflowError:  # a number that is no day of any calendar stays one
            return value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return CellError(xlrd.error_text_from_code.get(value, "#N/A"))
    return "" if cell.ctype in _BLANK else value


def _unseen(sheet: Sheet, rows: Rows) -> Unseen:
    errors: dict[Place, CellError] = {}
    for row, cells in enumerate(rows):
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
