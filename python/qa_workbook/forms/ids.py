"""Numbers that are names: recording and agent numbers, which Excel likes to round off or to shorten."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from qa_workbook.forms.text_cells import half_width, words
from qa_workbook.grids.grid import ERROR_WORDS, CellError

_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_DIGITS_LOST_FROM = 10**15  # Excel keeps 15 digits and puts zeros for the rest
_FLOAT_EXACT_TO = 2**53


@dataclass(frozen=True)
class IdReading:
    """What a cell says: a number as text, and the finding it leads to ("" for none)."""

    text: str
    code: str = ""
    details: dict[str, object] = field(default_factory=dict)


def read_id(value: Any) -> IdReading:
    """Returns a number as text; blank gives "". Numbers that can't be what was typed are errors."""
    if isinstance(value, str):
        return _from_text(value)
    if value is None or isinstance(value, CellError):
        return IdReading("")
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or value < 0
        or not float(value).is_integer()
    ):
        return IdReading("", "id-not-text")
    lost = value >= _FLOAT_EXACT_TO or (value >= _DIGITS_LOST_FROM and value % 10 == 0)
    return IdReading("", "id-lost-digits") if lost else IdReading(str(int(value)))


def _from_text(value: str) -> IdReading:
    typed = words(value).lstrip("'’")
    text = half_width(typed)
    if _SCIENTIFIC.fullmatch(text) and "+" in text:
        return IdReading("", "id-lost-digits")
    if ERROR_WORDS.match(text):
        return IdReading("", "formula-error")
    return IdReading(text, "id-full-width", {"read": text}) if text != typed else IdReading(text)


def read_ids(values: list[Any]) -> tuple[list[str], list[tuple[int, IdReading]]]:
    """Returns a column of numbers as text, and what there is to say about some of them by position."""
    if set(map(type, values)) == {str} and all(
        value.isascii() and value.isalnum() for value in values
    ):
        return list(values), []
    readings = [read_id(value) for value in values]
    return [reading.text for reading in readings], [
        (i, reading) for i, reading in enumerate(readings) if reading.code
    ]


def shortened(values: list[Any], ids: list[str]) -> dict[int, str]:
    """Returns, by position, what numbers without their leading zeros must have been.

    When the column's texts all have one width and some begin with 0, a shorter *number* has lost its zeros.
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
