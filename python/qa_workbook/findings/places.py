"""Where in a sheet a finding falls. Rows and columns are zero-based; addresses are A1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from qa_workbook.findings.codes import Target
from qa_workbook.grids.a1 import address, area


@dataclass(frozen=True)
class Column:
    """One column of a sheet: what it is for, the heading as written, and its zero-based place."""

    key: str
    heading: str
    index: int


@dataclass(frozen=True)
class Cell:
    """One cell of a data row. An error keeps the row out."""

    target: ClassVar[Target] = "cell"
    row: int
    column: Column
    count: ClassVar[int] = 1

    @property
    def cells(self) -> str:
        """Address of the cell."""
        return address(self.row, self.column.index)

    @property
    def heading(self) -> str:
        """Heading of its column."""
        return self.column.heading


@dataclass(frozen=True)
class RowCells:
    """Several cells of one data row, told as one finding. An error keeps the row out."""

    target: ClassVar[Target] = "row"
    row: int
    columns: Sequence[Column]
    heading: ClassVar[str] = ""
    count: ClassVar[int] = 1

    @property
    def cells(self) -> str:
        """The range from the leftmost to the rightmost of the columns."""
        indexes = [column.index for column in self.columns]
        return area(self.row, min(indexes), self.row, max(indexes))


@dataclass(frozen=True)
class Rows:
    """Cells of one column that share a fault, as one finding. An error keeps their rows out."""

    target: ClassVar[Target] = "rows"
    rows: Sequence[int]
    column: Column

    @property
    def cells(self) -> str:
        """The range from the first to the last of the rows."""
        return area(min(self.rows), self.column.index, max(self.rows), self.column.index)

    @property
    def heading(self) -> str:
        """Heading of the column."""
        return self.column.heading

    @property
    def count(self) -> int:
        """How many cells share the fault."""
        return len(self.rows)


@dataclass(frozen=True)
class WholeRows:
    """Whole rows that follow one another, told as one finding. An error keeps them out."""

    target: ClassVar[Target] = "rows"
    rows: Sequence[int]
    last_column: int
    heading: ClassVar[str] = ""

    @property
    def cells(self) -> str:
        """The range from the first cell of the first row to the last cell of the last one."""
        return area(min(self.rows), 0, max(self.rows), self.last_column)

    @property
    def count(self) -> int:
        """How many rows they are."""
        return len(self.rows)


@dataclass(frozen=True)
class Label:
    """A label above the header, or its value, named by `heading`; `cells` is "" where it's absent.

    An error keeps the sheet out. Where the label is not `needed` it is told as a warning.
    """

    target: ClassVar[Target] = "label"
    cells: str
    heading: str = ""
    needed: bool = True
    count: ClassVar[int] = 1


@dataclass(frozen=True)
class Heading:
    """One or `count` headings of a sheet, or where they should be. An error keeps the sheet out."""

    target: ClassVar[Target] = "heading"
    cells: str
    heading: str
    count: int = 1


@dataclass(frozen=True)
class WholeSheet:
    """The sheet itself; `cells` only where one cell shows why. An error keeps the sheet out."""

    target: ClassVar[Target] = "sheet"
    cells: str = ""
    heading: ClassVar[str] = ""
    count: ClassVar[int] = 1


SHEET = WholeSheet()
Place = Cell | RowCells | Rows | WholeRows | Label | Heading | WholeSheet
