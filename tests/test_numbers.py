"""Exact rounding and periods."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_workbook.errors import PeriodReversed, UnknownPeriod
from qa_workbook.numbers import (
    decimal,
    half_up,
    half_up_division,
    last_month,
    period,
    plain,
    telling_digits,
)


@pytest.mark.parametrize(
    ("value", "limit", "at_least", "digits"),
    [
        ("84.999", "85", True, 3),
        ("84.94", "85", True, 1),
        ("84.95", "85", True, 2),
        ("85.04", "85", True, 1),
        ("30.000005", "30", False, 5),
        ("30", "30", False, 1),
    ],
)
def test_telling_digits__never_show_what_misses_a_limit_as_met(value, limit, at_least, digits):
    """A figure that misses its target isn't shown as the target; others keep their digits."""
    assert telling_digits(Decimal(value), Decimal(limit), 1, at_least=at_least) == digits


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**4), st.integers(0, 3))
def test_half_up_division__is_half_up_of_the_fraction(numerator, denominator, digits):
    """Whole columns round exactly as a single fraction does, half away from zero."""
    units = half_up_division(np.array([numerator]), denominator, digits)[0]
    assert Decimal(int(units)).scaleb(-digits) == half_up(Fraction(numerator, denominator), digits)


def test_half_up__never_rounds_to_even():
    """2.5 is 3 and 0.125 is 0.13, unlike Python's round()."""
    assert half_up(Decimal("2.5")) == 3
    assert half_up(Fraction(1, 8), 2) == Decimal("0.13")
    assert half_up(Decimal("-2.5")) == -3


@pytest.mark.parametrize("value", [True, 0.1, "nan", "Infinity", "1,5", ""])
def test_decimal__refuses_what_is_not_exact(value):
    """Floats, booleans, infinities and foreign spellings are no exact numbers."""
    with pytest.raises(ValueError, match="not"):
        decimal(value)


@pytest.mark.parametrize(
    ("typed", "text", "first", "last"),
    [
        ("2026-10", "2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        (" 2026-9 ", "2026-09", date(2026, 9, 1), date(2026, 9, 30)),
        ("2026-12", "2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2024-02-29", "2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        ("2026-10-05..2026-11", "2026-10-05..2026-11-30", date(2026, 10, 5), date(2026, 11, 30)),
        ("2026-10-01..2026-10-31", "2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("2026-10-08..2026-10-08", "2026-10-08", date(2026, 10, 8), date(2026, 10, 8)),
        ("2026-10-01..2026-11-30", "2026-10..2026-11", date(2026, 10, 1), date(2026, 11, 30)),
        ("2026年10月", "2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("2026/10", "2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("202610", "2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("20261005", "2026-10-05", date(2026, 10, 5), date(2026, 10, 5)),
        (
            "２０２６．１０～２０２６．１１",
            "2026-10..2026-11",
            date(2026, 10, 1),
            date(2026, 11, 30),
        ),
        ("10月", "2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("12月", "2025-12", date(2025, 12, 1), date(2025, 12, 31)),
        ("上月", "2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("Last month", "2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("上个月..本月", "2026-10..2026-11", date(2026, 10, 1), date(2026, 11, 30)),
        ("2026-W42", "2026-10-12..2026-10-18", date(2026, 10, 12), date(2026, 10, 18)),
        ("2026年第1周", "2025-12-29..2026-01-04", date(2025, 12, 29), date(2026, 1, 4)),
        ("2026w41 至 2026W42", "2026-10-05..2026-10-18", date(2026, 10, 5), date(2026, 10, 18)),
        ("昨天", "2026-11-27", date(2026, 11, 27), date(2026, 11, 27)),
    ],
)
def test_period__has_one_spelling(typed, text, first, last):
    """A month, a day or a span, however it is typed; its text names files, so each period has one."""
    found = period(typed, date(2026, 11, 28))
    assert (found.text, found.first, found.last) == (text, first, last)


def test_period__the_wrong_way_round_has_its_own_sentence():
    """Who swaps the ends is told which day is which."""
    with pytest.raises(PeriodReversed) as caught:
        period("2026-10-15..2026-10-01")
    assert "2026-10-15 在 2026-10-01 之后" in caught.value.say("zh")
    assert last_month(date(2027, 1, 1)).text == "2026-12"


@pytest.mark.parametrize(
    "typed",
    ["", "2026", "2026-13", "2026-02-30", "2026-11..2026-10", "10-2026", "..2026-10", "一月"],
)
def test_period__refuses_what_is_none(typed):
    """Anything else is refused, never guessed at."""
    with pytest.raises(UnknownPeriod):
        period(typed)


@pytest.mark.parametrize(
    ("span", "before"),
    [
        ("2026-01", "2025-12"),
        ("2026-03..2026-04", "2026-01..2026-02"),
        ("2026-W42", "2026-10-05..2026-10-11"),
        ("2026-10-01", "2026-09-30"),
        ("2026-10-02..2026-10-31", "2026-09-02..2026-10-01"),
    ],
)
def test_the_period_before_is_as_long_and_ends_the_day_before(span, before):
    """S14: a month is compared with the month before, a week with the week before."""
    assert period(span).before.text == before


def test_any_number_of_a_cell_can_be_rounded() -> None:
    """Records may hold numbers of more digits than decimal arithmetic keeps by itself."""
    assert half_up(Decimal("1E+308"), 2) == Decimal("1E+308")
    assert plain(half_up(Decimal("1234567890123456789012345678901.005"), 2)).endswith("8901.01")
