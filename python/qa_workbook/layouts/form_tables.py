"""Finds the forms of a sheet: where each has the header of its items, and how far it reaches.

A form is found by the heading of its items with that of its marks right of it. Forms may stand
below and beside each other. What stands above a header belongs to its form from the first row on
that looks like one above the header of the first form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import Place
from qa_workbook.layouts.expressions import fits
from qa_workbook.layouts.fields import Area
from qa_workbook.layouts.foreign_cells import ForeignCells
from qa_workbook.layouts.headings import find_columns, levels_of
from qa_workbook.layouts.labels_in_cells import LabelNames
from qa_workbook.layouts.model import Layout

_DIGITS = re.compile(r"\d+")


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
    above = _Above(cells, layout, labels)
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
    if not any(name == "marks" or name.startswith("ticks.") for name in columns):
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


@dataclass(frozen=True)
class _Above:
    """What stands above the headers of forms."""

    cells: ForeignCells
    layout: Layout
    labels: LabelNames

    def parted(self, bands: Sequence[Sequence[FormTable]]) -> list[FormTable]:
        """Returns the forms with the rows that belong to each."""
        found: list[FormTable] = []
        gaps = [self._gap(band, n) for band in bands for n in range(len(band))]
        for band in bands:
            own, *below = (self._gap(band, n) for n in range(len(band)))
            top = self._own_top(own, [gap for gap in gaps if gap != own])
            first = replace(own, top=top)
            tops = [top, *(self._top(first, gap) for gap in below)]
            ends = [*tops[1:], self.cells.whole.bottom]
            found += [
                replace(one, area=replace(one.area, top=start, bottom=end))
                for one, start, end in zip(band, tops, ends, strict=True)
            ]
        return found

    def _gap(self, band: Sequence[FormTable], n: int) -> Area:
        """The rows between the header of a form and the first item of the one above it."""
        top = band[n - 1].first if n else 0
        return replace(band[n].area, top=top, bottom=band[n].header.start)

    def _own_top(self, own: Area, others: Sequence[Area]) -> int:
        """The first row of the sheet that the first form doesn't share with those that follow.

        A row that no other form has is said once for all of them.
        """
        if not others:
            return 0
        seen = {
            sign
            for area in others
            for row in range(area.top, area.bottom)
            for sign in self._signs(area, row)
        }
        for row in range(own.top, own.bottom):
            if self._signs(own, row) & seen:
                return row
        return own.bottom

    def _top(self, first: Area, gap: Area) -> int:
        """The row in which a further form begins: nearest above its header looks like a row above
        that of the first form, the upper ones first.
        """
        for row in range(first.top, first.bottom):
            signs = self._signs(first, row)
            alike = (
                at for at in reversed(range(gap.top, gap.bottom)) if signs & self._signs(gap, at)
            )
            if signs and (found := next(alike, None)) is not None:
                return found
        return gap.bottom

    def _signs(self, area: Area, row: int) -> frozenset[str]:
        """What a row is known by: its labels, else the texts of the layout, else its first text."""
        places = list(self.cells.filled(replace(area, top=row, bottom=row + 1)))
        values = [self.cells.value(place) for place in places]
        labels = {name for value in values for name, _ in self.labels.parts(value)}
        if labels:
            return frozenset(labels)
        names = [normal(value) for value in values if isinstance(value, str)]
        texts = {
            f"*{n}"
            for n, pattern in enumerate(self.layout.ignored.texts)
            if any(fits(pattern, name) for name in names)
        }
        return frozenset(texts or {_DIGITS.sub("", name) for name in names[:1]}) - {""}
