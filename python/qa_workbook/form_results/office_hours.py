"""When something has to be answered that may be worked on in office hours only (S12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from qa_workbook.procedure.working_days import Calendar

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class OfficeHours:
    """From when to when somebody answers.

    `closes` at or before `opens` is on the next morning; both equal: around the clock. Without a
    `calendar` every day is worked.
    """

    opens: time
    closes: time
    calendar: Calendar | None

    def due(self, received: datetime, wanted: timedelta) -> datetime:
        """Returns when `wanted` of office time has passed since `received`.

        What comes in outside office hours begins to count at the next opening. The closing itself
        still belongs to its day. Raises CalendarNotCovered.
        """
        # The night before may still be open.
        day, left = received.date() - _DAY, wanted
        while True:
            opens, closes = self._hours_of(day)
            begins = max(opens, received)
            if begins < closes and self._is_open(day):
                if left <= closes - begins:
                    return begins + left
                left -= closes - begins
            day += _DAY

    def _hours_of(self, day: date) -> tuple[datetime, datetime]:
        opens, closes = datetime.combine(day, self.opens), datetime.combine(day, self.closes)
        return opens, closes if opens < closes else closes + _DAY

    def _is_open(self, day: date) -> bool:
        return self.calendar is None or self.calendar.is_worked(day)


@dataclass(frozen=True)
class StandardTime:
    """So many office hours where the client sets no time."""

    hours: int
    office: OfficeHours


def clock_due(received: datetime, wanted: timedelta) -> datetime:
    """Returns when a time that a client sets has passed: by the clock, nights and holidays too."""
    return received + wanted
