"""Where a case stands: made from its events alone, so that replaying them always gives the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from qa_workbook.ledger.event import Event
from qa_workbook.numbers import decimal
from qa_workbook.procedure.rules import Rules
from qa_workbook.procedure.table import EVENTS, LOCKED, NEW, transitions

BESIDE = ("price", "book")
"""Events of a case that change no state. `price` sets what is proposed while nobody has judged;
`book` is an entry of a later month for a case that is settled or reversed."""
DEADLINES = {
    "judged": "appeal",
    "agreed": "signature",
    "signed": "appeal",
    "deemed": "appeal",
    "arbitration": "ruling",
}
"""What each state waits for, as far as that has an end."""


class ReplayError(Exception):
    """An event that the table doesn't know where it stands; its number, name and `why`."""

    def __init__(self, event: Event, why: str) -> None:
        super().__init__(f"{event.seq} {event.event}: {why}")
        self.event, self.why = event, why


@dataclass(frozen=True)
class Facts:
    """What a case is about, as its `open` event says.

    `inspector` is a number or a name, as the score sheet has it. `points` and `money` (yuan, before
    caps) are what is proposed; the ranges are given where the tariff lets a person choose.
    """

    case: str
    agent: str
    name: str = ""
    team: str = ""
    project: str = ""
    inspector: str = ""
    day: str = ""
    points: Decimal = Decimal(0)
    money: Decimal = Decimal(0)
    points_range: tuple[Decimal, Decimal] | None = None
    money_range: tuple[Decimal, Decimal] | None = None
    legal_nature: str = "none"

    @staticmethod
    def of_data(case: str, data: Mapping[str, Any]) -> Facts:
        """Returns the facts of the data of an `open` event.

        What doesn't stand there itself is taken from its `line`, the line of the register.
        Raises KeyError without an agent, ValueError for amounts that are none.
        """
        line = data.get("line", {})
        both = {**line, **data}
        said = {name: str(both[name]) for name in _NAMES if both.get(name) is not None}
        return Facts(
            case,
            str(both["agent"]),
            **said,
            points=decimal(both.get("points", 0)),
            money=proposed_money(data),
            points_range=_range(both.get("points_range")),
            money_range=_range(both.get("money_range")),
        )


_NAMES = ("name", "team", "project", "inspector", "day", "legal_nature")


def proposed_money(data: Mapping[str, Any]) -> Decimal:
    """Returns the money before caps of the data of an `open` or `price` event."""
    if "money" in data:
        return decimal(data["money"])
    return decimal(data.get("line", {}).get("money_before_cap", 0))


def _range(value: Any) -> tuple[Decimal, Decimal] | None:
    return (decimal(value[0]), decimal(value[1])) if value else None


@dataclass(frozen=True)
class Deed:
    """What somebody did with the case."""

    seq: int
    at: datetime
    event: str
    actor: str
    role: str
    outcome: str
    reason: str


@dataclass(frozen=True)
class CaseState:
    """Where one case stands.

    `points` and `money` (yuan, before caps) are what was decided last, None before the judgement;
    of a revoked or reversed case they are 0. `rules` are those in force at opening, None where the
    opening didn't keep them. `stand_ins` names who may act for whom, `nobody` the tasks for which
    nobody at all is left, both as told at opening. `deadlines` holds the ends of the windows that
    have begun, by name: appeal, signature, review, ruling.
    """

    case: str
    state: str = NEW
    facts: Facts | None = None
    rules: Rules | None = None
    points: Decimal | None = None
    money: Decimal | None = None
    published: datetime | None = None
    deadlines: Mapping[str, datetime] = field(default_factory=dict)
    deeds: tuple[Deed, ...] = ()
    stand_ins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    nobody: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """Name of the rules in force when the case was opened, "" where it isn't known."""
        return self.rules.version if self.rules else ""

    @property
    def opened(self) -> datetime | None:
        """When the case was opened."""
        return self.deeds[0].at if self.deeds else None

    @property
    def is_upheld(self) -> bool:
        """Whether the review has kept the decision and waits for the agent."""
        moves = [deed.event for deed in self.deeds if deed.event != "note"]
        return self.state == "review" and moves[-1] == "uphold"

    @property
    def deadline(self) -> datetime | None:
        """The end of what the case waits for now, None where it has none."""
        wanted = DEADLINES.get(self.state, "")
        if self.state == "review":
            wanted = "signature" if self.is_upheld else "review"
        return self.deadlines.get(wanted)

    def is_appeal_open(self, now: datetime) -> bool:
        """Returns whether a review may still be asked for; without a deadline it always may."""
        end = self.deadlines.get("appeal")
        return end is None or now.replace(microsecond=0) <= end

    def is_overdue(self, now: datetime) -> bool:
        """Returns whether a review or ruling should have been given by now."""
        end = self.deadline
        waits = self.state == "arbitration" or (self.state == "review" and not self.is_upheld)
        return waits and end is not None and now.replace(microsecond=0) > end

    def is_payable(self, now: datetime) -> bool:
        """Returns whether the procedure lets it be paid: settled, and no window is open."""
        return self.state == "settled" and not self.is_appeal_open(now)

    @property
    def is_locked(self) -> bool:
        """Whether nothing is decided about it any more."""
        return self.state in LOCKED


def replay(events: Iterable[Event]) -> CaseState:
    """Returns where the case of `events`, all of one case in their order, stands.

    Raises ReplayError for an event that the table doesn't have in that state.
    """
    case = CaseState("")
    for event in events:
        case = after(case, event)
    return case


def after(case: CaseState, event: Event) -> CaseState:
    """Returns where a case stands after one event more. Raises ReplayError."""
    if case.case and event.case != case.case:
        raise ReplayError(event, f"of case {event.case}, not of {case.case}")
    try:
        return _after(case, event)
    except (KeyError, ValueError, TypeError, ArithmeticError) as error:
        raise ReplayError(event, f"{type(error).__name__}: {error}") from error


def _after(case: CaseState, event: Event) -> CaseState:
    if event.event in BESIDE and case.state != NEW:
        return _priced(case, event)
    outcome = str(event.data.get("outcome", ""))
    rows = [row for row in transitions(case.state, event.event) if row.outcome == outcome]
    if not rows:
        known = "not possible" if event.event in EVENTS else "unknown"
        raise ReplayError(event, f"{known} in state {case.state}")
    at = datetime.fromisoformat(event.at)
    deed = Deed(event.seq, at, event.event, event.actor, event.role, outcome, event.reason)
    state = rows[0].next
    if case.state == NEW:
        return _opened(event, state, deed)
    return replace(
        case,
        case=event.case,
        state=state,
        deeds=(*case.deeds, deed),
        deadlines={**case.deadlines, **_ends(event)},
        **_decided(state, event),
    )


def _opened(event: Event, state: str, deed: Deed) -> CaseState:
    """A case of which nothing was known before."""
    data = event.data
    rules = data.get("rules")
    published = data.get("published")
    return CaseState(
        event.case,
        state,
        Facts.of_data(event.case, data),
        Rules.of_data(rules) if rules else None,
        published=datetime.fromisoformat(published) if published else deed.at,
        deadlines=_ends(event),
        deeds=(deed,),
        stand_ins={task: tuple(who) for task, who in data.get("stand_ins", {}).items()},
        nobody=tuple(data.get("nobody", ())),
    )


def _ends(event: Event) -> dict[str, datetime]:
    """The deadlines that an event set."""
    ends = event.data.get("deadlines", {})
    return {name: datetime.fromisoformat(end) for name, end in ends.items()}


def _decided(state: str, event: Event) -> dict[str, Any]:
    """The amounts that an event set."""
    if state in ("revoked", "reversed"):
        return {"points": Decimal(0), "money": Decimal(0)}
    amounts = {name: event.data.get(name) for name in ("points", "money")}
    return {name: decimal(amount) for name, amount in amounts.items() if amount is not None}


def _priced(case: CaseState, event: Event) -> CaseState:
    """A new price holds only while nobody has judged; what was decided it doesn't touch."""
    if event.event != "price" or case.state != "proposed" or case.facts is None:
        return case
    both = {**event.data.get("line", {}), **event.data}
    points = decimal(both.get("points", case.facts.points))
    return replace(case, facts=replace(case.facts, points=points, money=proposed_money(event.data)))
