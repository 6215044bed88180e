"""Weeks of the case library: what inspectors owe and have handed in, and the sessions (S22)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from qa_workbook.frames import folded
from qa_workbook.numbers import Period, week_of
from qa_workbook.procedure.people import People, Post
from qa_workbook.procedure.working_days import Calendar, CalendarNotCovered

INSPECTOR = "inspector"
WEEKLY = {
    "inspector": "str",
    "week": "str",
    "recordings": "int64",
    "required": "object",
    "missing": "object",
}
"""Columns of `weekly`; `required` and `missing` are None where nothing is due, or not yet."""


@dataclass(frozen=True)
class CaseWeek:
    """An ISO week; `over`: its Sunday is past; `due`: somebody works on one of its days."""

    span: Period
    over: bool
    due: bool

    @property
    def name(self) -> str:
        """The name of the week, e.g. "2026-W42"."""
        return self.span.short


def case_weeks(span: Period, today: date, calendar: Calendar | None) -> list[CaseWeek]:
    """Returns the weeks that end in a period and have begun, the first one first.

    So each week is told once, by the month that has its Sunday.
    """
    found = []
    week = week_of(span.first)
    while week.last <= span.last and week.first <= today:
        found.append(CaseWeek(week, week.last < today, _is_worked(week, calendar)))
        week = week_of(week.last + timedelta(days=1))
    return found


def _is_worked(week: Period, calendar: Calendar | None) -> bool:
    """Whether a week has a working day; one that the calendar doesn't cover has."""
    if calendar is None:
        return True
    days = [week.first + timedelta(days=number) for number in range(7)]
    try:
        return any(map(calendar.is_worked, days))
    except CalendarNotCovered:
        return True


class Inspectors:
    """Who ought to hand in cases, and how people call them.

    Those of the list of people with the role of an inspector; where it has none, those who scored.
    """

    def __init__(self, people: People, scored: Iterable[str]) -> None:
        self._people = people
        self._posts = [post for post in people.posts if post.role == INSPECTOR]
        self._scored = {self.key(name): name for name in scored if name}

    def key(self, identity: str) -> str:
        """Returns what a person is known by, called by name or number."""
        called = {folded(post.number) for post in self._people.called(identity)} - {""}
        return called.pop() if len(called) == 1 else folded(identity)

    def expected(self, week: Period) -> dict[str, str]:
        """Returns the names of those who owe cases for a week, by key."""
        if not self._posts:
            return dict(self._scored)
        held = [post for post in self._posts if post.held_between(week.first, week.last)]
        return {folded(post.number) or folded(post.name): self._name(post) for post in held}

    def name(self, identity: str) -> str:
        """Returns what reports call a person who is called so."""
        key = self.key(identity)
        for post in self._people.posts:
            if key and key == folded(post.number):
                return self._name(post)
        return self._scored.get(key, identity)

    def _name(self, post: Post) -> str:
        """The name; of namesakes with the number, or they would be one line."""
        same = {folded(one.number) for one in self._people.called(post.name)}
        if len(same) > 1 and post.number:
            return f"{post.name} {post.number}"
        return post.name or post.number


def weekly(
    rows: pd.DataFrame, weeks: Sequence[CaseWeek], inspectors: Inspectors, required: int
) -> pd.DataFrame:
    """Returns a row per week and person who owes cases or handed some in: WEEKLY.

    `rows` have the columns inspector (as `Inspectors.name` says it), week and counted: 1 for the
    first case of a recording that the person handed in in the week. A week that isn't over lacks
    nothing yet.
    """
    done = rows.groupby(["week", "inspector"])["counted"].sum() if len(rows) else {}
    lines = []
    for week in weeks:
        owing = set(inspectors.expected(week.span).values()) if week.due else set[str]()
        handed = set(rows.loc[rows["week"] == week.name, "inspector"])
        for name in sorted(owing | handed):
            count = int(done.get((week.name, name), 0))
            owed = required if name in owing else None
            missing = max(0, required - count) if owed and week.over else None
            lines.append((name, week.name, count, owed, missing))
    columns = list(zip(*lines, strict=True)) or [()] * len(WEEKLY)
    return pd.DataFrame(
        {
            name: pd.Series(list(values), dtype=dtype)
            for (name, dtype), values in zip(WEEKLY.items(), columns, strict=True)
        }
    )


def counted_recordings(rows: pd.DataFrame) -> pd.Series:
    """Returns 1 for the first case of a recording by an inspector in a week, 0 for the others."""
    keys = pd.DataFrame(
        {
            "inspector": rows["inspector"],
            "week": rows["week"],
            "recording": rows["recording"].map(folded),
        }
    )
    return (~keys.duplicated()).astype("int64")


def week_names(days: pd.Series) -> pd.Series:
    """Returns the names of the weeks of days, "" for no day."""
    parts = days.dt.isocalendar()
    names = parts["year"].astype("str") + "-W" + parts["week"].astype("str").str.zfill(2)
    return names.where(days.notna(), "").astype("str")


def sessions_of(rows: pd.DataFrame, spans: Mapping[str, Period]) -> pd.DataFrame:
    """Returns the case sessions of some weeks by day: day, session, week.

    A session is a day with what `session` says; `rows` have used_on, session and used_week.
    """
    held = rows[rows["used_week"].isin(list(spans))]
    found = held.drop_duplicates(["used_on", "session"])[["used_on", "session", "used_week"]]
    found = found.rename(columns={"used_on": "day", "used_week": "week"})
    return found.sort_values(["day", "session"], kind="stable").reset_index(drop=True)
