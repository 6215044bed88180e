"""Notes on cells (what Calc calls comments)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

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
        notes = self.location.sheet.uno.getAnnotations()
        for index in range(notes.getCount()):
            place = notes.getByIndex(index).getPosition()
            if (place.Row + 1, place.Column + 1) == (self.location.row, self.location.column):
                notes.removeByIndex(index)
                return


def note_at(cell: Range) -> Note | None:
    """Returns the note on a cell, None without one."""
    notes = cell.sheet.uno.getAnnotations()
    for index in range(notes.getCount()):
        place = notes.getByIndex(index).getPosition()
        if (place.Row + 1, place.Column + 1) == (cell.row, cell.column):
            return Note(cell)
    return None


def notes_of(sheet: Sheet) -> list[Note]:
    """Returns the notes of a sheet, row by row."""
    notes = sheet.uno.getAnnotations()
    places = [notes.getByIndex(index).getPosition() for index in range(notes.getCount())]
    return [
        Note(sheet.range((row, column)))
        for row, column in sorted((p.Row + 1, p.Column + 1) for p in places)
    ]
