"""Opens .xlsb: the values by calamine; errors, formulas and what is hidden from the records.

The records are those of MS-XLSB 2.1.4: a kind, a size, and so many bytes.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator

from qa_workbook.grids.a1 import MOST_COLUMNS
from qa_workbook.grids.calamine import grids_of, open_calamine, sheets_of
from qa_workbook.grids.faults import TooLarge
from qa_workbook.grids.grid import CellError, Place, Unseen, Workbook
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.xlsx_package import XlsxPackage

_ROW, _BLANK, _ERROR, _COLUMN, _SHEET = 0, 1, 3, 60, 156
_CELLS = range(1, 12)
_FORMULAS = range(8, 12)
_FORMULA_ERROR = 11
_RECORDS_A_CELL = 4  # that part of the cells a sheet may have is the most records looked at
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


def open_xlsb(data: bytes, limits: Limits) -> Workbook:
    """Returns the workbook in `data`. Raises TooLarge, or whatever calamine raises."""
    # What would take more memory than there is, is found before calamine reads it.
    unseen = _unseen_of_sheets(data, limits)
    book = open_calamine(data)
    return Workbook(sheets_of(book), grids_of(book, unseen, limits))


def _unseen_of_sheets(data: bytes, limits: Limits) -> dict[str, Unseen]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(info.file_size > limits.max_whole_part_bytes for info in archive.infolist()):
            raise TooLarge
        return {
            name: _scanned(archive.read(part), limits.max_cells)
            for name, part in _sheet_parts(archive).items()
            if part
        }


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of the part of every sheet."""
    relations = XlsxPackage.relations(archive.read("xl/_rels/workbook.bin.rels"))
    found = {}
    for kind, body in _records(archive.read("xl/workbook.bin")):
        if kind == _SHEET:
            relation, end = _text(body, _RELATION_AT)
            name, _ = _text(body, end)
            found[name] = relations.get(relation, "")
    return found


def _text(body: bytes, at: int) -> tuple[str, int]:
    """A text: a number of characters, then these in UTF-16. Returns it and the place after it."""
    length: int = struct.unpack_from("<I", body, at)[0]
    begin = at + 4
    end = begin + 2 * length
    return body[begin:end].decode("utf-16-le"), end


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        kind, at = _kind(data, at)
        size, at = _number(data, at, 4)
        yield kind, data[at : at + size]
        at += size


def _kind(data: bytes, at: int) -> tuple[int, int]:
    """The kind of a record, one byte or two. Returns it and the place after it."""
    first = data[at]
    if first < 0x80:
        return first, at + 1
    return (first & 0x7F) | (data[at + 1] << 7), at + 2


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of 7 bits per byte, lowest first. Returns it and the place after it."""
    value = 0
    for shift in range(most):
        byte = data[at + shift]
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value, at + shift + 1
    return value, at + most


def _scanned(data: bytes, most_cells: int) -> Unseen:
    errors: dict[Place, CellError] = {}
    formulas: set[Place] = set()
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    row = height = width = 0
    for number, (kind, body) in enumerate(_records(data)):
        if number > most_cells // _RECORDS_A_CELL:
            raise TooLarge
        if kind == _ROW:
            row = struct.unpack_from("<I", body)[0]
            if body[_ROW_FLAGS_AT] & _ROW_IS_HIDDEN:
                hidden_rows.add(row)
        elif kind in _CELLS and kind != _BLANK:
            column = struct.unpack_from("<I", body)[0]
            height, width = max(height, row + 1), max(width, column + 1)
            if kind in _FORMULAS:
                formulas.add((row, column))
            if kind in (_ERROR, _FORMULA_ERROR):
                errors[row, column] = CellError(_ERROR_WORDS.get(body[_ERROR_AT], "#N/A"))
        elif kind == _COLUMN and body[_COLUMN_FLAGS_AT] & _COLUMN_IS_HIDDEN:
            first, last = struct.unpack_from("<II", body)
            hidden_columns.update(range(first, min(last + 1, MOST_COLUMNS)))
    if height * width > most_cells:
        raise TooLarge
    return Unseen(
        errors=errors,
        formulas=frozenset(formulas),
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
    )
