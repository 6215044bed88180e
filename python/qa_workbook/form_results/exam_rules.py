"""The dated policy of training exams (S11): pass mark, cycles, what counts as good work."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from qa_workbook.config.base import Identifier, Model, Name, PointsUnit, Words
from qa_workbook.form_results.rules import ResultRules, ResultRulesFile

HUNDRED = Decimal(100)
Points = Annotated[Decimal, Field(ge=0, le=HUNDRED)]
"""Of 100."""


class ExamCycle(Model):
    """How often some projects have an exam."""

    name: Name
    """What it is called."""
    days: Annotated[int, Field(ge=1, le=366)]
    """So many days after an exam the next one is due."""
    projects: tuple[Words, ...] = ()
    """The projects, as sheets write them. A project of two cycles follows the first."""


class ExamTrend(Model):
    """When the marks of an agent have risen or fallen."""

    exams: Annotated[int, Field(ge=2, le=24)]
    """On fewer marks nothing is said."""
    points: Points
    """The last mark differs from the mean of the earlier ones by at least so many points."""


class ExamQuality(Model):
    """What counts as good work beside exams."""

    final: Annotated[Decimal, Field(ge=0)]
    """The monthly score from which on work is good, in the points of the scheme."""
    recordings: Annotated[int, Field(ge=1)] | None = None
    """On fewer recordings nothing is said; left out: `small_sample` of config/settings.yaml."""
    scheme: Identifier | None = None
    """The scoring scheme; left out: the one with most recordings in the period."""


class ExamRules(ResultRules):
    """One version of the policy of exams."""

    pass_mark: Points
    """Who has at least this mark has passed."""
    unit: PointsUnit
    """Unit of the pass mark: points of 100."""
    cycles: Annotated[tuple[ExamCycle, ...], Field(min_length=1)]
    """How often there is an exam; projects that no cycle names follow the last one."""
    ended: tuple[Words, ...] = ()
    """Projects that have no exams any more: nothing is due."""
    overdue_after: Annotated[int, Field(ge=0, le=366)]
    """An exam is overdue when it is more than so many days late."""
    retake_days: Annotated[int, Field(ge=0, le=3660)]
    """The retake list has the exams of the period and of so many days before it."""
    last_exams: Annotated[int, Field(ge=1, le=24)]
    """So many last exams of each agent are looked at."""
    trend: ExamTrend
    """When marks have risen or fallen."""
    quality: ExamQuality
    """What counts as good work."""

    def cycle_of(self, project: str) -> ExamCycle:
        """Returns the cycle of a project."""
        named = (one for one in self.cycles if project in one.projects)
        return next(named, self.cycles[-1])


class ExamRulesFile(ResultRulesFile):
    """The file `config/results/exams.yaml`."""

    versions: Annotated[tuple[ExamRules, ...], Field(min_length=1)]
    """The versions; each holds from its day until the next one begins."""
