"""The lists beside the score sheets of the demo: who works there, and what they earn."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from qa_workbook.demo.centre import Agent, Employee
from qa_workbook.demo.drafts import Row
from qa_workbook.demo.tiers import listed_tiers
from qa_workbook.forms.in_language import form_in
from qa_workbook.forms.model import Form
from qa_workbook.forms.vocabulary import Vocabulary

# Made up, in yuan a month.
LOWEST_WAGE, WAGE_STEP, WAGE_STEPS = 4_200, 150, 10
PERFORMANCE_PAY = 1_000


def write_roster(path: Path, agents: Sequence[Agent], form: Form) -> None:
    """Writes number, name and team of the agents, in the columns of the form."""
    rows = [{"agent": one.number, "name": one.name, "team": one.team} for one in agents]
    _write_list(path, form, rows)


def write_wages(path: Path, agents: Sequence[Agent], form: Form) -> None:
    """Writes the same wage for every month of each agent: without a wage nobody is charged."""
    rows = []
    for place, agent in enumerate(agents):
        wage = LOWEST_WAGE + WAGE_STEP * (place % WAGE_STEPS)
        rows.append(
            {"agent": agent.number, "month": "", "wage": wage, "performance_pay": PERFORMANCE_PAY}
        )
    _write_list(path, form, rows)


def write_people(
    path: Path, staff: Sequence[Employee], form: Form, language: str, month: str = ""
) -> None:
    """Writes who may do what: everybody's role, team and project; of agents the tier.

    Tiers are held from so long before `month`; without it they are left out.
    """
    roles = {choice.id: choice.name.say(language) for choice in form.by_id["role"].choices}
    rows: list[Row] = [{**vars(one), "role": roles[one.role]} for one in staff]
    if month:
        names = {choice.id: choice.name.say(language) for choice in form.by_id["tier"].choices}
        listed = listed_tiers([one.number for one in staff if one.role == "agent"])
        for row in rows:
            if held := listed.get(str(row["number"])):
                row |= {"tier": names[held.tier], "tier_since": held.since(month).isoformat()}
    _write_list(path, form, rows)


def write_calls(
    path: Path, calls: Sequence[Row], form: Form, vocabulary: Vocabulary, language: str
) -> None:
    """Writes a call list in the words that sheets in the language have."""
    written = vocabulary.written_in(language)
    recorded = {True: written.words.affirmative[0], False: written.words.negative[0]}
    rows = [{**call, "has_recording": recorded[bool(call["has_recording"])]} for call in calls]
    _write_list(path, form_in(language, form, written), rows)


def _write_list(path: Path, form: Form, rows: Sequence[Mapping[str, object]]) -> None:
    """Writes a CSV that Excel opens without garbling: UTF-8 with a byte order mark."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow([field.heading for field in form.columns])
        for row in rows:
            lines.writerow([row.get(field.id, "") for field in form.columns])
