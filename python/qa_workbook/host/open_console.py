"""The console's cells by name: settings read, status written.

Everything else about the workbook is in console/.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlwings as xw

from qa_workbook.books.cloth.style import SEVERITY
from qa_workbook.console.names import (
    FORM,
    LINK_ROWS,
    LOG,
    LOG_HEADER_ROW,
    OTHER_LINKS,
    SETTINGS,
    sheet_called,
)
from qa_workbook.errors import QaWorkbookError
from qa_workbook.host.hyperlinks import address
from qa_workbook.host.settings import NEW_NAMES, Settings

_TONES = {
    "running": "info",
    "done": "none",
    "rejected": "warning",
    "attention": "warning",
    "failed": "error",
}
_CALM = 0.2  # seconds between two progress texts: more often only slows the work down


def literal(value: object) -> object:
    """Returns a value that a cell takes as it is: an apostrophe keeps text text."""
    return f"'{value}" if isinstance(value, str) and value else value


def fill(cells: xw.Range, rows: Sequence[Sequence[object]]) -> None:
    """Writes a block of exactly the size of the cells."""
    if cells.sheet.book.app.engine.name == "calc":
        # xlwings itself asks several times whether the corners are on the same sheet
        cells.raw_value = rows
    else:
        cells.value = rows


class SheetGoneError(QaWorkbookError):
    """A sheet of the console was renamed or deleted. Needs `sheet`."""

    exit_code = 2
    label = "host.sheet_gone"


def sheet_of(book: xw.Book, name: str) -> xw.Sheet:
    """Returns the sheet `name` of the console, in whichever language it was made.

    Raises SheetGoneError.
    """
    try:
        return book.sheets[sheet_called(name, book.sheets)]
    except KeyError:
        raise SheetGoneError(sheet=name) from None


class OpenConsole:
    """The open console workbook."""

    def __init__(self, book: xw.Book) -> None:
        self.book = book
        self.in_calc = book.app.engine.name == "calc"
        self._cells: dict[str, xw.Range] = {}
        self._shown_at = 0.0
        self._what = ""

    @property
    def folder(self) -> Path:
        """The workbook's folder, which is the workspace."""
        return Path(self.book.fullname).parent

    def cell(self, name: str) -> xw.Range:
        """Returns the named cell."""
        if name not in self._cells:
            self._cells[name] = self.book.names[name].refers_to_range
        return self._cells[name]

    def settings(self) -> Settings:
        """Returns what the settings cells hold, each read when it is asked for first."""
        values = _SettingCells(self)
        shown = None
        if isinstance(values["qa_period"], datetime):
            shown = self.cell("qa_period").number_format
        return Settings(self.folder, values, shown or "")

    def show(self, **words: str) -> None:
        """Writes texts of the status area: show(state="...") fills the cell qa_state."""
        for name, text in words.items():
            self.cell(f"qa_{name}").value = literal(text) or None

    def show_state(self, state: str, words: str) -> None:
        """Writes the state in its colour; `state` is its label in host.yaml."""
        cell, tone = self.cell("qa_state"), SEVERITY.get(_TONES.get(state, ""))
        if tone is None:
            cell.color, cell.font.color = None, SEVERITY["none"].font
        else:
            cell.color, cell.font.color = tone.fill, tone.font
        cell.value = literal(words)

    def progress(self, what: str, done: int, total: int) -> None:
        """Shows how far the work is, at most a few times a second."""
        now = time.monotonic()
        if what == self._what and now - self._shown_at < _CALM and done < total:
            return
        self._what, self._shown_at = what, now
        self.show(progress=f"{what} {done}/{total}")

    def links(self, files: Sequence[tuple[str, Path]]) -> None:
        """Shows links to files and folders as (words, path), one below the other.

        The rest of the block is emptied.
        """
        blocks = ["qa_links"]
        if OTHER_LINKS in self.book.names:
            blocks.append(OTHER_LINKS)
        for block in blocks:
            self._links(self.cell(block), files)

    def _links(self, first: xw.Range, files: Sequence[tuple[str, Path]]) -> None:
        # Each question to the spreadsheet program takes a while: one asks for the whole block.
        sheet, row, column = first.sheet, first.row, first.column
        block = sheet.range((row, column), (row + LINK_ROWS - 1, column))
        for place, shown in enumerate(block.options(ndim=1).value):
            cell = sheet.range((row + place, column))
            if place < len(files):
                words, path = files[place]
                cell.add_hyperlink(address(path, self.in_calc), words, str(path))
            elif shown is not None:
                _without_link(cell)

    def log(self, row: Sequence[object]) -> None:
        """Adds a line to the run log, below the last one."""
        sheet = sheet_of(self.book, LOG)
        last = max(sheet.used_range.last_cell.row, LOG_HEADER_ROW)
        times = sheet.range((LOG_HEADER_ROW, 1), (last, 1)).options(ndim=1).value
        # the header is the first of them, so there is always one that is filled
        filled = max(place for place, value in enumerate(times) if value is not None or place == 0)
        free = LOG_HEADER_ROW + filled + 1
        cells = sheet.range((free, 1), (free, len(row)))
        fill(cells, [[literal(value) for value in row]])

    def select_sheet(self, name: str) -> None:
        """Brings a sheet to the front."""
        sheet_of(self.book, name).activate()


class _SettingCells(Mapping[str, object]):
    """What the settings cells hold by name; most buttons need few of them."""

    def __init__(self, console: OpenConsole) -> None:
        self._console = console
        self._read: dict[str, object] = {}

    def __getitem__(self, name: str) -> object:
        if name not in self._read:
            if name in NEW_NAMES and name not in self._console.book.names:
                raise KeyError(name)
            self._read[name] = self._console.cell(name).value
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in (*SETTINGS, FORM) if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _without_link(cell: xw.Range) -> None:
    # Excel keeps a link's target when only the words go
    api: Any = cell.api
    if hasattr(api, "Hyperlinks"):
        api.Hyperlinks.Delete()
    cell.clear_contents()
