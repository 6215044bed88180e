"""The one door to exact numbers: Decimal from text, half-up rounding, and periods.

Nothing calls `round()` on a score. Of a float, only `forms.kinds.numbers.exact` makes a Decimal: of
what stands in a cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from qa_workbook.errors import UnknownPeriod

INT64_SAFE = 2**62


def decimal(value: object) -> Decimal:
    """Returns an exact, finite Decimal of an int, a Decimal, or a number written as text.

    Raises ValueError for everything else: a float is never exact.
    """
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise ValueError(f"not an exact number: {value!r}")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"not a number: {value!r}") from None
    if not number.is_finite():
        raise ValueError(f"not a finite number: {value!r}")
    return number


def places(value: Decimal) -> int:
    """Returns how many decimal places `value` needs: 0 for 5 or 10, 1 for 0.5."""
    return max(0, -int(value.normalize().as_tuple().exponent))


def plain(value: Decimal) -> str:
    """Returns a number as people write it, without exponent and trailing zeros: 100, 5, 0.5."""
    return f"{value.normalize():f}"


def half_up(value: Decimal | Fraction, digits: int = 0) -> Decimal:
    """Returns `value` rounded half away from zero to `digits` places: 2.5 is 3, -2.5 is -3."""
    if isinstance(value, Fraction):
        scaled = abs(value) * 10**digits
        whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        return Decimal(whole if value >= 0 else -whole).scaleb(-digits)
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def half_up_division(
    numerator: npt.NDArray[Any], denominator: int, digits: int
) -> npt.NDArray[Any]:
    """Returns numerator / denominator rounded half away from zero, in whole units of 10^-digits.

    `numerator` holds whole numbers of any sign: int64, or Python integers (dtype object) where
    those are too small. The result is exact and of the same type.
    """
    scaled = np.abs(numerator) * (10**digits)
    whole = (2 * scaled + denominator) // (2 * denominator)
    rounded: npt.NDArray[Any] = np.where(numerator < 0, -whole, whole)
    return rounded


@dataclass(frozen=True)
class Period:
    """A span of days, both ends included.

    `text` is its one spelling (2026-09, not 2026-9) and stands in the names of output files.
    """

    text: str
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def _spelling(value: str) -> str:
    """The one way to write a month or a day."""
    first, last = _span(value)
    return f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m}"


def _span(value: str) -> tuple[date, date]:
    """First and last day of a month or a day. Raises ValueError."""
    parts = value.split("-")
    if len(parts) == 2 and all(part.isascii() and part.isdigit() for part in parts):
        first = date(int(parts[0]), int(parts[1]), 1)
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return first, following - timedelta(days=1)
    day = date.fromisoformat(value)
    return day, day


def period(value: str) -> Period:
    """Returns the period of "2026-10" (month), "2026-10-05" (day), or "A..B" of such.

    Raises UnknownPeriod.
    """
    parts = [part.strip() for part in value.split("..", 1)]
    try:
        first, last = _span(parts[0])[0], _span(parts[-1])[1]
        text = "..".join(_spelling(part) for part in parts)
    except ValueError:
        raise UnknownPeriod(value=value) from None
    if first > last:
        raise UnknownPeriod(value=value)
    return Period(text, first, last)
