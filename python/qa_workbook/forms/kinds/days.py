"""Days, moments and months as people write them: real dates, serial numbers, text in many forms.

Two readings are never guessed at.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from qa_workbook.forms.kinds.base import CellContext, CellKind, Options, Reading, spoken
from qa_workbook.forms.model import Field
from qa_workbook.forms.text_cells import half_width
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.frames import DAY
from qa_workbook.grids.grid import ERROR_WORDS, CellError

_TIME = r"(?:[ T]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?)?[秒分]?)?"
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})" + _TIME)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.年 ](\d{1,2})[-/.月 ](\d{1,2})日?" + _TIME)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})" + _TIME)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + _TIME)
_SHORT_YEAR = re.compile(r"\d{1,2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?" + _TIME)
_MONTH = re.compile(r"(\d{4})(?:[-/.年 ](\d{1,2})|(\d\d))月?")
_MONTH_OR_OCTOBER = re.compile(r"\d{4}\.1")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - sheets know no time zones
_DAYS_TO_1904 = 1462
_COMPACT_FROM, _COMPACT_TO = 19_000_101, 21_001_231
_STAMP_FROM, _STAMP_TO = 19_000_101_000_000, 21_001_231_235_959
_SERIAL_TO = 73_050  # the end of the year 2099


DateReading = Reading[datetime]


def _made(code: str, year: str, month: str, day: str, *clock: str | None) -> DateReading:
    hour, minute, second = (int(part or 0) for part in clock)
    try:
        moment = datetime(int(year), int(month), int(day), hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return DateReading(None, "date-unreadable")
    return DateReading(moment, code, {"read": moment.date().isoformat()})


def _from_text(text: str, typed: bool) -> DateReading:
    if found := _ISO.fullmatch(text):
        return _made("", *found.groups())
    if found := _YEAR_FIRST.fullmatch(text):
        # a text file knows no dates: 2026/10/5 is how Excel itself writes one there
        return _made("date-as-text" if typed or "/" not in text else "", *found.groups())
    if found := _COMPACT.fullmatch(text):
        return _made("date-compact", *found.groups())
    if found := _YEAR_LAST.fullmatch(text):
        first, second, year, *clock = found.groups()
        if first != second and int(first) <= 12 and int(second) <= 12:
            return DateReading(None, "date-ambiguous")
        month, day = (second, first) if int(first) > 12 else (first, second)
        return _made("date-as-text", year, month, day, *clock)
    return _from_rarer_text(text)


def _from_rarer_text(text: str) -> DateReading:
    if _SHORT_YEAR.fullmatch(text):
        return DateReading(None, "date-ambiguous")
    # Many patterns, which take a while to make, and most sheets never need them.
    from qa_workbook.forms.kinds.day_spellings import read_spelling

    moment = read_spelling(text)
    if moment is None:
        return DateReading(None, "date-unreadable")
    return DateReading(moment, "date-as-text", {"read": moment.date().isoformat()})


def _from_number(value: float, earliest: date, epoch_1904: bool) -> DateReading:
    if float(value).is_integer() and _COMPACT_FROM <= value <= _COMPACT_TO:
        return _from_text(str(int(value)), True)
    if float(value).is_integer() and _STAMP_FROM <= value <= _STAMP_TO:
        return _from_text(str(int(value)), True)
    days = value + (_DAYS_TO_1904 if epoch_1904 else 0)
    if not (earliest - _EPOCH.date()).days <= days <= _SERIAL_TO:
        return DateReading(None, "date-unreadable")
    moment = _EPOCH + timedelta(seconds=round(days * 86_400))
    return DateReading(moment, "date-serial", {"read": moment.date().isoformat()})


def read_date(
    value: Any, earliest: date, epoch_1904: bool = False, typed: bool = True
) -> DateReading:
    """Returns the moment a cell says; without a finding it is plainly right. Blank gives neither.

    `earliest` is the first day that is no typing error, `typed` is False for text files.
    """
    if isinstance(value, datetime):
        reading = DateReading(value)
    elif isinstance(value, date):
        reading = DateReading(datetime.combine(value, time()))
    elif value is None or isinstance(value, CellError):
        return DateReading(None)
    elif isinstance(value, bool | time | timedelta):
        return DateReading(None, "date-unreadable")
    elif isinstance(value, int | float):
        reading = _from_number(value, earliest, epoch_1904)
    else:
        text = half_width(value.strip())
        if not text:
            return DateReading(None)
        if ERROR_WORDS.match(text):
            return DateReading(None, "formula-error")
        reading = _from_text(text, typed)
    if reading.value and reading.value.date() < earliest:
        return DateReading(None, "date-unreadable")
    return reading


class Day(CellKind):
    """A day; a time beside it is passed over."""

    dtype = DAY
    nothing = None
    number_format = "yyyy-mm-dd"

    def read(self, cell: Any, column: Field, context: CellContext) -> DateReading:
        """Returns the day as the moment it begins."""
        reading = _read_in(cell, context)
        if reading.value is None:
            return reading
        return replace(reading, value=datetime.combine(reading.value.date(), time()))

    def write(self, value: datetime, column: Field, context: CellContext) -> date:
        """Returns a real date."""
        return value.date()

    def validation(self, column: Field, cell: str, vocabulary: Vocabulary) -> Options:
        """A real date that is no typing error."""
        day = vocabulary.limits.earliest_date
        value = f"=AND(ISNUMBER({cell}),{cell}>=DATE({day.year},{day.month},{day.day}))"
        return {"validate": "custom", "value": value}


class Moment(Day):
    """A day and a time of day, to the second; without a time it is the beginning of the day."""

    number_format = "yyyy-mm-dd hh:mm"

    def read(self, cell: Any, column: Field, context: CellContext) -> DateReading:
        """Returns the moment."""
        return _read_in(cell, context)

    def write(self, value: datetime, column: Field, context: CellContext) -> datetime:
        """Returns a real date with its time."""
        return value


class Month(CellKind):
    """A month of a year: 2026-10, 2026年10月, 202610, or any day in it.

    2026.1 in a number or a text file may have been 2026.10, so it isn't read.
    """

    dtype = DAY
    nothing = None
    number_format = "@"

    def read(self, cell: Any, column: Field, context: CellContext) -> DateReading:
        """Returns the moment at which the month begins."""
        reading = _month_in_words(cell, context.typed) or _read_in(cell, context)
        if reading.value is None:
            unread = reading.code not in ("", "formula-error")
            return DateReading(None, "month-unreadable" if unread else reading.code)
        month = reading.value.replace(day=1, hour=0, minute=0, second=0)
        if month.date() < context.vocabulary.limits.earliest_date.replace(day=1):
            return DateReading(None, "month-unreadable")
        if reading.code == "date-serial":
            return DateReading(month, reading.code, {"read": f"{month:%Y-%m}"})
        return DateReading(month)

    def write(self, value: datetime, column: Field, context: CellContext) -> str:
        """Returns the month as text, so that no spreadsheet makes a day of it."""
        return f"{value:%Y-%m}"

    def say(self, value: Any, column: Field) -> str:
        """Returns the month without a day."""
        return spoken(value)[: len("2026-10")]


def _month_in_words(cell: Any, typed: bool) -> DateReading | None:
    """The month in a text or in a whole number such as 202610; None for any other cell."""
    if isinstance(cell, float) and not cell.is_integer():
        return None
    words = str(int(cell)) if isinstance(cell, float) else str(cell).strip()
    words = half_width(words)
    found = _MONTH.fullmatch(words)
    if not found or (_MONTH_OR_OCTOBER.fullmatch(words) and not typed):
        return None
    year, parted, joined = found.groups()
    return _made("", year, parted or joined, "1", None, None, None)


def _read_in(cell: Any, context: CellContext) -> DateReading:
    earliest = context.vocabulary.limits.earliest_date
    return read_date(cell, earliest, context.epoch_1904, context.typed)
