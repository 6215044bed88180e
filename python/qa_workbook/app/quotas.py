"""What the people of the list had to listen to in a period, and what they did (S9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pandas as pd

from qa_workbook.analysis.quotas import WorkingDays, no_quotas, quota_table
from qa_workbook.frames import evidence
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.procedure.working_days import WEEKDAYS, Calendar, CalendarNotCovered
from qa_workbook.workspace import Config, Workspace


def quotas_of(
    workspace: Workspace, config: Config, frames: Mapping[SchemeKey, pd.DataFrame], span: Period
) -> pd.DataFrame:
    """Returns the frame `quotas` of an Analysis for the recordings of a period, of all schemes.

    Empty without a list of people, and before the first version of the rules. Raises ConfigError.
    """
    rules = config.rules.at(span.last)
    procedure, people = workspace.load_procedure(config)
    if rules is None or not people.posts:
        return no_quotas()
    days = working_days(procedure.calendar, span)
    return quota_table(rules.quotas, people.posts, days, _heard(frames))


def working_days(calendar: Calendar, span: Period) -> WorkingDays:
    """Returns the days of a period that are worked, None of them known beyond the calendar."""
    weekend = frozenset(WEEKDAYS.index(day) for day in calendar.weekend)
    length = (span.last - span.first).days + 1
    days = [span.first + timedelta(days=number) for number in range(length)]
    try:
        worked = [day for day in days if calendar.is_worked(day)]
    except CalendarNotCovered:
        return WorkingDays(None, weekend)
    return WorkingDays(worked, weekend)


def _heard(frames: Mapping[SchemeKey, pd.DataFrame]) -> pd.DataFrame:
    """Who scored which recording on which day; a breach without a recording is none."""
    parts = [
        pd.DataFrame(
            {
                "inspector": frame["inspector"],
                "recording": evidence(frame),
                "day": frame["inspected_on"].fillna(frame["call_date"]),
            }
        )
        for frame in frames.values()
    ]
    none = {"inspector": "str", "recording": "str", "day": "datetime64[s]"}
    empty = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in none.items()})
    heard = pd.concat(parts, ignore_index=True) if parts else empty
    return heard[heard["recording"] != ""].drop_duplicates()
