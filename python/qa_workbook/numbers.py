"""The one door to exact numbers: Decimal from text, half-up rounding, and periods.

Nothing calls `round()` on a score. Of a float, only `forms.kinds.numbers.exact` makes a Decimal: of
what stands in a cell.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from qa_workbook.errors import PeriodReversed, UnknownPeriod

if TYPE_CHECKING:
    # Only what divides whole columns loads numpy, so that reading sheets starts sooner.
    import numpy.typing as npt

INT64_SAFE = 2**62
_EXACT = (int, str, Decimal)  # here, because putting types together takes longer than the question
_EXACTLY = Context(prec=1_000, rounding=ROUND_HALF_UP)
"""Digits enough for every number that a spreadsheet can hold: up to 309 before the point."""


def decimal(value: object) -> Decimal:
    """Returns an exact, finite Decimal of an int, a Decimal, or a number written as text.

    Raises ValueError for everything else: a float is never exact.
    """
    if isinstance(value, bool) or not isinstance(value, _EXACT):
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
    return max(0, -int(value.normalize(_EXACTLY).as_tuple().exponent))


def plain(value: Decimal) -> str:
    """Returns a number as people write it, without exponent and trailing zeros: 100, 5, 0.5."""
    return f"{value.normalize(_EXACTLY):f}"


def half_up(value: Decimal | Fraction, digits: int = 0) -> Decimal:
    """Returns `value` rounded half away from zero to `digits` places: 2.5 is 3, -2.5 is -3."""
    if isinstance(value, Fraction):
        scaled = abs(value) * 10**digits
        whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        return Decimal(whole if value >= 0 else -whole).scaleb(-digits)
    return value.quantize(Decimal(1).scaleb(-digits), context=_EXACTLY)


_MOST_DIGITS = 6


def telling_digits(
    value: Decimal | Fraction, limit: Decimal, digits: int, *, at_least: bool
) -> int:
    """Returns with how many places, `digits` or more, a value shows whether it keeps a limit.

    84.996 misses 85 at least, which 85.0 wouldn't show: it takes three.
    """
    bound, exact = Fraction(limit), Fraction(value)
    while digits < _MOST_DIGITS:
        shown = Fraction(half_up(exact, digits))
        agrees = (shown >= bound) == (exact >= bound)
        if not at_least:
            agrees = (shown <= bound) == (exact <= bound)
        if agrees:
            break
        digits += 1
    return digits


_SIGNIFICANT = 13  # digits of a float: beyond them a binary fraction is a little off


def free_of_noise(value: float) -> Decimal:
    """Returns a float with the digits that mean something: 79.99999999999999 is 80, 79.9991 isn't.

    So numbers are compared with a limit: sums of decimals in floats end in noise.
    """
    return Decimal(f"{value:.{_SIGNIFICANT}g}")


def as_shown(value: float, digits: int) -> Decimal:
    """Returns a float rounded half up to `digits` places as a spreadsheet program shows it."""
    return half_up(free_of_noise(value), digits)


def percent(ratio: float) -> str:
    """Returns a ratio as a cell with the format 0.0% shows it: halves go up, 0.2125 is 21.3%."""
    return f"{as_shown(100 * ratio, 1)}%"


def cut_division(
    numerator: npt.NDArray[Any], denominator: int | npt.NDArray[Any], digits: int
) -> npt.NDArray[Any]:
    """Returns numerator / denominator with further digits cut off, in whole units of 10^-digits.

    `numerator` is as in `half_up_division`; -0.129 is cut to -0.12.
    """
    import numpy as np

    whole = np.abs(numerator) * (10**digits) // denominator
    cut: npt.NDArray[Any] = np.where(numerator < 0, -whole, whole)
    return cut


def half_up_division(
    numerator: npt.NDArray[Any], denominator: int | npt.NDArray[Any], digits: int
) -> npt.NDArray[Any]:
    """Returns numerator / denominator rounded half away from zero, in whole units of 10^-digits.

    `numerator` holds whole numbers of any sign: int64, or Python integers (dtype object) where
    those are too small. The result is exact and of the same type.
    """
    import numpy as np

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

    @property
    def is_months(self) -> bool:
        """Whether it is nothing but whole months."""
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1

    @property
    def short(self) -> str:
        """The period as narrow columns have it: a week from Monday on as 2026-W42, else `text`."""
        year, week, weekday = self.first.isocalendar()
        whole_week = weekday == 1 and self.last - self.first == timedelta(days=6)
        return f"{year}-W{week:02d}" if whole_week else self.text

    @property
    def before(self) -> Period:
        """The period before: as many whole months, or else as many days, up to the day before."""
        last = self.first - timedelta(days=1)
        if self.is_months:
            months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
            number = self.first.year * 12 + self.first.month - 1 - (months + 1)
            first = date(number // 12, number % 12 + 1, 1)
        else:
            first = self.first - (self.last - self.first) - timedelta(days=1)
        return Period(_spelling(first, last), first, last)


_DAY_OR_MONTH = re.compile(
    r"(?<!\d)(\d{4})"
    r"(?:\s*[-年/.]\s*(\d{1,2})(?:\s*[-月/.]\s*(\d{1,2}))?\s*[月日号]?|(\d\d)(\d\d)?)(?!\d)"
)
_WEEK = re.compile(r"(\d{4})\s*(?:-?\s*w\s*(\d{1,2})|年\s*第?\s*(\d{1,2})\s*周)")
_BARE_MONTH = re.compile(r"(\d{1,2})\s*月份?")
_TO = re.compile(r"\s*(?:\.\.+|…+|~+|—+|–|至|到|\bto\b)\s*")
_LAST_MONTH = {"上月", "上个月", "last month", "last-month", "lastmonth", "previous month"}
_THIS_MONTH = {"本月", "这个月", "当月", "this month", "this-month", "thismonth"}
_YESTERDAY, _TODAY = {"昨天", "昨日", "yesterday"}, {"今天", "今日", "today"}


def period(value: str, today: date | None = None) -> Period:
    """Returns the period of a month, a week, a day, or "A..B" of such, in any usual spelling.

    Months: 2026-10, 2026/10, 2026.10, 202610, 2026年10月, 10月 (the last one that has begun), 上月,
    last month. Weeks (from Monday, by ISO 8601): 2026-W42, 2026年第42周. Days: 2026-10-05,
    20261005, 2026年10月5日, 昨天. Between two: `..`, ~, 至, 到, to.
    `today` is that of the user's own clock. Raises UnknownPeriod, PeriodReversed.
    """
    now = today or date.today()  # noqa: DTZ011 - the user's own calendar
    typed = unicodedata.normalize("NFKC", value).strip().lower()
    parts = _TO.split(typed, maxsplit=1)
    try:
        first, last = _span(parts[0], now)[0], _span(parts[-1], now)[1]
    except ValueError:
        raise UnknownPeriod(value=value) from None
    if first > last:
        raise PeriodReversed(value=value, first=first, last=last)
    return Period(_spelling(first, last), first, last)


def week_of(day: date) -> Period:
    """Returns the week of a day, Monday to Sunday (ISO 8601)."""
    monday = day - timedelta(days=day.weekday())
    sunday = monday + timedelta(days=6)
    return Period(_spelling(monday, sunday), monday, sunday)


def month_of(day: date) -> Period:
    """Returns the month of a day."""
    return spanned(day, day)


def spanned(first: date, last: date) -> Period:
    """Returns the whole months from one day to another."""
    begin, end = _month_of(first)[0], _month_of(last)[1]
    return Period(_spelling(begin, end), begin, end)


def months_before(day: date, months: int) -> date:
    """Returns the same day so many months earlier; the last of the month where that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = _month_of(date(year, month + 1, 1))[1]
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), last)


def last_month(today: date | None = None) -> Period:
    """Returns the last full month."""
    return period("last month", today)


def _spelling(first: date, last: date) -> str:
    """The one way to write a period: whole months as months, all else as days."""
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        names = [f"{first:%Y-%m}", f"{last:%Y-%m}"]
    else:
        names = [f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}"]
    return "..".join(dict.fromkeys(names))


def _span(value: str, today: date) -> tuple[date, date]:
    """First and last day of a month, a week or a day. Raises ValueError."""
    if value in _LAST_MONTH:
        return _month_of(today.replace(day=1) - timedelta(days=1))
    if value in _THIS_MONTH:
        return _month_of(today)
    if value in _TODAY or value in _YESTERDAY:
        day = today - timedelta(days=value in _YESTERDAY)
        return day, day
    if bare := _BARE_MONTH.fullmatch(value):
        month = int(bare[1])
        return _month_of(date(today.year - (month > today.month), month, 1))
    return _numbered(value)


def _numbered(value: str) -> tuple[date, date]:
    """First and last day of what has its year written down. Raises ValueError."""
    if week := _WEEK.fullmatch(value):
        monday = date.fromisocalendar(int(week[1]), int(week[2] or week[3]), 1)
        return monday, monday + timedelta(days=6)
    found = _DAY_OR_MONTH.fullmatch(value)
    if not found:
        raise ValueError(value)
    year, *others = (int(part) for part in found.groups() if part)
    if len(others) == 1:
        return _month_of(date(year, others[0], 1))
    day = date(year, *others)
    return day, day


def _month_of(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, following - timedelta(days=1)
