"""When each project had its last exam, and when the next one is due (S11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import pandas as pd

from qa_workbook.analysis.natural_order import natural_order
from qa_workbook.form_results.exam_marks import RETAKE
from qa_workbook.form_results.exam_rules import ExamCycle, ExamRules

State = Literal["never", "on_time", "due", "overdue"]


@dataclass(frozen=True)
class ProjectCycle:
    """The exams of one project as of a day; `days_late` is None where there was none yet."""

    project: str
    cycle: ExamCycle
    exam: str
    last: date | None
    due: date | None
    days_late: int | None
    state: State


def project_cycles(rows: pd.DataFrame, rules: ExamRules, as_of: date) -> list[ProjectCycle]:
    """Returns every project that ever had an exam or has a cycle of its own, by name.

    Those that have ended are left out. `rows` are all rows up to `as_of`; a retake is no exam.
    """
    exams = rows[rows["kind"] != RETAKE]
    named = {project for cycle in rules.cycles for project in cycle.projects}
    going_on = (named | set(exams["project"])) - set(rules.ended)
    projects = sorted(going_on, key=natural_order)
    return [
        _cycle(project, exams[exams["project"] == project], rules, as_of) for project in projects
    ]


def _cycle(project: str, exams: pd.DataFrame, rules: ExamRules, as_of: date) -> ProjectCycle:
    cycle = rules.cycle_of(project)
    if exams.empty:
        return ProjectCycle(project, cycle, "", None, None, None, "never")
    newest = exams.loc[exams["held_on"].idxmax()]
    last = newest["held_on"].date()
    due = last + timedelta(days=cycle.days)
    late = max((as_of - due).days, 0)
    return ProjectCycle(
        project=project,
        cycle=cycle,
        exam=newest["exam"],
        last=last,
        due=due,
        days_late=late,
        state=_state(late, rules.overdue_after),
    )


def _state(late: int, overdue_after: int) -> State:
    if late > overdue_after:
        return "overdue"
    return "due" if late else "on_time"


def overdue(cycles: Iterable[ProjectCycle]) -> list[ProjectCycle]:
    """Returns those that are overdue."""
    return [one for one in cycles if one.state == "overdue"]
