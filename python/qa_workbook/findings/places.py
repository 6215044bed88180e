"""Where in a sheet a finding falls. Rows and columns are zero-based; addresses are A1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from qa_workbook.findings.codes import Target
from qa_workbook.grids.a1 import address, area
from qa_workbook.grids.grid import Place as At


@dataclass(frozen=True)
class Column:
    """One column of a sheet: what it is for, the heading as written, and its zero-based place.

    `places` says where its cells really stand in a sheet that was unfolded by a layout, by row of
    the table that was made of it.
    """

    key: str
    heading: str
    index: int
    places: Mapping[int, At] | None = field(default=None, compare=False, repr=False)

    def at(self, row: int) -> At:
        """Returns the zero-based row and column where the cell of a row stands."""
        return (row, self.index) if self.places is None else self.places[row]

    def address(self, row: int) -> str:
        """Returns the address of the cell of a row."""
        return address(*self.at(row))


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
        return self.column.address(self.row)

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
        """The range from the first to the last of the columns."""
        return _span(column.at(self.row) for column in self.columns)


@dataclass(frozen=True)
class Rows:
    """Cells of one column that share a fault, as one finding. An error keeps their rows out."""

    target: ClassVar[Target] = "rows"
    rows: Sequence[int]
    column: Column

    @property
    def cells(self) -> str:
        """The range from the first to the last of the rows."""
        return _span(self.column.at(row) for row in self.rows)

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


def _span(places: Iterable[At]) -> str:
    """The range that holds all of the places."""
    rows, columns = zip(*places, strict=True)
    return area(min(rows), min(columns), max(rows), max(columns))


SHEET = WholeSheet()
Place = Cell | RowCells | Rows | WholeRows | Label | Heading | WholeSheet
