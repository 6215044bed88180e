"""Finds the tables of a sheet whose recordings stand beside each other: the header of the items at
the left, the columns of the recordings right of it, and how far each table reaches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import Place
from qa_workbook.layouts.fields import Area
from qa_workbook.layouts.foreign_cells import ForeignCells
from qa_workbook.layouts.headings import find_columns, levels_of, same_name
from qa_workbook.layouts.labels_in_cells import LabelNames
from qa_workbook.layouts.model import Layout
from qa_workbook.layouts.rows_above import Above


@dataclass(frozen=True)
class ColumnTable:
    """One table: the place of the heading of its items, its header and the area of all of it.

    `names` are the columns of the names of items, `groups` those left of them, `full` that of the
    full marks; `aside` are columns at the left that nothing is read from, with the number of the
    rule. Recordings begin in the column `first`; `recordings` are the columns of their marks with
    all columns of each and that of the reasons, if there is one. `sub_row` is the row in which all
    of them have the same headings, -1 without.
    """

    head: Place
    names: range
    full: int | None
    aside: Mapping[int, int]
    header: range
    first: int
    area: Area
    recordings: Mapping[int, range] = field(default_factory=dict)
    reasons: Mapping[int, int] = field(default_factory=dict)
    sub_row: int = -1

    def within(self, area: Area) -> ColumnTable:
        """Returns the same table with another area."""
        return replace(self, area=area)

    @property
    def groups(self) -> list[int]:
        """The columns left of the names that may name groups of items."""
        return [column for column in range(self.names.start) if column not in self.aside]


def find_column_tables(
    cells: ForeignCells, layout: Layout, labels: LabelNames
) -> list[ColumnTable]:
    """Returns the tables of a sheet from the top."""
    items = normal(layout.form.items or "")
    firsts: dict[int, Place] = {}
    for place in cells.filled():
        if cells.name(place) == items:
            firsts.setdefault(place[0], place)
    found = [_table_at(cells, layout, place) for place in firsts.values()]
    tables = [one for one in found if one is not None]
    parted = Above(cells, layout, labels).parted([tables]) if tables else []
    return [_with_recordings(cells, layout, one) for one in parted]


def _table_at(cells: ForeignCells, layout: Layout, place: Place) -> ColumnTable | None:
    """The table with the heading of its items in a place, None if what stands before the
    recordings isn't there.
    """
    row, column = place
    height, width = cells.size(place)
    rows = range(row, min(row + max(height, layout.levels), len(cells.grid.rows)))
    form, levels = layout.form, levels_of(cells.grid, rows.start, rows.stop - 1)
    wanted = [form.items, form.full, form.recordings_after, *layout.ignored.headings]
    columns = find_columns([name for name in wanted if name], levels)
    after = columns.get(form.recordings_after or "", -1) if form.recordings_after else column
    if after < 0:
        return None
    full = columns.get(form.full) if form.full else None
    last = max(after, column, full if full is not None and not form.recordings_after else 0)
    first = max(cells.next_right((row, last))[1], column + width)
    aside = {
        columns[name]: number
        for number, name in enumerate(layout.ignored.headings)
        if columns.get(name, first) < first
    }
    if not cells.merges_known:  # the heading reaches to the next one
        beside = range(column + 1, first)
        width = next((at for at in beside if not cells.is_blank((row, at))), column + 1) - column
    names = range(column, column + width)
    return ColumnTable(place, names, full, aside, rows, first, cells.whole)


def _with_recordings(cells: ForeignCells, layout: Layout, table: ColumnTable) -> ColumnTable:
    """The table with the columns of its recordings."""
    beside = range(table.first, cells.grid.width)
    levels = levels_of(cells.grid, table.header.start, table.header.stop - 1)
    lowest = {column: levels[column][-1] for column in beside if column in levels}
    form, last = layout.form, table.header.stop - 1
    marks = [at for at in beside if form.marks and same_name(form.marks, lowest.get(at, ""))]
    if not marks:
        filled = {place[1] for place in cells.filled(table.area)}
        single = {at: range(at, at + 1) for at in beside if at in filled}
        return replace(table, recordings=single)
    known = [name for name in (form.reason, form.full) if name]
    spans = {at: _span(at, marks, lowest, known) for at in marks}
    reasons = {
        at: each
        for at, span in spans.items()
        for each in span
        if form.reason and same_name(form.reason, lowest.get(each, ""))
    }
    return replace(table, recordings=spans, reasons=reasons, sub_row=last)


def _span(at: int, marks: list[int], lowest: Mapping[int, str], known: list[str]) -> range:
    """The columns of one recording: that of its marks and those behind it that belong to it."""
    end = at + 1
    while end not in marks and any(same_name(name, lowest.get(end, "")) for name in known):
        end += 1
    return range(at, end)
