"""What calamine leaves out of .xlsb: error values, hidden rows and columns, read off the records (MS-XLSB 2.1.4)."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator

from qa_workbook.grids.grid import CellError, Place, Unseen
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.xlsx_parts import TooLarge, XlsxPackage

_ROW, _BLANK, _ERROR, _FORMULA_ERROR, _COLUMN, _SHEET = 0, 1, 3, 11, 60, 156
_CELLS = range(1, 12)
_FORMULAS = range(8, 12)
_WORDS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of 7 bits per byte, lowest first. Returns it and the place after it."""
    value = 0
    for shift in range(most):
        byte = data[at + shift]
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value, at + shift + 1
    return value, at + most


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        first = data[at]
        kind, at = (
            (first, at + 1) if first < 0x80 else ((first & 0x7F) | (data[at + 1] << 7), at + 2)
        )
        size, at = _number(data, at, 4)
        yield kind, data[at : at + size]
        at += size


def _scanned(data: bytes, limit: int) -> Unseen:
    errors: dict[Place, CellError] = {}
    formulas: set[Place] = set()
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    row = height = width = 0
    for kind, body in _records(data):
        if kind == _ROW:
            row = struct.unpack_from("<I", body)[0]
            if body[11] & 0x10:
                hidden_rows.add(row)
        elif kind in _CELLS and kind != _BLANK:
            column = struct.unpack_from("<I", body)[0]
            height, width = max(height, row + 1), max(width, column + 1)
            if kind in _FORMULAS:
                formulas.add((row, column))
            if kind in (_ERROR, _FORMULA_ERROR):
                errors[row, column] = CellError(_WORDS.get(body[8], "#N/A"))
        elif kind == _COLUMN:
            first, last = struct.unpack_from("<II", body)
            if body[16] & 1:
                hidden_columns.update(range(first, min(last + 1, 16_384)))
    if height * width > limit:
        raise TooLarge
    return Unseen(
        errors=errors,
        formulas=frozenset(formulas),
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
    )


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of the part of every sheet: the records of the workbook name sheets and relations as counted UTF-16."""
    relations = XlsxPackage.relations(archive.read("xl/_rels/workbook.bin.rels"))
    found = {}
    for kind, body in _records(archive.read("xl/workbook.bin")):
        if kind == _SHEET:
            size = struct.unpack_from("<I", body, 8)[0]
            relation = body[12 : 12 + 2 * size].decode("utf-16-le")
            length = struct.unpack_from("<I", body, 12 + 2 * size)[0]
            name = body[16 + 2 * size : 16 + 2 * size + 2 * length].decode("utf-16-le")
            found[name] = relations.get(relation, "")
    return found


def unseen_of_sheets(data: bytes, limits: Limits) -> dict[str, Unseen]:
    """Returns what the values don't show, per sheet name. Raises TooLarge."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(info.file_size > limits.max_whole_part_bytes for info in archive.infolist()):
            raise TooLarge
        return {
            name: _scanned(archive.read(part), limits.max_cells)
            for name, part in _sheet_parts(archive).items()
        }
