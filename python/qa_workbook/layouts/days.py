"""Days that are written without a year, or without year and month: 10月5日, 10.5, 3号."""

from __future__ import annotations

import re
from datetime import date, datetime

from qa_workbook.forms.kinds.numbers import exact
from qa_workbook.forms.text_cells import half_width, words
from qa_workbook.grids.grid import CellValue
from qa_workbook.numbers import plain

_CLOCK = r"(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
_MONTH_AND_DAY = re.compile(r"(\d{1,2})\s*[月./\-]\s*(\d{1,2})\s*[日号]?" + _CLOCK)
_COMPACT = re.compile(r"(\d{1,2})(\d{2})" + _CLOCK)
_DAY = re.compile(r"(\d{1,2})\s*[日号]?" + _CLOCK)
_YEAR_LAST = re.compile(r"(\d{1,2})[./\-](\d{1,2})[./\-](\d{4})" + _CLOCK)
_YEAR_AND_MONTH = re.compile(r"(20\d\d)(?:\s*[年./\-]\s*(\d{1,2})|(\d{2}))?(?!\d)")
_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s*月")
_ROUND = "123"
"""10.1 typed as a number may have been 10.10; of other digits there is no such day."""

Frame = tuple[int | None, int | None]
"""Year and month that days lie in, as far as they are known."""


def frame_of(value: CellValue) -> Frame:
    """Returns the year and month that a cell says: 2026年10月, 2026-10, 10月, any day."""
    if isinstance(value, date):
        return value.year, value.month
    text = half_width(words(value))
    found = _YEAR_AND_MONTH.search(text)
    if found:
        month = found[2] or found[3]
        return int(found[1]), int(month) if month else _month_in(text)
    return None, _month_in(text)


def _month_in(text: str) -> int | None:
    found = _MONTH.search(text)
    return int(found[1]) if found else None


def in_order(value: CellValue, *, day_first: bool) -> CellValue:
    """Returns the day that a text with the year behind says, 5/10/2026, when its order is known."""
    found = _YEAR_LAST.fullmatch(half_width(value)) if isinstance(value, str) else None
    if not found:
        return value
    day, month = (found[1], found[2]) if day_first else (found[2], found[1])
    return _day(value, int(found[3]), month, day, *found.groups()[3:])


def completed(value: CellValue, frame: Frame) -> CellValue:
    """Returns the day that a cell says within a year, or a year and month; whatever says its year
    itself, is no day there is, or has two readings, stays as it is.
    """
    year, month = frame
    if year is None or isinstance(value, bool | date):
        return value
    text = _as_text(value)
    for pattern in (_MONTH_AND_DAY, _COMPACT):
        if found := pattern.fullmatch(text):
            return _day(value, year, found[1], found[2], *found.groups()[2:])
    found = _DAY.fullmatch(text)
    if found and month is not None:
        return _day(value, year, str(month), *found.groups())
    return value


def _as_text(value: CellValue) -> str:
    if not isinstance(value, float) or value.is_integer():
        return half_width(words(value))
    text = plain(exact(value))
    _, _, days = text.partition(".")
    return "" if len(days) == 1 and days in _ROUND else text


def _day(value: CellValue, year: int, month: str, day: str, *clock: str | None) -> CellValue:
    hour, minute, second = (int(part or 0) for part in clock)
    try:
        # Sheets know no time zones.
        moment = datetime(year, int(month), int(day), hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return value
    return moment if clock[0] else moment.date()
