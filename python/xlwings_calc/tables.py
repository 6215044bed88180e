"""Tables: Calc's named database ranges, as far as reading scripts use them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlwings_calc.addresses import Area
from xlwings_calc.filters import AutoFilter
from xlwings_calc.uno_types import UnoObject

if TYPE_CHECKING:
    from xlwings_calc.ranges import Range
    from xlwings_calc.sheets import Sheet


class Table(base_classes.Table):
    """One database range."""

    parent: Any = None  # hides the read-only property of the base class

    def __init__(self, sheet: Sheet, uno: UnoObject):
        self.parent = sheet
        self.uno = uno

    @property
    def api(self) -> UnoObject:
        """The UNO database range."""
        return self.uno

    @property
    def name(self) -> str:
        """The name."""
        return str(self.uno.getName())

    @name.setter
    def name(self, value: str) -> None:
        self.uno.setName(value)

    display_name = name

    @property
    def range(self) -> Range:
        """All cells, header included."""
        from xlwings_calc.ranges import Range

        return Range.at(self.parent, self.uno.getDataArea())

    @property
    def show_headers(self) -> bool:
        """Whether the first row is a header."""
        return bool(self.uno.ContainsHeader)

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        self.uno.ContainsHeader = bool(value)

    @property
    def show_autofilter(self) -> bool:
        """Whether filter buttons are shown."""
        return bool(self.uno.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self.uno.AutoFilter = bool(value)

    @property
    def show_totals(self) -> bool:
        """Whether the last row holds totals."""
        return bool(self.uno.TotalsRow)

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        if bool(value) != self.show_totals:
            area = self.range.area
            self._set_area(
                Area(area.row, area.column, area.rows + (1 if value else -1), area.columns)
            )
            self.uno.TotalsRow = bool(value)

    def _set_area(self, area: Area) -> None:
        self.uno.setDataArea(self.range.part(area).uno.getRangeAddress())

    @property
    def header_row_range(self) -> Range | None:
        """The header, None without one."""
        if not self.show_headers:
            return None
        area = self.range.area
        return self.range.part(Area(area.row, area.column, 1, area.columns))

    @property
    def data_body_range(self) -> Range | None:
        """The rows between header and totals, None when there are none."""
        area = self.range.area
        head, foot = int(self.show_headers), int(self.show_totals)
        rows = area.rows - head - foot
        if rows < 1 or self.insert_row_range is not None:
            return None
        return self.range.part(Area(area.row + head, area.column, rows, area.columns))

    @property
    def insert_row_range(self) -> Range | None:
        """The one empty row of a table without data, None once it has some."""
        area = self.range.area
        if area.rows != 1 + self.show_headers:
            return None
        row = self.range.part(Area(area.last_row, area.column, 1, area.columns))
        return None if row.filled_areas() else row

    @property
    def totals_row_range(self) -> Range | None:
        """The row of totals, None without one."""
        if not self.show_totals:
            return None
        area = self.range.area
        return self.range.part(Area(area.last_row, area.column, 1, area.columns))

    @property
    def autofilter(self) -> AutoFilter:
        """The filter of its rows."""
        return AutoFilter(self.range)

    def sort(self, keys: list[int], ascending: list[bool]) -> None:
        """Sorts its rows; header and totals stay."""
        body = self.data_body_range
        if body is not None:
            body.sort(keys, ascending, has_headers=False)

    def resize(self, range: Any) -> None:  # noqa: A002 -- xlwings' name
        """Gives the table another place."""
        self.uno.setDataArea(range.impl.uno.getRangeAddress())


class Tables(base_classes.Collection, base_classes.Tables):
    """The database ranges of one sheet, from top to bottom."""

    parent: Any = None  # hides the read-only property of the base class

    def __init__(self, sheet: Sheet):
        self.parent = sheet

    @property
    def api(self) -> UnoObject:
        """The UNO collection of the book's database ranges."""
        return self.parent.book.uno.DatabaseRanges

    def __iter__(self) -> Iterator[Table]:
        names = self.api.getElementNames()
        if not names:
            return iter(())
        number = self.parent.index - 1
        found = [self.api.getByName(name) for name in names]
        tables = [Table(self.parent, uno) for uno in found if uno.getDataArea().Sheet == number]
        return iter(sorted(tables, key=lambda table: (table.range.row, table.range.column)))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __call__(self, key: str | int) -> Table:
        """Returns a table by name or 1-based number. Raises KeyError."""
        tables = list(self)
        if isinstance(key, str):
            for table in tables:
                if table.name.lower() == key.lower():
                    return table
        elif 1 <= key <= len(tables):
            return tables[key - 1]
        raise KeyError(key)

    def __contains__(self, key: str | int) -> bool:
        try:
            self(key)
        except KeyError:
            return False
        return True

    def add(  # type: ignore[override]
        self, source: Any = None, has_headers: bool = True, name: str | None = None, **_: Any
    ) -> Table:
        """Makes a table of a range; Calc has no table styles."""
        number = 1
        while self.api.hasByName(f"Table{number}"):
            number += 1
        name = name or f"Table{number}"
        cells, area = source.impl, source.impl.area
        if not has_headers:
            self._insert_header(cells)
            cells = cells.part(Area(area.row, area.column, area.rows + 1, area.columns))
        elif area.rows == 1:  # as in Excel: a row to write into
            cells = cells.part(Area(area.row, area.column, 2, area.columns))
        self.api.addNewByName(name, cells.uno.getRangeAddress())
        table = Table(self.parent, self.api.getByName(name))
        table.show_headers = table.show_autofilter = True
        return table

    @staticmethod
    def _insert_header(cells: Range) -> None:
        """Moves the cells one row down and writes names above them, as Excel does."""
        area = cells.area
        header = cells.part(Area(area.row, area.column, 1, area.columns))
        header.insert("down")
        header.raw_value = [[f"Column{number}" for number in range(1, area.columns + 1)]]
