"""What every filled cell of a foreign sheet was taken for; nothing is left out."""

from __future__ import annotations

from collections.abc import Iterable

from qa_workbook.forms.text_cells import blank
from qa_workbook.grids.grid import Grid, Place
from qa_workbook.layouts.unfolded import Kind, Understood

NO_RULE = "no-rule"
"""Why a cell isn't understood that no rule of the layout is about."""


class Coverage:
    """Collects what the cells of a sheet are taken for; who speaks of a cell first is right."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._cells: dict[Place, Understood] = {}
        # Every cell is asked for several times, and there may be a million.
        self._columns = [
            [column for column, cell in enumerate(cells) if cell != "" and not blank(cell)]
            for cells in grid.rows
        ]
        self._filled = {
            (row, column) for row, columns in enumerate(self._columns) for column in columns
        }

    def take(self, place: Place | None, kind: Kind, key: str = "", rule: str = "") -> None:
        """Says what a cell was taken for; empty cells and cells of no sheet are passed over."""
        if place in self._filled and place is not None:
            self._cells.setdefault(place, Understood(kind, key, rule))

    def take_row(
        self, row: int, kind: Kind, rule: str = "", columns: Iterable[int] | None = None
    ) -> None:
        """Says what the cells of a row were taken for that nobody has spoken of."""
        for column in range(self.grid.width) if columns is None else columns:
            self.take((row, column), kind, "", rule)

    def knows(self, place: Place) -> bool:
        """Returns whether somebody has spoken of a cell."""
        return place in self._cells

    def filled(self, row: int, columns: range | None = None) -> list[int]:
        """Returns the columns of a row whose cells are filled."""
        if columns is None:
            return self._columns[row]
        return [column for column in self._columns[row] if column in columns]

    def finished(self) -> dict[Place, Understood]:
        """Returns what each filled cell was taken for, row by row; the rest is not understood."""
        unknown = Understood("unsure", "", NO_RULE)
        return {
            (row, column): self._cells.get((row, column), unknown)
            for row, columns in enumerate(self._columns)
            for column in columns
        }
