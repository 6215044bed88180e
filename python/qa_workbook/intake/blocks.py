"""Several tables below one another in a sheet: each is read by its own header and its own labels.

A header that stands there once more, as on every printed page, begins nothing new. Labels between
two recordings that say something else than those above, 质检员：刘洋, hold for the rows below them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qa_workbook.forms.text_cells import blank
from qa_workbook.forms.vocabulary import normal
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
_LONGEST_LABELS = 80  # signs of a cell with labels
_NAMING = 2
"""So many cells say whose recording a row is, at least."""


@dataclass(frozen=True)
class Block:
    """A part of a sheet that is read by itself. The rows of its grid stand where they did.

    `labelled` is the row of the labels between two recordings that it begins with, -1 if it begins
    with a header.
    """

    grid: Grid
    head: Head
    labelled: int = -1


@dataclass(frozen=True)
class _Top:
    """Where a table begins: its first row, the row of its header or of its labels, and its head."""

    first: int
    row: int
    head: Head

    @property
    def labelled(self) -> int:
        """The row of its labels where the header stands further up, else -1."""
        return self.row if self.row > self.head.row else -1


def blocks(grid: Grid, head: Head, search: Search) -> list[Block]:
    """Returns the tables of a sheet whose first header is `head`; mostly there is one."""
    tops = [_Top(head.row + 1, head.row, head)]
    headers = set(_header_rows(grid, head, search))
    for row in sorted(headers.union(label_rows(grid, head, search))):
        above = tops[-1]
        if row <= above.row:
            continue
        if row in headers:
            top = _headed(grid, row, above, search)
        else:
            top = _labelled(grid, row, above, headers, search)
        if top:
            tops.append(top)
    if len(tops) == 1:
        return [Block(grid, head)]
    ends = [top.first for top in tops[1:]] + [len(grid.rows)]
    parts = zip(tops, ends, strict=True)
    return [Block(_cut(grid, top, end), top.head, top.labelled) for top, end in parts]


def _headed(grid: Grid, row: int, above: _Top, search: Search) -> _Top | None:
    """The table under the header in `row`, None if it only repeats the header above."""
    first, labels = _labels_above(grid, row, above.row, search)
    found = _head_at(grid, row, search)
    if found is None or (not labels and found.headings == above.head.headings):
        return None
    own = {key: place for key, place in labels.items() if place[0] != ""}
    doubled = doubled_between(grid, first, row, search)
    return _Top(first, row, replace(found, labels={**above.head.labels, **own}, doubled=doubled))


def _labelled(
    grid: Grid, row: int, above: _Top, headers: Collection[int], search: Search
) -> _Top | None:
    """The rows below labels that stand between two recordings and say something new, else None."""
    end = row + 1
    while end < len(grid.rows) and _is_above_header(grid, end, search):
        end += 1
    if end in headers or end == len(grid.rows):
        return None
    if not _is_recording(grid.rows[end], above.head, search):
        return None
    labels = labels_between(grid, row, end, search)
    own = {key: place for key, place in labels.items() if place[0] != ""}
    if all(_said(above.head, key) == normal(str(own[key][0])) for key in own):
        return None
    doubled = doubled_between(grid, row, end, search)
    return _Top(row, row, replace(above.head, labels={**above.head.labels, **own}, doubled=doubled))


def _said(head: Head, key: str) -> str:
    return normal(str(head.labels[key][0])) if key in head.labels else ""


def _is_recording(cells: Sequence[CellValue], head: Head, search: Search) -> bool:
    """Whether a row says which recording it is, and whose."""
    naming = [place for place, name in head.headings.items() if name in search.naming]
    return sum(not blank(cells[place]) for place in naming) >= _NAMING


def label_rows(grid: Grid, head: Head, search: Search) -> Iterator[int]:
    """Returns the rows below a header that begin with a label and hold little else."""
    for row in range(head.row + 1, len(grid.rows)):
        cells = grid.rows[row]
        first = cells[0] if cells and cells[0] != "" else next(filter(_is_said, cells), "")
        if isinstance(first, str) and len(first) <= _LONGEST_LABELS:
            name = normal(first).partition(":")[0]
            if name in search.labels and _is_above_header(grid, row, search):
                yield row


def _is_said(cell: CellValue) -> bool:
    return cell != ""


def _header_rows(grid: Grid, head: Head, search: Search) -> Iterator[int]:
    """Rows below a header that hold as many headings as another header would."""
    needed = max(_LEAST, len(search.headings.intersection(head.headings.values())) // 2)
    below = [row for row in range(head.row + 1, len(grid.rows)) if _texts(grid, row) >= needed]
    if not below:
        return
    for row in sorted(_candidates(grid, head, search, below)):
        names = {heading_of(cell, search.headings) for cell in grid.rows[row]}
        if len(names & search.headings) >= needed:
            yield row


def _texts(grid: Grid, row: int) -> int:
    """How many cells of a row hold texts: a row of marks has few."""
    cells = grid.rows[row]
    return list(map(type, cells)).count(str) - cells.count("")


def _candidates(grid: Grid, head: Head, search: Search, below: Sequence[int]) -> set[int]:
    """Those of the rows `below` with a heading in a column of headings.

    Few columns hold as few different words as those of marks, so equal cells are judged once.
    """
    found: dict[int, int] = {}
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
    grid: Grid, row: int, before: int, search: Search
) -> tuple[int, Mapping[str, tuple[Any, int, int]]]:
    """The first row that belongs to the header in `row`, and the labels from there on."""
    top = row
    while top - 1 > before and _is_above_header(grid, top - 1, search):
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


def _cut(grid: Grid, top: _Top, end: int) -> Grid:
    """The sheet without the rows from `end` on, and without those of other tables in between."""
    rows = grid.rows[:end]
    if top.labelled >= 0:
        first = top.head.row + 1
        nothing: list[CellValue] = [""] * grid.width
        rows = [*rows[:first], *[nothing] * (top.labelled + 1 - first), *rows[top.labelled + 1 :]]
    return replace(grid, rows=rows)
