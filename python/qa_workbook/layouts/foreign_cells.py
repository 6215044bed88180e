"""The cells of a foreign sheet as people see them: a merged cell is one cell with one value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellValue, Grid, Place, Size
from qa_workbook.layouts.fields import Area


@dataclass(frozen=True)
class ForeignCells:
    """A grid, looked at cell by cell. Places outside of it are empty."""

    grid: Grid

    @property
    def whole(self) -> Area:
        """All of the sheet."""
        return Area(0, 0, len(self.grid.rows), self.grid.width)

    @property
    def merges_known(self) -> bool:
        """Whether the kind of file tells which cells are merged."""
        return self.grid.unseen.merged is not None

    @cached_property
    def _covered(self) -> dict[Place, Place]:
        found: dict[Place, Place] = {}
        for (top, left), (rows, columns) in (self.grid.unseen.merged or {}).items():
            for row in range(top, min(top + rows, len(self.grid.rows))):
                for column in range(left, min(left + columns, self.grid.width)):
                    found[row, column] = (top, left)
        return found

    def first(self, place: Place) -> Place:
        """Returns the place that holds the value which is seen in another."""
        return self._covered.get(place, place)

    def size(self, place: Place) -> Size:
        """Returns how many rows and columns the cell covers of which this is the first place."""
        return (self.grid.unseen.merged or {}).get(place, (1, 1))

    def value(self, place: Place) -> CellValue:
        """Returns what is seen there."""
        row, column = self.first(place)
        inside = 0 <= row < len(self.grid.rows) and 0 <= column < self.grid.width
        return self.grid.rows[row][column] if inside else ""

    def is_blank(self, place: Place) -> bool:
        """Returns whether nothing is seen there."""
        return blank(self.value(place))

    def name(self, place: Place) -> str:
        """Returns what is seen there as names are compared; "" for nothing."""
        return normal(words(self.value(place)))

    def filled(self, area: Area | None = None) -> Iterator[Place]:
        """Yields the places that hold something, row by row; a merged cell once."""
        of = area or self.whole
        for row in range(max(of.top, 0), min(of.bottom, len(self.grid.rows))):
            cells = self.grid.rows[row]
            for column in range(max(of.left, 0), min(of.right, len(cells))):
                if not blank(cells[column]):
                    yield row, column

    def is_blank_row(self, row: int, columns: range) -> bool:
        """Returns whether nothing is seen in some columns of a row."""
        return all(self.is_blank((row, column)) for column in columns)

    def next_right(self, place: Place) -> Place:
        """Returns the first place right of the cell that covers a place."""
        first = self.first(place)
        return place[0], first[1] + self.size(first)[1]

    def next_below(self, place: Place) -> Place:
        """Returns the first place below the cell that covers a place."""
        first = self.first(place)
        return first[0] + self.size(first)[0], place[1]
