"""What a draw is made of: filters with their counts, agents, drawn calls, who listens to them.

Everything here is frozen and says nothing of files; `certificate.py` writes it down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

FilterName = Literal["period", "recorded", "shortest", "longest", "unchecked", "in_office"]
"""The filters, in the order in which they are applied."""

Shortfall = Literal["", "no_calls", "few_calls", "filtered"]
"""Why fewer calls of an agent were drawn than were wanted: the call list has none of them in the
period; it has too few; it has enough, but the filters left too few. "" for no shortfall."""


@dataclass(frozen=True)
class Filter:
    """One filter: what it lets through, and how many calls there were before and after it.

    `setting` is its bound as JSON has it: {"from", "to"} for the period, {"seconds"} for the
    lengths, for `unchecked` how many calls were {"checked"} and how many only {"drawn"} before.
    `unchecked` takes out what `Draw.excluded` lists, `in_office` those of `Draw.excluded_agents`.
    """

    name: FilterName
    setting: Mapping[str, str | int]
    before: int
    removed: int

    @property
    def left(self) -> int:
        """How many calls are left."""
        return self.before - self.removed


@dataclass(frozen=True)
class DrawnCall:
    """One call that was drawn.

    `round` counts from 1: the i-th call of every agent makes round i. `started` has no zone, it is
    the time of the centre's clock; `seconds` is None where the call list doesn't say the length.
    `inspector` is the number of whoever listens to it, "" where nobody may.
    """

    recording: str
    agent: str
    started: datetime
    round: int
    seconds: int | None = None
    name: str = ""
    team: str = ""
    site: str = ""
    project: str = ""
    inspector: str = ""


@dataclass(frozen=True)
class DrawnAgent:
    """One agent: calls in the period, those that the filters left, wanted and drawn ones.

    `share` is the part of the full number that is due, as decimal text ("1", "0.5").
    """

    agent: str
    name: str
    team: str
    share: str
    in_period: int
    eligible: int
    wanted: int
    drawn: int

    @property
    def why(self) -> Shortfall:
        """The reason of a shortfall."""
        if self.drawn >= self.wanted:
            return ""
        if not self.in_period:
            return "no_calls"
        return "few_calls" if self.in_period < self.wanted else "filtered"


@dataclass(frozen=True)
class Hour:
    """An hour of the day, 0 to 23, with the eligible and the drawn calls that began in it."""

    hour: int
    eligible: int
    drawn: int


@dataclass(frozen=True)
class Listener:
    """An inspector and the calls that fell to him or her, in the order of rounds and agents."""

    inspector: str
    name: str
    calls: tuple[DrawnCall, ...]

    def in_round(self, number: int) -> int:
        """Returns how many of the calls are of a round."""
        return sum(call.round == number for call in self.calls)


@dataclass(frozen=True)
class Population:
    """The usable calls of a call list: how many, and the digest over their numbers.

    The digest is SHA-256 (hex) over the numbers in UTF-8, sorted by code points and joined by line
    feeds; it doesn't depend on the seed, so it can be published before there is one.
    """

    calls: int
    digest: str


@dataclass(frozen=True)
class Draw:
    """A whole draw. Of the same call list, settings and seed it is always the same.

    `calls` are the drawn ones by round, then agent (folded number). `reserves` are the next ones of
    every agent in the same order, for calls that can't be used; their `round` goes on counting:
    with 5 drawn, the first replacement of an agent has round 6. Of an agent whose eligible calls
    are used up there are fewer, or none. `excluded` are the calls that the filter `unchecked` took
    out, `excluded_agents` the agents of `in_office`, both sorted.
    `rounds_per_day` says how many rounds make a day's work. `scheme` is "" for all schemes.
    """

    period: str
    first: date
    last: date
    scheme: str
    seed: str
    per_agent: int
    rounds_per_day: int
    reserves_per_agent: int
    population: Population
    filters: tuple[Filter, ...]
    agents: tuple[DrawnAgent, ...]
    calls: tuple[DrawnCall, ...]
    reserves: tuple[DrawnCall, ...]
    listeners: tuple[Listener, ...]
    hours: tuple[Hour, ...]
    excluded: tuple[str, ...] = ()
    excluded_agents: tuple[str, ...] = ()

    @property
    def rounds(self) -> tuple[tuple[DrawnCall, ...], ...]:
        """The drawn calls of each round, the first round first."""
        found: dict[int, list[DrawnCall]] = {}
        for call in self.calls:
            found.setdefault(call.round, []).append(call)
        return tuple(map(tuple, found.values()))

    @property
    def shortfalls(self) -> tuple[DrawnAgent, ...]:
        """The agents of whom fewer calls were drawn than wanted."""
        return tuple(agent for agent in self.agents if agent.why)

    @property
    def unassigned(self) -> tuple[DrawnCall, ...]:
        """The drawn calls that nobody may listen to."""
        return tuple(call for call in self.calls if not call.inspector)

    def day_of(self, number: int) -> int:
        """Returns the day of work, counted from 1, that a round belongs to."""
        return (number - 1) // self.rounds_per_day + 1


@dataclass(frozen=True)
class Inspector:
    """Somebody who may listen: number, name, and the agents (folded numbers) who fall to them.

    `agents` is None for everybody; `never` are agents whose calls never fall to this person.
    """

    number: str
    name: str = ""
    agents: frozenset[str] | None = None
    never: frozenset[str] = field(default_factory=frozenset)

    def may_hear(self, agent: str) -> bool:
        """Returns whether a call of an agent (folded number) may fall to this person."""
        return agent not in self.never and (self.agents is None or agent in self.agents)


def loads(listeners: Sequence[Listener], number: int) -> tuple[int, ...]:
    """Returns how many calls of a round each inspector has."""
    return tuple(listener.in_round(number) for listener in listeners)
