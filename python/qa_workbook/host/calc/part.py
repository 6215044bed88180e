"""What the parts of a range can rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa_workbook.host.calc.addresses import Area
    from qa_workbook.host.calc.books import Book
    from qa_workbook.host.calc.ranges import Range
    from qa_workbook.host.calc.sheets import Sheet


class RangePart:
    """Base of the mixed-in parts of `ranges.Range`, which provides all this."""

    sheet: Sheet
    area: Area
    options: dict[str, Any]
    if TYPE_CHECKING:
        uno: Any
        book: Book
        row: int
        column: int
        shape: tuple[int, int]

        def part(self, area: Area) -> Range:
            """Returns another range of the same sheet."""

        def __call__(self, *position: int) -> Range:
            """Returns one cell."""

    def ambiguous(self, name: str) -> bool:
        """Whether the cells of the range differ in a UNO property."""
        return self.uno.getPropertyState(name).value == "AMBIGUOUS_VALUE"

    def common(self, name: str) -> Any:
        """Returns a UNO property of all cells, None when they differ."""
        return None if self.ambiguous(name) else self.uno.getPropertyValue(name)
