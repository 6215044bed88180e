"""Dates as people write them: real dates, serial numbers, and text in many forms. Two readings are never guessed at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from qa_workbook.forms.text_cells import half_width
from qa_workbook.grids.grid import ERROR_WORDS, CellError

_TIME = r"(?:[ T]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?)?[秒分]?)?"
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})" + _TIME)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.年 ](\d{1,2})[-/.月 ](\d{1,2})日?" + _TIME)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})" + _TIME)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + _TIME)
_SHORT_YEAR = re.compile(r"\d{1,2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?" + _TIME)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - sheets know no time zones
_DAYS_TO_1904 = 1462
_COMPACT_FROM, _COMPACT_TO = 19_000_101, 21_001_231
_SERIAL_TO = 73_050  # the end of the year 2099


@dataclass(frozen=True)
class DateReading:
    """What a cell says: a moment, and the finding it leads to ("" for none)."""

    moment: datetime | None
    code: str = ""
    details: dict[str, object] = field(default_factory=dict)


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
    return DateReading(None, "date-ambiguous" if _SHORT_YEAR.fullmatch(text) else "date-unreadable")


def _from_number(value: float, earliest: date, epoch_1904: bool) -> DateReading:
    if float(value).is_integer() and _COMPACT_FROM <= value <= _COMPACT_TO:
        return _from_text(str(int(value)), True)
    days = value + (_DAYS_TO_1904 if epoch_1904 else 0)
    if not (earliest - _EPOCH.date()).days <= days <= _SERIAL_TO:
        return DateReading(None, "date-unreadable")
    moment = _EPOCH + timedelta(seconds=round(days * 86_400))
    return DateReading(moment, "date-serial", {"read": moment.date().isoformat()})


def read_date(
    value: Any, earliest: date, epoch_1904: bool = False, typed: bool = True
) -> DateReading:
    """Returns the moment a cell says; a moment without a finding is plainly right. Blank gives neither.

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
        reading = (
            DateReading(None, "formula-error")
            if ERROR_WORDS.match(text)
            else _from_text(text, typed)
        )
    if reading.moment and reading.moment.date() < earliest:
        return DateReading(None, "date-unreadable")
    return reading
