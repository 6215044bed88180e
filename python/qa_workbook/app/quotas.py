"""What the people of the list had to listen to in a period, and what they did (S9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pandas as pd

from qa_workbook.analysis.branches import branch_table, no_branch_checks
from qa_workbook.analysis.quotas import QuotaDays, WorkingDays, no_quotas, quota_table
from qa_workbook.app.corrections import Frames
from qa_workbook.frames import empty_frame, evidence, folded
from qa_workbook.numbers import Period
from qa_workbook.procedure.people import People
from qa_workbook.procedure.working_days import WEEKDAYS, Calendar, CalendarNotCovered
from qa_workbook.workspace import Config, Workspace


@dataclass(frozen=True)
class DueQuotas:
    """What was due and done of people (`quota_table`) and branches (`branch_table`), and the days.

    `people` are empty without a list of people, `branches` where the rules name none.
    """

    people: pd.DataFrame = field(default_factory=no_quotas)
    branches: pd.DataFrame = field(default_factory=no_branch_checks)
    days: QuotaDays | None = None


def quotas_of_heard(
    workspace: Workspace, config: Config, heard: Sequence[pd.DataFrame], span: Period
) -> pd.DataFrame:
    """Returns the frame `quotas` of an Analysis for the recordings of a period, of all schemes.

    `heard` are those of `recordings_heard`, in parts. Empty without a list of people, and before
    the first version of the rules. Raises ConfigError.
    """
    rules = config.rules.at(span.last)
    procedure, people = workspace.load_procedure(config)
    if rules is None:
        return no_quotas()
    days = working_days(procedure.calendar, span)
    whole = pd.concat(heard, ignore_index=True)
    return quota_table(rules.quotas, people.posts, days, whole)


def due_quotas(workspace: Workspace, config: Config, frames: Frames, span: Period) -> DueQuotas:
    """Returns all quotas of a period; none before the first version of the rules.

    `frames` are the recordings of the period, of all schemes. Raises ConfigError.
    """
    rules = config.rules.at(span.last)
    procedure, people = workspace.load_procedure(config)
    if rules is None:
        return DueQuotas()
    days = working_days(procedure.calendar, span)
    parts = {str(status): share for status, share in rules.quotas.share.items()}
    checked = _checked(frames if rules.branches else {})
    return DueQuotas(
        quota_table(rules.quotas, people.posts, days, recordings_heard(frames, people)),
        branch_table(rules.branch_checks, rules.branches, days, checked, parts),
        _told_days(procedure.calendar, days, span),
    )


def _told_days(calendar: Calendar, days: WorkingDays, span: Period) -> QuotaDays:
    """The days of the period, with its holidays and the weekends worked in return."""
    holidays, extra = [], []
    for year in calendar.years:
        for one in year.holidays:
            first, last = max(one.first, span.first), min(one.last, span.last)
            if first <= last:
                holidays.append((one.name, first, last))
        extra += [day for day in year.workdays if day in span]
    worked = None if days.worked is None else len(days.worked)
    return QuotaDays(worked, days.ordinary(span.first, span.last), holidays, extra)


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


def recordings_heard(frames: Frames, people: People, *, once: bool = False) -> pd.DataFrame:
    """Returns who of the people scored which recording on which day, as `quota_table` takes it.

    A breach without a recording is none. Of recordings that occur `once` there is their number.
    """
    called = {folded(name) for one in people.posts for name in (one.number, one.name)}
    parts = []
    for frame in frames.values() if called else ():
        # Without a list of people that is nobody, and nothing need be looked at.
        names = [name for name in frame["inspector"].unique() if folded(name) in called]
        if not names:
            continue
        own = frame[frame["inspector"].isin(names)]
        day = own["inspected_on"].fillna(own["call_date"])
        inspector = own["inspector"].astype("str")
        parts.append(pd.DataFrame({"inspector": inspector, "recording": evidence(own), "day": day}))
    none = {"inspector": "str", "recording": "str", "day": "datetime64[s]"}
    heard = pd.concat([empty_frame(none), *parts], ignore_index=True)
    heard = heard[heard["recording"] != ""]
    if not once:
        return heard.drop_duplicates().assign(once=0)
    counted = heard.groupby(["inspector", "day"], sort=False).size().reset_index(name="once")
    return counted.assign(recording="")


def _checked(frames: Frames) -> pd.DataFrame:
    """Which recording of which project was scored under which scheme; each once."""
    parts = [
        pd.DataFrame(
            {"scheme": key.id, "project": frame["project"], "recording": evidence(frame)},
            dtype="str",
        )
        for key, frame in frames.items()
    ]
    nothing = pd.DataFrame({"scheme": [], "project": [], "recording": []}, dtype="str")
    checked = pd.concat([nothing, *parts], ignore_index=True)
    return checked[checked["recording"] != ""].drop_duplicates()
