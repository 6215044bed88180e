"""One sheet made of headings and grids that share their columns, and valid sheet names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.columns import (
    Column,
    Placed,
    header_height,
    natural_width,
    unique_headings,
    write_column,
)
from qa_workbook.books.cloth.style import Styles, put, wrapped_lines

ROW_HEIGHT = 18
_LINE_HEIGHT = 14
_NAME_LIMIT = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def unique_sheet_name(wanted: str, taken: set[str]) -> str:
    """Returns `wanted` as a valid sheet name that differs from all in `taken` (which grows by it)."""
    base = " ".join(wanted.translate(_FORBIDDEN).split()) or "_"
    name, number = base[:_NAME_LIMIT].rstrip(), 1
    while name.casefold() in taken:
        number += 1
        name = f"{base[: _NAME_LIMIT - len(str(number)) - 1].rstrip()}~{number}"
    taken.add(name.casefold())
    return name


class Layout:
    """A sheet being filled; collects column widths and row heights, so that several grids may share columns."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self.sheet, self.styles = sheet, styles
        self.widths: dict[int, float] = {}
        self._heights: dict[int, float] = {}
        sheet.set_default_row(ROW_HEIGHT)

    def section(self, row: int, words: str, columns: int, left: int = 0) -> int:
        """Writes a section heading over `columns` columns and returns the next row."""
        self.sheet.set_row(row, 22)
        for column in range(left, left + columns):
            put(self.sheet, row, column, words if column == left else None, self.styles("section"))
        return row + 1

    def grid(
        self, row: int, columns: Sequence[Column], *, left: int = 0, boxed: bool = True
    ) -> Placed:
        """Writes a header row at `row` and the columns below it; returns where they lie."""
        headings = unique_headings(column.heading for column in columns)
        for index, column in enumerate(columns, left):
            put(self.sheet, row, index, headings[index - left], self.styles("header"))
            write_column(self.sheet, self.styles, row + 1, index, column, boxed=boxed)
            self.widths[index] = max(self.widths.get(index, 0), natural_width(column))
        widths = [self.widths[index] for index in range(left, left + len(columns))]
        self._heights[row] = max(self._heights.get(row, 0), header_height(headings, widths))
        self.sheet.set_row(row, self._heights[row])
        self._wrap(row + 1, columns, widths)
        count = len(columns[0].values)
        places = {column.key: index for index, column in enumerate(columns, left)}
        return Placed(self.sheet.get_name(), row, row + 1, row + count, places)

    def table(
        self, row: int, columns: Sequence[Column], name: str, *, boxed: bool = True
    ) -> Placed:
        """Writes the columns as an Excel table called `name` (header at `row`); an empty one keeps one blank row."""
        placed, last = self.grid(row, columns, boxed=boxed), row + max(len(columns[0].values), 1)
        header = self.styles("header")
        headings = unique_headings(column.heading for column in columns)
        described = [{"header": heading, "header_format": header} for heading in headings]
        options = {"name": name, "columns": described, "style": None}
        self.sheet.add_table(row, 0, last, len(columns) - 1, options)
        return placed

    def _wrap(self, top: int, columns: Sequence[Column], widths: Sequence[float]) -> None:
        """Makes the rows high enough for their wrapping cells: Excel doesn't where a default height is set."""
        for column, width in zip(columns, widths, strict=True):
            for row, value in enumerate(column.cells if column.kind == "wrapped" else [], top):
                height = 5 + _LINE_HEIGHT * wrapped_lines(value, width) if value else 0
                if height > self._heights.get(row, ROW_HEIGHT):
                    self._heights[row] = height
                    self.sheet.set_row(row, height)

    def total(self, placed: Placed, values: Mapping[str, tuple[Any, str | None]]) -> int:
        """Writes a total row below `placed`: key → (value, number format). Returns its row."""
        row = placed.last + 1
        for key, column in placed.columns.items():
            value, number = values.get(key, (None, None))
            align = "right" if number == "money" else "center"
            put(self.sheet, row, column, value, self.styles("total", number, align=align))
        return row

    def filter(self, placed: Placed) -> None:
        """Gives the grid filter buttons and freezes everything above its rows."""
        if placed.last >= placed.first:
            columns = placed.columns.values()
            self.sheet.autofilter(placed.header, min(columns), placed.last, max(columns))
        self.sheet.freeze_panes(placed.first, 0)

    def set_widths(self) -> None:
        """Sets the collected column widths."""
        for index, width in self.widths.items():
            self.sheet.set_column(index, index, width)
