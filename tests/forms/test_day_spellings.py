"""Dates in text: one reading is read, two are never guessed at."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from qa_workbook.forms.kinds.days import read_date

_EARLIEST = date(2015, 1, 1)


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2026-10-05 上午9:30", "2026-10-05 09:30"),
        ("2026/10/5 下午 3:20:15", "2026-10-05 15:20:15"),
        ("2026-10-05 3:20 PM", "2026-10-05 15:20"),
        ("2026-10-04T17:57:08.649Z", "2026-10-05 01:57:08"),
        ("2026-10-05T09:30:00+08:00", "2026-10-05 09:30"),
        ("2026-10-04T20:30:00-05:00", "2026-10-05 09:30"),
        ("2026年10月5号", "2026-10-05"),
        ("2026年10月5日9时30分", "2026-10-05 09:30"),
        ("20261005093015", "2026-10-05 09:30:15"),
        (20261005093015.0, "2026-10-05 09:30:15"),
        ("2026-10-5 星期一", "2026-10-05"),
        ("2026-10-05（周一）", "2026-10-05"),
        ("Oct 5, 2026", "2026-10-05"),
        ("10-Oct-2026", "2026-10-10"),
        ("２０２６－１０－０５", "2026-10-05"),
        ("2026-10-05\n09:30", "2026-10-05 09:30"),
        ("2026 - 10 - 05", "2026-10-05"),
    ],
)
def test_a_spelling_with_one_reading_is_read(said: object, moment: str) -> None:
    assert read_date(said, _EARLIEST).value == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "said",
    [
        "10/9",
        "05/10/26",
        "26.10.5",
        "5-Oct-26",
        "10月5日",
        "2026-10-05 星期二",
        "2026-10-05 上午12:30",
        "2026-10-05 上午15:30",
        "2026-10-05 09:30-10:00",
        "2026-10-05+08:00",
        "2026-10-05至2026-10-06",
        "2026-10-05 24:00",
        "2026-02-30",
        "1791158400000",
        1791158400000.0,
    ],
)
def test_a_spelling_with_two_readings_or_none_is_refused(said: object) -> None:
    reading = read_date(said, _EARLIEST)
    assert reading.value is None
    assert reading.code in ("date-ambiguous", "date-unreadable")
