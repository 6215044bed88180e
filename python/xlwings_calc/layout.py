"""Layout of a range: sizes, hiding, inserting and deleting cells, merging, outline groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings_calc import units
from xlwings_calc.addresses import Area
from xlwings_calc.connection import elements, enum
from xlwings_calc.formats import from_uno
from xlwings_calc.part import RangePart
from xlwings_calc.uno_types import UnoObject

if TYPE_CHECKING:
    from xlwings_calc.ranges import Range

_INSERT = "com.sun.star.sheet.CellInsertMode"
_DELETE = "com.sun.star.sheet.CellDeleteMode"


class Layout(RangePart):
    """Sizes and places of cells."""

    def _lines(self, which: str, name: str) -> set[Any]:
        """Returns the different values of a property of the rows or columns.

        Lines past the used cells are alike.
        """
        used = self.sheet.used_range.area
        if which == "rows":
            last = max(min(self.area.last_row, used.last_row + 1), self.row)
            lines = self.part(Area(self.row, self.column, last - self.row + 1, 1)).uno.getRows()
        else:
            last = max(min(self.area.last_column, used.last_column + 1), self.column)
            lines = self.part(
                Area(self.row, self.column, 1, last - self.column + 1)
            ).uno.getColumns()
        return {line.getPropertyValue(name) for line in elements(lines)}

    def _common_line(self, which: str, name: str) -> Any:
        found = self._lines(which, name)
        return found.pop() if len(found) == 1 else None

    @property
    def column_width(self) -> float | None:
        """The width of the columns in characters, None when they differ."""
        if self.area.empty:
            return 0
        width = self._common_line("columns", "Width")
        return None if width is None else units.characters(width)

    @column_width.setter
    def column_width(self, value: float) -> None:
        if not 0 <= value <= 255:
            raise ValueError("column_width must be between 0 and 255")
        if not self.area.empty:
            self.uno.getColumns().Width = units.column_length(value)

    @property
    def row_height(self) -> float | None:
        """The height of the rows in points, None when they differ."""
        if self.area.empty:
            return 0
        height = self._common_line("rows", "Height")
        return None if height is None else units.points(height)

    @row_height.setter
    def row_height(self, value: float) -> None:
        if not 0 <= value <= 409.5:
            raise ValueError("row_height must be between 0 and 409.5")
        if not self.area.empty:
            self.uno.getRows().Height = units.length(value)

    @property
    def width(self) -> float:
        """The width in points."""
        return 0 if self.area.empty else units.cell_points(self.uno.Size.Width)

    @property
    def height(self) -> float:
        """The height in points."""
        return 0 if self.area.empty else units.cell_points(self.uno.Size.Height)

    @property
    def left(self) -> float:
        """The distance from the left edge of the sheet in points."""
        return 0 if self.area.empty else units.cell_points(self.uno.Position.X)

    @property
    def top(self) -> float:
        """The distance from the top edge of the sheet in points."""
        return 0 if self.area.empty else units.cell_points(self.uno.Position.Y)

    def autofit(self, axis: str | None = None) -> None:
        """Fits columns ("c", "columns"), rows ("r", "rows") or both to their contents."""
        if axis not in (None, "c", "columns", "r", "rows"):
            raise ValueError(f"unknown axis {axis!r}")
        used = self.area.intersection(self.sheet.used_range.area)
        if self.area.empty or used is None:
            return
        cells = self.part(used).uno
        if axis in (None, "c", "columns"):
            cells.getColumns().OptimalWidth = True
        if axis in (None, "r", "rows"):
            cells.getRows().OptimalHeight = True

    @property
    def row_hidden(self) -> bool | None:
        """Whether the rows are hidden, None when only some are."""
        visible = self._common_line("rows", "IsVisible")
        return None if visible is None else not visible

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.uno.getRows().IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        """Whether the columns are hidden, None when only some are."""
        visible = self._common_line("columns", "IsVisible")
        return None if visible is None else not visible

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.uno.getColumns().IsVisible = not value

    def _whole_lines(self) -> str | None:
        limits = self.book.limits
        if self.area.columns == limits.columns:
            return "ROWS"
        return "COLUMNS" if self.area.rows == limits.rows else None

    def insert(
        self,
        shift: str | None = None,
        copy_origin: str | None = None,  # noqa: ARG002 - the signature of xlwings
    ) -> None:
        """Inserts cells and moves the present ones "down" or "right".

        Calc takes formats from above or left.
        """
        if shift not in ("down", "right", None):
            raise ValueError(f"shift must be 'down' or 'right', not {shift!r}")
        shift = shift or ("down" if self.area.columns >= self.area.rows else "right")
        mode = self._whole_lines() or shift.upper()
        self.sheet.uno.insertCells(self.uno.getRangeAddress(), enum(_INSERT, mode))
        self.book.app.office.shifts += 1

    def delete(self, shift: str | None = None) -> None:
        """Deletes the cells and moves the others "up" or "left".

        By default as the shape suggests.
        """
        if shift not in ("up", "left", None):
            raise ValueError(f"shift must be 'up' or 'left', not {shift!r}")
        shift = shift or ("left" if self.area.rows >= self.area.columns else "up")
        mode = self._whole_lines() or shift.upper()
        self.sheet.uno.removeRange(self.uno.getRangeAddress(), enum(_DELETE, mode))
        self.book.app.office.shifts += 1

    @property
    def merge_area(self) -> Range:
        """The merged range the first cell belongs to, or that cell."""
        cursor = self.sheet.uno.createCursorByRange(self(1, 1).uno)
        cursor.collapseToMergedArea()
        return self.part(from_uno(cursor.getRangeAddress()))

    @property
    def merge_cells(self) -> bool:
        """Whether the range holds merged cells."""
        return bool(self.uno.getIsMerged()) or self.merge_area.shape != (1, 1)

    def merge(self, across: bool) -> None:
        """Merges the cells (`across`: each row by itself).

        As in Excel only the first value stays.
        """
        self.uno.merge(False)
        rows = [
            Area(row, self.column, 1, self.area.columns)
            for row in range(self.row, self.area.last_row + 1)
        ]
        for area in rows if across else [self.area]:
            self.part(area)._merge_one()

    def _merge_one(self) -> None:
        filled = [(area.row, area.column) for area in self._filled_parts()]
        if filled and min(filled) != (self.row, self.column):
            row, column = min(filled)
            self(1, 1).raw_value = self.sheet.range((row, column)).raw_value
        first = self(1, 1)
        for area in self._filled_parts():
            for row, column in area.cells():
                if (row, column) != (first.row, first.column):
                    self.part(Area(row, column, 1, 1)).clear_contents()
        self.uno.merge(True)

    def _filled_parts(self) -> list[Area]:
        return self.part(self.area).filled_areas()

    def unmerge(self) -> None:
        """Separates merged cells."""
        area = self.merge_area.area
        self.part(area.union(self.area)).uno.merge(False)

    def group(self, by: str) -> None:
        """Groups the "rows" or "columns" under an outline."""
        self.sheet.uno.group(self.uno.getRangeAddress(), _orientation(by))

    def ungroup(self, by: str) -> None:
        """Takes the "rows" or "columns" out of their group."""
        self.sheet.uno.ungroup(self.uno.getRangeAddress(), _orientation(by))


def _orientation(by: str) -> UnoObject:
    if by not in ("rows", "columns"):
        raise ValueError(f"by must be 'rows' or 'columns', not {by!r}")
    return enum("com.sun.star.table.TableOrientation", by.upper())
