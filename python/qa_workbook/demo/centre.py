"""The imaginary centre: who works there, on which days, and which recording numbers its system gives."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np

from qa_workbook.labels import text

AGENTS_PER_INSPECTOR = 15
LATE_START = (
    8  # the first week of some months is a holiday: inspect after it where the month is long enough
)
OPENING, CLOSING = time(8, 0), time(20, 0)


@dataclass(frozen=True)
class Agent:
    """One agent. `line` is the end of the recording numbers; `skill` 0 is ordinary, -3 is in trouble."""

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


def words(name: str, language: str) -> list[str]:
    """Returns the entries of a list in labels/demo.yaml."""
    return text(f"demo.{name}", language).split(" | ")


def _names(count: int, rng: np.random.Generator, language: str) -> list[str]:
    surnames, given = words("surnames", language), words("given_names", language)
    template = text("demo.full_name", language)
    every = [template.format(surname=surname, given=name) for surname in surnames for name in given]
    order = rng.permutation(len(every))
    names = [every[index] for index in order[:count]]
    return names + [
        f"{names[index % len(names)]}{index // len(names) + 1}"
        for index in range(len(names), count)
    ]


def found_centre(inspectors: int, rng: np.random.Generator, language: str) -> tuple[Group, ...]:
    """Returns one group of 15 agents per inspector, mixed from all teams; some agents are much weaker than the rest."""
    total = inspectors * AGENTS_PER_INSPECTOR
    names = _names(inspectors + total, rng, language)
    teams = words("teams", language)
    skills = rng.normal(0.55, 0.5, total)
    # 80/20 (S3): one agent in eight causes a large part of all defects.
    weak = rng.choice(total, max(2, total // 8), replace=False)
    skills[weak] = rng.uniform(-3.2, -1.6, len(weak))
    agents = [
        Agent(
            f"{60100 + index}",
            names[inspectors + index],
            teams[index % len(teams)],
            1 + index,
            float(skills[index]),
        )
        for index in range(total)
    ]
    return tuple(
        Group(names[number], tuple(agents[number * AGENTS_PER_INSPECTOR :][:AGENTS_PER_INSPECTOR]))
        for number in range(inspectors)
    )


def inspection_days(first: date, last: date, count: int) -> list[date]:
    """Returns `count` weekdays of first..last, after the month's first week if enough are left, else the last ones."""
    weekdays = [
        day
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
        if day.weekday() < 5
    ]
    late = [day for day in weekdays if day.day >= LATE_START]
    return late[:count] if count <= len(late) else weekdays[-count:]


def call_moments(day: date, calls: int, rng: np.random.Generator) -> list[datetime]:
    """Returns `calls` moments of one agent's `day`, evenly over the opening hours and at random inside each part."""
    begin = datetime.combine(day, OPENING)
    part = int((datetime.combine(day, CLOSING) - begin).total_seconds()) // calls
    return [
        begin + timedelta(seconds=part * index + int(rng.integers(part))) for index in range(calls)
    ]


def recording_number(moment: datetime, line: int) -> str:
    """Returns a 17-digit number as recording systems give it: date, time, line. Text: a float keeps 15 digits only."""
    return f"{moment:%Y%m%d%H%M%S}{line % 1000:03d}"


def write_roster(path: Path, agents: Sequence[Agent]) -> None:
    """Writes 工号, 姓名, 班组 of the agents as CSV that Excel opens without garbling (UTF-8 with BOM)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["工号", "姓名", "班组"])
        rows.writerows((agent.number, agent.name, agent.team) for agent in agents)
