"""What an inspector has typed, before it becomes a file: one mapping heading → value per row of a score sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from qa_workbook.demo.centre import Agent, Group, call_moments, recording_number, words
from qa_workbook.demo.marks import lost_steps, written_marks
from qa_workbook.labels import text
from qa_workbook.scheme.model import Indicator, Scheme

NAMED_POINT = 0.9  # how often an inspector names the scoring point of a lost mark
ERROR_PER_LOST_STEP = 0.012
FATAL = 0.004
FATAL_OF_WEAK = 0.02

Row = dict[str, object]
Steps = npt.NDArray[np.int64]
T = TypeVar("T")


@dataclass(frozen=True)
class Draft:
    """One score sheet. `file` is relative to the folder; `form` says how `qa_workbook.demo.writing` writes it."""

    file: PurePosixPath
    scheme: Scheme
    inspector: str
    day: date
    project: str
    rows: tuple[Row, ...]
    form: str = "template"

    @property
    def headings(self) -> list[str]:
        """The columns that are filled, in the order of the sheet."""
        return list(self.rows[0]) if self.rows else []


class DraftMaker:
    """Makes the drafts of one run from one stream of random numbers, so that a seed gives the same run every time."""

    def __init__(self, language: str, rng: np.random.Generator):
        self.rng = rng
        self.language = language
        self.project = text("demo.project", language)
        self._remarks: dict[str, list[str]] = {}
        self._given: set[str] = set()

    def remark(self, kind: str) -> str:
        """Returns a remark of labels/demo.yaml about an item, an error, a fatal error or a breach."""
        if kind not in self._remarks:
            try:
                self._remarks[kind] = words(f"remark_{kind}", self.language)
            except KeyError:
                self._remarks[kind] = words("remark_other", self.language)
        return self._pick(self._remarks[kind])

    def wide(
        self, file: str, scheme: Scheme, group: Group, day: date, *, count: int, progress: float
    ) -> Draft:
        """Returns a sheet of `count` recordings in rounds, one recording per agent and round (S9).

        `progress` runs from 0 on the first day to 1 on the last.
        """
        calls = -(-count // len(group.agents))
        moments = {
            agent: call_moments(self._call_day(day), calls, self.rng) for agent in group.agents
        }
        order = [(turn, agent) for turn in range(calls) for agent in group.agents][:count]
        items = scheme.entries("points" if scheme.sheet.entry == "points" else "items")
        steps = lost_steps(items, np.array([agent.skill for _, agent in order]), progress, self.rng)
        columns = self._mark_columns(scheme, items, steps)
        rows = []
        for index, (turn, agent) in enumerate(order):
            moment = moments[agent][turn]
            row: Row = {
                "序号": index + 1,
                "录音编号": self._number(moment, agent),
                "通话日期": moment.date(),
                "工号": agent.number,
                "姓名": agent.name,
                "班组": agent.team,
                "轮次": turn + 1,
            }
            row |= {heading: values[index] for heading, values in columns.items()}
            rows.append(row | self._reasons(scheme, items, steps[index], agent))
        return Draft(PurePosixPath(file), scheme, group.inspector, day, self.project, tuple(rows))

    def long(
        self, file: str, scheme: Scheme, group: Group, days: list[date], *, count: int
    ) -> Draft:
        """Returns a register of `count` breaches over `days`, most of them by weak agents."""
        agents = group.agents
        weights = np.exp([-agent.skill for agent in agents])
        chosen = self.rng.choice(len(agents), count, p=weights / weights.sum())
        when = sorted(int(index) for index in self.rng.integers(len(days), size=count))
        rows = []
        for number, (index, day_index) in enumerate(zip(chosen, when, strict=True), 1):
            agent, day = agents[int(index)], days[day_index]
            clause = self._pick(scheme.counted)
            grave = bool(clause.count and clause.count.aggravated) and self.rng.random() < 0.3
            rows.append({
                "序号": number,
                "日期": day,
                "工号": agent.number,
                "姓名": agent.name,
                "班组": agent.team,
                "条款": clause.name.zh,
                "次数": 2 if self.rng.random() < 0.1 else 1,
                "加重": "是" if grave else "否",
                "依据": self._number(call_moments(day, 1, self.rng)[0], agent),
                "登记人": group.inspector,
                "备注": self.remark("breach") if self.rng.random() < 0.6 else "",
            })  # fmt: skip
        return Draft(
            PurePosixPath(file), scheme, group.inspector, days[-1], self.project, tuple(rows)
        )

    def _call_day(self, day: date) -> date:
        """The calls of yesterday are usually inspected today; those of the first of a month stay in their month."""
        before = day - timedelta(days=int(self.rng.integers(0, 2)))
        return before if before.month == day.month else day

    def _number(self, moment: datetime, agent: Agent) -> str:
        while (number := recording_number(moment, agent.line)) in self._given:
            moment += timedelta(seconds=1)
        self._given.add(number)
        return number

    def _mark_columns(
        self, scheme: Scheme, items: tuple[Indicator, ...], steps: Steps
    ) -> dict[str, list]:
        columns: dict[str, list] = {}
        for index, item in enumerate(items):
            if item.scale:
                columns[item.name.zh] = written_marks(
                    scheme.scale_of(item), steps[:, index], self.rng
                )
            else:  # a counted leaf in a wide sheet: empty means that it did not occur
                happened = self.rng.random(len(steps)) < 0.01
                columns[item.name.zh] = [1 if yes else "" for yes in happened]
        return columns

    def _reasons(
        self, scheme: Scheme, items: tuple[Indicator, ...], steps: Steps, agent: Agent
    ) -> Row:
        worst = items[int(np.argmax(steps))].id if steps.any() else ""
        codes: list[str] = []
        row: Row = {}
        remark = self.remark(worst) if worst and self.rng.random() < 0.5 else ""
        if scheme.error_deduction:
            row["差错扣分"] = ""
            if self.rng.random() < ERROR_PER_LOST_STEP * int(steps.sum()):
                rule = scheme.error_deduction
                choices = int((rule.highest - rule.lowest) / rule.step)
                off = rule.lowest + rule.step * int(
                    self.rng.integers(choices // 5 or 1, choices + 1)
                )
                row["差错扣分"] = int(off) if off == int(off) else float(off)
                codes += [self._pick(rule.codes).id] if rule.codes else []
                remark = self.remark("error")
        fatal = bool(scheme.fatal) and self.rng.random() < (
            FATAL_OF_WEAK if agent.skill < -1 else FATAL
        )
        if scheme.fatal and fatal:
            codes.append(self._pick(scheme.fatal.codes).id)
            remark = self.remark("fatal")
        if scheme.fatal or (scheme.error_deduction and scheme.error_deduction.codes):
            row["差错代码"] = ";".join(codes)
        if scheme.fatal:
            row["致命错误"] = "是" if fatal else ""
        if scheme.sheet.deduction_points != "none" and any(item.points for item in items):
            row["扣分点"] = self._points(scheme, items, steps)
        return row | {"备注": remark}

    def _points(self, scheme: Scheme, items: tuple[Indicator, ...], steps: Steps) -> str:
        named = []
        for index in np.flatnonzero(steps):
            points = items[int(index)].points
            if points and (
                scheme.sheet.deduction_points == "required" or self.rng.random() < NAMED_POINT
            ):
                named += [
                    point.name.zh for point in self._some(points, 2 if steps[index] > 2 else 1)
                ]
        return "；".join(named)

    def _some(self, points: Sequence[T], count: int) -> list[T]:
        # The first points of an item go wrong most often.
        weights = 1 / np.arange(1, len(points) + 1)
        chosen = self.rng.choice(
            len(points), min(count, len(points)), replace=False, p=weights / weights.sum()
        )
        return [points[int(index)] for index in sorted(chosen)]

    def _pick(self, choices: Sequence[T]) -> T:
        return choices[int(self.rng.integers(len(choices)))]
