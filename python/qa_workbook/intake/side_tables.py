"""A small table on the right of the real one, behind an empty column: it is told and left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from qa_workbook.findings.places import Heading
from qa_workbook.findings.report import Report
from qa_workbook.forms.text_cells import blank
from qa_workbook.grids.a1 import area
from qa_workbook.grids.grid import CellValue, Grid
from qa_workbook.intake.header import COMPUTED, Head

_NAMES_ROWS = frozenset({"recording", "basis", "clause"})
"""A table with one of these holds scores or breaches of its own."""


def without_side_table(
    grid: Grid, head: Head, lookup: Mapping[str, str], report: Report
) -> tuple[Grid, Head]:
    """Returns sheet and header without a table on the right whose headings only repeat known ones.

    `lookup` gives the keys of normalised headings. A table that may hold scores of its own stays,
    so that its headings are found twice.
    """
    known = {index: lookup[name] for index, name in head.headings.items() if name in lookup}
    for gap in _empty_columns(grid, head):
        left = {key for index, key in known.items() if index < gap}
        repeated = {key for index, key in known.items() if index > gap} - {COMPUTED}
        if repeated and repeated <= left and not repeated & _NAMES_ROWS:
            right = sorted(index for index in head.written if index > gap)
            first, last = min(right), max(right)
            names = "、".join(head.written[index].strip() for index in right)
            span = area(head.row, first, head.row, last)
            report.note("side-table", Heading(span, names, len(right)), names)
            nothing: list[CellValue] = [""] * (grid.width - gap)
            below = [cells[:gap] + nothing for cells in grid.rows[head.row :]]
            rows = grid.rows[: head.row] + below
            return replace(grid, rows=rows), _left_of(head, gap)
    return grid, head


def _empty_columns(grid: Grid, head: Head) -> Iterator[int]:
    """Columns between headings that hold nothing from the header on."""
    first, last = min(head.written), max(head.written)
    for column in range(first + 1, last):
        below = grid.rows[head.row :] if column not in head.written else []
        if below and all(blank(cells[column]) for cells in below):
            yield column


def _left_of(head: Head, column: int) -> Head:
    return replace(
        head,
        headings={index: name for index, name in head.headings.items() if index < column},
        written={index: name for index, name in head.written.items() if index < column},
    )
