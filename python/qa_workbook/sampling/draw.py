"""The draw: filters, the first calls of every agent in the order of their hashes, rounds (S9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from qa_workbook.arrays import Booleans
from qa_workbook.frames import folded
from qa_workbook.sampling.balance import shared_out
from qa_workbook.sampling.calls import Calls
from qa_workbook.sampling.filters import Filtered, filtered
from qa_workbook.sampling.model import Draw, DrawnAgent, DrawnCall, Hour, Listener
from qa_workbook.sampling.order import first_of_each, sort_key
from qa_workbook.sampling.wanted import Wanted, WantedAgent

HOURS = 24


def draw(calls: Calls, wanted: Wanted) -> Draw:
    """Returns the draw of a call list; it depends on nothing but these two."""
    with ThreadPoolExecutor(1) as beside:
        # Sorting the whole population needs no interpreter, hashing the eligible calls does.
        population = beside.submit(lambda: calls.population)
        left = filtered(calls, wanted)
        found = _agents(calls, wanted, left)
    drawn = _in_rounds(one.drawn for one in found)
    heard, listeners = _heard(drawn, wanted)
    return Draw(
        period=wanted.period,
        first=wanted.first,
        last=wanted.last,
        scheme=wanted.scheme,
        seed=wanted.seed,
        per_agent=wanted.per_agent,
        rounds_per_day=wanted.rounds_per_day,
        reserves_per_agent=wanted.reserves,
        population=population.result(),
        filters=left.filters,
        agents=tuple(one.told for one in found),
        calls=heard,
        reserves=_in_rounds(one.reserves for one in found),
        listeners=listeners,
        hours=_hours(calls.started[left.eligible], heard),
        excluded=left.excluded,
        excluded_agents=left.excluded_agents,
    )


@dataclass(frozen=True)
class _Agent:
    """One agent, and the first calls in the order of the draw: drawn ones, then reserves."""

    told: DrawnAgent
    calls: tuple[DrawnCall, ...]

    @property
    def drawn(self) -> tuple[DrawnCall, ...]:
        return self.calls[: self.told.drawn]

    @property
    def reserves(self) -> tuple[DrawnCall, ...]:
        return self.calls[self.told.drawn :]


def _agents(calls: Calls, wanted: Wanted, left: Filtered) -> list[_Agent]:
    """Everybody who has a call in the period or is wanted, by folded number."""
    count = len(calls.known_agents)
    in_period = _counted(calls, left.in_period, count)
    eligible = _counted(calls, left.eligible, count)
    places = {agent: place for place, agent in enumerate(calls.known_agents)}
    present = {agent for agent, place in places.items() if in_period[place]}
    listed = (present | set(wanted.agents)) - wanted.away
    asked = {agent: _asked(calls, wanted, agent, places.get(agent)) for agent in sorted(listed)}
    most = [asked[one].wanted + wanted.reserves if one in asked else 0 for one in places]
    rows = _first(calls, left.eligible, np.array(most, dtype=np.int64), wanted.seed)
    told = calls.described(np.array([row for own in rows for row in own], dtype=np.int64))
    described = iter(told)
    of_places = [[next(described) for _ in own] for own in rows]
    found = []
    for agent, one in asked.items():
        place = places.get(agent)
        own = of_places[place] if place is not None else []
        counts = (int(in_period[place]), int(eligible[place])) if place is not None else (0, 0)
        drawn = tuple(_call(call, one, number) for number, call in enumerate(own, 1))
        number = min(one.wanted, len(own))
        agent_told = DrawnAgent(
            one.agent, *_named(one, drawn), one.share, *counts, one.wanted, number
        )
        found.append(_Agent(agent_told, drawn))
    return found


def _counted(calls: Calls, chosen: Booleans, count: int) -> npt.NDArray[np.int64]:
    return np.bincount(calls.agent_codes[chosen], minlength=count)


def _asked(calls: Calls, wanted: Wanted, agent: str, place: int | None) -> WantedAgent:
    """What is wanted of an agent, whose number is written as in the call list."""
    spelt = agent if place is None else calls.spellings[place]
    known = wanted.agents.get(agent)
    if known is None:
        return WantedAgent(spelt, wanted.per_agent)
    return known if place is None else replace(known, agent=spelt)


def _first(
    calls: Calls, eligible: Booleans, most: npt.NDArray[np.int64], seed: str
) -> list[list[int]]:
    """The rows of the first calls of each of the known agents."""
    rows = np.flatnonzero(eligible)
    chosen = calls.recordings.take(rows) if len(rows) < len(calls) else calls.recordings
    first = first_of_each(chosen, calls.agent_codes[rows], most, seed)
    return [rows[own].tolist() for own in first]


def _call(told: Mapping[str, Any], one: WantedAgent, number: int) -> DrawnCall:
    names = {name: told[name] or getattr(one, name) for name in ("name", "team")}
    return DrawnCall(agent=one.agent, round=number, **{**told, **names})


def _named(one: WantedAgent, calls: Sequence[DrawnCall]) -> tuple[str, str]:
    """Name and team: those of the list of people, else those that the first calls have."""
    names = [one.name, *(call.name for call in calls)]
    teams = [one.team, *(call.team for call in calls)]
    return next(filter(None, names), ""), next(filter(None, teams), "")


def _in_rounds(of_agents: Iterable[Sequence[DrawnCall]]) -> tuple[DrawnCall, ...]:
    """Calls by round; within a round in the order of the agents."""
    every = [call for calls in of_agents for call in calls]
    return tuple(sorted(every, key=lambda call: call.round))


# --- who listens, and when the calls were --------------------------------------------------------


def _heard(
    calls: Sequence[DrawnCall], wanted: Wanted
) -> tuple[tuple[DrawnCall, ...], tuple[Listener, ...]]:
    """The calls with their inspectors, and the inspectors with their calls, by number.

    Chance decides who gets which call: inspectors and the calls of a round are in the order of
    their hashes.
    """
    drawn_by_lot = sorted(wanted.inspectors, key=lambda one: sort_key(wanted.seed, one.number))
    of_rounds: dict[int, list[int]] = defaultdict(list)
    for place, call in enumerate(calls):
        of_rounds[call.round].append(place)
    keys = [sort_key(wanted.seed, call.recording) for call in calls]
    mixed = [sorted(places, key=keys.__getitem__) for places in of_rounds.values()]
    agents = [[folded(calls[place].agent) for place in places] for places in mixed]
    heard = list(calls)
    for places, chosen in zip(mixed, shared_out(agents, drawn_by_lot), strict=True):
        for place, inspector in zip(places, chosen, strict=True):
            if inspector is not None:
                heard[place] = replace(calls[place], inspector=drawn_by_lot[inspector].number)
    own: dict[str, list[DrawnCall]] = defaultdict(list)
    for call in heard:
        own[call.inspector].append(call)
    by_number = sorted(wanted.inspectors, key=lambda one: folded(one.number))
    listeners = (Listener(one.number, one.name, tuple(own[one.number])) for one in by_number)
    return tuple(heard), tuple(listeners)


def _hours(eligible: npt.NDArray[np.datetime64], calls: Sequence[DrawnCall]) -> tuple[Hour, ...]:
    """The hours of the day in which eligible calls began, with how many of them were drawn."""
    of_day = (eligible - eligible.astype("datetime64[D]")).astype("timedelta64[h]").astype(np.int64)
    known = np.bincount(of_day, minlength=HOURS)
    drawn = np.bincount([call.started.hour for call in calls] or [0], minlength=HOURS)
    if not calls:
        drawn[:] = 0
    return tuple(
        Hour(hour, int(known[hour]), int(drawn[hour])) for hour in range(HOURS) if known[hour]
    )
