"""Which days are worked: weekends, public holidays, and the weekends worked in return (调休).

The classes are the format of `config/calendar/*.yaml`. A year that isn't there is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from qa_workbook.config.base import Identifier, Model, Name, Words
from qa_workbook.config.faults import Fault, Places

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_DAY = timedelta(days=1)


class CalendarNotCovered(Exception):
    """The calendar says nothing of `year`; nobody knows yet which of its days are worked."""

    def __init__(self, calendar: str, year: int) -> None:
        super().__init__(f"{calendar}: {year}")
        self.calendar, self.year = calendar, year


class Holiday(Model):
    """Days in a row that aren't worked."""

    name: Words
    """What is celebrated."""
    first: date = Field(alias="from")
    """The first day."""
    last: date = Field(alias="to")
    """The last day, itself free."""

    @property
    def days(self) -> Iterator[date]:
        """All days of it."""
        return (self.first + n * _DAY for n in range((self.last - self.first).days + 1))


class Year(Model):
    """The days of one year that aren't as the week has them."""

    year: Annotated[int, Field(ge=1949, le=2200)]
    """The year."""
    source: Words
    """The notice that says so."""
    holidays: tuple[Holiday, ...]
    """Days that aren't worked though they may be weekdays."""
    workdays: tuple[date, ...] = ()
    """Days of weekends that are worked."""


class Calendar(Model):
    """One file of `config/calendar/`."""

    format: Literal[1]
    """Version of this file format."""
    id: Identifier
    """What `config/procedure.yaml` calls it."""
    name: Name
    """What people call it."""
    weekend: tuple[Weekday, ...] = Field(min_length=1, max_length=6)
    """The days of the week that aren't worked."""
    years: tuple[Year, ...] = Field(min_length=1)
    """The years that are known."""

    @cached_property
    def _known(self) -> dict[int, tuple[frozenset[date], frozenset[date]]]:
        known = {}
        for one in self.years:
            free = frozenset(day for holiday in one.holidays for day in holiday.days)
            known[one.year] = (free, frozenset(one.workdays))
        return known

    def is_worked(self, day: date) -> bool:
        """Returns whether `day` is a working day. Raises CalendarNotCovered."""
        if day.year not in self._known:
            raise CalendarNotCovered(self.id, day.year)
        free, worked = self._known[day.year]
        if day in worked:
            return True
        return day not in free and WEEKDAYS[day.weekday()] not in self.weekend

    def after(self, day: date, count: int) -> date:
        """Returns the `count`-th working day after `day`, which itself isn't counted.

        Raises CalendarNotCovered.
        """
        while count:
            day += _DAY
            if self.is_worked(day):
                count -= 1
        return day


def check_calendar(calendar: Calendar, places: Places) -> Iterator[Fault]:
    """Yields what is wrong with a calendar beyond its form."""
    seen: set[int] = set()
    for number, year in enumerate(calendar.years):
        steps = ("years", number)
        if year.year in seen:
            yield places.fault("calendar-year-twice", *steps, "year", year=year.year)
        seen.add(year.year)
        yield from _check_year(year, steps, places)


def _check_year(year: Year, steps: tuple[str, int], places: Places) -> Iterator[Fault]:
    free: set[date] = set()
    for number, holiday in enumerate(year.holidays):
        here = (*steps, "holidays", number)
        if holiday.last < holiday.first:
            yield places.fault("calendar-reversed", *here, first=holiday.first, last=holiday.last)
        elif {holiday.first.year, holiday.last.year} != {year.year}:
            yield places.fault("calendar-other-year", *here, day=holiday.first, year=year.year)
        else:
            free.update(holiday.days)
    for number, day in enumerate(year.workdays):
        here = (*steps, "workdays", number)
        if day.year != year.year:
            yield places.fault("calendar-other-year", *here, day=day, year=year.year)
        elif day in free:
            yield places.fault("calendar-both", *here, day=day)
