"""Several tables below one another in a sheet: each is read by its own header and its own labels.

A header that stands there once more, as on every printed page, begins nothing new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from qa_workbook.grids.grid import CellValue, Grid
from qa_workbook.intake.header import (
    Head,
    Search,
    doubled_between,
    find_head,
    heading_of,
    labels_between,
)

_LEAST = 3
"""So many headings of the first header must stand in another one, and half of them all."""


@dataclass(frozen=True)
class Block:
    """A part of a sheet that is read by itself. The rows of its grid stand where they did."""

    grid: Grid
    head: Head


def blocks(grid: Grid, head: Head, search: Search) -> list[Block]:
    """Returns the tables of a sheet whose first header is `head`; mostly there is one."""
    tops = [(head.row + 1, head)]
    for row in _header_rows(grid, head, search):
        above = tops[-1][1]
        if row <= above.row:
            continue
        top, labels = _labels_above(grid, row, above, search)
        found = _head_at(grid, row, search)
        if found is None or (not labels and found.headings == head.headings):
            continue
        own = {key: place for key, place in labels.items() if place[0] != ""}
        doubled = doubled_between(grid, top, row, search)
        tops.append((top, replace(found, labels={**above.labels, **own}, doubled=doubled)))
    if len(tops) == 1:
        return [Block(grid, head)]
    ends = [top for top, _ in tops[1:]] + [len(grid.rows)]
    return [Block(_cut(grid, end), one) for (_, one), end in zip(tops, ends, strict=True)]


def _header_rows(grid: Grid, head: Head, search: Search) -> Iterator[int]:
    """Rows below a header that hold as many headings as another header would."""
    needed = max(_LEAST, len(search.headings.intersection(head.headings.values())) // 2)
    for row in sorted(_candidates(grid, head, search)):
        names = {heading_of(cell, search.headings) for cell in grid.rows[row]}
        if len(names & search.headings) >= needed:
            yield row


def _candidates(grid: Grid, head: Head, search: Search) -> set[int]:
    """Rows with a heading in a column of headings.

    Few columns hold as few different words as those of marks, so equal cells are judged once.
    """
    found: dict[int, int] = {}
    below = range(head.row + 1, len(grid.rows))
    for index, name in head.headings.items():
        if name not in search.headings:
            continue
        cells = [grid.rows[row][index] for row in below]
        words = {cell for cell in cells if isinstance(cell, str) and cell}
        headings = {word for word in words if _may_be_heading(word, search)}
        if headings:
            for row, cell in zip(below, cells, strict=True):
                if cell in headings:
                    found[row] = found.get(row, 0) + 1
    return {row for row, count in found.items() if count >= _LEAST}


def _may_be_heading(word: str, search: Search) -> bool:
    return heading_of(word, search.headings) in search.headings


def _head_at(grid: Grid, row: int, search: Search) -> Head | None:
    """The header in a row, as if the sheet began there."""
    nothing: list[CellValue] = [""] * grid.width
    only = replace(grid, rows=[nothing] * row + grid.rows[row : row + 2])
    return find_head(only, replace(search, rows=row + 1))


def _labels_above(
    grid: Grid, row: int, before: Head, search: Search
) -> tuple[int, Mapping[str, tuple[Any, int, int]]]:
    """The first row that belongs to the header in `row`, and the labels from there on."""
    top = row
    while top - 1 > before.row and _is_above_header(grid, top - 1, search):
        top -= 1
    labels = labels_between(grid, top, row, search)
    if not labels:
        return row, {}
    return top, labels


def _is_above_header(grid: Grid, row: int, search: Search) -> bool:
    """Whether a row is blank, a title, or nothing but labels and their values."""
    cells = grid.rows[row]
    filled = [cell for cell in cells if not isinstance(cell, str) or cell.strip()]
    if not filled:
        return True
    labels = labels_between(grid, row, row + 1, search)
    if labels:
        return len(filled) <= 2 * max(len(labels), 1) + 1
    return len(filled) == 1 and isinstance(filled[0], str) and not any(map(str.isdigit, filled[0]))


def _cut(grid: Grid, end: int) -> Grid:
    """The sheet without the rows from `end` on."""
    return replace(grid, rows=grid.rows[:end])
