"""What the parts of a range can rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from xlwings_calc.addresses import Area
from xlwings_calc.uno_types import UnoObject

if TYPE_CHECKING:
    from xlwings_calc.books import Book
    from xlwings_calc.ranges import Range
    from xlwings_calc.sheets import Sheet


class RangePart:
    """Base of the mixed-in parts of `ranges.Range`, which provides all this."""

    sheet: Sheet
    area: Area
    options: dict[str, Any]

    @property
    def uno(self) -> UnoObject:
        """The UNO cell range."""
        raise NotImplementedError

    @property
    def book(self) -> Book:
        """The book."""
        book: Book = self.sheet.book
        return book

    @property
    def row(self) -> int:
        """The 1-based first row."""
        return self.area.row

    @property
    def column(self) -> int:
        """The 1-based first column."""
        return self.area.column

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of rows and columns."""
        return self.area.rows, self.area.columns

    @property
    def whole(self) -> Range:
        """The range this is a part of."""
        return cast("Range", self)

    def part(self, area: Area) -> Range:
        """Returns another range of the same sheet."""
        return type(self.whole)(self.sheet, area)

    def __call__(self, *position: int) -> Range:
        """Returns one cell, by number or by row and column, possibly outside of the range."""
        if not position:
            raise ValueError("Invalid arguments")
        if len(position) == 1:
            row, column = divmod(position[0] - 1, self.area.columns)
        else:
            row, column = position[0] - 1, position[1] - 1
        return self.part(Area(self.row + row, self.column + column, 1, 1))

    def ambiguous(self, name: str) -> bool:
        """Whether the cells of the range differ in a UNO property."""
        return bool(self.uno.getPropertyState(name).value == "AMBIGUOUS_VALUE")

    def common(self, name: str) -> Any:
        """Returns a UNO property of all cells, None when they differ."""
        return None if self.ambiguous(name) else self.uno.getPropertyValue(name)
