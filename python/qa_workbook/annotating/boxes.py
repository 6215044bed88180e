"""Where the box of a comment stands among columns and rows, and how large it is."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from qa_workbook.annotating import xml_text
from qa_workbook.annotating.cells import Cells
from qa_workbook.annotating.places import Place
from qa_workbook.grids.a1 import MOST_COLUMNS, MOST_ROWS

_WIDTH, _LINE, _MARGIN = 300, 16, 14  # pixels
_CHARACTER = 6.2  # pixels of half a Chinese character at 9 points
_COLUMN, _ROW = 64, 20  # pixels of what has no size of its own
_BESIDE, _ABOVE = 15, 10  # pixels into the column and row where the box begins


@dataclass(frozen=True)
class Box:
    """Pixels from the sheet's corner; the anchor is columns and rows with pixels into them."""

    left: int
    top: int
    width: int
    height: int
    anchor: tuple[int, ...]


class Sizes:
    """The pixels of the columns and rows of a sheet."""

    def __init__(self, cells: Cells) -> None:
        self._columns: list[tuple[int, int, int]] = []
        self._column, self._row = _COLUMN, _ROW
        for tag in xml_text.tags(cells.text, "col", "sheetFormatPr", end=cells.data.start):
            values = tag.values()
            if tag.name == "sheetFormatPr":
                self._column = _wide(values, "defaultColWidth", _COLUMN)
                self._row = _high(values, "defaultRowHeight", _ROW)
                continue
            first, last = tag.whole_number("min"), tag.whole_number("max")
            if first and last:
                width = _wide(values, "width", self._column)
                self._columns.append((first - 1, last - 1, width))
        tags = ((row.number, row.element.tag) for row in cells.rows)
        self._rows = {
            number: _high(tag.values(), "ht", self._row)
            for number, tag in tags
            if "ht" in tag.attributes or "hidden" in tag.attributes
        }

    def column(self, number: int) -> int:
        """Returns the pixels of a column."""
        own = (width for first, last, width in self._columns if first <= number <= last)
        return next(own, self._column)

    def row(self, number: int) -> int:
        """Returns the pixels of a row."""
        return self._rows.get(number, self._row)

    def box(self, place: Place, words: str) -> Box:
        """Returns the box of a comment, beside its cell and large enough for its words."""
        height = _LINE * sum(_lines(line) for line in words.split("\n")) + _MARGIN
        column, row = min(place[1] + 1, MOST_COLUMNS - 6), max(place[0] - 1, 0)
        row = min(row, MOST_ROWS - 40)
        beside, above = min(_BESIDE, self.column(column)), min(_ABOVE, self.row(row))
        last_column, right = self._walk(self.column, column, beside + _WIDTH, MOST_COLUMNS)
        last_row, bottom = self._walk(self.row, row, above + height, MOST_ROWS)
        left = sum(map(self.column, range(column))) + beside
        top = self._row * row + sum(h - self._row for n, h in self._rows.items() if n < row)
        anchor = column, beside, row, above, last_column, right, last_row, bottom
        return Box(left, top + above, _WIDTH, height, anchor)

    @staticmethod
    def _walk(size: Callable[[int], int], number: int, rest: int, most: int) -> tuple[int, int]:
        while number < most - 1 and rest > size(number):
            rest -= size(number)
            number += 1
        return number, min(rest, size(number))


def _lines(line: str) -> int:
    width = sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line) * _CHARACTER
    return max(1, math.ceil(width / (_WIDTH - _MARGIN)))


def _wide(values: Mapping[str, str], name: str, otherwise: int) -> int:
    return _pixels(values, name, 7, 5, otherwise)


def _high(values: Mapping[str, str], name: str, otherwise: int) -> int:
    return _pixels(values, name, 96 / 72, 0, otherwise)


def _pixels(values: Mapping[str, str], name: str, each: float, more: int, otherwise: int) -> int:
    if values.get("hidden") in ("1", "true"):
        return 0
    try:
        size = float(values[name])
    except (KeyError, ValueError):
        return otherwise
    return int(size * each + more) if 0 < size < 1000 else otherwise
