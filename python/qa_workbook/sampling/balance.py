"""Who listens to which call: every round is spread evenly over the inspectors.

In each round the loads of two inspectors differ by at most one, wherever a call could be handed
over, directly or along a chain of others; over all rounds so do their totals as far as that allows.
It is the optimal semi-matching of Harvey, Ladner, Lovász and Tamir (2006), found by moving calls
along paths that make the loads more even, until there is none.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qa_workbook.sampling.model import Inspector

Hearers = tuple[int, ...]
"""The places of the inspectors who may listen to a call."""


def shared_out(
    rounds: Sequence[Sequence[str]], inspectors: Sequence[Inspector]
) -> list[list[int | None]]:
    """Returns for each call of each round the place of its inspector, None where nobody may.

    `rounds` has the agent (folded number) of each call. Of equally loaded inspectors the first one
    gets the next call, so the order of calls and inspectors decides: it should be a random one.
    """
    known: dict[str, Hearers] = {}
    totals = [0] * len(inspectors)
    shared = []
    for agents in rounds:
        of_calls = [_hearers(agent, inspectors, known) for agent in agents]
        matching = _Round(totals)
        for call, hearers in enumerate(of_calls):
            if hearers:
                matching.add(call, hearers)
        matching.level()
        found = matching.found()
        totals = [before + load for before, load in zip(totals, matching.loads, strict=True)]
        shared.append([found.get(call) for call in range(len(of_calls))])
    return shared


def _hearers(agent: str, inspectors: Sequence[Inspector], known: dict[str, Hearers]) -> Hearers:
    if agent not in known:
        known[agent] = tuple(place for place, one in enumerate(inspectors) if one.may_hear(agent))
    return known[agent]


@dataclass
class _Round:
    """The calls of one round; calls that the same inspectors may hear are kept together."""

    totals: Sequence[int]
    loads: list[int] = field(init=False)
    held: dict[Hearers, dict[int, list[int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def __post_init__(self) -> None:
        self.loads = [0] * len(self.totals)

    def add(self, call: int, hearers: Hearers) -> None:
        """Gives a call to the least loaded of those who may hear it."""
        chosen = min(hearers, key=lambda one: (self.loads[one], self.totals[one], one))
        self.held[hearers][chosen].append(call)
        self.loads[chosen] += 1

    def level(self) -> None:
        """Moves calls along paths until no path makes the loads more even."""
        while any(self._relieve(giver) for giver in self._heaviest_first()):
            pass

    def found(self) -> Mapping[int, int]:
        """Returns the inspector of each call."""
        return {
            call: inspector
            for group in self.held.values()
            for inspector, calls in group.items()
            for call in calls
        }

    def _heaviest_first(self) -> list[int]:
        places = range(len(self.loads))
        return sorted(places, key=lambda one: (-self.loads[one], -self._total(one), one))

    def _total(self, one: int) -> int:
        return self.totals[one] + self.loads[one]

    def _relieves(self, giver: int, taker: int) -> bool:
        """Whether a call moved from one to the other makes this round, or else all, more even."""
        gap = self.loads[giver] - self.loads[taker]
        return gap >= 2 or (gap == 1 and self._total(giver) - self._total(taker) >= 2)

    def _relieve(self, giver: int) -> bool:
        """Moves one call away from an inspector, if that helps; others pass one on."""
        came_from = self._reached(giver)
        takers = [one for one in came_from if self._relieves(giver, one)]
        if not takers:
            return False
        taker = min(takers, key=lambda one: (self.loads[one], self._total(one), one))
        self.loads[giver] -= 1
        self.loads[taker] += 1
        while taker != giver:
            before, hearers = came_from[taker]
            self.held[hearers][taker].append(self.held[hearers][before].pop())
            taker = before
        return True

    def _reached(self, giver: int) -> dict[int, tuple[int, Hearers]]:
        """Everybody to whom a call can be passed on: by whom, and out of which calls."""
        came_from: dict[int, tuple[int, Hearers]] = {}
        waiting = deque([giver])
        while waiting:
            one = waiting.popleft()
            for hearers, group in self.held.items():
                if not group.get(one):
                    continue
                for other in hearers:
                    if other != giver and other not in came_from:
                        came_from[other] = (one, hearers)
                        waiting.append(other)
        return came_from
