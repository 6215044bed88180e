"""The imaginary centre: who works there, on which days, and which recording numbers it gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product

import numpy as np

from qa_workbook.demo.invented import Invented

AGENTS_PER_INSPECTOR = 15
FIRST_AGENT = 60100
FIRST_OF_STAFF = 50001
HEADS = ("qa_lead", "qa_lead", "project_manager", "department_manager", "finance")
LATE_START = 8  # the first week of some months is a holiday: inspect after it if the month allows
OPENING, CLOSING = time(8, 0), time(20, 0)


@dataclass(frozen=True)
class Agent:
    """One agent. `line` ends the recording numbers; `skill` 0 is ordinary, -3 is in trouble."""

    number: str
    name: str
    team: str
    line: int
    skill: float


@dataclass(frozen=True)
class Group:
    """An inspector and the agents whose calls they listen to."""

    inspector: str
    agents: tuple[Agent, ...]


def _names(count: int, words: Invented, rng: np.random.Generator) -> list[str]:
    """Returns `count` different names; numbered ones when all combinations are used up."""
    every = [
        words.full_name.format(surname=surname, given=given)
        for surname, given in product(words.surnames, words.given_names)
    ]
    order = rng.permutation(len(every))
    names = [every[index] for index in order[:count]]
    for index in range(len(names), count):
        round_, place = divmod(index, len(every))
        names.append(f"{names[place]}{round_ + 1}")
    return names


def found_centre(inspectors: int, words: Invented, rng: np.random.Generator) -> tuple[Group, ...]:
    """Returns one group of 15 agents per inspector, mixed from all teams.

    Some agents are much weaker than the rest.
    """
    total = inspectors * AGENTS_PER_INSPECTOR
    names = _names(inspectors + total, words, rng)
    skills = rng.normal(0.55, 0.5, total)
    # 80/20 (S3): one agent in eight causes a large part of all defects.
    weak = rng.choice(total, max(2, total // 8), replace=False)
    skills[weak] = rng.uniform(-3.2, -1.6, len(weak))
    agents = [
        Agent(
            number=f"{FIRST_AGENT + index}",
            name=names[inspectors + index],
            team=words.teams[index % len(words.teams)],
            line=1 + index,
            skill=float(skills[index]),
        )
        for index in range(total)
    ]
    groups = []
    for number in range(inspectors):
        first = number * AGENTS_PER_INSPECTOR
        groups.append(Group(names[number], tuple(agents[first : first + AGENTS_PER_INSPECTOR])))
    return tuple(groups)


@dataclass(frozen=True)
class Employee:
    """Who has a part in the procedure of penalties; `role` as in the form `people`."""

    number: str
    name: str
    role: str
    team: str = ""
    project: str = ""


def staff_of(
    groups: Sequence[Group], words: Invented, rng: np.random.Generator
) -> tuple[Employee, ...]:
    """Returns everybody: inspectors, leads, managers, finance, then the agents."""
    agents = [agent for group in groups for agent in group.agents]
    taken = {group.inspector for group in groups} | {agent.name for agent in agents}
    count = len(taken) + len(words.teams) + len(HEADS) + len(words.branches)
    free = [name for name in _names(count, words, rng) if name not in taken]
    leads = free[: len(words.teams)]
    above_teams = free[len(words.teams) :]
    heads = zip(above_teams[: len(HEADS)], HEADS, strict=True)
    of_branches = zip(above_teams[len(HEADS) :], words.branches, strict=False)
    posts = [
        *((group.inspector, "inspector", "", "") for group in groups),
        *((lead, "team_lead", team, "") for lead, team in zip(leads, words.teams, strict=True)),
        *((head, role, "", _project(role, words)) for head, role in heads),
        *((head, "project_manager", "", branch.project) for head, branch in of_branches),
    ]
    above = [Employee(f"{FIRST_OF_STAFF + place}", *post) for place, post in enumerate(posts)]
    below = [
        Employee(agent.number, agent.name, "agent", agent.team, words.project) for agent in agents
    ]
    return (*above, *below)


def _project(role: str, words: Invented) -> str:
    """A project manager has a project; the others are there for all."""
    return words.project if role == "project_manager" else ""


def inspection_days(first: date, last: date, count: int) -> list[date]:
    """Returns `count` weekdays of first..last.

    They come after the month's first week if enough are left there, else they are the last ones.
    """
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    weekdays = [day for day in days if day.weekday() < 5]
    late = [day for day in weekdays if day.day >= LATE_START]
    if count <= len(late):
        return late[:count]
    return weekdays[-count:]


def call_moments(day: date, calls: int, rng: np.random.Generator) -> list[datetime]:
    """Returns the moments of one agent's calls on a day.

    They are spread evenly over the opening hours, at random inside each part.
    """
    begin = datetime.combine(day, OPENING)
    part = int((datetime.combine(day, CLOSING) - begin).total_seconds()) // calls
    moments = []
    for index in range(calls):
        moments.append(begin + timedelta(seconds=part * index + int(rng.integers(part))))
    return moments


def recording_number(moment: datetime, line: int) -> str:
    """Returns a 17-digit number as recording systems give it: date, time, line.

    It is text, for a float keeps 15 digits only.
    """
    return f"{moment:%Y%m%d%H%M%S}{line % 1000:03d}"
