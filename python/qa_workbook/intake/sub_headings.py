"""Headings that stand over several columns, with what each column holds in the row below.

开场白 over 标准分 and 实得分: the marks are those below 实得分. Where the row below doesn't say
which column holds the marks, the sheet can't be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellValue, Grid

JOINT = "/"
"""Between a heading and the words below it: 开场白/扣分原因."""
_ENOUGH = 2
"""So many headings over the same words make a row of sub-headings of words that aren't known."""


@dataclass(frozen=True)
class Wide:
    """A heading over the columns from `first` to `last`; `names` are the words below, by column."""

    heading: str
    first: int
    last: int
    names: Mapping[int, str]


@dataclass(frozen=True)
class SubHeadings:
    """What the row below a row of headings says.

    `values` has the column of the marks for each first column of a heading, `beside` the words of
    the other columns; `unclear` are the headings of which no column is known to hold the marks.
    """

    values: Mapping[int, int]
    beside: Mapping[int, str]
    unclear: tuple[Wide, ...]


def sub_headings(
    grid: Grid,
    row: int,
    written: Mapping[int, str],
    columns: frozenset[str],
    values: frozenset[str],
) -> SubHeadings | None:
    """Returns what stands below the headings `written` in a row, None where that is no sub-heading.

    `columns` are normalised headings of what people enter, `values` the words that mean the mark.
    """
    if row + 1 >= len(grid.rows):
        return None
    found = [wide for wide in _wide(grid, row, written) if wide.names]
    if not found or not _is_row_of_names(found, columns - values, values):
        return None
    if _is_row_of_data(grid.rows[row + 1], written, found):
        return None
    places: dict[int, int] = {}
    beside: dict[int, str] = {}
    unclear: list[Wide] = []
    for wide in found:
        marks = [column for column, name in wide.names.items() if normal(name) in values]
        place = marks[0] if len(marks) == 1 else wide.first
        if len(marks) != 1:
            unclear.append(wide)
        places[wide.first] = place
        others = {column: name for column, name in wide.names.items() if column != place}
        beside |= {column: f"{wide.heading}{JOINT}{name}" for column, name in others.items()}
    return SubHeadings(places, beside, tuple(unclear))


def _wide(grid: Grid, row: int, written: Mapping[int, str]) -> list[Wide]:
    """The headings over several columns, with the words below them."""
    below = grid.rows[row + 1]
    found = []
    for column, heading in written.items():
        last = _last_column(grid, row, column)
        if last > column:
            words = {place: _word(below, place) for place in range(column, last + 1)}
            names = {place: word for place, word in words.items() if word}
            found.append(Wide(heading.strip(), column, last, names))
    return found


def _last_column(grid: Grid, row: int, column: int) -> int:
    """The last column of a heading: of its merged cell, else up to the next heading."""
    size = (grid.unseen.merged or {}).get((row, column))
    if size:
        return column + size[1] - 1
    cells, below = grid.rows[row], grid.rows[row + 1]
    last = column
    while last + 1 < len(cells) and not _word(cells, last + 1) and _word(below, last + 1):
        last += 1
    return last


def _word(cells: Sequence[CellValue], place: int) -> str:
    cell = cells[place] if place < len(cells) else ""
    return cell.strip() if isinstance(cell, str) else ""


def _is_row_of_data(
    cells: Sequence[CellValue], written: Mapping[int, str], found: Sequence[Wide]
) -> bool:
    """Whether the row below says a day or a number under the other headings: it is a recording."""
    covered = {column for wide in found for column in range(wide.first, wide.last + 1)}
    others = [cells[place] for place in written if place not in covered and place < len(cells)]
    return any(any(map(str.isdigit, str(cell))) for cell in others)


def _is_row_of_names(
    found: Sequence[Wide], columns: frozenset[str], values: frozenset[str]
) -> bool:
    """Whether the row below holds sub-headings: not headings of columns, and not data."""
    names = [tuple(map(normal, wide.names.values())) for wide in found]
    words = {word for of_one in names for word in of_one}
    if words & columns and not all(values.intersection(of_one) for of_one in names):
        return False  # group headings over the real ones
    repeated = max(map(names.count, names))
    return bool(words & values) or repeated >= _ENOUGH
