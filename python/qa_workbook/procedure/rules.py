"""The settings of the procedure, dated (S6, S7): the format of `config/procedure.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from qa_workbook.config.base import Identifier, Model, Name
from qa_workbook.config.dated import in_force
from qa_workbook.config.document import yaml_files
from qa_workbook.config.faults import Fault, Places
from qa_workbook.config.strict import read_with_places
from qa_workbook.procedure.working_days import Calendar, check_calendar

Role = Literal[
    "inspector",
    "qa_lead",
    "team_lead",
    "agent",
    "project_manager",
    "department_manager",
    "finance",
]
_LAST_SECOND = time(23, 59, 59)


class Window(Model):
    """How long something may take."""

    length: Annotated[int, Field(ge=1, le=2000)]
    """How many."""
    unit: Literal["hours", "working_days"]
    """Hours by the clock, or working days of the calendar."""
    source: Name
    """Where the number comes from."""

    def end(self, start: datetime, calendar: Calendar) -> datetime:
        """Returns the last moment that is in time, in the zone of `start`.

        Working days: the day of `start` isn't counted, the last one ends at 23:59:59. Raises
        CalendarNotCovered.
        """
        start = start.replace(microsecond=0)
        if self.unit == "hours":
            return start + timedelta(hours=self.length)
        last = calendar.after(start.date(), self.length)
        return datetime.combine(last, _LAST_SECOND, start.tzinfo)


class Quorum(Model):
    """What makes a ruling."""

    approvals: Annotated[int, Field(ge=1, le=20)]
    """Valid approvals that are needed; nobody's approval is never approval."""
    source: Name
    """Where the number comes from."""


class Deputies(Model):
    """The roles that stand in, in their order, where everybody in charge must stand aside."""

    qa_lead: tuple[Role, ...] = ()
    """For the QA lead."""
    team_lead: tuple[Role, ...] = ()
    """For the team lead."""
    panel: tuple[Role, ...] = ()
    """For the members of the panel, where too few are left for the quorum."""


class Rules(Model):
    """One version of the procedure's settings."""

    version: Annotated[
        str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]*$", max_length=30)
    ]
    """Its name."""
    valid_from: date
    """Cases opened from this day on are decided under it, until the next version begins."""
    source: Name
    """Where it comes from."""
    appeal: Window
    """From publication: how long a review may be asked for."""
    signature: Window
    """From the team lead's consent (or the review's result): then the case counts as accepted."""
    review: Window
    """From the request: when the review is to be answered; later is shown as overdue."""
    ruling: Window
    """From the escalation: when the panel is to rule; later is shown as overdue."""
    quorum: Quorum
    """What makes a ruling."""
    deputies: Deputies = Deputies()
    """Who stands in."""

    def as_data(self) -> dict[str, Any]:
        """Returns the rules as an event keeps them."""
        return self.model_dump(mode="json")

    @staticmethod
    def of_data(data: Mapping[str, Any]) -> Rules:
        """Returns the rules that an event kept. Raises ValueError."""
        # Thousands of cases are opened under the same rules, which take long to check.
        latest = _LATEST.get("rules")
        if latest is None or latest[0] != data:
            latest = _LATEST["rules"] = data, Rules.model_validate(data)
        return latest[1]


_LATEST: dict[str, tuple[Mapping[str, Any], Rules]] = {}
"""The rules that were read last, and what they were read from."""


class ProcedureFile(Model):
    """The file `config/procedure.yaml`."""

    format: Literal[1]
    """Version of this file format."""
    calendar: Identifier
    """Id of the calendar by which working days are counted."""
    versions: tuple[Rules, ...] = Field(min_length=1)
    """The versions; each holds from its day until the next one begins."""


@dataclass(frozen=True)
class Procedure:
    """All versions of the rules, and the calendar they are counted by."""

    versions: tuple[Rules, ...]
    calendar: Calendar

    def at(self, day: date) -> Rules | None:
        """Returns the version that holds on `day`, None before the first one."""
        return in_force(self.versions, day)

    def data_of(self, rules: Rules) -> Mapping[str, Any]:
        """Returns one of the versions as an event keeps it; made once, however many cases open."""
        return self._data[id(rules)]

    @cached_property
    def _data(self) -> Mapping[int, Mapping[str, Any]]:
        return {id(rules): rules.as_data() for rules in self.versions}


def load_procedure(folder: Path) -> tuple[Procedure | None, list[Fault]]:
    """Reads `procedure.yaml` and the calendars of a config folder.

    Returns the procedure, None where there are faults, and all of them.
    """
    calendars, faults = _calendars(folder / "calendar")
    file, more, places = read_with_places(folder / "procedure.yaml", ProcedureFile)
    faults += more
    if file is None:
        return None, faults
    places = places.worded_by("procedure")
    faults += _check_versions(file, places)
    calendar = calendars.get(file.calendar)
    if calendar is None:
        known = sorted(calendars)
        faults.append(places.fault("calendar-unknown", "calendar", id=file.calendar, known=known))
    if faults or calendar is None:
        return None, faults
    return Procedure(file.versions, calendar), []


def _calendars(folder: Path) -> tuple[dict[str, Calendar], list[Fault]]:
    found: dict[str, Calendar] = {}
    faults: list[Fault] = []
    for path in yaml_files(folder):
        calendar, more, places = read_with_places(path, Calendar)
        faults += more
        if calendar is None:
            continue
        places = places.worded_by("procedure")
        faults += check_calendar(calendar, places)
        if calendar.id in found:
            faults.append(places.fault("calendar-id-twice", "id", id=calendar.id))
        found[calendar.id] = calendar
    return found, faults


def _check_versions(file: ProcedureFile, places: Places) -> Iterator[Fault]:
    for name in ("version", "valid_from"):
        seen: set[object] = set()
        for number, rules in enumerate(file.versions):
            value = getattr(rules, name)
            if value in seen:
                yield places.fault("procedure-twice", "versions", number, name, found=value)
            seen.add(value)
