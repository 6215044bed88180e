"""Opens .ods: the values by calamine; errors, formulas and what is hidden by looking into the XML.

What repeats is counted, not unrolled, so that hostile repeats can't fill the memory.
"""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

from qa_workbook.grids.a1 import MOST_COLUMNS, MOST_ROWS
from qa_workbook.grids.calamine import grids_of, open_calamine, sheets_of
from qa_workbook.grids.faults import TooLarge
from qa_workbook.grids.grid import CellError, Place, Size, Unseen, Workbook
from qa_workbook.grids.limits import Limits

_TABLE = re.compile(rb'<table:table\s[^<>]*?table:name="([^"<>]*)"')
_PIECE = re.compile(
    rb"<table:(table-row|table-column|table-cell|covered-table-cell)\b([^<>]*?)/?>"
    rb"|<text:p[^<>]*>([^<]*)"
)
_SPANNED = re.compile(rb'table:number-columns-spanned="(\d+)"')
_SPANNED_ROWS = re.compile(rb'table:number-rows-spanned="(\d+)"')
_REPEATED = re.compile(rb'table:number-(?:rows|columns)-repeated="(\d+)"')
_HIDDEN = re.compile(rb'visibility="(?:collapse|filter)"')


def open_ods(data: bytes, limits: Limits) -> Workbook:
    """Returns the workbook in `data`. Raises TooLarge, or whatever calamine raises."""
    unseen = _unseen_of_sheets(data, limits)
    book = open_calamine(data)
    return Workbook(sheets_of(book), grids_of(book, unseen, limits))


def _unseen_of_sheets(data: bytes, limits: Limits) -> dict[str, Unseen]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if archive.getinfo("content.xml").file_size > limits.max_whole_part_bytes:
            raise TooLarge
        content = archive.read("content.xml")
    begins = list(_TABLE.finditer(content))
    ends = [begin.start() for begin in begins[1:]] + [len(content)]
    found = {}
    for begin, end in zip(begins, ends, strict=True):
        name = unescape(begin[1].decode("utf-8", "replace"))
        found[name] = _scanned(content[begin.start() : end], limits.max_cells)
    return found


def _scanned(table: bytes, most_cells: int) -> Unseen:
    scan = _Scan()
    for kind, tag, words in _PIECE.findall(table):
        scan.piece(kind, tag, words)
    if scan.height * scan.width > most_cells:
        raise TooLarge
    return Unseen(
        errors=scan.errors,
        formulas=frozenset(scan.formulas),
        merged=scan.merged,
        hidden_rows=frozenset(scan.hidden_rows),
        hidden_columns=frozenset(scan.hidden_columns),
    )


class _Scan:
    """Walks through the pieces of one table, counting rows and columns as they repeat."""

    def __init__(self) -> None:
        # Rows are declared where they stand, columns in a list of their own before them.
        self.row = self.column = 0
        self.next_row = self.next_declared_column = 0
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.errors: dict[Place, CellError] = {}
        self.formulas: set[Place] = set()
        self.merged: dict[Place, Size] = {}
        # The cell whose error value stands in the next piece of text.
        self.open_error: Place | None = None
        self.height = self.width = 0

    def piece(self, kind: bytes, tag: bytes, words: bytes) -> None:
        """Takes the next tag of a row, a column or a cell, or the words of a cell (no `kind`)."""
        repeated = _REPEATED.search(tag)
        times = int(repeated[1]) if repeated else 1
        if kind == b"table-row":
            self._row(tag, times)
        elif kind == b"table-column":
            self._column(tag, times)
        elif kind:
            self._cell(tag, times)
        elif self.open_error:
            self.errors[self.open_error] = CellError(unescape(words.decode("utf-8", "replace")))
            self.open_error = None

    def _row(self, tag: bytes, times: int) -> None:
        self.row, self.column = self.next_row, 0
        self.next_row += times
        if _HIDDEN.search(tag):
            self.hidden_rows.update(range(self.row, min(self.next_row, MOST_ROWS)))

    def _column(self, tag: bytes, times: int) -> None:
        first = self.next_declared_column
        self.next_declared_column += times
        if _HIDDEN.search(tag):
            self.hidden_columns.update(range(first, min(first + times, MOST_COLUMNS)))

    def _cell(self, tag: bytes, times: int) -> None:
        self.open_error = None
        place = (self.row, self.column)
        self.column += times
        columns, rows = _SPANNED.search(tag), _SPANNED_ROWS.search(tag)
        if columns or rows:
            size = int(rows[1]) if rows else 1, int(columns[1]) if columns else 1
            self.merged[place] = size
        if b"table:formula=" in tag:
            self.formulas.add(place)
        if b"office:value-type=" in tag:
            self.height = max(self.height, self.next_row)
            self.width = max(self.width, self.column)
        if b'calcext:value-type="error"' in tag:
            self.errors[place] = CellError("#N/A")
            self.open_error = place
