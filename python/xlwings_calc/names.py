"""Defined names of a book or of one sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlwings import base_classes

from xlwings_calc.addresses import address, parse, quoted_sheet, split_sheet
from xlwings_calc.connection import elements, struct
from xlwings_calc.formulas import to_calc, to_excel
from xlwings_calc.uno_types import UnoObject

if TYPE_CHECKING:
    from xlwings_calc.books import Book
    from xlwings_calc.ranges import Range
    from xlwings_calc.sheets import Sheet


class Names(base_classes.Names):
    """The names of a book (its sheets' own included) or, with `sheet`, of that sheet only."""

    def __init__(self, book: Book, sheet: Sheet | None = None):
        self.book = book
        self.sheet = sheet

    @property
    def api(self) -> UnoObject:
        """The UNO collection of names."""
        return self.sheet.uno.NamedRanges if self.sheet else self.book.named_ranges

    def _all(self) -> Iterator[Name]:
        if self.sheet is None:
            for uno in elements(self.book.named_ranges):
                yield Name(self.book, uno, None)
        for sheet in [self.sheet] if self.sheet else self.book.sheets:
            for uno in elements(sheet.uno.NamedRanges):
                yield Name(self.book, uno, sheet)

    def snapshot(self) -> list[tuple[str, Name]]:
        """Returns (text, name) pairs."""
        return [(name.name, name) for name in self._all()]

    def _found(self, text: str) -> Name | None:
        names = self.api
        if self.sheet is None and names.hasByName(text):
            # the names of the book come first, and asking for each of them takes long
            return Name(self.book, names.getByName(text), None)
        wanted = text.lower()
        for name in self._all():
            full = name.name.lower()
            if full == wanted or (self.sheet is not None and name.uno.getName().lower() == wanted):
                return name
        return None

    def __call__(self, name_or_index: str | int) -> Name:
        """Returns a name by its text or 1-based number. Raises KeyError."""
        if not isinstance(name_or_index, str):
            return list(self._all())[name_or_index - 1]
        found = self._found(name_or_index)
        if found is None:
            raise KeyError(name_or_index)
        return found

    def contains(self, name_or_index: str | int) -> bool:
        """Whether there is such a name."""
        if not isinstance(name_or_index, str):
            return 1 <= name_or_index <= len(self)
        if self.sheet is None and self.api.hasByName(name_or_index):
            return True
        return self._found(name_or_index) is not None

    def __len__(self) -> int:
        return len(list(self._all()))

    def add(self, name: str, refers_to: str) -> Name:
        """Defines a name; "Sheet1!name" belongs to that sheet only.

        An existing name gets the new reference.
        """
        sheet_name, text = split_sheet(name)
        sheet = self.book.sheets(sheet_name) if sheet_name else self.sheet
        container = (sheet.uno if sheet else self.book.uno).NamedRanges
        if container.hasByName(text):
            container.removeByName(text)
        base = (sheet or self.book.sheets.active).index - 1
        position = struct("com.sun.star.table.CellAddress", Sheet=base, Row=0, Column=0)
        container.addNewByName(text, self.content(refers_to, sheet), position, 0)
        return Name(self.book, container.getByName(text), sheet)

    def content(self, refers_to: str, sheet: Sheet | None) -> str:
        """Returns what a name refers to in Calc's notation.

        An address without a sheet means the active one.
        """
        text = refers_to.removeprefix("=")
        if parse(text, self.book.limits):
            text = f"{quoted_sheet((sheet or self.book.sheets.active).name)}!{text}"
        return to_calc("=" + text)[1:]


class Name(base_classes.Name):
    """One defined name; `sheet` is None for a name of the whole book."""

    def __init__(self, book: Book, uno: UnoObject, sheet: Sheet | None):
        self.book = book
        self.uno = uno
        self.sheet = sheet

    @property
    def api(self) -> UnoObject:
        """The UNO named range."""
        return self.uno

    @property
    def name(self) -> str:
        """The name, "Sheet1!name" when it belongs to a sheet."""
        text = self.uno.getName()
        return f"{quoted_sheet(self.sheet.name)}!{text}" if self.sheet else text

    @name.setter
    def name(self, value: str) -> None:
        self.uno.setName(split_sheet(value)[1])

    def delete(self) -> None:
        """Deletes the name."""
        (self.sheet.uno if self.sheet else self.book.uno).NamedRanges.removeByName(
            self.uno.getName()
        )

    @property
    def refers_to(self) -> str:
        """What it stands for, "=Sheet1!$A$1"."""
        return to_excel("=" + self.uno.getContent())

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.uno.setContent(Names(self.book).content(value, self.sheet))

    @property
    def refers_to_range(self) -> Range:
        """The range it stands for. Raises ValueError when it is a constant or a formula."""
        from xlwings_calc.ranges import Range
        from xlwings_calc.sheets import Sheet

        sheet, text = split_sheet(self.refers_to.removeprefix("="))
        area = parse(text, self.book.limits) if sheet and "$" in text else None
        if sheet and area and text == address(area, self.book.limits):
            return Range(Sheet(self.book, self.book.sheet_called(sheet)), area)
        cells = self.uno.getReferredCells()
        if cells is None:
            raise ValueError(f"the name {self.name} does not refer to a range")
        return Range.of(self.book, cells)
