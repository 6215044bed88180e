"""All address arithmetic: zero-based rows and columns to A1 and back, and the edges of a sheet."""

from __future__ import annotations

from functools import cache

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
"""The size of a sheet of Excel."""


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
