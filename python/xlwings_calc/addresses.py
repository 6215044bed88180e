"""A1 addresses and rectangles of cells.

The only place with address arithmetic of the Calc engine.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d*)")
_COLUMN = re.compile(r"\$?([A-Za-z]{1,3})")
_ROW = re.compile(r"\$?([1-9]\d*)")
_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!:,\[\]]+))!(.+)")


def column_letters(column: int) -> str:
    """Returns the letters of a 1-based column: 28 → "AB"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Returns the 1-based number of column letters: "AB" → 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@dataclass(frozen=True)
class Area:
    """A rectangle of cells.

    `row` and `column` are 1-based, `rows` or `columns` may be 0 (an empty slice).
    """

    row: int
    column: int
    rows: int
    columns: int

    @property
    def last_row(self) -> int:
        """The 1-based number of the bottom row."""
        return self.row + self.rows - 1

    @property
    def last_column(self) -> int:
        """The 1-based number of the rightmost column."""
        return self.column + self.columns - 1

    @property
    def empty(self) -> bool:
        """Whether the rectangle has no cell."""
        return not (self.rows and self.columns)

    @property
    def single(self) -> bool:
        """Whether the rectangle is one cell."""
        return self.rows == self.columns == 1

    def union(self, other: Area) -> Area:
        """Returns the smallest rectangle that holds both."""
        row, column = min(self.row, other.row), min(self.column, other.column)
        last_row, last_column = (
            max(self.last_row, other.last_row),
            max(self.last_column, other.last_column),
        )
        return Area(row, column, last_row - row + 1, last_column - column + 1)

    def moved(self, rows: int, columns: int) -> Area:
        """Returns the rectangle that many rows further down and columns further right."""
        return Area(self.row + rows, self.column + columns, self.rows, self.columns)

    def intersection(self, other: Area) -> Area | None:
        """Returns the common rectangle, None when there is none."""
        row, column = max(self.row, other.row), max(self.column, other.column)
        last_row, last_column = (
            min(self.last_row, other.last_row),
            min(self.last_column, other.last_column),
        )
        if last_row < row or last_column < column:
            return None
        return Area(row, column, last_row - row + 1, last_column - column + 1)

    def grown(self) -> Area:
        """Returns the rectangle with one more cell on each side (never left of A or above 1)."""
        row, column = max(1, self.row - 1), max(1, self.column - 1)
        return Area(row, column, self.last_row - row + 2, self.last_column - column + 2)

    def cells(self) -> Iterator[tuple[int, int]]:
        """Yields (row, column) of every cell, row by row."""
        for row in range(self.row, self.row + self.rows):
            for column in range(self.column, self.column + self.columns):
                yield row, column


@dataclass(frozen=True)
class Limits:
    """The size of a sheet."""

    rows: int = 1_048_576
    columns: int = 16_384


def address(
    area: Area, limits: Limits, row_absolute: bool = True, column_absolute: bool = True
) -> str:
    """Returns the address as Excel writes it: "$A$1:$C$3", "$A:$C", "$1:$3" for whole lines."""
    dollar_row, dollar_column = "$" * row_absolute, "$" * column_absolute
    if area.empty:
        return f"${column_letters(area.column)}${area.row}{{{area.rows}x{area.columns}}}"
    first, last = column_letters(area.column), column_letters(area.last_column)
    if area.columns == limits.columns:
        return f"{dollar_row}{area.row}:{dollar_row}{area.last_row}"
    if area.rows == limits.rows:
        return f"{dollar_column}{first}:{dollar_column}{last}"
    start = f"{dollar_column}{first}{dollar_row}{area.row}"
    if area.rows == area.columns == 1:
        return start
    return f"{start}:{dollar_column}{last}{dollar_row}{area.last_row}"


def split_sheet(text: str) -> tuple[str | None, str]:
    """Returns (sheet name or None, the rest) of a reference such as "'My sheet'!A1"."""
    found = _SHEET.fullmatch(text)
    if not found:
        return None, text
    return (found[1].replace("''", "'") if found[1] else found[2]), found[3]


def quoted_sheet(name: str) -> str:
    """Returns the sheet name as it stands before "!" in a formula."""
    if re.fullmatch(r"[^\W\d]\w*", name) and not _CELL.fullmatch(name):
        return name
    return "'" + name.replace("'", "''") + "'"


def parse(text: str, limits: Limits) -> Area | None:
    """Returns the rectangle of an A1 address without a sheet name, None for any other text."""
    parts = text.strip().split(":")
    if len(parts) > 2:
        return None
    first, last = _corner(parts[0], limits), _corner(parts[-1], limits)
    if first is None or last is None:
        return None
    if len(parts) == 1 and first.rows * first.columns > 1:
        return None  # a line alone is no address: "A" may be a name, "1" a number
    return first.union(last)


def _corner(text: str, limits: Limits) -> Area | None:
    """Returns the cell, or the whole row or column, that one side of ":" names."""
    if found := _CELL.fullmatch(text):
        area = Area(int(found[2]), column_number(found[1]), 1, 1)
    elif found := _ROW.fullmatch(text):
        area = Area(int(found[1]), 1, 1, limits.columns)
    elif found := _COLUMN.fullmatch(text):
        area = Area(1, column_number(found[1]), limits.rows, 1)
    else:
        return None
    if area.last_row > limits.rows or area.last_column > limits.columns:
        return None
    return area


def runs(positions: Iterable[tuple[int, int]]) -> list[Area]:
    """Returns rectangles that cover exactly the given (row, column) cells.

    Vertical runs, equal neighbours joined.
    """
    by_column: dict[int, list[int]] = defaultdict(list)
    for row, column in positions:
        by_column[column].append(row)
    spans: dict[tuple[int, int], list[int]] = defaultdict(list)
    for column in sorted(by_column):
        for span in _spans(sorted(by_column[column])):
            spans[span].append(column)
    areas = []
    for (row, count), columns in spans.items():
        areas += [Area(row, column, count, width) for column, width in _spans(columns)]
    return areas


def _spans(numbers: list[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for index in range(1, len(numbers) + 1):
        if index == len(numbers) or numbers[index] != numbers[index - 1] + 1:
            yield numbers[start], index - start
            start = index
