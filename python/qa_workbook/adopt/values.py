"""What values of cells look like: numbers, days, numbers of people, names."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal

from qa_workbook.forms.kinds.days import read_date
from qa_workbook.forms.kinds.numbers import read_number
from qa_workbook.forms.text_cells import blank, half_width, words
from qa_workbook.grids.grid import CellError, CellValue

_EARLIEST = date(1990, 1, 1)
_MOSTLY = 0.7
_LONG_NUMBER = 5
_MONTHS, _LEAP_YEAR = 12, 2000
_DAY_ONLY = re.compile(r"(?:(\d{4})[年./-])?(?:(\d{1,2})[月./-])?(\d{1,2})[日号]?")
_CLOCK_BEHIND = re.compile(r"\s+\d{1,2}:\d{2}(?::\d{2})?\s*$")
_COMPACT = re.compile(r"(?:20\d{2})?(\d{1,2})(\d{2})")
_ID = re.compile(r"[A-Za-z]{0,4}[-_]?\d{2,12}")
_NUMBERED = r"(?P<number>[A-Za-z]{0,3}\d{2,10})"
_NAMED = r"(?P<name>[^\d()（）/]{2,20}?)"
_BETWEEN = r"\s*[(（/\-_ ]?\s*"
_BOTH = re.compile(rf"^\s*{_NAMED}{_BETWEEN}{_NUMBERED}\s*[)）]?\s*$")
_BOTH_REVERSED = re.compile(rf"^\s*{_NUMBERED}{_BETWEEN}{_NAMED}\s*[)）]?\s*$")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}(?!\d)")
_PERCENT = re.compile(r"-?\d+(?:\.\d+)?[%％]")
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,6}|[A-Za-z][A-Za-z .'\-]{1,40}")


def filled(values: Sequence[CellValue]) -> list[CellValue]:
    """Returns the values that say something."""
    return [value for value in values if not blank(value) and not isinstance(value, CellError)]


def number_of(value: CellValue) -> Decimal | None:
    """Returns the number of a cell, also of one that is written as text; None for all else."""
    if isinstance(value, bool | CellError) or blank(value):
        return None
    if isinstance(value, str):
        text = half_width(value.strip())
        if _PERCENT.fullmatch(text):
            return None
        return read_number(text).value
    return read_number(value).value


def percent_of(value: CellValue) -> Decimal | None:
    """Returns the number before a percent sign."""
    text = half_width(words(value))
    return Decimal(text.rstrip("%％")) if _PERCENT.fullmatch(text) else None


def day_of(value: CellValue) -> date | None:
    """Returns the day that a cell says with its year; None for all else and for two readings."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or blank(value):
        return None
    reading = read_date(value, _EARLIEST, False, True)
    return reading.value.date() if reading.value else None


def day_and_month(value: CellValue) -> tuple[int, int] | None:
    """Returns the first two numbers of a day that ends with its year, 5/10/2026, in their order."""
    found = _YEAR_LAST.match(half_width(value.strip())) if isinstance(value, str) else None
    return (int(found[1]), int(found[2])) if found else None


def is_day(value: CellValue) -> bool:
    """Returns whether a cell says a day, perhaps without its year."""
    if day_of(value) is not None:
        return True
    text = half_width(words(value)) if isinstance(value, str) else ""
    text = _CLOCK_BEHIND.sub("", text)
    found = _DAY_ONLY.fullmatch(text.strip())
    return bool(found and (found[2] or text.strip()[-1:] in "日号"))


def are_compact_days(values: Sequence[CellValue]) -> bool:
    """Returns whether all values are days in digits only: 1008, 915 or 20261008."""
    texts = [half_width(words(value)).strip() for value in filled(values)]
    found = [_COMPACT.fullmatch(text) for text in texts]
    return bool(texts) and all(one and _is_in_year(int(one[1]), int(one[2])) for one in found)


def _is_in_year(month: int, day: int) -> bool:
    return 1 <= month <= _MONTHS and 1 <= day <= monthrange(_LEAP_YEAR, month)[1]


def is_id(value: CellValue) -> bool:
    """Returns whether a cell may be the number of an agent."""
    return _ID.fullmatch(half_width(words(value)).strip()) is not None


def is_name(value: CellValue) -> bool:
    """Returns whether a cell may be the name of a person."""
    return isinstance(value, str) and _NAME.fullmatch(value.strip()) is not None


def name_and_number(values: Sequence[CellValue]) -> tuple[str, str] | None:
    """Returns the expressions that take number and name out of 王佳(001) or 001-王佳.

    None where most cells don't hold both.
    """
    texts = [words(value) for value in filled(values) if isinstance(value, str)]
    if texts and mostly(texts, lambda text: _BOTH.fullmatch(str(text)) is not None):
        return r"([A-Za-z]{0,3}\d{2,10})", r"^\s*([^\d()（）/\-_ ]+)"
    if texts and mostly(texts, lambda text: _BOTH_REVERSED.fullmatch(str(text)) is not None):
        return r"([A-Za-z]{0,3}\d{2,10})", r"([^\dA-Za-z()（）/\-_ ]+)"
    return None


def tell_apart(values: Sequence[CellValue]) -> bool:
    """Returns whether there are several values, none empty, all different and with long numbers."""
    texts = [words(value) for value in values]
    numbered = all(len(text) >= _LONG_NUMBER and any(map(str.isdigit, text)) for text in texts)
    return len(texts) > 1 and numbered and len(set(texts)) == len(texts)


def mostly(values: Sequence[CellValue], holds: Callable[[CellValue], bool]) -> bool:
    """Returns whether nearly all of the values are of a kind; False without values."""
    return bool(values) and sum(map(holds, values)) >= _MOSTLY * len(values)
