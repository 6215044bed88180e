"""Books: open spreadsheet documents."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from xlwings import base_classes

from xlwings_calc.addresses import Limits
from xlwings_calc.app import App
from xlwings_calc.connection import lock_file, properties, uno_exception, uno_module
from xlwings_calc.excel_api import Api
from xlwings_calc.formats import Formats, from_uno
from xlwings_calc.names import Names
from xlwings_calc.ranges import Range
from xlwings_calc.sheets import Sheets
from xlwings_calc.uno_types import UnoObject
from xlwings_calc.values import Dates

SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
MACROS_ALLOWED = 4  # as in Excel, where a book opened by a script may run its macros
FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xltx": "Calc MS Excel 2007 XML Template",
    ".xltm": "Calc MS Excel 2007 XML Template",
    ".xls": "MS Excel 97",
    ".xlt": "MS Excel 97 Vorlage/Template",
    ".ods": "calc8",
    ".ots": "calc8_template",
    ".fods": "OpenDocument Spreadsheet Flat XML",
    ".csv": "Text - txt - csv (StarCalc)",
    ".html": "HTML (StarCalc)",
}
CSV_UTF8 = "44,34,76,1,,0,false,true,false"  # comma, quotes where needed, UTF-8, cells as shown


def file_url(path: str | os.PathLike[str]) -> str:
    """Returns the UNO address of a file."""
    absolute = os.path.abspath(path)  # noqa: PTH100 -- a link must stay a link
    return str(uno_module().systemPathToFileUrl(absolute))


def save_filter(path: str) -> str:
    """Returns the office's filter for a file name.

    Raises NotImplementedError for formats it cannot write.
    """
    ending = Path(path).suffix.lower()
    if ending not in FILTERS:
        raise NotImplementedError(f"LibreOffice cannot write {ending or 'files without an ending'}")
    return FILTERS[ending]


class Books(base_classes.Books):
    """The open spreadsheets of one office, in the order in which they were opened."""

    def __init__(self, app: App):
        self.app = app

    @property
    def api(self) -> UnoObject:
        """The UNO collection of all open documents."""
        return self.app.office.desktop.getComponents()

    def __iter__(self) -> Iterator[Book]:
        found, components = [], self.api.createEnumeration()
        while components.hasMoreElements():
            document = components.nextElement()
            if _is_spreadsheet(document):
                found.append(Book(self.app, document))
        shown = [book for book in found if book.has_window]
        return iter(sorted(shown, key=lambda book: int(book.uid)))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __call__(self, name_or_index: str | int) -> Book:
        """Returns a book by name or 1-based number. Raises KeyError."""
        books = list(self)
        if isinstance(name_or_index, str):
            for book in books:
                if book.name.lower() == name_or_index.lower():
                    return book
            raise KeyError(name_or_index)
        if not 1 <= name_or_index <= len(books):
            raise KeyError(name_or_index)
        return books[name_or_index - 1]

    @property
    def active(self) -> Book | None:
        """The book the user sees, None when none is open."""
        document = self.app.office.desktop.getCurrentComponent()
        if document is not None and _is_spreadsheet(document):
            book = Book(self.app, document)
            if book.has_window:
                return book
        books = list(self)
        return books[-1] if books else None

    def add(self) -> Book:
        """Returns a new empty book, which becomes the active one."""
        return self._loaded("private:factory/scalc")

    def open(
        self,
        fullname: str,
        update_links: Any = None,
        read_only: Any = None,
        *args: Any,
        **kwargs: Any,
    ) -> Book:
        """Opens a file.

        Of the many options of Excel, `update_links`, `read_only` and `password` are used.
        """
        password = kwargs.get("password", args[1] if len(args) > 1 else None)
        options: dict[str, Any] = {
            "MacroExecutionMode": MACROS_ALLOWED,
            "UpdateDocMode": 3 if update_links else 1,
        }
        if read_only:
            options["ReadOnly"] = True
        if password:
            options["Password"] = password
        if str(fullname).lower().endswith(".csv"):
            options |= {"FilterName": FILTERS[".csv"], "FilterOptions": CSV_UTF8}
        try:
            book = self._loaded(file_url(fullname), **options)
        except OSError:
            if not lock_file(Path(fullname).absolute()).exists():
                raise
            # somebody else has it open: as in Excel it can be read
            book = self._loaded(file_url(fullname), **options | {"ReadOnly": True})
        self.app.office.files.add(Path(fullname).absolute())
        return book

    def _loaded(self, url: str, **options: Any) -> Book:
        office = self.app.office
        try:
            document = office.desktop.loadComponentFromURL(url, "_blank", 0, properties(**options))
        except uno_exception() as error:
            raise OSError(f"Calc cannot open {url}: {error}") from error
        if document is None or not document.supportsService(SPREADSHEET):
            raise OSError(f"Calc cannot open {url} as a spreadsheet")
        if office.state.get("calculation") == "manual":
            document.enableAutomaticCalculation(False)
        book = Book(self.app, document)
        book.activate()
        return book


def _is_spreadsheet(document: UnoObject) -> bool:
    services = getattr(document, "supportsService", None)
    return bool(services and services(SPREADSHEET))


class Book(base_classes.Book):
    """One open spreadsheet."""

    app: Any = None  # hides the read-only property of the base class

    def __init__(self, app: App, document: UnoObject):
        self.app = app
        self.uno = document
        self._sheets: dict[tuple[str, int], UnoObject] = {}

    @property
    def api(self) -> Api:
        """The UNO document."""
        return Api(self.uno, "book")

    @cached_property
    def uid(self) -> str:
        """The office's own number of the open document, which stays the same: asked for once."""
        return str(self.uno.RuntimeUID)

    @property
    def has_window(self) -> bool:
        """Whether the document is shown somewhere; what is shown stays so until it is closed."""
        shown = self.app.office.shown
        if self.uid not in shown and self.controller is not None:
            shown.add(self.uid)
        return self.uid in shown

    @property
    def controller(self) -> UnoObject:
        """The view of the document."""
        return self.uno.getCurrentController()

    @property
    def window(self) -> UnoObject:
        """The window of the document."""
        return self.controller.getFrame().getContainerWindow()

    @property
    def formats(self) -> Formats:
        """The number formats of the document."""
        kept: Formats = self._kept("formats", Formats)
        return kept

    @property
    def dates(self) -> Dates:
        """How the document counts dates."""
        kept: Dates = self._kept("dates", Dates)
        return kept

    @property
    def limits(self) -> Limits:
        """The size of the document's sheets."""
        kept: Limits = self._kept("limits", _limits)
        return kept

    def _kept(self, what: str, build: Any) -> Any:
        # asked for at each access to a cell and always the same for a document: fetched once
        kept = self.app.office.formats.setdefault(self.uid, {})
        if what not in kept:
            kept[what] = build(self.uno)
        return kept[what]

    @property
    def name(self) -> str:
        """The file name, or the title of a book that was never saved."""
        return Path(self.fullname).name if self.uno.hasLocation() else self.fullname

    @property
    def fullname(self) -> str:
        """The path of the file, or the title of a book that was never saved."""
        if not self.uno.hasLocation():
            return str(self.uno.getTitle())
        return str(uno_module().fileUrlToSystemPath(self.uno.getURL()))

    @cached_property
    def named_ranges(self) -> UnoObject:
        """The UNO collection of the names that the whole book knows."""
        return self.uno.NamedRanges

    @cached_property
    def sheet_collection(self) -> UnoObject:
        """The UNO collection of the sheets."""
        return self.uno.getSheets()

    def sheet_called(self, name: str) -> UnoObject:
        """Returns the UNO sheet of a name. Every new UNO object takes a millisecond, so it is kept.

        Raises UNO's NoSuchElementException.
        """
        kept = self._sheets.get((name, self.app.office.shifts))
        if kept is None or kept.getName() != name:
            kept = self.sheet_collection.getByName(name)
            self._sheets[name, self.app.office.shifts] = kept
        return kept

    @property
    def sheets(self) -> Sheets:
        """The sheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """All names, also those of single sheets."""
        return Names(self)

    def json(self) -> Any:
        """Not there: only remote engines have it."""
        raise NotImplementedError("Book.json() is not part of the Calc engine")

    def activate(self) -> None:
        """Makes this the active book of its office."""
        self.controller.getFrame().activate()

    @property
    def selection(self) -> Range | None:
        """The selected cells, None when something else is selected."""
        selected = self.controller.getSelection()
        if selected is None or not hasattr(selected, "getRangeAddress"):
            return None
        return Range.of(self, selected)

    def close(self) -> None:
        """Closes without saving."""
        self.app.office.formats.pop(self.uid, None)
        self.app.office.shown.discard(self.uid)
        self.uno.setModified(False)
        self.uno.close(True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Saves under the present name, or under `path` in the format of its ending.

        Overwrites without asking.
        """
        if path is None and self.uno.isReadonly():
            raise PermissionError(f"{self.fullname} is open for reading only; give another path")
        if path is None and self.uno.hasLocation() and not password:
            self.uno.store()
            return
        if path is None:
            path = self.fullname if self.uno.hasLocation() else f"{self.name}.xlsx"
        options: dict[str, Any] = {"FilterName": save_filter(path), "Overwrite": True}
        if path.lower().endswith(".csv"):
            options["FilterOptions"] = CSV_UTF8
        if password:
            options["Password"] = password
        try:
            self.uno.storeAsURL(file_url(path), properties(**options))
        except uno_exception() as error:
            if lock_file(Path(path)).exists():
                raise PermissionError(
                    f"{path} is open in another office; close it there first"
                ) from error
            raise OSError(f"Calc cannot save {path}: {error}") from error
        self.app.office.files.add(Path(path).absolute())

    def to_pdf(self, path: str, quality: str) -> None:
        """Exports the visible sheets as PDF; `quality` is "standard" or "minimum"."""
        export_pdf(self.uno, path, quality)


def export_pdf(document: UnoObject, path: str, quality: str, **data: Any) -> None:
    """Writes a PDF; `data` are further options of the office's PDF export."""
    data = {
        "Quality": 90 if quality == "standard" else 60,
        "ReduceImageResolution": quality == "minimum",
    } | data
    filter_data = uno_module().Any("[]com.sun.star.beans.PropertyValue", properties(**data))
    document.storeToURL(
        file_url(path), properties(FilterName="calc_pdf_Export", FilterData=filter_data)
    )


def _limits(document: UnoObject) -> Limits:
    whole = from_uno(document.getSheets().getByIndex(0).getRangeAddress())
    return Limits(whole.rows, whole.columns)
