"""Numbers that are names, of recordings and agents; Excel likes to round off or shorten them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from qa_workbook.forms.kinds.base import CellContext, CellKind, Reading
from qa_workbook.forms.model import Field
from qa_workbook.forms.text_cells import half_width, words
from qa_workbook.frames import TEXT
from qa_workbook.grids.grid import ERROR_WORDS, CellError

_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_DIGITS_LOST_FROM = 10**15  # Excel keeps 15 digits and puts zeros for the rest
_FLOAT_EXACT_TO = 2**53


IdReading = Reading[str]


def read_id(value: Any) -> IdReading:
    """Returns a number as text; blank gives "". Numbers that can't be what was typed are errors."""
    if isinstance(value, str):
        return _from_text(value)
    if value is None or isinstance(value, CellError):
        return IdReading("")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or value < 0 or not float(value).is_integer():
        return IdReading("", "id-not-text")
    if value >= _FLOAT_EXACT_TO or (value >= _DIGITS_LOST_FROM and value % 10 == 0):
        return IdReading("", "id-lost-digits")
    return IdReading(str(int(value)))


def _from_text(value: str) -> IdReading:
    typed = words(value).lstrip("'’")
    text = half_width(typed)
    if _SCIENTIFIC.fullmatch(text) and "+" in text:
        return IdReading("", "id-lost-digits")
    if ERROR_WORDS.match(text):
        return IdReading("", "formula-error")
    if text != typed:
        return IdReading(text, "id-full-width", {"read": text})
    return IdReading(text)


def read_ids(values: list[Any]) -> tuple[list[str], list[tuple[int, IdReading]]]:
    """Returns a column of numbers as text, and by position what there is to say about some."""
    texts_only = set(map(type, values)) == {str}
    if texts_only and all(value.isascii() and value.isalnum() for value in values):
        return list(values), []
    readings = [read_id(value) for value in values]
    noted = [(position, reading) for position, reading in enumerate(readings) if reading.code]
    return [reading.value or "" for reading in readings], noted


def shortened(values: list[Any], ids: list[str]) -> dict[int, str]:
    """Returns, by position, what numbers without their leading zeros must have been.

    When the column's texts all have one width and some begin with 0, a shorter *number* has lost
    its zeros.
    """
    widths = {
        len(text)
        for value, text in zip(values, ids, strict=True)
        if isinstance(value, str) and text.isdigit()
    }
    if len(widths) != 1 or not any(
        isinstance(value, str) and value.strip().startswith("0") for value in values
    ):
        return {}
    width = widths.pop()
    return {
        position: text.zfill(width)
        for position, (value, text) in enumerate(zip(values, ids, strict=True))
        if not isinstance(value, str) and text.isdigit() and len(text) < width
    }


class Id(CellKind):
    """A number that is a name: kept as text with its leading zeros."""

    dtype = TEXT
    nothing = ""
    number_format = "@"

    def read(self, cell: Any, column: Field, context: CellContext) -> IdReading:
        """Returns the number as text."""
        return read_id(cell)

    def write(self, value: str, column: Field, context: CellContext) -> str:
        """Returns the text itself."""
        return value

    def read_column(
        self, cells: Sequence[Any], column: Field, context: CellContext
    ) -> tuple[list[str], list[tuple[int, IdReading]]]:
        """As for every kind; zeros that numbers have lost are put back if the column shows them."""
        values, noted = super().read_column(cells, column, context)
        for position, text in shortened(list(cells), values).items():
            values[position] = text
            noted.append((position, IdReading(text, "id-leading-zeros", {"read": text})))
        return values, noted
