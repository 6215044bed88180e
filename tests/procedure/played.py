"""People, rules and a case for the tests of the procedure, and how to play a case on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from qa_workbook.ledger.event import FIRST, Draft, Event, sealed
from qa_workbook.procedure.decide import decide
from qa_workbook.procedure.people import People, Post
from qa_workbook.procedure.request import Refusal, Request
from qa_workbook.procedure.rules import Procedure, load_procedure
from qa_workbook.procedure.state import CaseState, Facts, replay

START = datetime.fromisoformat("2026-10-12T09:00:00+08:00")
PEOPLE = People(
    (
        Post("I1", "质检甲", "inspector"),
        Post("Q1", "班长乙", "qa_lead"),
        Post("T1", "组长丙", "team_lead", team="A组"),
        Post("T2", "组长丁", "team_lead", team="B组"),
        Post("A1", "座席戊", "agent", team="A组"),
        Post("A2", "座席己", "agent", team="B组"),
        Post("P1", "经理庚", "project_manager", project="甲"),
        Post("P2", "经理辛", "project_manager", project="乙"),
        Post("D1", "经理壬", "department_manager"),
        Post("F1", "财务癸", "finance"),
        Post("OLD", "前任", "qa_lead", last=date(2026, 9, 30)),
        Post("X1", "同名", "qa_lead"),
        Post("X2", "同名", "team_lead"),
    )
)
FACTS = Facts(
    "P0123456789ab",
    "A1",
    "座席戊",
    "A组",
    "甲",
    "质检甲",
    "2026-10-11",
    points=Decimal(10),
    money=Decimal("100.00"),
    points_range=(Decimal(2), Decimal(10)),
    money_range=(Decimal(20), Decimal(100)),
    legal_nature="performance",
)
ACTOR = {
    "inspector": "I1",
    "qa_lead": "Q1",
    "team_lead": "T1",
    "agent": "A1",
    "project_manager": "P2",
    "department_manager": "D1",
    "finance": "F1",
    "system": "system",
}


@cache
def shipped() -> Procedure:
    """The procedure as it is shipped."""
    procedure, faults = load_procedure(Path(__file__).parents[2] / "config")
    assert procedure, faults
    return procedure


def request(event: str, role: str, outcome: str = "", **more: object) -> Request:
    """A request with everything that it may need."""
    amounts = {"points": Decimal(5), "money": Decimal(50)} if outcome == "partial" else {}
    known = {
        "reason": "因为",
        "outcome": outcome,
        "approvals": ("D1", "P2"),
        "through": "T1",
        **amounts,
    }
    return Request(event, ACTOR[role], role, **{**known, **more})


@dataclass
class Played:
    """A case that is played on, event by event."""

    people: People = PEOPLE
    facts: Facts = FACTS
    procedure: Procedure = field(default_factory=shipped)
    now: datetime = START
    events: list[Event] = field(default_factory=list)

    @property
    def case(self) -> CaseState:
        """Where it stands."""
        return replay(self.events)

    def ask(self, wanted: Request) -> Draft | Refusal:
        """What comes of a request."""
        return decide(self.case, wanted, self.people, self.procedure, self.now, self.facts)

    def write(self, draft: Draft) -> None:
        """Writes an event down."""
        previous = self.events[-1].hash if self.events else FIRST
        self.events.append(sealed(draft, len(self.events) + 1, previous)[0])

    def does(self, event: str, role: str, outcome: str = "", **more: object) -> Played:
        """Plays an event that must be allowed."""
        found = self.ask(request(event, role, outcome, **more))
        assert isinstance(found, Draft), found
        self.write(found)
        return self

    def refused(self, event: str, role: str, outcome: str = "", **more: object) -> str:
        """Returns the code of a refusal; its sentence can be said in both languages."""
        found = self.ask(request(event, role, outcome, **more))
        assert isinstance(found, Refusal), found
        assert found.say("zh") and found.say("en")
        return found.code

    def later(self, **span: float) -> Played:
        """Lets time pass."""
        self.now += timedelta(**span)
        return self

    def with_people(self, *posts: Post, without: tuple[str, ...] = ()) -> Played:
        """Changes who works here."""
        kept = tuple(post for post in self.people.posts if post.number not in without)
        return replace(self, people=People((*kept, *posts)))


WAYS = {
    "new": (),
    "proposed": ("open inspector",),
    "judged": ("open inspector", "judge qa_lead"),
    "objected": ("open inspector", "judge qa_lead", "object team_lead"),
    "agreed": ("open inspector", "judge qa_lead", "agree team_lead"),
    "signed": ("open inspector", "judge qa_lead", "agree team_lead", "sign agent"),
    "deemed": ("open inspector", "judge qa_lead", "agree team_lead", "wait", "deem system"),
    "review": ("open inspector", "judge qa_lead", "request-review agent"),
    "upheld": ("open inspector", "judge qa_lead", "request-review agent", "uphold qa_lead"),
    "arbitration": ("open inspector", "judge qa_lead", "object team_lead", "escalate team_lead"),
    "revoked": ("open inspector", "dismiss qa_lead"),
    "final": (
        "open inspector",
        "judge qa_lead",
        "agree team_lead",
        "sign agent",
        "wait",
        "finalise system",
    ),
}
WAYS["settled"] = (*WAYS["final"], "close finance")
WAYS["reversed"] = (*WAYS["settled"], "reverse department_manager")


def long_appeals() -> Procedure:
    """The procedure with a time for reviews that outlasts the one for signatures."""
    rules = shipped().versions[0]
    appeal = rules.appeal.model_copy(update={"length": 500})
    return replace(shipped(), versions=(rules.model_copy(update={"appeal": appeal}),))


def at(state: str, procedure: Procedure | None = None) -> Played:
    """A case that has come to a state ("upheld": a review with its result) in the usual way."""
    played = Played(procedure=procedure or shipped())
    for step in WAYS[state]:
        if step == "wait":
            played.later(days=5)
        else:
            played.does(*step.split())
    return played
