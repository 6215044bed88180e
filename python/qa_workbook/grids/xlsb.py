"""Opens .xlsb: the values by calamine; errors, formulas and what is hidden from the records.

The records are those of MS-XLSB 2.1.4: a kind, a size, and so many bytes.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator

from qa_workbook.grids.a1 import MOST_COLUMNS, MOST_ROWS
from qa_workbook.grids.calamine import open_calamine, rows_of, sheets_of
from qa_workbook.grids.faults import TooLarge
from qa_workbook.grids.grid import CellError, Grid, Place, Unseen, Workbook, with_errors
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.xlsx_package import MISSING, NO_CELLS, XlsxPackage

_ROW, _BLANK, _ERROR, _COLUMN, _SHEET = 0, 1, 3, 60, 156
_CELLS = range(1, 12)
_FORMULAS = range(8, 12)
_FORMULA_ERROR = 11
_ERROR_WORDS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_ROW_FLAGS_AT, _ROW_IS_HIDDEN = 11, 0x10
_COLUMN_FLAGS_AT, _COLUMN_IS_HIDDEN = 16, 1
_ERROR_AT = 8
_RELATION_AT = 8
_WHOLE = struct.Struct("<I")
_MORE, _BITS, _LONGEST_SIZE = 0x80, 7, 4  # the highest bit of a byte says that another follows
# Excel writes up to three records for each row besides the row itself and its cells.
_MOST_OTHERS = 4 * MOST_ROWS


def open_xlsb(data: bytes, limits: Limits) -> Workbook:
    """Returns the workbook in `data`. Raises TooLarge, or whatever calamine raises."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    if any(info.file_size > limits.max_whole_part_bytes for info in archive.infolist()):
        raise TooLarge
    parts = dict(_sheet_parts(archive))
    book = open_calamine(data)

    def grid(name: str) -> Grid:
        # What would take more memory than there is, is found before calamine reads it.
        hints = _scanned(archive.read(parts[name]), limits.max_cells)
        return Grid(name, with_errors(rows_of(book, name, limits), hints.errors), hints)

    names = [name for name, _ in _sheet_parts(archive)]
    hidden = dict(sheets_of(book))
    return Workbook(tuple((name, hidden.get(name, False)) for name in names), grid)


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of every sheet that holds cells, whatever its part may be."""
    relations = XlsxPackage.relations(archive.read("xl/_rels/workbook.bin.rels"))
    for kind, body in _records(archive.read("xl/workbook.bin")):
        if kind == _SHEET:
            relation, end = _text(body, _RELATION_AT)
            name, _ = _text(body, end)
            part = relations.get(relation, MISSING)
            if part != NO_CELLS:
                yield name, part


def _text(body: bytes, at: int) -> tuple[str, int]:
    """A text: a number of characters, then these in UTF-16. Returns it and the place after it."""
    length: int = struct.unpack_from("<I", body, at)[0]
    begin = at + 4
    end = begin + 2 * length
    return body[begin:end].decode("utf-16-le"), end


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Every record as kind and content. Raises IndexError for one that is cut off.

    There may be millions of them: only long kinds and sizes are worth a call.
    """
    at, end = 0, len(data)
    while at < end:
        kind, size = data[at], data[at + 1]
        at += 2
        if kind >= _MORE:
            kind, size = (kind - _MORE) | (size << _BITS), data[at]
            at += 1
        if size >= _MORE:
            size, at = _long_size(data, at - 1)
        yield kind, data[at : at + size]
        at += size


def _long_size(data: bytes, at: int) -> tuple[int, int]:
    """A number of 7 bits a byte, lowest first, four at most. Returns it and the place after it."""
    value = 0
    for place in range(_LONGEST_SIZE):
        byte = data[at + place]
        value |= (byte & ~_MORE) << (_BITS * place)
        if byte < _MORE:
            return value, at + place + 1
    return value, at + _LONGEST_SIZE


def _scanned(data: bytes, most_cells: int) -> Unseen:
    """What calamine leaves out of a sheet.

    Raises TooLarge for cells that span too much, ValueError for a cell outside any sheet.
    """
    errors: dict[Place, CellError] = {}
    formulas: set[Place] = set()
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    row = height = width = others = 0
    for kind, body in _records(data):
        if kind == _ROW:
            row = _WHOLE.unpack_from(body)[0]
            if body[_ROW_FLAGS_AT] & _ROW_IS_HIDDEN:
                hidden_rows.add(row)
        elif kind in _CELLS:
            column = _WHOLE.unpack_from(body)[0]
            if row >= MOST_ROWS or column >= MOST_COLUMNS:
                raise ValueError("a cell that there isn't")
            if kind != _BLANK:
                height, width = max(height, row + 1), max(width, column + 1)
            if kind in _FORMULAS:
                formulas.add((row, column))
            if kind in (_ERROR, _FORMULA_ERROR):
                errors[row, column] = CellError(_ERROR_WORDS.get(body[_ERROR_AT], "#N/A"))
        elif kind == _COLUMN and body[_COLUMN_FLAGS_AT] & _COLUMN_IS_HIDDEN:
            first, last = struct.unpack_from("<II", body)
            hidden_columns.update(range(first, min(last + 1, MOST_COLUMNS)))
        else:
            others += 1
            if others > _MOST_OTHERS:
                raise TooLarge
    if height * width > most_cells:
        raise TooLarge
    return Unseen(
        errors=errors,
        formulas=frozenset(formulas),
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
    )
