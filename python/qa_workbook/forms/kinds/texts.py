"""Free text, and the number of a row."""

from __future__ import annotations

from typing import Any

from qa_workbook.forms.kinds.base import CellContext, CellKind, Reading
from qa_workbook.forms.model import Field
from qa_workbook.forms.text_cells import words
from qa_workbook.frames import TEXT
from qa_workbook.grids.grid import ERROR_WORDS


class Text(CellKind):
    """Whatever a person writes, without blanks around it."""

    dtype = TEXT
    nothing = ""
    number_format = "@"

    def read(self, cell: Any, column: Field, context: CellContext) -> Reading[str]:
        """Returns the text."""
        text = words(cell)
        if ERROR_WORDS.match(text):
            return Reading("", "formula-error")
        return Reading(text)

    def write(self, value: str, column: Field, context: CellContext) -> str:
        """Returns the text itself."""
        return value


class Serial(CellKind):
    """The number of a row, that blank sheets come with; it is neither read nor kept."""

    dtype = ""
    nothing = None

    def read(self, cell: Any, column: Field, context: CellContext) -> Reading[None]:
        """Returns nothing."""
        return Reading(None)

    def write(self, value: Any, column: Field, context: CellContext) -> Any:
        """Returns the number itself."""
        return value
