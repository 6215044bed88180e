"""Numbers that are names, of recordings and agents; Excel likes to round off or shorten them."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

from qa_workbook.forms.kinds.base import CellContext, CellKind, Reading
from qa_workbook.forms.model import Field
from qa_workbook.forms.text_cells import blank, half_width, words
from qa_workbook.forms.unseen import unseen, without_unseen
from qa_workbook.frames import TEXT, folded
from qa_workbook.grids.grid import ERROR_WORDS, CellError

_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_GUARDED = re.compile(r"[=＝]?\s*[\"“”＂]+\s*([^\"“”＂]*?)\s*[\"“”＂]+")
_PLAIN = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_ENTITY = re.compile(r"&#?\w{1,8};")
DIGITS_LOST_FROM = 10**15
"""Excel keeps 15 digits and puts zeros for the rest."""
_FLOAT_EXACT_TO = 2**53


IdReading = Reading[str]


def read_id(value: Any) -> IdReading:
    """Returns a number as text; blank gives "". Numbers that can't be what was typed are errors."""
    if isinstance(value, str):
        return _from_text(value)
    if value is None or isinstance(value, CellError):
        return IdReading("")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    # 0 is what a formula shows that points at an empty cell, or that was never worked out.
    if not is_number or value <= 0 or not float(value).is_integer():
        return IdReading("", "id-not-text")
    if value >= _FLOAT_EXACT_TO or (value >= DIGITS_LOST_FROM and value % 10 == 0):
        return IdReading("", "id-lost-digits")
    return IdReading(str(int(value)))


def _from_text(value: str) -> IdReading:
    if _is_plain(value):
        return IdReading(value)
    typed = words(value).lstrip("'’")
    bare = _bare(value)
    text = half_width(bare)
    if _SCIENTIFIC.fullmatch(text) and "+" in text:
        return IdReading("", "id-lost-digits")
    if ERROR_WORDS.match(text):
        return IdReading("", "formula-error")
    signs = "、".join(unseen(value))
    if text and (signs or bare != typed):
        return IdReading(text, "id-cleaned", {"read": text, "signs": signs})
    if text != typed:
        return IdReading(text, "id-full-width", {"read": text}) if text else IdReading("")
    return IdReading(text)


def _is_plain(value: str) -> bool:
    """Whether a number holds nothing that could stand for anything but itself."""
    return _PLAIN.fullmatch(value) is not None


def _bare(value: str) -> str:
    """A number without what can't be seen, and without what programs put around it as a guard.

    Exports write ="001", `001, '001 or 001&nbsp; so that Excel keeps the zeros.
    """
    text = without_unseen(value)
    if "&" in text:
        text = _ENTITY.sub(_without_blank, text)
    text = text.replace("_x000D_", "").strip()
    if guarded := _GUARDED.fullmatch(text):
        text = guarded[1]
    return text.strip("`´ \t").lstrip("'‘’").strip()


def _without_blank(entity: re.Match[str]) -> str:
    sign = without_unseen(html.unescape(entity[0])).strip()
    return entity[0] if sign else ""


def read_ids(values: Sequence[Any]) -> tuple[list[str], list[tuple[int, IdReading]]]:
    """Returns a column of numbers as text, and by position what there is to say about some.

    Leading zeros that numbers have lost are put back if the column shows them.
    """
    texts_only = set(map(type, values)) == {str}
    if texts_only and all(map(_PLAIN.fullmatch, set(values))):
        return list(values), []
    readings = [read_id(value) for value in values]
    noted = [(position, reading) for position, reading in enumerate(readings) if reading.code]
    ids = [reading.value or "" for reading in readings]
    for position, text in _shortened(values, ids).items():
        ids[position] = text
        noted.append((position, IdReading(text, "id-leading-zeros", {"read": text})))
    return ids, noted


def one_spelling(ids: Sequence[str]) -> tuple[list[str], list[tuple[int, int]]]:
    """Returns a column in which every number has the spelling of its first row.

    Beside it the first position of every other spelling, and that of the row that it follows.
    """
    if len(set(map(folded, set(ids)))) == len(set(ids)):
        return list(ids), []
    first: dict[str, int] = {}
    respelt: dict[str, tuple[int, int]] = {}
    held = []
    for position, text in enumerate(ids):
        earlier = first.setdefault(folded(text), position)
        if ids[earlier] != text:
            respelt.setdefault(text, (position, earlier))
        held.append(ids[earlier])
    return held, list(respelt.values())


def _shortened(values: Sequence[Any], ids: Sequence[str]) -> dict[int, str]:
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
        isinstance(value, str) and text.startswith("0")
        for value, text in zip(values, ids, strict=True)
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
        return read_ids([column.empty if blank(cell) else cell for cell in cells])
