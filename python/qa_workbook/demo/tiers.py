"""Tiers of the demo: who has which, and a few applications at different steps (S20)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from qa_workbook.demo.centre import Agent
from qa_workbook.demo.demo_centre import DemoCentre
from qa_workbook.demo.drafts import Row
from qa_workbook.demo.form_sheet import FormSheet, word
from qa_workbook.forms.model import Form
from qa_workbook.labels import text

# None of these numbers is policy.
TURN = 10  # of ten agents one is senior, three are in the middle tier
SENIOR, MIDDLE = (0,), (3, 6, 9)
LEAST_MONTHS, SPREAD_MONTHS = 5, 31
LONG_ENOUGH = 26
APPLYING = 4
LOWEST_MARK, HIGHEST_MARK = 84, 97
_MONTHS_OF_YEAR = 12


@dataclass(frozen=True)
class ListedTier:
    """The tier of an agent, as the list of people has it; `months` before `since` the demo is."""

    tier: str
    months: int

    def since(self, month: str) -> date:
        """Returns the day from which it is held, seen from a month "YYYY-MM"."""
        year, number = map(int, month.split("-"))
        whole = year * _MONTHS_OF_YEAR + number - 1 - self.months
        return date(whole // _MONTHS_OF_YEAR, whole % _MONTHS_OF_YEAR + 1, 1)


def listed_tiers(numbers: Sequence[str]) -> dict[str, ListedTier]:
    """Returns the tiers of agents by number, in the order of the list."""
    found = {}
    for place, number in enumerate(numbers):
        turn = place % TURN
        tier = "senior" if turn in SENIOR else "intermediate" if turn in MIDDLE else "junior"
        found[number] = ListedTier(tier, LEAST_MONTHS + 7 * place % SPREAD_MONTHS)
    return found


def tier_sheets(centre: DemoCentre, form: Form, rng: np.random.Generator) -> list[FormSheet]:
    """Returns the applications of a month, each as far as it came."""
    rows = [
        row
        for number, agent in enumerate(_applying(centre), 1)
        for row in _course(number, agent, centre, form, rng)
    ]
    numbered: tuple[Row, ...] = tuple({"serial": n, **row} for n, row in enumerate(rows, 1))
    file = text("demo_tiers.file", centre.language, month=centre.month)
    return [FormSheet(f"{file}.xlsx", form, numbered, {"month": centre.month})]


def _applying(centre: DemoCentre) -> list[Agent]:
    """The best of those who have been in their tier for long; other ones in the next month."""
    listed = listed_tiers([agent.number for agent in centre.agents])
    able = [
        agent
        for agent in centre.agents
        if listed[agent.number].tier != "senior" and listed[agent.number].months >= LONG_ENOUGH
    ]
    able.sort(key=lambda agent: -agent.skill)
    turn = int(centre.month[-2:]) % 2
    return able[turn::2][:APPLYING]


STEPS: Sequence[Sequence[tuple[str, str]]] = (
    (("application", "agree"), ("own", "agree"), ("team", "agree"), ("superior", "agree"),
     ("approval", "agree")),
    (("application", "agree"), ("own", "agree"), ("team", "disagree"), ("superior", "agree")),
    (("application", "agree"), ("own", "agree")),
    (("application", "agree"), ("own", "agree"), ("team", "withdrawn")),
)  # fmt: skip
"""How far the applications of a month come, one after the other: step and result."""


def _course(
    number: int, agent: Agent, centre: DemoCentre, form: Form, rng: np.random.Generator
) -> Iterator[Row]:
    tier = listed_tiers([one.number for one in centre.agents])[agent.number].tier
    upward = {"junior": "intermediate", "intermediate": "senior"}[tier]
    actors = _actors(agent, centre)
    for place, (step, result) in enumerate(STEPS[number - 1]):
        withdrawn = result == "withdrawn"
        row: Row = {
            "application": f"G{centre.month.replace('-', '')}{number:02d}",
            "agent": agent.number,
            "name": agent.name,
            "team": agent.team,
            "from": word(form, "from", tier),
            "to": word(form, "to", upward),
            "step": word(form, "step", step),
            "result": word(form, "result", result),
            "actor": agent.number if withdrawn else actors.get(step, agent.number),
            "on": centre.days[min(place, len(centre.days) - 1)],
        }
        if step in ("own", "team", "superior") and not withdrawn:
            row["score"] = int(rng.integers(LOWEST_MARK, HIGHEST_MARK))
        if result != "agree":
            row["remark"] = text(f"demo_tiers.{result}", centre.language)
        yield row


def _actors(agent: Agent, centre: DemoCentre) -> Mapping[str, str]:
    """The number of who takes a step, where it isn't the agent."""
    heads = {one.role: one.number for one in reversed(centre.staff) if not one.team}
    leads = {one.team: one.number for one in centre.staff if one.role == "team_lead"}
    found = {
        "team": leads.get(agent.team, ""),
        "superior": heads.get("project_manager", ""),
        "approval": heads.get("department_manager", ""),
    }
    return {step: actor for step, actor in found.items() if actor}
