"""What calamine leaves out of .ods: errors, hidden rows and columns; keeps hostile repeats from filling the memory."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

from qa_workbook.grids.grid import CellError, Place, Unseen
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.xlsx_parts import TooLarge

_TABLE = re.compile(rb'<table:table\s[^<>]*?table:name="([^"<>]*)"')
_PIECE = re.compile(
    rb"<table:(table-row|table-column|table-cell|covered-table-cell)\b([^<>]*?)(/?)>|<text:p[^<>]*>([^<]*)"
)
_SPANNED = re.compile(rb'table:number-columns-spanned="(\d+)"')
_REPEATED = re.compile(rb'table:number-(?:rows|columns)-repeated="(\d+)"')


class _Scan:
    """Walks through the pieces of one table, counting rows and columns as they repeat."""

    def __init__(self) -> None:
        self.row, self.column, self.columns = -1, 0, 0
        self.repeat = 1
        self.next_row = 0
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.errors: dict[Place, CellError] = {}
        self.formulas: set[Place] = set()
        self.spans: dict[Place, int] = {}
        self.open_error: Place | None = None
        self.height = self.width = 0

    def take(self, kind: bytes, attributes: bytes, words: bytes) -> None:
        times = int(found[1]) if (found := _REPEATED.search(attributes)) else 1
        if kind == b"table-row":
            self._row(attributes, times)
        elif kind == b"table-column":
            if b'visibility="collapse"' in attributes or b'visibility="filter"' in attributes:
                self.hidden_columns.update(range(self.columns, min(self.columns + times, 16_384)))
            self.columns += times
        elif kind:
            self._cell(attributes, times)
        elif self.open_error:
            self.errors[self.open_error] = CellError(unescape(words.decode("utf-8", "replace")))
            self.open_error = None

    def _row(self, attributes: bytes, times: int) -> None:
        self.row, self.column, self.repeat = self.next_row, 0, times
        self.next_row += times
        if b'visibility="collapse"' in attributes or b'visibility="filter"' in attributes:
            self.hidden_rows.update(range(self.row, min(self.next_row, 1_048_576)))

    def _cell(self, attributes: bytes, times: int) -> None:
        self.open_error = None
        place = (self.row, self.column)
        self.column += times
        if spanned := _SPANNED.search(attributes):
            self.spans[place] = int(spanned[1])
        if b"table:formula=" in attributes:
            self.formulas.add(place)
        if b"office:value-type=" in attributes:
            self.height, self.width = (
                max(self.height, self.row + self.repeat),
                max(self.width, self.column),
            )
        if b'calcext:value-type="error"' in attributes:
            self.errors[place] = CellError("#N/A")
            self.open_error = place


def _scanned(table: bytes, limit: int) -> Unseen:
    scan = _Scan()
    for kind, attributes, _, words in _PIECE.findall(table):
        scan.take(kind, attributes, words)
    if scan.height * scan.width > limit:
        raise TooLarge
    return Unseen(
        errors=scan.errors,
        formulas=frozenset(scan.formulas),
        spans=scan.spans,
        hidden_rows=frozenset(scan.hidden_rows),
        hidden_columns=frozenset(scan.hidden_columns),
    )


def unseen_of_sheets(data: bytes, limits: Limits) -> dict[str, Unseen]:
    """Returns what the values don't show, per sheet name. Raises TooLarge."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if archive.getinfo("content.xml").file_size > limits.max_whole_part_bytes:
            raise TooLarge
        content = archive.read("content.xml")
    begins = list(_TABLE.finditer(content))
    ends = [begin.start() for begin in begins[1:]] + [len(content)]
    return {
        unescape(begin[1].decode("utf-8", "replace")): _scanned(
            content[begin.start() : end], limits.max_cells
        )
        for begin, end in zip(begins, ends, strict=True)
    }
