"""Whether complaints are answered in time: the client's time, or that of the policy (S12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pandas as pd

from qa_workbook.form_results.office_hours import OfficeHours, clock_due
from qa_workbook.procedure.working_days import CalendarNotCovered

STATES = ("in_time", "late", "overdue", "running", "unknown")
"""Answered in time; answered late; not answered and too late; not answered, time left; no telling.
"""
JUDGED = ("in_time", "late", "overdue")
"""What the share in time is about."""
CLIENT, STANDARD = "client", "standard"
NO_POLICY = "policy"
"""Why a ticket can't be judged, where it isn't a year that the calendar lacks."""
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class StandardTime:
    """So many office hours where the client sets no time."""

    hours: int
    office: OfficeHours


@dataclass(frozen=True)
class _Deadline:
    """Until when to answer; None where that can't be said, and why: NO_POLICY, or a year."""

    moment: datetime | None
    why: str = ""


def responses(tickets: pd.DataFrame, standard: StandardTime | None, now: datetime) -> pd.DataFrame:
    """Returns how each ticket was answered, with the index of `tickets`.

    `tickets` has the columns kind, received, answered and hours (text of a number, "" for none).
    Columns: limit (CLIENT, STANDARD), due (NaT where it can't be said), state (of STATES), over
    (hours by the clock that an answer is late, NaN for none), why (NO_POLICY or the year that the
    calendar lacks). Only complaints have them: limit, state and why of praise are "".
    """
    lines = [
        _line(kind, received.to_pydatetime(), answered, hours, standard, now)
        for kind, received, answered, hours in zip(
            tickets["kind"], tickets["received"], tickets["answered"], tickets["hours"], strict=True
        )
    ]
    names = ("limit", "due", "state", "over", "why")
    found = pd.DataFrame(lines, columns=names, index=tickets.index, dtype=object)
    return found.astype({"due": "datetime64[s]", "over": "float64"})


def _line(
    kind: str,
    received: datetime,
    answered: pd.Timestamp,
    hours: str,
    standard: StandardTime | None,
    now: datetime,
) -> tuple[str, datetime | None, str, float | None, str]:
    if kind != "complaint":
        return "", None, "", None, ""
    limit = CLIENT if hours else STANDARD
    deadline = _deadline(received, hours, standard)
    due = deadline.moment
    if due is None:
        return limit, None, "unknown", None, deadline.why
    if pd.isna(answered):
        return limit, due, "overdue" if due < now else "running", None, ""
    late = answered.to_pydatetime() - due
    if late <= timedelta(0):
        return limit, due, "in_time", None, ""
    return limit, due, "late", late / _HOUR, ""


def _deadline(received: datetime, hours: str, standard: StandardTime | None) -> _Deadline:
    if hours:
        seconds = round(Decimal(hours) * 3600)
        return _Deadline(clock_due(received, timedelta(seconds=seconds)))
    if standard is None:
        return _Deadline(None, NO_POLICY)
    try:
        return _Deadline(standard.office.due(received, timedelta(hours=standard.hours)))
    except CalendarNotCovered as error:
        return _Deadline(None, str(error.year))
