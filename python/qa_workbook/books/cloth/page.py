"""One sheet of a result book: placed when it is made, written when every sheet has its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import Literal

import numpy as np

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.links import sheet_link
from qa_workbook.books.cloth.strips import Words
from qa_workbook.books.cloth.style import (
    ACCENT_SOFT,
    LINK,
    SEVERITY,
    print_setup,
    put,
    safe_text,
    wrapped_lines,
)
from qa_workbook.books.cloth.table import (
    PlacedTable,
    TableColumn,
    header_height,
    natural_width,
    unique_headings,
    write_column,
)
from qa_workbook.books.cloth.text_widths import wrapped_lines_of
from qa_workbook.errors import SheetTooLong

SHEET_ROWS = 1_048_576  # of Excel and the others
FIRST_ROW = 4  # below title, subtitle, a line of notice and the way back
NOTICE_ROW, HOME_ROW = 2, 3
ROW_HEIGHT = 18
_LINE_HEIGHT = 14
_LONGEST_LINK = 2000


@dataclass(frozen=True)
class Total:
    """One cell of a total row: its value, number format and, where it has one, live formula."""

    value: object
    number: str | None = None
    formula: str = ""


class Page:
    """A sheet being filled.

    Making a page places it: the sheet has its name, and `place` says where its tables stand.
    Nothing may look at another page yet. `write` fills it, and by then every table of the book
    has its place. Tables may share columns of the sheet, so that widths and heights are
    collected.
    """

    def __init__(self, book: ResultBook, name: str, colour: str = ACCENT_SOFT) -> None:
        self.book = book
        self.styles = book.styles
        self.say = book.say
        self.sheet = book.add_sheet(name, colour)
        self.sheet.set_default_row(ROW_HEIGHT)
        self.widths: dict[int, float] = {}
        self._heights: dict[int, float] = {}

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return str(self.sheet.name)

    def place(
        self, row: int, columns: Sequence[TableColumn], *, left: int = 0, boxed: bool = True
    ) -> PlacedTable:
        """Returns a table of `columns` with its header at `row`; `write_table` writes it."""
        return PlacedTable(self.name, row, left, tuple(columns), boxed)

    def write(self) -> None:
        """Fills the sheet."""
        raise NotImplementedError

    def heading(self, title: str, subtitle: str) -> None:
        """Writes the first two rows, and below the notice the way back to the first sheet."""
        self.sheet.set_row(0, 30)
        put(self.sheet, 0, 0, title, self.styles("title"))
        put(self.sheet, 1, 0, subtitle, self.styles("subtitle"))
        if self.book.home and self.book.home[0] != self.name:
            home, words = self.book.home
            style = self.styles("subtitle", font_color=LINK, underline=1)
            self.sheet.write_url(HOME_ROW, 0, sheet_link(home), style, words)

    def notice(self, words: str, severity: Literal["warning", "error"] = "warning") -> None:
        """Writes what a reader must know before anything else below the first two rows."""
        if words:
            style = self.styles("plain", font_color=SEVERITY[severity].font, bold=True)
            put(self.sheet, NOTICE_ROW, 0, words, style)

    def section(self, row: int, words: str, columns: int, left: int = 0) -> int:
        """Writes a section heading over `columns` columns and returns the next row."""
        self.sheet.set_row(row, 22)
        style = self.styles("section")
        put(self.sheet, row, left, words, style)
        for column in range(left + 1, left + columns):
            put(self.sheet, row, column, None, style)
        return row + 1

    def write_table(self, table: PlacedTable) -> None:
        """Writes the header and the columns of a table.

        Raises SheetTooLong, before anything is written of it.
        """
        if table.last >= SHEET_ROWS:
            most = SHEET_ROWS - table.first
            raise SheetTooLong(sheet=table.sheet, rows=f"{len(table):,}", most=f"{most:,}")
        headings = unique_headings(column.heading for column in table.columns)
        for index, column in enumerate(table.columns, table.left):
            put(
                self.sheet, table.header, index, headings[index - table.left], self.styles("header")
            )
            write_column(self.sheet, self.styles, table, column)
            self.widths[index] = max(self.widths.get(index, 0), natural_width(column))
        widths = [self.widths[table.index(column.key)] for column in table.columns]
        self._raise(table.header, header_height(headings, widths))
        self.sheet.set_row(table.header, self._heights[table.header])
        self._wrap(table, widths)

    def write_excel_table(self, table: PlacedTable, name: str) -> None:
        """Writes a table as an Excel table called `name`; an empty one keeps one blank row."""
        self.write_table(table)
        header = self.styles("header")
        headings = unique_headings(column.heading for column in table.columns)
        described = [{"header": heading, "header_format": header} for heading in headings]
        options = {"name": name, "columns": described, "style": None}
        bottom = max(table.last, table.first)
        right = table.left + len(table.columns) - 1
        self.sheet.add_table(table.header, table.left, bottom, right, options)

    def _raise(self, row: int, height: float) -> bool:
        """Notes that a row needs `height`; says whether that is more than anybody asked for."""
        higher = height > self._heights.get(row, ROW_HEIGHT)
        if higher:
            self._heights[row] = height
        return higher

    def _wrap(self, table: PlacedTable, widths: Sequence[float]) -> None:
        """Makes rows high enough for wrapping cells: Excel won't where a default is set."""
        for column, width in zip(table.columns, widths, strict=True):
            if column.kind != "wrapped":
                continue
            if column.is_long:
                self._wrap_long(table.first, column, width)
                continue
            for row, height in _heights(column, width):
                if self._raise(table.first + row, height):
                    self.sheet.set_row(table.first + row, height)

    def _wrap_long(self, first: int, column: TableColumn, width: float) -> None:
        """Does that for a long column: all rows of one height at once."""
        for height, rows in long_heights(column.words, width, first):
            higher = [row for row in rows if height > self._heights.get(row, ROW_HEIGHT)]
            self._heights.update(dict.fromkeys(higher, height))
            self.sheet.raise_rows(higher, height)

    def total(self, table: PlacedTable, totals: Mapping[str, Total]) -> int:
        """Writes a total row below a table, by key of its columns. Returns its row."""
        row = table.last + 1
        for column in table.columns:
            total = totals.get(column.key, Total(None))
            style = self.styles("total", total.number, align="center")
            if total.number == "money":
                style = self.styles("total", total.number, align="right", indent=1)
            put(self.sheet, row, table.index(column.key), total.value, style, total.formula)
        return row

    def write_hidden(self, table: PlacedTable) -> None:
        """Writes a table that only charts look at, in hidden columns of its own."""
        self.write_table(table)
        last = table.left + len(table.columns) - 1
        self.sheet.set_column(table.left, last, 8, None, {"hidden": True})
        for column in range(table.left, last + 1):
            del self.widths[column]  # else `finish` would show them again

    def write_link(self, table: PlacedTable, key: str, row: int, words: str, link: str) -> None:
        """Makes the cell of `key` in a row (counted from 0) a link; text where Excel takes none."""
        style = self.styles("link", "text", text_wrap=True, indent=1)
        at = table.first + row, table.index(key)
        written = -1
        if link and len(link) <= _LONGEST_LINK:
            written = self.sheet.write_url(*at, link, style, safe_text(words))
        if written != 0:
            put(self.sheet, *at, words, style)

    def filter(self, table: PlacedTable, frozen: int = 0) -> None:
        """Gives a table filter buttons; freezes what is above its rows, and its first columns."""
        if len(table):
            right = table.left + len(table.columns) - 1
            self.sheet.autofilter(table.header, table.left, table.last, right)
        self.sheet.freeze_panes(table.first, frozen)

    def finish(self, footer: str, header_row: int | None = None) -> None:
        """Sets the collected widths, the page setup and the footer, which names the program.

        It has no time of making: the same input gives the same bytes.
        """
        for index, width in self.widths.items():
            self.sheet.set_column(index, index, width)
        print_setup(self.sheet, f"{footer}  ·  {program()}", header_row=header_row)


def _heights(column: TableColumn, width: float) -> Iterator[tuple[int, float]]:
    """Yields the rows (from 0) that must be higher than others to show a wrapped text, and how."""
    # Many rows say the same, and most of it stands in one line.
    words = filter(None, set(column.cells))
    high = {word: _height(wrapped_lines(word, width)) for word in words}
    high = {word: height for word, height in high.items() if height > ROW_HEIGHT}
    for row, word in enumerate(column.cells) if high else ():
        if word in high:
            yield row, high[word]


def long_heights(words: Words, width: float, first: int) -> Iterator[tuple[float, list[int]]]:
    """Yields each height above the usual one that cells need, with their rows, from `first` on."""
    if not words.words:
        return
    lines = wrapped_lines_of(words.words, width)
    codes = words.codes.fill_null(-1).to_numpy()
    needed = np.where(codes < 0, 0, lines[codes])
    for count in np.flatnonzero(np.bincount(needed)).tolist():
        if count and _height(count) > ROW_HEIGHT:
            yield _height(count), (np.flatnonzero(needed == count) + first).tolist()


def _height(lines: int) -> float:
    return 5.0 + _LINE_HEIGHT * lines


@cache
def program() -> str:
    """Returns the program with its version, as `--version` says it."""
    return f"qa-workbook {metadata.version('qa-workbook')}"
