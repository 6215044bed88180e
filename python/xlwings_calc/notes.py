"""Notes on cells (what Calc calls comments)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlwings_calc.connection import elements
from xlwings_calc.uno_types import UnoObject

if TYPE_CHECKING:
    from xlwings_calc.ranges import Range
    from xlwings_calc.sheets import Sheet


class Note(base_classes.Note):
    """The note on one cell."""

    location: Any = None  # hides the read-only property of the base class

    def __init__(self, cell: Range):
        self.location = cell

    @property
    def api(self) -> UnoObject:
        """The UNO annotation."""
        return self.location.uno.getCellByPosition(0, 0).getAnnotation()

    @property
    def text(self) -> str:
        """The text."""
        return str(self.api.getString())

    @text.setter
    def text(self, value: str) -> None:
        self.api.setString(value)

    @property
    def author(self) -> str:
        """Who wrote it."""
        return str(self.api.getAuthor())

    def delete(self) -> None:
        """Deletes the note."""
        for number, place in _placed(self.location.sheet):
            if place == (self.location.row, self.location.column):
                self.location.sheet.uno.getAnnotations().removeByIndex(number)
                return


def note_at(cell: Range) -> Note | None:
    """Returns the note on a cell, None without one."""
    places = [place for _, place in _placed(cell.sheet)]
    return Note(cell) if (cell.row, cell.column) in places else None


def notes_of(sheet: Sheet) -> list[Note]:
    """Returns the notes of a sheet, row by row."""
    places = sorted(place for _, place in _placed(sheet))
    return [Note(sheet.range(place)) for place in places]


def _placed(sheet: Sheet) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yields (number, (row, column)) of the notes of a sheet; the number is the office's own."""
    for number, note in enumerate(elements(sheet.uno.getAnnotations())):
        place = note.getPosition()
        yield number, (place.Row + 1, place.Column + 1)
