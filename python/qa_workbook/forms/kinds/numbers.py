"""Numbers: counts, quantities and money, exact as a person typed them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, TypeVar

from qa_workbook.forms.kinds.base import CellContext, CellKind, Options, Reading
from qa_workbook.forms.model import Field
from qa_workbook.forms.text_cells import half_width
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.frames import ABSENT, TEXT
from qa_workbook.grids.grid import ERROR_WORDS, CellError
from qa_workbook.numbers import half_up, places, plain

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
DIGITS_KEPT = 12
"""So many significant digits a spreadsheet's number surely has; more are noise of its arithmetic.
"""
_MOST = Decimal(10) ** DIGITS_KEPT - 1
"""The greatest number of which a spreadsheet surely keeps every digit before the point."""
_MOST_PLACES = 15
"""A cell shows no digit further behind the point."""
_TWO_NUMBERS = re.compile(r"[\d.]\s+[\d.]")
_GROUPED = re.compile(r"[+-]?\d{1,3}([,，]\d{3})+(\.\d*)?")
_CURRENCY = ("¥", "￥", "RMB", "CNY")
_MONEY_UNITS = ("元", "yuan")
N = TypeVar("N", Decimal, int)
MOST_TIMES = 9_999
"""Nothing occurs more often."""
TIMES_UNIT = "次"
"""What may stand behind how often something occurred."""


def exact(value: float | int) -> Decimal:
    """Returns a spreadsheet's number as a person typed it: so that 0.1 + 0.2 is 0.3."""
    return Decimal(f"{value:.{DIGITS_KEPT}g}")


def _read_exactly(value: float | int) -> Reading[Decimal]:
    """The number as typed, with the decimals that a cell can show; 1e-320 and -0.0 are 0."""
    number = exact(value)
    if not number.is_finite():
        return Reading(None, "number-unreadable")
    if abs(number) > _MOST:
        return Reading(None, "number-out-of-range", {"lowest": "", "highest": plain(_MOST)})
    if places(number) > _MOST_PLACES:
        number = half_up(number, _MOST_PLACES)
    return Reading(_without_sign_of_nothing(number))


def _without_sign_of_nothing(number: Decimal) -> Decimal:
    return number if number else Decimal(0)


def two_numbers(text: str) -> bool:
    """Returns whether blanks part the digits of a number: "4 5" is two marks, not 45."""
    return _TWO_NUMBERS.search(text) is not None


def read_number(
    value: Any, units: tuple[str, ...] = (), signs: tuple[str, ...] = ()
) -> Reading[Decimal]:
    """Returns the number in a cell; a unit behind it and a currency sign before it are passed over.

    Blank cells and error values say nothing. "number-unreadable" for whatever isn't one number.
    """
    if value is None or value == "" or isinstance(value, CellError):
        return Reading(None)
    if isinstance(value, str):
        return _number_in_words(value.strip(), units, signs)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Reading(None, "number-unreadable")
    return _read_exactly(value)


def read_money(value: Any) -> Reading[Decimal]:
    """Returns the amount in a cell; currency signs, 元 and commas between thousands are understood.

    Otherwise as `read_number`.
    """
    return read_number(value, _MONEY_UNITS, _CURRENCY)


def _number_in_words(text: str, units: tuple[str, ...], signs: tuple[str, ...]) -> Reading[Decimal]:
    words = half_width(text)
    if not words:
        return Reading(None)
    if ERROR_WORDS.match(words):
        return Reading(None, "formula-error")
    for sign in signs:
        words = words.removeprefix(half_width(sign)).strip()
    for unit in units:
        words = words.removesuffix(half_width(unit)).strip()
    if _GROUPED.fullmatch(words):
        words = words.replace(",", "").replace("，", "")
    if not NUMBER.fullmatch(words):
        return Reading(None, "number-unreadable")
    number = _without_sign_of_nothing(Decimal(words))
    if len(number.as_tuple().digits) > DIGITS_KEPT:
        return Reading(None, "number-unreadable")
    return Reading(number, "number-as-text", {"read": plain(number)})


def read_count(value: Any) -> Reading[int]:
    """Returns how often something occurred; blank is 0. It must be a whole number from 0 up."""
    if value is None or value == "" or isinstance(value, CellError):
        return Reading(0)
    if isinstance(value, str):
        return _count_in_words(half_width(value.strip()))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and 0 <= value <= MOST_TIMES and float(value).is_integer():
        return Reading(int(value))
    return Reading(None, "count-invalid")


def _count_in_words(text: str) -> Reading[int]:
    compact = text.removesuffix(TIMES_UNIT).strip()
    if not text:
        return Reading(0)
    if ERROR_WORDS.match(text):
        return Reading(None, "formula-error")
    if not (compact.isascii() and compact.isdigit()) or int(compact[:9]) > MOST_TIMES:
        return Reading(None, "count-invalid")
    return Reading(int(compact), "count-as-text", {"read": str(int(compact))})


class Number(CellKind):
    """A number; records hold it as decimal text, "" where there is none."""

    dtype = TEXT
    nothing = ""

    def read(self, cell: Any, column: Field, context: CellContext) -> Reading[str]:
        """Returns the number as plain decimal text, within the bounds of the column."""
        units = (column.unit,) if column.unit else ()
        return _as_text(within_bounds(_untold(self._number(cell, units), context), column))

    def _number(self, cell: Any, units: tuple[str, ...]) -> Reading[Decimal]:
        return read_number(cell, units)

    def write(self, value: str, column: Field, context: CellContext) -> Decimal:
        """Returns the number."""
        return Decimal(value)

    def validation(self, column: Field, cell: str, vocabulary: Vocabulary) -> Options:
        """A number within the bounds of the column."""
        return _limits("decimal", column)


class Money(Number):
    """An amount of money; currency signs, 元 and commas between thousands are understood."""

    number_format = "#,##0.00"

    def _number(self, cell: Any, units: tuple[str, ...]) -> Reading[Decimal]:
        return read_number(cell, (*units, *_MONEY_UNITS), _CURRENCY)


class Count(CellKind):
    """A whole number, ABSENT in the records where there is none."""

    dtype = "int64"
    nothing = ABSENT

    def read(self, cell: Any, column: Field, context: CellContext) -> Reading[int]:
        """Returns the number, within the bounds of the column, from 0 if it has none."""
        units = (column.unit,) if column.unit else ()
        reading = within_bounds(_untold(read_number(cell, units), context), column, Decimal(0))
        if reading.value is None:
            return Reading(None, reading.code, reading.details)
        if reading.value % 1:
            return Reading(None, "number-not-whole")
        return Reading(int(reading.value), reading.code, reading.details)

    def write(self, value: int, column: Field, context: CellContext) -> int | None:
        """Returns the number, or an empty cell."""
        return None if value == ABSENT else value

    def validation(self, column: Field, cell: str, vocabulary: Vocabulary) -> Options:
        """A whole number within the bounds of the column."""
        return _limits("integer", column, Decimal(0))


def _untold(reading: Reading[Decimal], context: CellContext) -> Reading[Decimal]:
    """In a text file a number can't be anything but text, so that is no news."""
    if reading.code == "number-as-text" and not context.typed:
        return Reading(reading.value)
    return reading


def within_bounds(reading: Reading[N], column: Field, least: N | None = None) -> Reading[N]:
    """Returns a reading of a number, or "number-out-of-range" where the column forbids it.

    `least` is the lowest where the column names none.
    """
    lowest = least if column.lowest is None else column.lowest
    number = reading.value
    if number is None:
        return reading
    too_low = lowest is not None and number < lowest
    if too_low or (column.highest is not None and number > column.highest):
        bounds = {"lowest": _shown(lowest), "highest": _shown(column.highest)}
        return Reading(None, "number-out-of-range", bounds)
    return reading


def _shown(bound: Decimal | int | None) -> str:
    return "" if bound is None else plain(Decimal(bound))


def _as_text(reading: Reading[Decimal]) -> Reading[str]:
    text = None if reading.value is None else plain(reading.value)
    return Reading(text, reading.code, reading.details)


def _limits(validate: str, column: Field, least: Decimal | None = None) -> Options:
    lowest = least if column.lowest is None else column.lowest
    if lowest is not None and column.highest is not None:
        bounds = {"minimum": lowest, "maximum": column.highest}
        return {"validate": validate, "criteria": "between", **bounds}
    if column.highest is not None:
        return {"validate": validate, "criteria": "<=", "value": column.highest}
    if lowest is not None:
        return {"validate": validate, "criteria": ">=", "value": lowest}
    return {}
