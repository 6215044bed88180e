"""Of whom a sample is drawn, how many calls of each, and who may listen to whom (S9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from qa_workbook.analysis.quotas import WorkingDays
from qa_workbook.app.quotas import working_days
from qa_workbook.errors import UsageError
from qa_workbook.frames import folded
from qa_workbook.numbers import Period, half_up, plain
from qa_workbook.procedure.assigned import INSPECTOR, agents_within, assignments
from qa_workbook.procedure.people import People, Post
from qa_workbook.procedure.working_days import Calendar
from qa_workbook.sampling.model import Inspector
from qa_workbook.sampling.rules import SampleInspectors, SampleRules
from qa_workbook.sampling.wanted import WantedAgent

_SHARE_DIGITS = 4


class NoWorkingDaysError(UsageError):
    """Nobody knows how many calls are due in a period. Needs `period`."""

    label = "sampling.no_working_days"


@dataclass(frozen=True)
class SamplePeople:
    """Calls of each agent in a period: of everybody, and of those whom the lists name.

    `agents` are wanted by folded number, `away` stand in the list of people without being an agent
    in the period.
    """

    per_agent: int
    agents: Mapping[str, WantedAgent]
    away: frozenset[str]


def sample_people(
    people: People,
    listed: Sequence[Post],
    calendar: Calendar,
    span: Period,
    rules: SampleRules,
    per_agent: int | None,
) -> SamplePeople:
    """Returns how many calls are wanted of whom.

    Without `per_agent` it is a round's call for each round of all working days; those who were in
    office on some of them have the calls of these. `listed` are the agents of the roster.
    Raises NoWorkingDaysError.
    """
    days = working_days(calendar, span)
    rounds = rules.numbers.rounds_per_day
    if per_agent is None and not days.worked:
        raise NoWorkingDaysError(period=span.text)
    full = rounds * len(days.worked or ()) if per_agent is None else per_agent
    posts: dict[str, list[Post]] = defaultdict(list)
    for post in agents_within(people, listed, span):
        posts[folded(post.number)].append(post)
    parts: dict[str, Fraction] = {
        status: Fraction(share) for status, share in rules.numbers.share.items()
    }
    agents = {
        number: _wanted(own, full, _share(own, days, parts, whole=per_agent is None))
        for number, own in posts.items()
    }
    known = {folded(post.number) for post in people.posts}
    return SamplePeople(full, agents, frozenset(known - set(agents)))


def _wanted(posts: Sequence[Post], full: int, share: Fraction) -> WantedAgent:
    first = posts[0]
    told = plain(half_up(share, _SHARE_DIGITS)) if share else "0"
    return WantedAgent(first.number, ceil(full * share), told, first.name, first.team)


def _share(
    posts: Sequence[Post], days: WorkingDays, parts: Mapping[str, Fraction], *, whole: bool
) -> Fraction:
    """The part of the full number: by status, and of the `whole` period by the days in office."""
    shares = [
        max(held)
        for day in days.worked or ()
        if (held := [parts.get(one.status, Fraction(1)) for one in posts if one.held_on(day)])
    ]
    if not shares:
        return Fraction(0) if whole else max(parts.get(one.status, Fraction(1)) for one in posts)
    return sum(shares, Fraction(0)) / (len(days.worked or ()) if whole else len(shares))


# --- who listens ---------------------------------------------------------------------------------


def sample_inspectors(
    people: People, agents: Sequence[Post], span: Period, rules: SampleInspectors
) -> tuple[Inspector, ...]:
    """Returns the inspectors of a period, and whose calls each of them may get.

    An inspector for whom the list of people names neither team nor project inspects everybody.
    """
    own: dict[str, list[Post]] = defaultdict(list)
    for post in people.posts:
        if post.role == INSPECTOR and post.held_between(span.first, span.last):
            own[folded(post.number)].append(post)
    assigned = _assigned(people, agents, span)
    found = []
    for number, posts in own.items():
        theirs = assigned.get(number)
        never = _never(number, theirs, people, agents, span, rules)
        is_free = rules.among == "all" or "regular" in rules.excluded
        heard = None if is_free else theirs
        found.append(Inspector(posts[0].number, posts[0].name, heard, frozenset(never)))
    return tuple(found)


def _assigned(
    people: People, agents: Sequence[Post], span: Period
) -> Mapping[str, frozenset[str] | None]:
    """The agents (folded numbers) of each inspector; None for all."""
    found: dict[str, frozenset[str] | None] = {}
    for one in assignments(people, agents, span):
        number = folded(one.inspector.number)
        known = found.get(number, frozenset())
        if not one.is_scoped or known is None:
            found[number] = None
        else:
            found[number] = known | {folded(agent.number) for agent in one.agents}
    return found


def _never(
    number: str,
    assigned: frozenset[str] | None,
    people: People,
    agents: Sequence[Post],
    span: Period,
    rules: SampleInspectors,
) -> set[str]:
    never: set[str] = set()
    if "self" in rules.excluded:
        never.add(number)
    if "regular" in rules.excluded:
        never |= assigned or set()
    if "team_lead" in rules.excluded:
        led = {
            folded(post.team)
            for post in people.of(number)
            if post.role == "team_lead" and post.team and post.held_between(span.first, span.last)
        }
        never |= {folded(agent.number) for agent in agents if folded(agent.team) in led}
    return never
