"""Lengths of time: whole seconds, as people and telephone systems write them."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Any

from qa_workbook.forms.kinds.base import CellContext, CellKind, Options, Reading
from qa_workbook.forms.kinds.numbers import within_bounds
from qa_workbook.forms.model import Field
from qa_workbook.forms.text_cells import half_width, words
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.frames import ABSENT
from qa_workbook.grids.grid import ERROR_WORDS, CellError

UNREADABLE = "duration-unreadable"
_CLOCK = re.compile(r"(?P<h>\d{1,4}):(?P<m>[0-5]?\d):(?P<s>[0-5]?\d)(?:\.0+)?")
_NAMED = re.compile(
    r"(?:(?P<h>\d{1,4})(?:小时|时|h|hours?))?(?:(?P<m>\d{1,5})(?:分钟|分|m|min|minutes?))?"
    r"(?:(?P<s>\d{1,7})(?:秒钟|秒|s|sec|seconds?)?)?",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\d{1,7}(?:\.0+)?")
MOST_SECONDS = 9_999_999
"""Nothing lasts longer."""


def read_duration(value: Any) -> Reading[int]:
    """Returns the seconds in a cell; blank gives None. 03:25 has two readings, which is told."""
    if value is None or value == "" or isinstance(value, CellError):
        return Reading(None)
    if isinstance(value, time):
        return _whole((value.hour * 60 + value.minute) * 60 + value.second)
    if isinstance(value, timedelta):
        return _whole(value.total_seconds())
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return Reading(None, UNREADABLE)
    return _in_words(value) if isinstance(value, str) else _whole(value)


def _whole(seconds: float) -> Reading[int]:
    if 0 <= seconds <= MOST_SECONDS and float(seconds).is_integer():
        return Reading(int(seconds))
    return Reading(None, UNREADABLE)


def _in_words(value: str) -> Reading[int]:
    text = "".join(half_width(words(value)).split())
    if not text:
        return Reading(None)
    if ERROR_WORDS.match(text):
        return Reading(None, "formula-error")
    if _WHOLE.fullmatch(text):
        return _whole(float(text))
    found = _CLOCK.fullmatch(text) or _NAMED.fullmatch(text)
    if not found:
        return Reading(None, UNREADABLE)
    hours, minutes, seconds = (int(found[part] or 0) for part in "hms")
    return _whole((hours * 60 + minutes) * 60 + seconds)


class Duration(CellKind):
    """A length of time in whole seconds, ABSENT in the records where there is none."""

    dtype = "int64"
    nothing = ABSENT

    def read(self, cell: Any, column: Field, context: CellContext) -> Reading[int]:
        """Returns the seconds, within the bounds of the column."""
        reading = read_duration(cell)
        return reading if reading.value is None else within_bounds(reading, column)

    def write(self, value: int, column: Field, context: CellContext) -> int | None:
        """Returns the seconds, or an empty cell."""
        return None if value == ABSENT else value

    def validation(self, column: Field, cell: str, vocabulary: Vocabulary) -> Options:
        """Nothing is refused: a time of the clock is a length of time, too."""
        return {}
