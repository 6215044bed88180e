"""What an inspector has typed, before it becomes a file: one mapping column → value per row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import PurePosixPath
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from qa_workbook.books.score_sheet.template import Head, Template
from qa_workbook.demo.centre import Agent, Group, call_moments, recording_number
from qa_workbook.demo.invented import invented
from qa_workbook.demo.marks import as_typed, lost_steps, written_marks
from qa_workbook.forms.score_form import ScoreForm, blank_form, indicator_key
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.scheme.model import ErrorDeduction, Indicator, Scheme, ScoringPoint

# How often things happen; none of these numbers is policy.
NAMED_POINT = 0.9  # an inspector names the scoring point of a lost mark
REMARK, REMARK_ON_BREACH = 0.5, 0.6
ERROR_PER_LOST_STEP = 0.012
FATAL, FATAL_OF_WEAK = 0.004, 0.02
WEAK = -1.0  # skill below which an agent is in trouble
COUNTED_IN_WIDE = 0.01  # a counted leaf occurs in a recording
AGGRAVATED, TWICE = 0.3, 0.1

Row = dict[str, object]
Steps = npt.NDArray[np.int64]
T = TypeVar("T")


@dataclass(frozen=True)
class Draft:
    """One score sheet. `file` is relative to the folder; `manner` is how `writing` writes it.

    That is "template", or one of `mistakes.SHEET_MISTAKES`.
    """

    file: PurePosixPath
    template: Template
    rows: tuple[Row, ...]
    manner: str = "template"

    @property
    def scheme(self) -> Scheme:
        """The scheme of the sheet."""
        return self.template.scheme

    @property
    def form(self) -> ScoreForm:
        """The labels and columns of the sheet."""
        return self.template.form

    @property
    def columns(self) -> tuple[str, ...]:
        """The ids of the columns that are filled, in the order of the sheet."""
        return tuple(key for key in self.form.ids() if self.rows and key in self.rows[0])


class DraftMaker:
    """Makes the drafts of one run from one stream of random numbers.

    So a seed gives the same run every time.
    """

    def __init__(self, vocabulary: Vocabulary, language: str, rng: np.random.Generator) -> None:
        self.vocabulary, self.language, self.rng = vocabulary, language, rng
        self.words = invented(language)
        self._joint = vocabulary.separators[0]
        self._given: set[str] = set()

    def wide(
        self,
        file: str,
        scheme: Scheme,
        group: Group,
        day: date,
        *,
        count: int,
        progress: float,
        project: str = "",
    ) -> Draft:
        """Returns a sheet of `count` recordings in rounds, one per agent and round (S9).

        `progress` runs from 0 on the first day to 1 on the last; `project` is another than that of
        the centre.
        """
        form = blank_form(scheme, self.vocabulary, language=self.language)
        nodes = tuple(form.indicators.values())
        calls = -(-count // len(group.agents))
        moments = {
            agent: call_moments(self._call_day(day), calls, self.rng) for agent in group.agents
        }
        order = list(product(range(calls), group.agents))[:count]
        skills = np.array([agent.skill for _, agent in order])
        steps = lost_steps(nodes, skills, progress, self.rng)
        marks = self._mark_columns(scheme, nodes, steps)
        rows = []
        for index, (turn, agent) in enumerate(order):
            moment = moments[agent][turn]
            row: Row = {
                "serial": index + 1,
                "recording": self._number(moment, agent),
                "call_date": moment.date(),
                **_person(agent),
                "round": turn + 1,
            }
            row |= {key: values[index] for key, values in marks.items()}
            row |= self._reasons(form, scheme, nodes, steps[index], agent)
            rows.append(row)
        return self._draft(file, scheme, group.inspector, day, rows, project)

    def long(
        self, file: str, scheme: Scheme, group: Group, days: list[date], *, count: int
    ) -> Draft:
        """Returns a register of `count` breaches over `days`, most of them by weak agents."""
        form = blank_form(scheme, self.vocabulary, language=self.language)
        agents = group.agents
        weights = np.exp([-agent.skill for agent in agents])
        chosen = self.rng.choice(len(agents), count, p=weights / weights.sum())
        when = sorted(int(index) for index in self.rng.integers(len(days), size=count))
        rows = []
        for number, (index, day_index) in enumerate(zip(chosen, when, strict=True), 1):
            agent, day = agents[int(index)], days[day_index]
            row: Row = {"serial": number, "call_date": day, **_person(agent)}
            row |= self._breach(form, scheme)
            row["basis"] = self._number(call_moments(day, 1, self.rng)[0], agent)
            row["registrar"] = group.inspector
            row["remark"] = ""
            if self.rng.random() < REMARK_ON_BREACH:
                row["remark"] = self._remark("breach")
            rows.append(row)
        return self._draft(file, scheme, group.inspector, days[-1], rows)

    def _draft(
        self,
        file: str,
        scheme: Scheme,
        inspector: str,
        day: date,
        rows: list[Row],
        project: str = "",
    ) -> Draft:
        head = Head(inspector, day, project or self.words.project)
        template = Template(scheme, self.vocabulary, self.language, head, rows=len(rows))
        return Draft(PurePosixPath(file), template, tuple(rows))

    def _call_day(self, day: date) -> date:
        """Returns the day of the calls that are inspected on a day: itself or the one before.

        Those of the first of a month stay in their month.
        """
        before = day - timedelta(days=int(self.rng.integers(0, 2)))
        return before if before.month == day.month else day

    def _number(self, moment: datetime, agent: Agent) -> str:
        """Returns a recording number that was not given before."""
        number = recording_number(moment, agent.line)
        while number in self._given:
            moment += timedelta(seconds=1)
            number = recording_number(moment, agent.line)
        self._given.add(number)
        return number

    def _mark_columns(
        self, scheme: Scheme, nodes: Sequence[Indicator], steps: Steps
    ) -> dict[str, list[object]]:
        columns: dict[str, list[object]] = {}
        for index, node in enumerate(nodes):
            if node.scale:
                marks = written_marks(scheme.scale_of(node), steps[:, index], self.rng)
                columns[indicator_key(node)] = [*marks]
            else:  # a counted leaf: empty means that it didn't occur
                occurred = self.rng.random(len(steps)) < COUNTED_IN_WIDE
                columns[indicator_key(node)] = [int(yes) or "" for yes in occurred]
        return columns

    # --- why marks were lost ------------------------------------------------------------------

    def _reasons(
        self,
        form: ScoreForm,
        scheme: Scheme,
        nodes: Sequence[Indicator],
        steps: Steps,
        agent: Agent,
    ) -> Row:
        """Returns everything right of the marks, as far as the sheet has it."""
        row: Row = dict.fromkeys(("error_deduction", "error_codes", "fatal", "points"), "")
        row["remark"] = ""
        codes: list[str] = []
        if steps.any() and self.rng.random() < REMARK:
            row["remark"] = self._remark(nodes[int(np.argmax(steps))].id)
        deduction = scheme.error_deduction
        if deduction and self.rng.random() < ERROR_PER_LOST_STEP * int(steps.sum()):
            row["error_deduction"] = self._deduction(deduction)
            if deduction.codes:
                codes.append(self._pick(deduction.codes).id)
            row["remark"] = self._remark("error")
        often = FATAL_OF_WEAK if agent.skill < WEAK else FATAL
        if scheme.fatal and self.rng.random() < often:
            codes.append(self._pick(scheme.fatal.codes).id)
            row["fatal"] = form.yes
            row["remark"] = self._remark("fatal")
        row["error_codes"] = self._joint.join(codes)
        if form.has("points"):
            row["points"] = self._points(scheme, nodes, steps)
        return {key: value for key, value in row.items() if form.has(key)}

    def _deduction(self, rule: ErrorDeduction) -> int | float:
        choices = int((rule.highest - rule.lowest) / rule.step)
        steps = int(self.rng.integers(choices // 5 or 1, choices + 1))
        return as_typed(rule.lowest + rule.step * steps)

    def _points(self, scheme: Scheme, nodes: Sequence[Indicator], steps: Steps) -> str:
        """Returns the scoring points that an inspector names for the lost marks of a row."""
        named: list[str] = []
        for index in np.flatnonzero(steps):
            points = nodes[int(index)].scoring_points
            if not points:
                continue
            demanded = scheme.sheet.deduction_points == "required"
            if demanded or self.rng.random() < NAMED_POINT:
                many = 2 if steps[index] > 2 else 1
                some = self._some(points, many)
                named += [point.name.say(self.language) for point in some]
        return self._joint.join(named)

    def _some(self, points: Sequence[ScoringPoint], count: int) -> list[ScoringPoint]:
        # The first points of an item go wrong most often.
        weights = 1 / np.arange(1, len(points) + 1)
        most = min(count, len(points))
        shares = weights / weights.sum()
        chosen = self.rng.choice(len(points), most, replace=False, p=shares)
        return [points[int(index)] for index in sorted(chosen)]

    def _breach(self, form: ScoreForm, scheme: Scheme) -> Row:
        """Returns a clause, how often it was broken, and whether the case is a grave one."""
        clause = self._pick(scheme.counted)
        may_be_grave = bool(clause.count and clause.count.aggravated)
        grave = may_be_grave and self.rng.random() < AGGRAVATED
        times = 2 if self.rng.random() < TWICE else 1
        return {
            "clause": clause.name.say(self.language),
            "times": times,
            "aggravated": form.yes if grave else form.no,
        }

    def _remark(self, kind: str) -> str:
        return self._pick(self.words.remarks_about(kind))

    def _pick(self, choices: Sequence[T]) -> T:
        return choices[int(self.rng.integers(len(choices)))]


def _person(agent: Agent) -> Row:
    return {"agent": agent.number, "name": agent.name, "team": agent.team}
