"""Sheets of a book."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlwings_calc import views
from xlwings_calc.addresses import Area, address, parse, quoted_sheet, split_sheet
from xlwings_calc.charts import Charts
from xlwings_calc.excel_api import Api
from xlwings_calc.names import Names
from xlwings_calc.notes import Note, notes_of
from xlwings_calc.ranges import Range
from xlwings_calc.shapes import Pictures, Shapes
from xlwings_calc.tables import Tables
from xlwings_calc.uno_types import UnoObject

if TYPE_CHECKING:
    from xlwings_calc.books import Book


class Sheets(base_classes.Sheets):
    """The sheets of one book, in their order."""

    def __init__(self, book: Book):
        self.book = book
        self.uno = book.sheet_collection

    @property
    def api(self) -> UnoObject:
        """The UNO collection."""
        return self.uno

    @property
    def active(self) -> Sheet:
        """The sheet the user sees."""
        return Sheet(self.book, self.book.controller.getActiveSheet())

    def __len__(self) -> int:
        return int(self.uno.getCount())

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, self.uno.getByIndex(index)) for index in range(len(self)))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._proper_name(name) is not None

    def __call__(self, name_or_index: str | int) -> Sheet:
        """Returns a sheet by name (KeyError) or 1-based number (IndexError)."""
        if isinstance(name_or_index, str):
            name = self._proper_name(name_or_index)
            if name is None:
                raise KeyError(name_or_index)
            return Sheet(self.book, self.book.sheet_called(name))
        if not 1 <= name_or_index <= len(self):
            raise IndexError(f"there is no sheet {name_or_index}, only {len(self)}")
        return Sheet(self.book, self.uno.getByIndex(name_or_index - 1))

    def _proper_name(self, name: str) -> str | None:
        names: tuple[str, ...] = self.uno.getElementNames()
        return next((known for known in names if known.lower() == name.lower()), None)

    def add(
        self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None
    ) -> Sheet:
        """Adds a sheet, by default before the active one, and makes it the active one."""
        position = (before or self.active).index - 1 if after is None else after.index
        name = name or self._free_name()
        self.uno.insertNewByName(name, position)
        sheet = Sheet(self.book, self.uno.getByName(name))
        sheet.activate()
        return sheet

    def _free_name(self) -> str:
        names = {name.lower() for name in self.uno.getElementNames()}
        number = len(names) + 1
        while f"sheet{number}" in names:
            number += 1
        return f"Sheet{number}"


class Sheet(base_classes.Sheet):
    """One sheet."""

    book: Any = None  # hides the read-only property of the base class

    def __init__(self, book: Book, uno: UnoObject):
        self.book = book
        self._uno = uno
        self._shifts = book.app.office.shifts

    @property
    def uno(self) -> UnoObject:
        """The UNO sheet, fetched anew after cells moved.

        Deleting upwards from A1 would leave it without row 1.
        """
        if self._shifts != self.book.app.office.shifts:
            self._shifts = self.book.app.office.shifts
            self._uno = self.book.uno.getSheets().getByIndex(self._uno.getRangeAddress().Sheet)
        return self._uno

    @property
    def api(self) -> Api:
        """The UNO sheet."""
        return Api(self.uno, "sheet")

    @property
    def name(self) -> str:
        """The name."""
        return str(self.uno.getName())

    @name.setter
    def name(self, value: str) -> None:
        taken = [
            name.lower() for name in self.book.sheets.uno.getElementNames() if name != self.name
        ]
        if value.lower() in taken:
            raise ValueError(f"Sheet named '{value}' already present in workbook")
        self.uno.setName(value)

    @property
    def names(self) -> Names:
        """The names that only this sheet knows."""
        return Names(self.book, self)

    @property
    def index(self) -> int:
        """The 1-based position."""
        return int(self.uno.getRangeAddress().Sheet + 1)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """Returns a range by address, name, (row, column) or two corners.

        Raises IndexError for row or column 0.
        """
        if isinstance(arg1, int) and isinstance(arg2, int):
            arg1, arg2 = (arg1, arg2), None
        if isinstance(arg1, tuple) and len(arg1) == 4:
            return Range(self, Area(*arg1))
        area = self._area(arg1)
        if arg2 is not None:
            area = area.union(self._area(arg2))
        given = arg1 if isinstance(arg1, str) else address(area, self.book.limits)
        return Range(self, area, given)

    def _area(self, given: Any) -> Area:
        if isinstance(given, Range):
            return given.area
        if isinstance(given, tuple):
            if 0 in given:
                raise IndexError(
                    "Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based."
                )
            return Area(given[0], given[1], 1, 1)
        sheet_name, text = split_sheet(given)
        if sheet_name and sheet_name.lower() != self.name.lower():
            raise ValueError(f"{given} is not on the sheet {self.name}")
        area = parse(text, self.book.limits)
        if area is None and "," in text:
            raise NotImplementedError(
                f"ranges of several areas are not part of the Calc engine: {given}"
            )
        return area or self._named_area(text)

    def _named_area(self, name: str) -> Area:
        for names in (self.names, self.book.names):
            if names.contains(name):
                found = names(name).refers_to_range
                if found.sheet.name != self.name:
                    break
                return found.area
        for table in self.tables:
            if table.name.lower() == name.lower():
                return (table.data_body_range or table.range).area
        raise ValueError(f"{name} is neither an address nor a name on the sheet {self.name}")

    @property
    def cells(self) -> Range:
        """All cells of the sheet."""
        limits = self.book.limits
        return Range(self, Area(1, 1, limits.rows, limits.columns))

    def activate(self) -> None:
        """Shows the sheet in the book's window."""
        self.book.controller.setActiveSheet(self.uno)

    select = activate

    def clear_contents(self) -> None:
        """Empties all cells, formats stay."""
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        """Takes all formats away, contents stay."""
        self.cells.clear_formats()

    def clear(self) -> None:
        """Empties all cells and takes their formats away."""
        self.cells.clear()

    def autofit(self, axis: str | None = None) -> None:
        """Fits columns ("c", "columns"), rows ("r", "rows") or both to their contents."""
        self.used_range.autofit(axis)

    def delete(self) -> None:
        """Deletes the sheet. Raises ValueError for the last one."""
        if len(self.book.sheets) == 1:
            raise ValueError("a book needs at least one sheet")
        self.book.sheets.uno.removeByName(self.name)

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """Copies the sheet, also into another book, named as Excel does: "Sheet1 (2)"."""
        target = (before or after or self).book
        position = before.index - 1 if before else (after or self).index
        names = {name.lower() for name in target.sheets.uno.getElementNames()}
        name, number = self.name, 2
        while name.lower() in names:
            name, number = f"{self.name} ({number})", number + 1
        if target.uid == self.book.uid:
            target.sheets.uno.copyByName(self.name, name, position)
        else:
            target.sheets.uno.importSheet(self.book.uno, self.name, position)
            target.sheets.uno.getByIndex(position).setName(name)

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        """Moves the sheet within its book."""
        position = before.index - 1 if before else (after or self).index
        self.book.sheets.uno.moveByName(self.name, position)

    @property
    def used_range(self) -> Range:
        """The cells with contents or formats, A1 on an empty sheet."""
        cursor = self.uno.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return Range.at(self, cursor.getRangeAddress())

    @property
    def visible(self) -> bool:
        """Whether the sheet's tab is shown."""
        return bool(self.uno.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.uno.IsVisible = bool(value)

    @property
    def show_gridlines(self) -> bool:
        """Whether grid lines are shown; to change it the sheet is shown for a moment."""
        return views.shows_grid(self)

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        views.show_grid(self, bool(value))

    @property
    def freeze_panes(self) -> views.FreezePanes:
        """The frozen rows and columns."""
        return views.FreezePanes(self)

    @property
    def page_setup(self) -> views.PageSetup:
        """The print area."""
        return views.PageSetup(self)

    @property
    def notes(self) -> list[Note]:
        """The notes on cells, row by row."""
        return notes_of(self)

    @property
    def comments(self) -> list[Any]:
        """Not there: Calc has notes only."""
        raise NotImplementedError("threaded comments are not part of Calc; use notes")

    @property
    def charts(self) -> Charts:
        """The charts."""
        return Charts(self)

    @property
    def shapes(self) -> Shapes:
        """All drawings, pictures and charts."""
        return Shapes(self)

    @property
    def pictures(self) -> Pictures:
        """The pictures."""
        return Pictures(self)

    @property
    def tables(self) -> Tables:
        """The database ranges, Calc's counterpart of tables."""
        return Tables(self)

    @property
    def pivot_tables(self) -> Any:
        """Not there."""
        raise NotImplementedError("pivot tables are not part of the Calc engine")

    def to_html(self, path: str) -> None:
        """Not there."""
        raise NotImplementedError(
            "Sheet.to_html() is not part of the Calc engine; save the book as .html"
        )


def external_address(sheet: Sheet, text: str) -> str:
    """Returns "[Book]Sheet!address", quoted where Excel quotes it."""
    name = f"[{sheet.book.name}]{sheet.name}"
    plain = quoted_sheet(sheet.name) == sheet.name and re.fullmatch(r"[\w.]+", sheet.book.name)
    if not plain:
        name = "'" + name.replace("'", "''") + "'"
    return f"{name}!{text}"
