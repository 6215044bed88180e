"""What is asked of a draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from qa_workbook.sampling.model import Inspector


@dataclass(frozen=True)
class WantedAgent:
    """How many calls of one agent are wanted; `share` of the full number, as decimal text."""

    agent: str
    wanted: int
    share: str = "1"
    name: str = ""
    team: str = ""


@dataclass(frozen=True)
class Limits:
    """What a call must be like; lengths in seconds, both ends included, None for no bound.

    With a bound a call whose length nobody knows is let through by neither.
    """

    recorded: bool = True
    shortest: int | None = None
    longest: int | None = None


@dataclass(frozen=True)
class Wanted:
    """Period, seed and numbers of a draw, and what it is to leave out.

    `per_agent` calls of everybody but those in `agents` (by folded number), whose own number
    counts and who are in the draw even without a call. `checked` and `drawn` are folded numbers of
    recordings that were checked or drawn before, `away` the folded numbers of agents who are not
    in office. `reserves` more calls of each agent are named for calls that turn out unusable.
    """

    period: str
    first: date
    last: date
    seed: str
    per_agent: int
    rounds_per_day: int
    scheme: str = ""
    limits: Limits = Limits()
    reserves: int = 0
    agents: Mapping[str, WantedAgent] = field(default_factory=dict)
    checked: frozenset[str] = frozenset()
    drawn: frozenset[str] = frozenset()
    away: frozenset[str] = frozenset()
    inspectors: tuple[Inspector, ...] = ()
