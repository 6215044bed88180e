"""Office time (S12): two working hours over nights, weekends, holidays and 调休 workdays."""

# ruff: noqa: DTZ001, DTZ007 - sheets know no time zones

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from qa_workbook.config.strict import read_model
from qa_workbook.form_results.office_hours import OfficeHours
from qa_workbook.procedure.working_days import Calendar, CalendarNotCovered

CALENDAR, _ = read_model(
    Path(__file__).resolve().parents[2] / "config" / "calendar" / "china.yaml", Calendar
)
OFFICE = OfficeHours(time(9), time(18), CALENDAR)


def moment(written: str) -> datetime:
    return datetime.strptime(f"2026-{written}", "%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        # Monday 12 October: within the day, to the minute of closing, over night.
        ("10-12 09:00", "10-12 11:00"),
        ("10-12 16:00", "10-12 18:00"),
        ("10-12 16:01", "10-13 09:01"),
        ("10-12 17:59", "10-13 10:59"),
        # Before the opening and after the closing the next opening counts.
        ("10-12 00:00", "10-12 11:00"),
        ("10-12 08:59", "10-12 11:00"),
        ("10-12 18:00", "10-13 11:00"),
        ("10-12 23:59", "10-13 11:00"),
        # Friday over the weekend to Monday.
        ("10-16 17:00", "10-19 10:00"),
        ("10-17 10:00", "10-19 11:00"),
        # Saturday 10 October is worked in return for the holiday (调休).
        ("10-09 17:30", "10-10 10:30"),
        ("10-10 10:00", "10-10 12:00"),
        ("10-10 17:00", "10-12 10:00"),
        # 1 to 7 October are free.
        ("09-30 17:30", "10-08 10:30"),
        ("10-03 12:00", "10-08 11:00"),
        # Sunday 20 September is worked, the Mid-Autumn days are not.
        ("09-20 15:00", "09-20 17:00"),
        ("09-24 17:00", "09-28 10:00"),
    ],
)
def test_two_office_hours(received: str, due: str) -> None:
    """Only office time on working days counts; what comes in outside begins at the next opening."""
    assert OFFICE.due(moment(received), timedelta(hours=2)) == moment(due)


def test_a_long_time_takes_several_days() -> None:
    """Twenty hours are two days of nine and two hours of the third."""
    assert OFFICE.due(moment("10-15 09:00"), timedelta(hours=20)) == moment("10-19 11:00")


def test_an_office_of_every_day_knows_no_weekend() -> None:
    """Without a calendar every day is worked, also one that no calendar covers."""
    office = OfficeHours(time(9), time(18), None)
    assert office.due(moment("10-03 17:00"), timedelta(hours=2)) == moment("10-04 10:00")
    received = datetime(2031, 1, 1, 17)
    assert office.due(received, timedelta(hours=2)) == datetime(2031, 1, 2, 10)


def test_an_office_around_the_clock_knows_no_night() -> None:
    """The same time to open and to close: time goes on at midnight, on working days."""
    office = OfficeHours(time(0), time(0), CALENDAR)
    assert office.due(moment("10-12 23:00"), timedelta(hours=2)) == moment("10-13 01:00")
    assert office.due(moment("10-16 23:00"), timedelta(hours=2)) == moment("10-19 01:00")


def test_a_night_shift_ends_in_the_morning() -> None:
    """An office that closes before it opens is open over midnight; its night belongs to its day."""
    office = OfficeHours(time(20), time(8), CALENDAR)
    assert office.due(moment("10-13 07:00"), timedelta(hours=2)) == moment("10-13 21:00")
    assert office.due(moment("10-12 23:30"), timedelta(hours=2)) == moment("10-13 01:30")
    # The night from Friday to Saturday is Friday's.
    assert office.due(moment("10-17 01:00"), timedelta(hours=2)) == moment("10-17 03:00")


def test_a_year_without_calendar_is_refused() -> None:
    """Nobody knows the holidays of a year whose notice isn't out."""
    with pytest.raises(CalendarNotCovered):
        OFFICE.due(datetime(2031, 1, 2, 10), timedelta(hours=2))
