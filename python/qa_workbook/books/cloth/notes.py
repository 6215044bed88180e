"""Room to write: what people wrote beside the figures, found again when the workbook is made anew.

Each row with such cells has a hidden mark in it that names the row and says how far from it the
cells are. So they are found however the rows were sorted, and whatever was put in above them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from qa_workbook.books.cloth.page import Page
from qa_workbook.books.cloth.style import TO_WRITE, put
from qa_workbook.grids.a1 import address
from qa_workbook.grids.grid import Grid
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.workbook import open_workbook

Notes = Mapping[str, str | float]
"""What is in the cells to write into, by `note_key`; empty ones are not there."""

_SIGN = "✎"


def note_key(row: str, cell: str) -> str:
    """Returns the key of a cell: the key of its row and what the cell is for."""
    return f"{row}/{cell}"


def mark(row: str, cells: Mapping[str, int], column: int) -> str:
    """Returns the text of a mark in `column`; `cells` gives the column of each cell of the row."""
    away = {name: place - column for name, place in cells.items()}
    return _SIGN + json.dumps([row, away], ensure_ascii=False, separators=(",", ":"))


def write_room(page: Page, row: int, key: str, cells: Mapping[str, int], column: int) -> None:
    """Writes cells to write into, with what was written before, and their mark into `column`.

    The page hides that column with `hide_marks`.
    """
    for name, place in cells.items():
        known = page.book.notes.get(note_key(key, name))
        put(page.sheet, row, place, known, page.styles("input_wrapped", bg_color=TO_WRITE))
    put(page.sheet, row, column, mark(key, cells, column), page.styles("plain"))


def hide_marks(page: Page, column: int) -> None:
    """Hides the column of the marks."""
    page.sheet.set_column(column, column, 2, None, {"hidden": True})
    page.widths.pop(column, None)  # else `finish` would show it again


@dataclass(frozen=True)
class Note:
    """A cell to write into: what is in it, "" where nothing is."""

    key: str
    value: str | float
    sheet: str
    cell: str


def written_notes(data: bytes, limits: Limits) -> list[Note]:
    """Returns every cell to write into of the workbook `data`, with "" for an empty one.

    Of two rows with one mark, as copying a row makes them, the first one counts. Raises FileFault
    when it is no workbook that can be read.
    """
    book = open_workbook(data, limits)
    found: dict[str, Note] = {}
    for name, _ in book.sheets:
        for note in _notes_of(name, book.grid(name)):
            found.setdefault(note.key, note)
    return list(found.values())


def _notes_of(sheet: str, grid: Grid) -> Iterator[Note]:
    for row, cells in enumerate(grid.rows):
        for column, value in enumerate(cells):
            if isinstance(value, str) and value.startswith(_SIGN):
                key, away = _read_mark(value)
                for name, distance in away.items():
                    place = column + distance
                    if place >= 0:
                        known = _plain(cells[place]) if place < len(cells) else ""
                        yield Note(note_key(key, name), known, sheet, address(row, place))


def _read_mark(text: str) -> tuple[str, dict[str, int]]:
    """Returns the key of the row and the distances; nothing of a mark that somebody changed."""
    try:
        row, away = json.loads(text.removeprefix(_SIGN))
        return str(row), {str(name): int(distance) for name, distance in away.items()}
    except (ValueError, TypeError, AttributeError):
        return "", {}


def _plain(value: object) -> str | float:
    """A cell's value as it can be written again; days as text, as they are read."""
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, datetime | date):
        return str(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return "" if value is None else str(value).strip()
