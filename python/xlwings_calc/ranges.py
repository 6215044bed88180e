"""Ranges of cells: identity and movement.

Contents, layout, look and searching are in the modules mixed in here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlwings_calc import values
from xlwings_calc.addresses import Area, address, quoted_sheet
from xlwings_calc.contents import Contents
from xlwings_calc.excel_api import RangeApi
from xlwings_calc.formats import from_uno
from xlwings_calc.layout import Layout
from xlwings_calc.look import Look
from xlwings_calc.names import Names
from xlwings_calc.searching import Searching
from xlwings_calc.transfer import Transfer
from xlwings_calc.uno_types import UnoObject

if TYPE_CHECKING:
    from xlwings_calc.books import Book
    from xlwings_calc.sheets import Sheet

_DIRECTIONS = {"d": "down", "u": "up", "l": "left", "r": "right"}
_NUMBERED = {-4121: "down", -4162: "up", -4159: "left", -4161: "right"}


class Range(Contents, Layout, Look, Searching, Transfer, base_classes.Range):
    """A rectangle of cells of one sheet.

    Like xlwings' own ranges it keeps its place when cells are inserted.
    """

    def __init__(self, sheet: Sheet, area: Area, given: str = ""):
        limits = sheet.book.limits
        if (
            area.last_row > limits.rows
            or area.last_column > limits.columns
            or min(area.row, area.column) < 1
        ):
            raise IndexError(f"a range beyond the edge of the sheet: {area}")
        self.sheet = sheet
        self.area = area
        self.arg1_input = given
        self.options: dict[str, Any] = {}
        self._uno: UnoObject = None
        self._shifts = 0

    @classmethod
    def of(cls, book: Book, cells: UnoObject) -> Range:
        """Returns the range of a UNO cell range of the book."""
        from xlwings_calc.sheets import Sheet

        return cls(Sheet(book, cells.getSpreadsheet()), from_uno(cells.getRangeAddress()))

    @classmethod
    def at(cls, sheet: Sheet, place: UnoObject) -> Range:
        """Returns the range at a UNO CellRangeAddress of the sheet."""
        return cls(sheet, from_uno(place))

    @property
    def uno(self) -> UnoObject:
        """The UNO cell range (a UNO cell when it is one cell), None for an empty slice."""
        shifts = self.book.app.office.shifts
        if not self.area.empty and (self._uno is None or shifts != self._shifts):
            self._shifts = shifts
            left, top, right, bottom = values.corners(self.area)
            if (left, top) == (right, bottom):
                self._uno = self.sheet.uno.getCellByPosition(left, top)
            else:
                self._uno = self.sheet.uno.getCellRangeByPosition(left, top, right, bottom)
        return self._uno

    @property
    def api(self) -> RangeApi:
        """The UNO cell range, which answers the commonest of Excel's names too."""
        return RangeApi(self)

    @property
    def entire_rows(self) -> Range:
        """The whole rows that the cells stand in."""
        return self.part(Area(self.area.row, 1, self.area.rows, self.book.limits.columns))

    @property
    def entire_columns(self) -> Range:
        """The whole columns that the cells stand in."""
        return self.part(Area(1, self.area.column, self.book.limits.rows, self.area.columns))

    @property
    def coords(self) -> tuple[Sheet, int, int, int, int]:
        """The sheet, row, column, number of rows and of columns."""
        return self.sheet, self.row, self.column, *self.shape

    def __len__(self) -> int:
        return self.area.rows * self.area.columns

    @property
    def rows(self) -> Range:
        """The range itself, which xlwings slices by rows."""
        return self

    @property
    def columns(self) -> Range:
        """The range itself, which xlwings slices by columns."""
        return self

    @property
    def address(self) -> str:
        """The absolute address."""
        return address(self.area, self.book.limits)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """Returns the address, with book and sheet when `external`."""
        from xlwings_calc.sheets import external_address

        text = address(self.area, self.book.limits, bool(row_absolute), bool(col_absolute))
        return external_address(self.sheet, text) if external else text

    def end(self, direction: str | int) -> Range:
        """Returns the cell that Ctrl+arrow leads to: "up", "down", "left", "right" or u…r."""
        if isinstance(direction, int):
            direction = _NUMBERED.get(direction, direction)
        direction = _DIRECTIONS.get(str(direction), str(direction))
        if direction not in _DIRECTIONS.values():
            raise ValueError(f"unknown direction {direction!r}")
        forwards = direction in ("down", "right")
        row, column, limits = self.area.row, self.area.column, self.book.limits
        if direction in ("up", "down"):
            filled = self.part(Area(1, column, limits.rows, 1)).filled_areas()
            spans = _joined([(area.row, area.last_row) for area in filled])
            target = _jump(spans, row, limits.rows, forwards)
            return self.part(Area(target, column, 1, 1))
        filled = self.part(Area(row, 1, 1, limits.columns)).filled_areas()
        spans = _joined([(area.column, area.last_column) for area in filled])
        target = _jump(spans, column, limits.columns, forwards)
        return self.part(Area(row, target, 1, 1))

    def filled_areas(self) -> list[Area]:
        """Returns rectangles that together are the cells with contents."""
        found = self.uno.queryContentCells(values.CONTENT_FLAGS).getRangeAddresses()
        return [from_uno(place) for place in found]

    @property
    def current_region(self) -> Range:
        """The block of cells around this one up to empty rows and columns."""
        filled = self.sheet.used_range.filled_areas()
        region, before = self.area, None
        while region != before:
            before = region
            around = region.grown()
            for area in filled:
                if area.intersection(around):
                    region = region.union(area)
        return self.part(region)

    def select(self) -> None:
        """Selects the cells; their sheet comes to the front."""
        self.sheet.activate()
        self.book.controller.select(self.uno)

    @property
    def name(self) -> Any:
        """The first defined name of exactly this range, None without one."""
        for _, name in Names(self.book).snapshot():
            cells = name.uno.getReferredCells()
            if cells is not None and hasattr(cells, "getRangeAddress"):
                found = Range.of(self.book, cells)
                if found.area == self.area and found.sheet.name == self.sheet.name:
                    return name
        return None

    @name.setter
    def name(self, value: str) -> None:
        Names(self.book).add(value, f"={quoted_sheet(self.sheet.name)}!{self.address}")


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Returns the (first, last) of filled blocks, neighbours as one."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if joined and first == joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _jump(spans: list[tuple[int, int]], start: int, most: int, forwards: bool) -> int:
    """Returns where Ctrl+arrow ends: the end of this block, else the next block, else the edge."""
    if not forwards:
        # seen in a mirror it is the way forwards
        mirrored = [(most + 1 - last, most + 1 - first) for first, last in reversed(spans)]
        return most + 1 - _jump(mirrored, most + 1 - start, most, forwards=True)
    for first, last in spans:
        if first <= start < last:
            return last
        if first > start:
            return first
    return most
