"""Whether complaints are answered in time: the client's time, or that of the policy (S12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

import pandas as pd

from qa_workbook.form_results.office_hours import StandardTime, clock_due
from qa_workbook.procedure.working_days import CalendarNotCovered

STATES = ("in_time", "late", "overdue", "running", "unknown")
"""Answered in time; answered late; not answered and too late; not answered, time left; no telling.
"""
JUDGED = ("in_time", "late", "overdue")
"""What the share in time is about."""
CLIENT, STANDARD = "client", "standard"
NO_POLICY, NO_TIME = "policy", "time"
"""Why a ticket can't be judged, where it isn't a year that the calendar lacks."""
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_MIDNIGHT = time()


Within = tuple[datetime, datetime]
"""The earliest and the latest moment that something may have been."""


@dataclass(frozen=True)
class _Answer:
    """How a complaint was answered, as the columns of `responses` without `limit`."""

    state: str
    due: datetime | None = None
    over: float | None = None
    why: str = ""


def responses(tickets: pd.DataFrame, standard: StandardTime | None, now: datetime) -> pd.DataFrame:
    """Returns how each ticket was answered, with the index of `tickets`.

    `tickets` has the columns kind, received, answered and hours (text of a number, "" for none).
    Columns: limit (CLIENT, STANDARD), due (NaT where it can't be said), state (of STATES), over
    (hours by the clock that an answer is late, NaN for none), why (NO_POLICY, NO_TIME or the year
    that the calendar lacks). Only complaints have them: limit, state and why of praise are "".
    Midnight is a day without a time of day: only what holds for any time of it is said.
    """
    lines = [
        _line(kind, received, answered, hours, standard, now)
        for kind, received, answered, hours in zip(
            tickets["kind"], tickets["received"], tickets["answered"], tickets["hours"], strict=True
        )
    ]
    names = ("limit", "due", "state", "over", "why")
    found = pd.DataFrame(lines, columns=names, index=tickets.index, dtype=object)
    return found.astype({"due": "datetime64[s]", "over": "float64"})


def _line(
    kind: str,
    received: pd.Timestamp,
    answered: pd.Timestamp,
    hours: str,
    standard: StandardTime | None,
    now: datetime,
) -> tuple[str, datetime | None, str, float | None, str]:
    if kind != "complaint":
        return "", None, "", None, ""
    found = _answer(received, answered, hours, standard, now)
    limit = CLIENT if hours else STANDARD
    return limit, found.due, found.state, found.over, found.why


def _answer(
    received: pd.Timestamp,
    answered: pd.Timestamp,
    hours: str,
    standard: StandardTime | None,
    now: datetime,
) -> _Answer:
    if not hours and standard is None:
        return _Answer("unknown", why=NO_POLICY)
    try:
        earliest, latest = (_due(one, hours, standard) for one in _within(received))
    except CalendarNotCovered as error:
        return _Answer("unknown", why=str(error.year))
    due = latest if earliest == latest else None
    if pd.isna(answered):
        return _Answer("overdue" if latest < now else "running", due)
    first, last = _within(answered)
    if last <= earliest:
        return _Answer("in_time", due)
    if first <= latest:
        return _Answer("unknown", due, why=NO_TIME)
    return _Answer("late", due, (first - due) / _HOUR if due and first == last else None)


def _within(moment: pd.Timestamp) -> Within:
    """When something was: a moment, or anywhere on a day that was written without a time."""
    found = moment.to_pydatetime()
    if found.time() != _MIDNIGHT:
        return found, found
    return found, found + _DAY


def _due(received: datetime, hours: str, standard: StandardTime | None) -> datetime:
    """Until when to answer. Raises CalendarNotCovered."""
    if hours:
        return clock_due(received, timedelta(seconds=round(Decimal(hours) * 3600)))
    assert standard is not None
    return standard.office.due(received, timedelta(hours=standard.hours))
