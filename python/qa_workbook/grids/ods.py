"""Opens .ods: the values by calamine; errors, formulas and what is hidden by looking into the XML.

What repeats is counted, not unrolled, so that hostile repeats can't fill the memory.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from html import unescape

from qa_workbook.grids.a1 import MOST_COLUMNS, MOST_ROWS
from qa_workbook.grids.calamine import grids_of, open_calamine, sheets_of
from qa_workbook.grids.faults import TooLarge
from qa_workbook.grids.grid import CellError, Grid, Place, Size, Unseen, Workbook
from qa_workbook.grids.limits import Limits

_CONTENT = "content.xml"
# Searches are linear: what follows plain text never goes back over more than one tag.
_ATTRIBUTES = rb"""((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)"""
_TABLE = re.compile(rb"<(?:table:table(\s" + _ATTRIBUTES + rb")|/table:table\s*)>")
_PIECE = re.compile(
    rb"<table:(table-row|table-column|table-cell|covered-table-cell)(?=[\s/>])"
    + _ATTRIBUTES
    + rb">(?=(\s*<text:)?)|<text:p[^<>]*>([^<]*)"
)
_UNTYPED = re.compile(rb"<table:table-cell(?=[\s>])" + _ATTRIBUTES + rb"(?<!/)>(?=\s*<text:p[\s>])")
_EMPTY = b"<table:table-row><table:table-cell/></table:table-row></table:table>"
_HIDDEN = re.compile(rb"""\bvisibility\s*=\s*["'](?:collapse|filter)["']""")


def _attribute(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"\b" + name + rb"""\s*+=\s*+(?:"([^"<]*+)"|'([^'<]*+)')""")


_NAME = _attribute(rb"table:name")
_SPANNED = _attribute(rb"table:number-columns-spanned")
_SPANNED_ROWS = _attribute(rb"table:number-rows-spanned")
_REPEATED = _attribute(rb"table:number-(?:rows|columns)-repeated")
_VALUE = b"office:"  # the value of a cell, and what kind it is
_TYPE = b"office:value-type"


def open_ods(data: bytes, limits: Limits) -> Workbook:
    """Returns the workbook in `data`. Raises TooLarge, or whatever calamine raises."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    if archive.getinfo(_CONTENT).file_size > limits.max_whole_part_bytes:
        raise TooLarge
    raw = archive.read(_CONTENT)
    content = _UNTYPED.sub(_typed, raw)
    unseen: dict[str, Unseen] = {}
    too_large: dict[str, tuple[int, int]] = {}
    for name, begin, end in _tables(content):
        try:
            unseen[name] = _scanned(content[begin:end], limits.max_cells)
        except TooLarge:
            too_large[name] = begin, end
    # calamine reads and unrolls all sheets at once: those that are too large are kept from it.
    kept = _without(content, too_large.values()) if too_large else content
    book = open_calamine(data if kept is raw else _with_content(archive, kept))
    read = grids_of(book, unseen, limits)

    def grid(name: str) -> Grid:
        if name in too_large:
            raise TooLarge
        return read(name)

    return Workbook(sheets_of(book), grid)


def _tables(content: bytes) -> Iterator[tuple[str, int, int]]:
    """Name, begin and end of every sheet; a table in a cell of another is part of that."""
    depth = begin = 0
    name = b""
    for tag in _TABLE.finditer(content):
        if tag[1] is None:
            depth -= 1
            if depth == 0:
                yield unescape(name.decode("utf-8", "replace")), begin, tag.end()
        elif not tag[0].endswith(b"/>"):
            if depth == 0:
                begin, name = tag.start(), _value(_NAME, tag[1])
            depth += 1


def _typed(cell: re.Match[bytes]) -> bytes:
    """The tag of a cell that holds words: where it doesn't say of what kind, they are text."""
    if _TYPE in cell[1]:
        return cell[0]
    return b'<table:table-cell%s office:value-type="string">' % cell[1]


def _value(attribute: re.Pattern[bytes], tag: bytes) -> bytes:
    """The value of an attribute, empty where the tag doesn't have it."""
    found = attribute.search(tag)
    return found[1] or found[2] or b"" if found else b""


def _count(attribute: re.Pattern[bytes], tag: bytes) -> int:
    value = _value(attribute, tag)
    return int(value) if value.isdigit() else 1


def _without(content: bytes, places: Iterable[tuple[int, int]]) -> bytes:
    """The content with the tables empty that go from begin to end each."""
    kept, at = [], 0
    for begin, end in places:
        tag = _TABLE.match(content, begin)
        kept += [content[at : tag.end() if tag else begin], _EMPTY]
        at = end
    return b"".join([*kept, content[at:]])


def _with_content(archive: zipfile.ZipFile, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copy:
        for info in archive.infolist():
            is_content = info.filename == _CONTENT
            copy.writestr(info.filename, content if is_content else archive.read(info))
    return out.getvalue()


def _scanned(table: bytes, most_cells: int) -> Unseen:
    scan = _Scan()
    for kind, tag, has_words, words in _PIECE.findall(table):
        scan.piece(kind, tag, words, has_words=bool(has_words))
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

    def piece(self, kind: bytes, tag: bytes, words: bytes, *, has_words: bool) -> None:
        """Takes the next tag of a row, a column or a cell, or the words of a cell (no `kind`)."""
        times = _count(_REPEATED, tag)
        if kind == b"table-row":
            self._row(tag, times)
        elif kind == b"table-column":
            self._column(tag, times)
        elif kind:
            self._cell(tag, times, is_filled=has_words or _VALUE in tag)
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

    def _cell(self, tag: bytes, times: int, *, is_filled: bool) -> None:
        self.open_error = None
        place = (self.row, self.column)
        self.column += times
        size = _count(_SPANNED_ROWS, tag), _count(_SPANNED, tag)
        if size != (1, 1):
            self.merged[place] = size
        if b"table:formula=" in tag:
            self.formulas.add(place)
        if is_filled:
            self.height = max(self.height, self.next_row)
            self.width = max(self.width, self.column)
        if b'calcext:value-type="error"' in tag:
            self.errors[place] = CellError("#N/A")
            self.open_error = place
