"""How many recordings somebody had to listen to, and how many it were (S9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import Protocol

import pandas as pd

from qa_workbook.analysis.rules import Quota, Quotas
from qa_workbook.codes import joined
from qa_workbook.frames import folded

QUOTAS = {"who": "str", "role": "str", "required": "object", "done": "int64", "status": "str"}
"""Columns of the frame `quotas`.

`required` is a whole number, None where nobody knows it; `status` are those that the person had in
the period, as `codes.joined` has them, "" for somebody who had the role on no day of it.
"""
_DAY = timedelta(days=1)


class Holder(Protocol):
    """Somebody with a role: the posts of the list of people are such."""

    @property
    def number(self) -> str:
        """The number of the person."""

    @property
    def name(self) -> str:
        """The name of the person."""

    @property
    def role(self) -> str:
        """The role."""

    @property
    def status(self) -> str:
        """normal, intern or helper."""

    def held_on(self, day: date) -> bool:
        """Returns whether the role was held on a day."""


@dataclass(frozen=True)
class WorkingDays:
    """The days of a period that are worked, None where the calendar doesn't know them.

    `weekend`: numbers of the weekdays that are never worked, Monday is 0.
    """

    worked: Sequence[date] | None
    weekend: frozenset[int]

    def month_share(self) -> Fraction | None:
        """Returns how many monthly quotas are due, None where nobody knows the working days.

        Each month counts with its worked days ÷ the working days of a year without holidays, and
        never more than once.
        """
        if self.worked is None:
            return None
        due: dict[tuple[date, date], int] = defaultdict(int)
        for day in self.worked:
            due[month_around(day)] += 1
        parts = (
            Fraction(min(count, whole), whole)
            for (first, last), count in due.items()
            if (whole := self.ordinary(first, last))
        )
        return sum(parts, Fraction(0))

    def ordinary(self, first: date, last: date) -> int:
        """Returns the working days from one day to another in a year without holidays."""
        days = (first + n * _DAY for n in range((last - first).days + 1))
        return sum(day.weekday() not in self.weekend for day in days)


@dataclass(frozen=True)
class QuotaDays:
    """The days of a period, as people are told of them.

    `worked`: how many are worked, None where the calendar doesn't know them; `ordinary`: how many
    would be in a year without holidays. `holidays`: name, first and last day within the period.
    `extra`: days of weekends that are worked.
    """

    worked: int | None
    ordinary: int
    holidays: Sequence[tuple[str, date, date]] = ()
    extra: Sequence[date] = ()


def quota_table(
    quotas: Quotas,
    holders: Sequence[Holder],
    days: WorkingDays,
    heard: pd.DataFrame,
) -> pd.DataFrame:
    """Returns the frame `quotas` of an Analysis: by role as in the rules, then as in the list.

    `heard`: the recordings of the period with `inspector`, `recording` and `day` (datetime64), the
    day of inspection; a recording counts once for everybody. A row without a recording stands for
    `once` recordings, each of which nobody else scored. A week or month is due in proportion
    to its days that are worked and held, never more than once; parts of a recording are a whole
    one.
    """
    rows = []
    names = names_of(holders)
    spelt = {name: folded(name) for name in heard["inspector"].unique()}
    by_inspector = dict(list(heard.groupby(heard["inspector"].map(spelt))))
    for quota in quotas.roles:
        posts: dict[str, list[Holder]] = defaultdict(list)
        for one in holders:
            if one.role == quota.role:
                posts[folded(one.number)].append(one)
        for own in posts.values():
            required = _required(quota, quotas, own, days)
            name = names[own[0].number]
            done = _done(own, name, by_inspector)
            rows.append((name, quota.role, required, done, _statuses(own, days)))
    return pd.DataFrame(rows, columns=list(QUOTAS)).astype(QUOTAS)


def names_of(holders: Sequence[Holder]) -> Mapping[str, str]:
    """Returns what each number is called: the name, with the number where others have it, too."""
    numbers = defaultdict(set)
    for one in holders:
        numbers[folded(one.name)].add(folded(one.number))
    return {
        one.number: one.name if len(numbers[folded(one.name)]) == 1 else f"{one.name} {one.number}"
        for one in holders
    }


def _required(
    quota: Quota, quotas: Quotas, posts: Sequence[Holder], days: WorkingDays
) -> int | None:
    if days.worked is None:
        return None
    share_of: dict[str, Fraction] = {
        status: Fraction(share) for status, share in quotas.share.items()
    }
    due: dict[tuple[date, date], list[Fraction]] = defaultdict(list)
    for day in days.worked:
        shares = [share_of.get(one.status, Fraction(1)) for one in posts if one.held_on(day)]
        due[_unit(quota, day)].append(max(shares, default=Fraction(0)))
    total = Fraction(0)
    for (first, last), shares in due.items():
        whole = max(days.ordinary(first, last), 1)
        # A weekend worked in return for a holiday makes no week or month longer than it is.
        total += sum(sorted(shares, reverse=True)[:whole], Fraction(0)) / whole
    return ceil(total * quota.count)


def _unit(quota: Quota, day: date) -> tuple[date, date]:
    """The first and last day of the unit that a day belongs to."""
    if quota.per == "week":
        first = day - day.weekday() * _DAY
        return first, first + 6 * _DAY
    return month_around(day) if quota.per == "month" else (day, day)


def month_around(day: date) -> tuple[date, date]:
    """Returns the first and last day of the month of a day."""
    first = day.replace(day=1)
    following = (first + 31 * _DAY).replace(day=1)
    return first, following - _DAY


def _statuses(posts: Sequence[Holder], days: WorkingDays) -> str:
    """The statuses of somebody on the days with the role; without known days those of the list."""
    if days.worked is None:
        return joined(dict.fromkeys(one.status for one in posts))
    held = [one for one in posts if any(one.held_on(day) for day in days.worked)]
    return joined(dict.fromkeys(one.status for one in held))


def _done(posts: Sequence[Holder], name: str, heard: Mapping[str, pd.DataFrame]) -> int:
    """The recordings that somebody scored on days with the role, each once."""
    found: set[str] = set()
    once = 0
    # A name that several people have is nobody's.
    for called in {folded(posts[0].number), folded(name)} & heard.keys():
        own = heard[called]
        days = own["day"].dt.date
        held = {day for day in days.unique() if any(one.held_on(day) for one in posts)}
        own = own[days.isin(held)]
        found.update(own["recording"])
        once += int(own["once"].sum()) if "once" in own else 0
    return len(found - {""}) + once


def no_quotas() -> pd.DataFrame:
    """Returns the frame `quotas` of an Analysis without a list of people."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in QUOTAS.items()})
