"""Which rows of a sheet belong to which of its tables, where several stand below each other.

What stands above a header belongs to its table from the first row on that looks like one above the
header of the first table. What only the first has above itself is said once for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol, Self, TypeVar

from qa_workbook.forms.vocabulary import normal
from qa_workbook.layouts.expressions import fits
from qa_workbook.layouts.fields import Area
from qa_workbook.layouts.foreign_cells import ForeignCells
from qa_workbook.layouts.labels_in_cells import LabelNames
from qa_workbook.layouts.model import Layout

_DIGITS = re.compile(r"\d+")


class Headed(Protocol):
    """A table with a header."""

    @property
    def header(self) -> range:
        """The rows of the header."""
        ...

    @property
    def area(self) -> Area:
        """All that belongs to it."""
        ...

    def within(self, area: Area) -> Self:
        """Returns the same table with another area."""
        ...


Table = TypeVar("Table", bound=Headed)


@dataclass(frozen=True)
class Above:
    """What stands above the headers of tables."""

    cells: ForeignCells
    layout: Layout
    labels: LabelNames

    def parted(self, bands: Sequence[Sequence[Table]]) -> list[Table]:
        """Returns the tables with the rows that belong to each; those of a band stand below each
        other, bands beside each other.
        """
        found: list[Table] = []
        gaps = [self._gaps(band) for band in bands]
        every = [gap for of_band in gaps for gap in of_band]
        for band, (own, *below) in zip(bands, gaps, strict=True):
            top = self._own_top(own, [gap for gap in every if gap != own])
            first = replace(own, top=top)
            tops = [top, *(self._top(first, gap) for gap in below)]
            ends = [*tops[1:], self.cells.whole.bottom]
            found += [
                one.within(replace(one.area, top=start, bottom=end))
                for one, start, end in zip(band, tops, ends, strict=True)
            ]
        return found

    def _gaps(self, band: Sequence[Headed]) -> list[Area]:
        """The rows above the header of each table that aren't part of the table above it: what
        stands below the last table stands below the others as well.
        """
        areas = [band[0].area]
        for above, one in pairwise(band):
            areas.append(replace(one.area, top=above.header.stop))
        gaps = [
            replace(area, bottom=one.header.start) for area, one in zip(areas, band, strict=True)
        ]
        last = replace(band[-1].area, top=band[-1].header.stop)
        foot = [self._signs(last, row) for row in range(last.top, last.bottom)]
        return [gaps[0], *(replace(gap, top=self._behind(gap, foot)) for gap in gaps[1:])]

    def _behind(self, gap: Area, foot: Sequence[frozenset[str]]) -> int:
        """The first row behind those that are known from below the last table, in their order."""
        behind = gap.top
        for signs in filter(None, foot):
            rows = range(behind, gap.bottom)
            behind = next((row + 1 for row in rows if signs & self._signs(gap, row)), behind)
        return behind

    def _own_top(self, own: Area, others: Sequence[Area]) -> int:
        """The first row of the sheet that the first table doesn't share with those that follow.

        A row that no other table has is said once for all of them.
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
        """The row in which a further table begins: nearest above its header looks like a row above
        that of the first table, the upper ones first.
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
