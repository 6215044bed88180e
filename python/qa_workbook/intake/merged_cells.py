"""Merged cells below a header: what they mean for the rows that they cover.

Excel keeps the value of a merged cell in its first cell only. Whose recording it is and from which
day may be said once for several rows; a mark or a deduction belongs to one row, so nobody knows to
which of the rows it does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from qa_workbook.findings.places import Column, Rows
from qa_workbook.findings.report import Report
from qa_workbook.forms.text_cells import blank
from qa_workbook.grids.a1 import area
from qa_workbook.grids.grid import Grid
from qa_workbook.intake.header import Head

FILLED_DOWN = frozenset(
    {"call_date", "agent", "name", "team", "round", "inspector", "inspected_on", "registrar"}
)
"""Columns that may be said once for the rows below one another."""
HARMLESS = frozenset({"serial", "points", "remark", "computed"})
"""Columns that decide about nothing."""


@dataclass(frozen=True)
class Merged:
    """A merged cell: rows from `top` to `bottom`, columns from `left` to `right`."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def cells(self) -> str:
        """Its range."""
        return area(self.top, self.left, self.bottom, self.right)


def merged_below(grid: Grid, head: Head) -> list[Merged]:
    """Returns the merged cells below a header, in the order of the sheet."""
    sizes = grid.unseen.merged or {}
    found = [
        Merged(row, column, row + rows - 1, column + columns - 1)
        for (row, column), (rows, columns) in sizes.items()
        if row > head.row and row < len(grid.rows)
    ]
    return sorted(found, key=lambda merged: (merged.top, merged.left))


def filled_down(
    grid: Grid, head: Head, known: Mapping[int, str], filled: Collection[str], report: Report
) -> Grid:
    """Returns the grid in which merged cells of the columns `filled` hold their value in each row.

    `known` gives the key of each column that counts by its place. Each such column is told once.
    """
    tall = [
        merged
        for merged in merged_below(grid, head)
        if merged.bottom > merged.top
        and merged.left == merged.right
        and known.get(merged.left) in filled
    ]
    rows = list(grid.rows)
    told: dict[int, list[int]] = {}
    for merged in tall:
        value = rows[merged.top][merged.left]
        if blank(value):
            continue
        for row in range(merged.top + 1, min(merged.bottom + 1, len(rows))):
            if not any(not blank(cell) for cell in rows[row]):
                continue
            rows[row] = [*rows[row][: merged.left], value, *rows[row][merged.left + 1 :]]
            told.setdefault(merged.left, []).append(row)
    for column, lines in told.items():
        place = Column(known[column], head.written.get(column, ""), column)
        report.note("merged-filled-down", Rows(lines, place))
    return replace(grid, rows=rows) if told else grid


def note_unclear(
    grid: Grid, head: Head, known: Mapping[int, str], lines: Collection[int], report: Report
) -> None:
    """Notes the rows of which a merged cell doesn't say what belongs to them."""
    wanted, told = set(lines), set[int]()
    explained = list[tuple[list[int], range]]()
    for merged in merged_below(grid, head):
        if not _decides(merged, known) or blank(grid.rows[merged.top][merged.left]):
            continue
        rows = [row for row in range(merged.top, merged.bottom + 1) if row in wanted]
        explained.append((rows, range(merged.left, merged.right + 1)))
        # The first merged cell of a row stands for all of them.
        if rows and not told.issuperset(rows):
            heading = head.written.get(merged.left, "")
            column = Column(known.get(merged.left, ""), heading, merged.left)
            report.note("merged-unclear", Rows(rows, column), merged.cells)
            told.update(rows)
    for rows, columns in explained:
        report.explain_cells(rows, columns)


def _decides(merged: Merged, known: Mapping[int, str]) -> bool:
    """Whether a merged cell holds something that belongs to one row and one column."""
    keys = [key for key in _keys(merged, known) if key not in HARMLESS]
    if merged.left < merged.right:
        return len(keys) > 1 or (bool(keys) and known.get(merged.left) not in keys)
    return bool(keys) and keys[0] not in FILLED_DOWN and merged.bottom > merged.top


def _keys(merged: Merged, known: Mapping[int, str]) -> Iterator[str]:
    for column in range(merged.left, merged.right + 1):
        if column in known:
            yield known[column]
