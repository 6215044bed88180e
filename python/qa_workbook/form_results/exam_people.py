"""The exams of each agent over time, beside the quality of their calls: who knows, who does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Literal

import pandas as pd

from qa_workbook.analysis.natural_order import natural_order
from qa_workbook.form_results.exam_marks import PASSED
from qa_workbook.form_results.exam_rules import ExamRules, ExamTrend
from qa_workbook.numbers import free_of_noise

Trend = Literal["up", "down", "level", ""]
Does = Literal["good", "weak", "few", "none"]
"""Work is good, or not; too few recordings to say so, or none."""
Knowledge = Literal["yes", "no", "unknown", "none"]
"""The last exam with a mark is passed or not; no exam has a mark; there is no exam at all."""
Place = Literal["both", "knows", "does", "neither", ""]
"""Knows and does; knows but doesn't; does but doesn't know; neither; unknown."""


@dataclass(frozen=True)
class AgentExams:
    """An agent's last exams, oldest first.

    `marks` has None for an exam without a mark. `change` is the last mark less the mean of the
    earlier ones, in points. `knows`: the last exam with a mark is passed, if only by a retake; None
    without any mark. `final` is the monthly score.
    """

    agent: str
    name: str
    team: str
    marks: tuple[float | None, ...]
    mean: float | None
    change: float | None
    trend: Trend
    knows: bool | None
    final: float | None
    recordings: int
    does: Does

    @property
    def knowledge(self) -> Knowledge:
        """What the exams say of the agent."""
        if self.knows is None:
            return "unknown" if self.marks else "none"
        return "yes" if self.knows else "no"

    @property
    def place(self) -> Place:
        """Where the agent stands among those who know and those who do."""
        if self.knows is None or self.does in ("few", "none"):
            return ""
        if self.knows:
            return "both" if self.does == "good" else "knows"
        return "does" if self.does == "good" else "neither"


def agents_exams(
    history: pd.DataFrame,
    quality: Mapping[str, tuple[float, int]],
    rules: ExamRules,
    least_recordings: int,
    listened: Mapping[str, tuple[str, str, str]] | None = None,
) -> list[AgentExams]:
    """Returns the agents of a history (`exam_marks.last_of_each`) and those `listened` to.

    By number. `quality`: monthly score and recordings by folded agent (`Inputs.quality_of`).
    `listened`: number, name and team by folded agent; of those some never had an exam.
    """
    known = set(history["person"])
    found = [
        _without_exam(about, *quality[person], rules, least_recordings)
        for person, about in (listened or {}).items()
        if person not in known and person in quality
    ]
    for person, rows in history.groupby("person", sort=False):
        final, recordings = quality.get(str(person), (None, 0))
        found.append(_agent(rows, final, recordings, rules, least_recordings))
    return sorted(found, key=lambda one: natural_order(one.agent))


def _agent(
    rows: pd.DataFrame, final: float | None, recordings: int, rules: ExamRules, least: int
) -> AgentExams:
    marks = tuple(None if isnan(one) else float(one) for one in rows["points"])
    given = [one for one in marks if one is not None]
    with_mark = rows[rows["last_points"].notna()]
    newest = rows.iloc[-1]
    return AgentExams(
        agent=newest["agent"],
        name=newest["name"],
        team=newest["team"],
        marks=marks,
        mean=sum(given) / len(given) if given else None,
        change=_change(given),
        trend=_trend(given, rules.trend),
        knows=None if with_mark.empty else with_mark["final"].iloc[-1] == PASSED,
        final=final,
        recordings=recordings,
        does=_does(final, recordings, rules, least),
    )


def _without_exam(
    about: tuple[str, str, str], final: float, recordings: int, rules: ExamRules, least: int
) -> AgentExams:
    agent, name, team = about
    return AgentExams(
        agent=agent,
        name=name,
        team=team,
        marks=(),
        mean=None,
        change=None,
        trend="",
        knows=None,
        final=final,
        recordings=recordings,
        does=_does(final, recordings, rules, least),
    )


def _change(marks: Sequence[float]) -> float | None:
    if len(marks) < 2:
        return None
    return marks[-1] - sum(marks[:-1]) / (len(marks) - 1)


def _trend(marks: Sequence[float], rule: ExamTrend) -> Trend:
    change = _change(marks)
    if change is None or len(marks) < rule.exams:
        return ""
    if abs(change) < float(rule.points):
        return "level"
    return "up" if change > 0 else "down"


def _does(final: float | None, recordings: int, rules: ExamRules, least: int) -> Does:
    if final is None or not recordings:
        return "none"
    if recordings < least:
        return "few"
    return "good" if free_of_noise(final) >= rules.quality.final else "weak"


def least_recordings(rules: ExamRules, small_sample: int) -> int:
    """Returns on how many recordings work is looked at."""
    return rules.quality.recordings or max(small_sample, 1)
