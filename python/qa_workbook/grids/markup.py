"""Opens what other programs call .xls and is markup: tables of web pages, and XML of Excel 2003.

Both are read as they come, piece by piece; nothing in them is fetched, expanded or run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from xml.parsers import expat

from qa_workbook.grids.faults import TooLarge
from qa_workbook.grids.grid import CellError, CellValue, Grid, Place, Rows, Size, Unseen, Workbook
from qa_workbook.grids.limits import Limits

_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)|encoding\s*=\s*["']([\w-]+)""", re.I)
_BEGINNING = 2000
_SEPARATOR = " "


def looks_like_html(data: bytes) -> bool:
    """Returns whether a file is a web page."""
    start = _start(data)
    return start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head"))


def looks_like_xml_2003(data: bytes) -> bool:
    """Returns whether a file is a workbook as Excel 2003 writes XML."""
    return _start(data).startswith((b"<?xml", b"<workbook")) and (
        _SPREADSHEET.encode() in data[:_BEGINNING]
    )


def _start(data: bytes) -> bytes:
    return data[:_BEGINNING].removeprefix(b"\xef\xbb\xbf").lstrip().lower()


class _Sheet:
    """Cells of one table by place; merged cells stand in their first place."""

    def __init__(self, name: str, most_cells: int) -> None:
        self.name, self.most_cells = name, most_cells
        self.cells: dict[Place, CellValue] = {}
        self.merged: dict[Place, Size] = {}
        self._covered: set[Place] = set()
        self.row = self.column = -1
        self.height = self.width = 0

    def next_row(self, number: int = 0) -> None:
        self.row = number - 1 if number else self.row + 1
        self.column = -1

    def next_cell(self, number: int = 0, size: Size = (1, 1)) -> None:
        self.column = number - 1 if number else self.column + 1
        while (self.row, self.column) in self._covered:
            self.column += 1
        if self.row < 0 or self.column < 0:
            raise ValueError("a cell that there isn't")
        rows, columns = size
        self.height = max(self.height, self.row + rows)
        self.width = max(self.width, self.column + columns)
        if self.height * self.width > self.most_cells:
            raise TooLarge
        if size != (1, 1):
            self.merged[self.row, self.column] = size
            self._covered.update(
                (self.row + down, self.column + right)
                for down in range(rows)
                for right in range(columns)
            )

    def put(self, value: CellValue) -> None:
        self.cells[self.row, self.column] = value

    def grid(self, *, typed: bool) -> Grid:
        rows: Rows = [[""] * self.width for _ in range(self.height)]
        for (row, column), value in self.cells.items():
            rows[row][column] = value
        return Grid(self.name, rows, Unseen(merged=self.merged), typed=typed)


def _workbook(sheets: Iterable[_Sheet], *, typed: bool) -> Workbook:
    by_name = {sheet.name: sheet for sheet in sheets if sheet.cells}
    return Workbook(
        tuple((name, False) for name in by_name), lambda name: by_name[name].grid(typed=typed)
    )


# --- web pages -----------------------------------------------------------------------------------


class _Tables(HTMLParser):
    """Collects the tables of a web page; a table in a cell of another is a table of its own."""

    def __init__(self, most_cells: int) -> None:
        super().__init__(convert_charrefs=True)
        self.most_cells = most_cells
        self.tables: list[_Sheet] = []
        self._open: list[_Sheet] = []
        self._words: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "table":
            self._open.append(_Sheet(str(len(self.tables) + 1), self.most_cells))
            self.tables.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._finish()
            self._open[-1].next_row()
        elif tag in ("td", "th") and self._open:
            self._finish()
            size = _whole(named.get("rowspan")), _whole(named.get("colspan"))
            self._open[-1].next_cell(size=size)
            self._words = []
        elif tag == "br" and self._words is not None:
            self._words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._finish()
        if tag == "table" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def _finish(self) -> None:
        if self._words is not None and self._open:
            self._open[-1].put(_SEPARATOR.join("".join(self._words).split()))
        self._words = None


def _whole(text: str | None) -> int:
    return max(int(text), 1) if text and text.isdecimal() else 1


def open_html(data: bytes, limits: Limits) -> Workbook:
    """Returns the tables of a web page as sheets of text, named 1, 2 … Raises TooLarge."""
    found = _CHARSET.search(data[:_BEGINNING])
    encoding = found[1].decode() if found and found[1] else "utf-8"
    parser = _Tables(limits.max_cells)
    try:
        words = data.decode(encoding, "strict")
    except (LookupError, UnicodeDecodeError):
        words = data.decode("gb18030", "replace")
    parser.feed(words)
    parser.close()
    return _workbook(parser.tables, typed=False)


# --- XML of Excel 2003 ---------------------------------------------------------------------------


class _Xml2003:
    """Takes the elements of a workbook as the parser finds them."""

    def __init__(self, most_cells: int) -> None:
        self.most_cells = most_cells
        self.sheets: list[_Sheet] = []
        self._type = ""
        self._words: list[str] | None = None

    def start(self, tag: str, named: dict[str, str]) -> None:
        name = tag.removeprefix(f"{_SPREADSHEET}|")
        own = {key.removeprefix(f"{_SPREADSHEET}|"): value for key, value in named.items()}
        if name == "Worksheet":
            self.sheets.append(_Sheet(own.get("Name", ""), self.most_cells))
        elif name == "Row" and self.sheets:
            self.sheets[-1].next_row(int(own.get("Index", 0)))
        elif name == "Cell" and self.sheets:
            size = int(own.get("MergeDown", 0)) + 1, int(own.get("MergeAcross", 0)) + 1
            self.sheets[-1].next_cell(int(own.get("Index", 0)), size)
        elif name == "Data":
            self._type, self._words = own.get("Type", "String"), []

    def end(self, tag: str) -> None:
        if tag == f"{_SPREADSHEET}|Data" and self._words is not None and self.sheets:
            self.sheets[-1].put(_value("".join(self._words), self._type))
            self._words = None

    def words(self, words: str) -> None:
        if self._words is not None:
            self._words.append(words)


def _value(words: str, kind: str) -> CellValue:
    if kind == "Number":
        return float(words)
    if kind == "Boolean":
        return words.strip() == "1"
    if kind == "DateTime":
        return datetime.fromisoformat(words)
    return CellError(words) if kind == "Error" else words


def open_xml_2003(data: bytes, limits: Limits) -> Workbook:
    """Returns a workbook that Excel 2003 wrote as XML.

    Raises TooLarge, ValueError for declared entities, or what the parser raises.
    """
    taken = _Xml2003(limits.max_cells)
    parser = expat.ParserCreate(namespace_separator="|")
    parser.StartElementHandler = taken.start
    parser.EndElementHandler = taken.end
    parser.CharacterDataHandler = taken.words
    parser.EntityDeclHandler = _refuse
    parser.Parse(data, True)
    return _workbook(taken.sheets, typed=True)


def _refuse(*_declaration: Any) -> None:
    raise ValueError("entities are not expanded")
