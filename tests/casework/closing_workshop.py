"""A small house whose cases are opened, judged, signed and closed in a ledger of plain events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from qa_workbook.casework.case_files import CaseFile, case_files
from qa_workbook.casework.closing import ClosePlan, month_closed, plan_close
from qa_workbook.casework.entries import Entry, entries_of
from qa_workbook.casework.settlement import Terms, month_end
from qa_workbook.ledger.event import FIRST, Draft, Event, sealed
from qa_workbook.penalties.caps import Pay, Wages
from qa_workbook.penalties.cases import case_of
from qa_workbook.penalties.given_out import GivenLine
from qa_workbook.penalties.law import Law, load_law
from qa_workbook.penalties.tariff import Tariff, TariffBook
from qa_workbook.procedure.decide import decide, opening
from qa_workbook.procedure.people import People, Post
from qa_workbook.procedure.request import Request
from qa_workbook.procedure.rules import Procedure, load_procedure
from qa_workbook.procedure.state import Facts

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = People(
    (
        Post("Q1", "班长乙", "qa_lead"),
        Post("T1", "组长丙", "team_lead"),
        Post("D1", "经理壬", "department_manager"),
        Post("A1", "座席甲", "agent"),
        Post("A2", "座席乙", "agent"),
    )
)
START = datetime.fromisoformat("2026-07-01T09:00:00+08:00")


@cache
def procedure() -> Procedure:
    """The procedure as it is shipped."""
    found, faults = load_procedure(ROOT / "config")
    assert found, faults
    return found


@cache
def law(region: str = "guangdong", area: str = "") -> Law:
    """The law of a shipped profile."""
    return load_law(ROOT / "config" / "law", region, area)[0]


def tariff(**changes: Any) -> Tariff:
    """A confirmed tariff: performance, loss, fine and points only, each by a rule of its own."""
    raw = yaml.safe_load((ROOT / "config/penalties/service-quality.yaml").read_text("utf-8"))
    rule = raw["rules"][0]
    natures = {"performance": {}, "loss": {"contract_clause": "第8条"}, "fine": {}, "none": {}}
    raw["rules"] = [
        {**rule, "id": name, "codes": [f"F{number}"], "legal_nature": name, **more}
        for number, (name, more) in enumerate(natures.items())
    ]
    for cap in ("agent_month", "percent_of_wage", "wage_floor"):
        raw["caps"][cap]["amount"] = None
    raw["confirmed"] = {"by": "王经理", "on": date(2026, 1, 1)}
    return Tariff.model_validate({**raw, **changes})


BOOK = TariffBook((tariff(),), law())


@dataclass
class House:
    """Cases in a ledger, and the clock on the wall."""

    wages: Wages = field(default_factory=dict)
    book: TariffBook = BOOK
    events: list[Event] = field(default_factory=list)
    now: datetime = START
    _count: int = 0

    def write(self, draft: Draft) -> Event:
        """Puts an event behind the last one."""
        previous = self.events[-1].hash if self.events else FIRST
        self.events.append(sealed(draft, len(self.events) + 1, previous)[0])
        return self.events[-1]

    def opens(
        self,
        day: str,
        nature: str = "performance",
        money: object = 100,
        *,
        agent: str = "A1",
        points: object = 10,
        confirmed: bool = True,
        printed: object = None,
        carried: object = 0,
        **about: Any,
    ) -> str:
        """Gives a case out; `printed` is what the register said after caps. Returns the case."""
        self._count += 1
        identity = ("s", f"R{self._count}", "质检甲", agent, "fatal", "F0")
        amount = Decimal(str(money))
        line = GivenLine(
            case_of(identity, 1),
            *identity,
            n=1,
            entry="",
            name=f"座席{agent}",
            day=date.fromisoformat(day),
            times=1,
            aggravated=False,
            deducted=Decimal(0),
            tariff="service-quality",
            tariff_version="2026.1",
            rule=nature,
            points=Decimal(str(points)),
            money_before_cap=amount,
            money=amount if printed is None else Decimal(str(printed)),
            cap="",
            why="",
            confirmed=confirmed,
            given_on=self.now.date(),
            number=f"{day[:7]}-{self._count:04d}",
        )
        data = {
            "line": line.as_dict,
            "legal_nature": nature,
            "carried": f"{carried}",
            "team": "",
            **about,
        }
        facts = Facts.of_data(line.case, data)
        begun = opening(facts, PEOPLE, procedure(), self.now)
        assert isinstance(begun, dict)
        at = self.now.isoformat()
        self.write(Draft(at, line.case, "open", "system", "system", data={**data, **begun}))
        return line.case

    def does(self, case: str, event: str, actor: str, **more: Any) -> None:
        """Somebody does something that must be allowed."""
        request = Request(event, actor, reason="因为", **more)
        found = decide(self.file(case).state, request, PEOPLE, procedure(), self.now)
        assert isinstance(found, Draft), found
        self.write(found)

    def agreed(self, case: str, **judged: Any) -> None:
        """Judged, agreed and signed at once; final when the time for a review is over."""
        self.does(case, "judge", "Q1", **judged)
        self.does(case, "agree", "T1")
        self.does(case, "sign", self.file(case).line.agent)

    def file(self, case: str) -> CaseFile:
        """All that the ledger knows of a case."""
        return case_files(self.events)[case]

    def plan(self, month: str) -> ClosePlan:
        """What closing a month now would write."""
        terms = Terms(self.book, self.wages, self.now)
        return plan_close(self.events, month, terms, PEOPLE, procedure())

    def closes(self, month: str) -> ClosePlan:
        """Closes a month, five days after its end or now, whichever is later."""
        over = datetime.combine(month_end(month), datetime.min.time(), self.now.tzinfo)
        self.now = max(self.now, over + timedelta(days=5))
        plan = self.plan(month)
        for draft in plan.drafts:
            self.write(draft)
        closing = plan.closing("system", "0" * 64, len(self.events), "F.xlsx")
        self.write(month_closed(closing))
        return plan

    @property
    def entries(self) -> list[Entry]:
        """All entries that were booked."""
        return entries_of(self.events)

    def at(self, day: str) -> None:
        """Sets the clock forward to the morning of a day."""
        self.now = max(self.now, datetime.fromisoformat(f"{day}T09:00:00+08:00"))


def pays(**amounts: tuple[object, object]) -> Wages:
    """Wages by agent: (wage, floating part) for every month."""
    return {
        (agent.casefold(), ""): Pay(Decimal(str(wage)), Decimal(str(floating)))
        for agent, (wage, floating) in amounts.items()
    }


def rows(plan: ClosePlan) -> list[Mapping[str, Any]]:
    """The payroll of a closed month, without what is the same everywhere."""
    return list(plan.rows)


def taken(entries: Sequence[Entry]) -> Decimal:
    """Yuan of entries together."""
    return sum((entry.money for entry in entries), Decimal(0))
