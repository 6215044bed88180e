"""What trainers hand in of exams (S11): two exams a month and a retake, on the form `exams`.

Who works well mostly knows the business as well, but not always.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from qa_workbook.demo.centre import Agent
from qa_workbook.demo.demo_centre import DemoCentre
from qa_workbook.demo.drafts import Row
from qa_workbook.demo.form_sheet import FormSheet, word
from qa_workbook.forms.model import Form
from qa_workbook.labels import text
from qa_workbook.numbers import month_of

# None of these numbers is policy.
FIRST_EXAM, SECOND_EXAM, RETAKE = 8, 22, 14
"""Days of the month, or the first weekday after them."""
ORDINARY, BY_SKILL, SPREAD = 95.0, 2.2, 3.4
WORST, FULL = 48, 100
LEARNT = 7.0
"""So many points more have those who take an exam again."""
LOW = 90
"""Whom the trainers of this centre call to the retake."""
ABSENT = 2
REASONS = 2


@dataclass(frozen=True)
class _Exam:
    """One exam or retake: who sat it, with which mark; None for the absent."""

    number: str
    name: str
    kind: str
    day: date
    marks: Sequence[tuple[Agent, int | None]]


def exam_sheets(centre: DemoCentre, form: Form, rng: np.random.Generator) -> list[FormSheet]:
    """Returns the sheets of a month: an exam, the retake of it, and another exam."""
    if not centre.agents:
        return []
    first = _Exam(
        _number(centre, 1),
        _word(centre, "name_1"),
        "exam",
        _day(centre, FIRST_EXAM),
        _marks(centre, rng),
    )
    again = [one for one in first.marks if one[1] is None or one[1] < LOW]
    retake = _Exam(
        first.number,
        first.name,
        "retake",
        _day(centre, RETAKE),
        [_retaken(one, rng) for one in again],
    )
    second = _Exam(
        _number(centre, 2),
        _word(centre, "name_2"),
        "exam",
        _day(centre, SECOND_EXAM),
        _marks(centre, rng),
    )
    held = [first, *([retake] if again else []), second]
    return [_sheet(one, centre, form) for one in held]


def _word(centre: DemoCentre, key: str, **details: object) -> str:
    return text(f"demo_exams.{key}", centre.language, **details)


def _number(centre: DemoCentre, number: int) -> str:
    return _word(centre, "exam", month=centre.month.replace("-", ""), number=number)


def _day(centre: DemoCentre, number: int) -> date:
    """A weekday of the month."""
    day = month_of(centre.days[0]).first.replace(day=number)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def _marks(centre: DemoCentre, rng: np.random.Generator) -> list[tuple[Agent, int | None]]:
    """A mark for every agent; a few were absent."""
    away = set(rng.choice(len(centre.agents), min(ABSENT, len(centre.agents)), replace=False))
    found = list[tuple[Agent, int | None]]()
    for place, agent in enumerate(centre.agents):
        mark = rng.normal(ORDINARY + BY_SKILL * agent.skill, SPREAD)
        found.append((agent, None if place in away else _whole(mark)))
    return found


def _retaken(one: tuple[Agent, int | None], rng: np.random.Generator) -> tuple[Agent, int | None]:
    """The mark of somebody who has learnt since; who was absent comes as to a first exam."""
    agent, mark = one
    base = ORDINARY + BY_SKILL * agent.skill if mark is None else mark + LEARNT
    return agent, _whole(rng.normal(base, SPREAD))


def _whole(mark: float) -> int:
    return int(np.clip(round(mark), WORST, FULL))


def _sheet(exam: _Exam, centre: DemoCentre, form: Form) -> FormSheet:
    rows = list[Row]()
    absent = 0
    for number, (agent, mark) in enumerate(exam.marks, 1):
        row: Row = {"serial": number, "agent": agent.number, "name": agent.name, "team": agent.team}
        if mark is None:
            absent += 1
            reason = _word(centre, f"absent_{1 + absent % REASONS}")
            rows.append({**row, "passed": word(form, "passed", "absent"), "remark": reason})
        else:
            paper = _word(centre, "paper", exam=exam.number, number=number)
            rows.append({**row, "paper": paper, "mark": mark})
    kind = word(form, "kind", exam.kind)
    labels = {
        "exam": exam.number,
        "exam_name": exam.name,
        "held_on": exam.day,
        "project": centre.words.project,
        "kind": kind,
        "papers": len(rows) - absent,
        "heads": len(rows),
    }
    kinds = {one.id: one.name.say(centre.language) for one in form.by_id["kind"].choices}
    file = _word(centre, "file", exam=exam.number, kind=kinds[exam.kind])
    return FormSheet(f"{file}.xlsx", form, tuple(rows), labels)
