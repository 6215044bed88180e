"""What an application writes into the ledger, and what the ledger knows of tiers.

Each application has an identity of its own, made like that of a penalty case but with another first
letter. Registers, pay and figures know only cases that were opened, so they never see these.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from qa_workbook.frames import folded
from qa_workbook.ledger.event import Draft, Event
from qa_workbook.tiers.steps import AGREE, APPROVAL, STEPS, WITHDRAWN, StepRow, StepRule

_EVENT = "tier_"
EVENTS = tuple(f"{_EVENT}{step}" for step in STEPS)
"""Names of the events, in the order of the steps."""
UNLISTED = "unlisted"
"""The role of an actor where there is no list of people that could name it."""
_SEPARATOR = "\x1f"
_DIGITS = 12


def application_case(agent: str, to_tier: str, application: str) -> str:
    """Returns the lasting name of an application: G and twelve hex digits.

    SHA-256 over agent, tier and number of the application, with U+001F between.
    """
    words = _SEPARATOR.join((agent, to_tier, application))
    return f"G{sha256(words.encode()).hexdigest()[:_DIGITS]}"


def draft_of(row: StepRow, role: str, at: str) -> Draft:
    """Returns the event of a step; `role` is that in which its actor took it."""
    data = {
        "application": row.application,
        "agent": row.agent,
        "name": row.name,
        "team": row.team,
        "from": row.from_tier,
        "to": row.to_tier,
        "result": row.result,
        "on": row.on.isoformat(),
        "score": row.score,
        "source": {"file": row.file, "sheet": row.sheet, "row": row.row},
    }
    case = application_case(row.agent, row.to_tier, row.application)
    return Draft(at, case, f"{_EVENT}{row.step}", row.actor, role, row.remark, data)


@dataclass(frozen=True)
class StepTaken:
    """A step as the ledger has it."""

    step: str
    result: str
    actor: str
    role: str
    on: date
    score: str
    remark: str
    from_tier: str
    seq: int

    @property
    def said(self) -> tuple[str, ...]:
        """As `StepRow.said`."""
        texts = (self.result, folded(self.actor), self.on.isoformat(), self.score, self.remark)
        return (self.from_tier, *texts)


@dataclass(frozen=True)
class Application:
    """An application: its steps by id, each as it was entered last."""

    case: str
    number: str
    agent: str
    name: str
    team: str
    to_tier: str
    steps: Mapping[str, StepTaken]

    @property
    def from_tier(self) -> str:
        """The tier that its newest step comes from, "" where none says it."""
        said = [step.from_tier for step in self.steps.values() if step.from_tier]
        return said[-1] if said else ""

    @property
    def is_approved(self) -> bool:
        """Whether the department approved."""
        last = self.steps.get(APPROVAL)
        return last is not None and last.result == AGREE

    @property
    def since(self) -> date | None:
        """The day of the approval, from which the tier holds; None without one."""
        return self.steps[APPROVAL].on if self.is_approved else None

    @cached_property
    def last(self) -> StepTaken:
        """The furthest step that was taken."""
        return max(self.steps.values(), key=lambda one: STEPS.index(one.step))

    def has_ended(self, rules: Mapping[str, StepRule]) -> bool:
        """Whether nothing more can come: decided, withdrawn, or refused where that ends it."""
        for step, taken in self.steps.items():
            refused = taken.result not in (AGREE, WITHDRAWN)
            if step == APPROVAL or taken.result == WITHDRAWN:
                return True
            if refused and step in rules and rules[step].ends_on_disagree:
                return True
        return False

    def awaited(self, rules: Mapping[str, StepRule]) -> str:
        """Returns the step that is to be taken next, "" for none."""
        if self.has_ended(rules):
            return ""
        return next((step for step in STEPS if step in rules and step not in self.steps), "")

    def until(self, day: date) -> Application | None:
        """Returns what was known of it on `day`, None where it hadn't begun."""
        kept = {step: taken for step, taken in self.steps.items() if taken.on <= day}
        if not kept:
            return None
        about = (self.case, self.number, self.agent, self.name, self.team, self.to_tier)
        return Application(*about, kept)


def applications_of(events: Iterable[Event]) -> dict[str, Application]:
    """Returns every application of the ledger by case, in the order in which they began.

    Events of anything else are passed over; of a step entered twice the later one holds.
    """
    found: dict[str, dict[str, StepTaken]] = {}
    about: dict[str, Mapping[str, Any]] = {}
    for event in events:
        if event.event not in EVENTS:
            continue
        taken = _taken(event)
        found.setdefault(event.case, {})[taken.step] = taken
        about[event.case] = event.data
    return {
        case: Application(
            case, said["application"], said["agent"], said["name"], said["team"], said["to"], steps
        )
        for case, steps in found.items()
        for said in [about[case]]
    }


def held_tiers(applications: Iterable[Application]) -> dict[str, Application]:
    """Returns the approval that holds for each agent, by folded number: the last one by day."""
    found: dict[str, Application] = {}
    for one in applications:
        held = found.get(folded(one.agent))
        since = one.since
        if since is None:
            continue
        if held is None or held.since is None or _newer(one, held):
            found[folded(one.agent)] = one
    return found


def events_that_hold(events: Iterable[Event], left: Collection[str] = ()) -> frozenset[int]:
    """Returns the numbers of the approvals from which somebody has the tier of today.

    They are kept for as long as they hold: without them the tier would be lost. Not those of agents
    who `left`, by folded number.
    """
    held = held_tiers(applications_of(events).values())
    return frozenset(one.steps[APPROVAL].seq for agent, one in held.items() if agent not in left)


def _newer(one: Application, other: Application) -> bool:
    mine, theirs = one.steps[APPROVAL], other.steps[APPROVAL]
    return (mine.on, mine.seq) > (theirs.on, theirs.seq)


def _taken(event: Event) -> StepTaken:
    said = event.data
    return StepTaken(
        step=event.event.removeprefix(_EVENT),
        result=said["result"],
        actor=event.actor,
        role=event.role,
        on=date.fromisoformat(said["on"]),
        score=said["score"],
        remark=event.reason,
        from_tier=said["from"],
        seq=event.seq,
    )
