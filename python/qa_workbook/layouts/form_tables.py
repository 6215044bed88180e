"""Finds the forms of a sheet: where each has the header of its items, and how far it reaches.

A form is found by the heading of its items with that of its marks right of it. Forms may stand
below and beside each other. What stands above a header belongs to its form from the first row on
that looks like one above the header of the first form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import Place
from qa_workbook.layouts.fields import Area
from qa_workbook.layouts.foreign_cells import ForeignCells
from qa_workbook.layouts.headings import find_columns, levels_of
from qa_workbook.layouts.labels_in_cells import LabelNames
from qa_workbook.layouts.model import Layout
from qa_workbook.layouts.rows_above import Above


@dataclass(frozen=True)
class FormTable:
    """One form: the place of the heading of its items, and the area of all that belongs to it.

    `names` are the columns of names, where the heading stands over several those of their groups
    first; `columns` says where the other headings stand ("marks", "reason", "full", "ticks.0" …),
    `header` in which rows.
    """

    head: Place
    names: range
    columns: Mapping[str, int]
    header: range
    area: Area

    @property
    def first(self) -> int:
        """The first row below the header."""
        return self.header.stop

    def within(self, area: Area) -> FormTable:
        """Returns the same table with another area."""
        return replace(self, area=area)

    @property
    def ticks(self) -> dict[int, int]:
        """The columns of which one is ticked, by their number in the layout."""
        return {
            int(name.removeprefix("ticks.")): column
            for name, column in self.columns.items()
            if name.startswith("ticks.")
        }


def find_forms(cells: ForeignCells, layout: Layout, labels: LabelNames) -> list[FormTable]:
    """Returns the forms of a sheet, from the top and from the left."""
    heads = _heads(cells, layout)
    beside = [
        one
        for _, row in groupby(heads, key=lambda head: head.head[0])
        for one in _beside_each_other(cells, list(row), heads)
    ]
    bands: dict[int, list[FormTable]] = {}
    for one in beside:
        bands.setdefault(one.area.left, []).append(one)
    above = Above(cells, layout, labels)
    return sorted(above.parted(list(bands.values())), key=lambda one: one.head)


def _heads(cells: ForeignCells, layout: Layout) -> list[FormTable]:
    """The headers of forms, as yet with the whole sheet as their area."""
    items = normal(layout.form.items or "")
    places = [place for place in cells.filled() if cells.name(place) == items]
    found = []
    for place in places:
        others = [one for one in places if one[0] == place[0] and one[1] > place[1]]
        end = min((one[1] for one in others), default=cells.grid.width)
        found.append(_header_at(cells, layout, place, end))
    return [one for one in found if one is not None]


def _header_at(cells: ForeignCells, layout: Layout, place: Place, end: int) -> FormTable | None:
    """The header with the heading of its items in a place, None if no marks stand beside it."""
    row, column = place
    height, width = cells.size(place)
    if not cells.merges_known:  # the heading reaches to the next one
        beside = range(column + 1, end)
        width = next((at for at in beside if not cells.is_blank((row, at))), end) - column
    more = layout.levels - 1 if height == 1 else 0
    lower = range(row, min(row + height + more, len(cells.grid.rows)))
    upper = range(max(row - more, 0), row + height)
    beside = range(column + width, end)
    found = [(_columns(cells, layout, rows, beside), rows) for rows in (lower, upper)]
    columns, rows = max(found, key=lambda one: len(one[0]))
    if not any(map(is_of_marks, columns)):
        return None
    return FormTable(place, range(column, column + width), columns, rows, cells.whole)


def _columns(cells: ForeignCells, layout: Layout, rows: range, beside: range) -> dict[str, int]:
    """The columns of the headings that a layout names, of those right of the items."""
    form = layout.form
    wanted = {"marks": form.marks, "reason": form.reason, "full": form.full}
    wanted |= {f"ticks.{n}": tick.heading for n, tick in enumerate(form.ticks)}
    levels = levels_of(cells.grid, rows.start, rows.stop - 1)
    right = {column: texts for column, texts in levels.items() if column in beside}
    found = find_columns([heading for heading in wanted.values() if heading], right, beside.start)
    return {name: found[heading] for name, heading in wanted.items() if heading in found}


def _beside_each_other(
    cells: ForeignCells, row: Sequence[FormTable], heads: Sequence[FormTable]
) -> list[FormTable]:
    """Forms of one row with the columns that belong to each."""
    before = _columns_before(cells, row[0])
    lefts = sorted({head.head[1] - before for head in heads})
    found = []
    for n, one in enumerate(row):
        left = max(one.head[1] - before, 0) if n else 0
        last = max(one.columns.values())
        right = min((at for at in lefts if at > last), default=cells.grid.width)
        found.append(replace(one, area=replace(cells.whole, left=left, right=right)))
    return found


def _columns_before(cells: ForeignCells, first: FormTable) -> int:
    """How many columns with a heading stand left of that of the items."""
    row, column = first.head
    left = column
    while left > 0 and not cells.is_blank((row, left - 1)):
        left -= 1
    return column - left


def is_of_marks(name: str) -> bool:
    """Returns whether a heading is that of marks, or of a column that is ticked."""
    return name == "marks" or name.startswith("ticks.")
