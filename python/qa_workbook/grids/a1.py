"""All address arithmetic: zero-based rows and columns to A1 and back, and the edges of a sheet."""

from __future__ import annotations

import re
from functools import cache

_COLUMN = re.compile(r"([A-Z]+)([+-]\d+)?")
_ROW = re.compile(r"#(\d+)([+-]\d+)?")
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
"""The size of a sheet of Excel."""
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@cache
def letters(column: int) -> str:
    """Returns the letters of a zero-based column: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@cache
def column_index(name: str) -> int:
    """Returns the zero-based column of letters: A is 0."""
    index = 0
    for letter in name:
        index = index * 26 + ord(letter) - 64
    return index - 1


def address(row: int, column: int) -> str:
    """Returns the A1 address of a zero-based cell."""
    return f"{letters(column)}{row + 1}"


def place_of(cell: str) -> tuple[int, int]:
    """Returns the zero-based row and column of an A1 address. Raises ValueError for a range."""
    found = _CELL.fullmatch(cell)
    if not found:
        raise ValueError(cell)
    return int(found[2]) - 1, column_index(found[1])


def area(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    """Returns the A1 range of zero-based corners; one cell is written as one address."""
    first, last = address(first_row, first_column), address(last_row, last_column)
    return first if first == last else f"{first}:{last}"


def runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Returns the runs of consecutive numbers of a rising list as (first, last)."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def source_cell(column: str, row: int) -> str:
    """Returns the cell of a row of the records by its column as sheets keep it.

    "C" is column C; "C+2" column C two rows further down ("C-2": up), where a recording is a
    form of several rows; "#5" is row 5, where a recording is a column and `row` its number;
    "#5+1" the column right of that; "" where nobody knows.
    """
    if found := _COLUMN.fullmatch(column):
        return f"{found[1]}{row + int(found[2] or 0)}"
    if found := _ROW.fullmatch(column):
        return f"{letters(row - 1 + int(found[2] or 0))}{found[1]}"
    return ""


def source_column(records: list[int], places: list[tuple[int, int]]) -> str:
    """Returns what `source_cell` makes the places of from the numbers of their records, "" if
    nothing does.

    `places` are zero-based cells, one for each record.
    """
    if not places:
        return ""
    rows = {row + 1 - record for record, (row, _) in zip(records, places, strict=True)}
    columns = {column + 1 - record for record, (_, column) in zip(records, places, strict=True)}
    row, column = places[0]
    if len({place[1] for place in places}) == 1 and len(rows) == 1:
        return letters(column) + _further(rows.pop())
    if len({place[0] for place in places}) == 1 and len(columns) == 1:
        return f"#{row + 1}" + _further(columns.pop())
    return ""


def _further(distance: int) -> str:
    return f"{distance:+d}" if distance else ""
