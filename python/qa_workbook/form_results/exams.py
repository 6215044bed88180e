"""业务培训考核 of a period (S11): exams, papers that agree in number, retakes, cycles, agents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from qa_workbook.form_results import exam_cycles, exam_marks, exam_people
from qa_workbook.form_results.exam_marks import RETAKE, TRAINING, Sitting
from qa_workbook.form_results.exam_rules import ExamRules
from qa_workbook.form_results.exam_tables import ROWS, ExamTables
from qa_workbook.form_results.inputs import Inputs
from qa_workbook.form_results.model import FormResult, ResultTable, Value
from qa_workbook.frames import folded
from qa_workbook.numbers import Period, as_shown, percent, plain

_ROOM = "exams_result"


def exams_result(inputs: Inputs, rules: ExamRules | None) -> FormResult | None:
    """Returns the exams of a period; None where there never was one and no project has a cycle."""
    if rules is None:
        return _without_rules(inputs)
    told = _Told(inputs, rules)
    is_any = len(told.ever) or len(told.rows) or told.cycles
    return told.result() if is_any else None


def _without_rules(inputs: Inputs) -> FormResult | None:
    if inputs.rows.empty:
        return None
    say = inputs.sayer(_ROOM)
    return FormResult(
        form=inputs.form.id,
        name=say("name"),
        period=inputs.span,
        sentences=(say("no_rules", day=inputs.span.last),),
        tables=(inputs.detail(ROWS, say("rows"), inputs.rows),),
        attention=True,
    )


@dataclass(frozen=True)
class _Marks:
    """What first sittings come to together."""

    heads: int
    marks: int
    passed: int
    absent: int
    mean: float | None

    @property
    def rate(self) -> float | None:
        """Passed by marks, None without any."""
        return self.passed / self.marks if self.marks else None


def _of_first_marks(marked: pd.DataFrame) -> _Marks:
    rows = exam_marks.of_exams(marked[(marked["kind"] != RETAKE) & ~marked["again"]])
    points = rows["points"].dropna()
    return _Marks(
        heads=len(rows),
        marks=len(points),
        passed=int((rows["outcome"] == exam_marks.PASSED).sum()),
        absent=int((rows["outcome"] == exam_marks.ABSENT_HEAD).sum()),
        mean=float(points.mean()) if len(points) else None,
    )


@dataclass(frozen=True)
class _Told:
    """What is told of the exams of a period, each part worked out once."""

    inputs: Inputs
    rules: ExamRules

    @property
    def as_of(self) -> date:
        """The day that lists and cycles are of: today, but never after the period."""
        return min(self.inputs.today, self.inputs.span.last)

    @cached_property
    def whole(self) -> pd.DataFrame:
        """All marked rows up to the end of the period: earlier ones say which of its rows count."""
        rows = self.inputs.rows_of(self.inputs.form.id, _up_to(self.inputs.span.last))
        return exam_marks.marked(rows, self.rules.pass_mark)

    @cached_property
    def ever(self) -> pd.DataFrame:
        """All marked rows of exams up to the day, of whatever period."""
        return exam_marks.of_exams(exam_marks.within(self.whole, _up_to(self.as_of)))

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The marked rows of the period."""
        return exam_marks.within(self.whole, self.inputs.span)

    @cached_property
    def sittings(self) -> list[Sitting]:
        """The exams and retakes of the period."""
        return exam_marks.sittings(self.rows)

    @cached_property
    def cycles(self) -> list[exam_cycles.ProjectCycle]:
        """The projects with their cycles."""
        return exam_cycles.project_cycles(exam_marks.counting(self.ever), self.rules, self.as_of)

    @cached_property
    def firsts(self) -> pd.DataFrame:
        """The first mark of each agent in each exam."""
        return exam_marks.firsts(self.ever)

    @cached_property
    def open(self) -> pd.DataFrame:
        """The retake list."""
        since = pd.Timestamp(self.inputs.span.first) - pd.Timedelta(days=self.rules.retake_days)
        return exam_marks.to_retake(self.firsts, since.date())

    @cached_property
    def quality(self) -> dict[str, tuple[float, int]]:
        """Monthly score and recordings by folded agent."""
        return self.inputs.quality_of(self.rules.quality.scheme or "")

    @cached_property
    def history(self) -> pd.DataFrame:
        """The last exams of those who had an exam, or were listened to, in the period."""
        people = dict.fromkeys([*map(folded, self.rows["agent"]), *self.quality])
        return exam_marks.last_of_each(self.firsts, people, self.rules.last_exams)

    @cached_property
    def agents(self) -> list[exam_people.AgentExams]:
        """The agents with their last exams and the quality of their calls."""
        if self.history.empty:
            return []
        rows = self.inputs.quality
        about = zip(rows["agent"], rows["name"], rows["team"], strict=True)
        listened = dict(zip(map(folded, rows["agent"]), about, strict=True))
        least = self.tables.least_recordings
        return exam_people.agents_exams(self.history, self.quality, self.rules, least, listened)

    @cached_property
    def places(self) -> Counter[str]:
        """How many agents know, do, both, neither; "" for those of whom nobody can say."""
        return Counter(one.place for one in self.agents)

    @cached_property
    def exams(self) -> list[Sitting]:
        """Those that are neither retakes nor trainings without marks."""
        return [one for one in self.sittings if one.is_exam]

    @cached_property
    def now(self) -> _Marks:
        """The exams of the period together, without retakes."""
        return _of_first_marks(self.rows)

    @cached_property
    def tables(self) -> ExamTables:
        """What makes the tables."""
        inputs = self.inputs
        least = exam_people.least_recordings(self.rules, inputs.small_sample)
        return ExamTables(inputs, self.rules, inputs.sayer(_ROOM), self.as_of, least)

    def result(self) -> FormResult:
        """Returns all of it."""
        say = self.inputs.sayer(_ROOM)
        late = exam_cycles.overdue(self.cycles)
        return FormResult(
            form=self.inputs.form.id,
            name=say("name"),
            period=self.inputs.span,
            sentences=tuple(self._sentences()),
            figures=self._figures(),
            tables=tuple(self._tables()),
            asked=say("asked") if self.sittings else "",
            attention=bool(late or len(self.open) or self._disagreeing),
        )

    @cached_property
    def _disagreeing(self) -> list[str]:
        return [self.tables.sitting_name(one) for one in self.sittings if not one.agrees]

    def _tables(self) -> Iterator[ResultTable]:
        make = self.tables
        if self.sittings:
            yield make.exams(self.sittings)
            yield make.numbers(self.sittings)
            yield make.attendance(self.sittings)
        if self.cycles:
            yield make.cycles(self.cycles)
        if self.agents:
            yield make.places(self.agents)
            yield make.gaps(self.agents)
            yield make.agents(self.agents)
        yield make.retakes(self.open)
        if self.sittings:
            yield make.rows(self.rows, [make.sitting_name(one) for one in self.sittings])
        if self.agents:
            yield make.history(self.history)

    def _figures(self) -> dict[str, Value]:
        now = self.now
        return {
            "exams": len(self.exams),
            "heads": now.heads,
            "marks": now.marks,
            "absent": now.absent,
            "attendance": (now.heads - now.absent) / now.heads if now.heads else None,
            "mean": now.mean,
            "passed": now.passed,
            "pass_rate": now.rate,
            "disagreeing": len(self._disagreeing),
            "to_retake": len(self.open),
            "overdue": len(exam_cycles.overdue(self.cycles)),
            "knows_only": self.places["knows"],
            "does_only": self.places["does"],
            "both": self.places["both"],
            "neither": self.places["neither"],
            "unknown": self.places[""],
        }

    # --- sentences -------------------------------------------------------------------------------

    def _sentences(self) -> Iterator[str]:
        say = self.inputs.sayer(_ROOM)
        yield self._headline()
        if self.sittings:
            yield from self._of_retakes_held()
            yield from self._of_trainings()
            yield self._before()
        if self._disagreeing:
            names = say("separator").join(self._disagreeing)
            yield say("numbers_disagree", count=len(self._disagreeing), names=names)
        key = "retake_open" if len(self.open) else "retake_nobody"
        yield say(key, day=self.as_of, count=len(self.open))
        yield from self._of_cycles()
        if self.agents:
            counts = {key: self.places[key] for key in ("knows", "does", "both", "neither")}
            words = self.tables.quality_words
            yield say("places", few=self.places[""], **counts, **words)

    def _headline(self) -> str:
        say, now = self.inputs.sayer(_ROOM), self.now
        counts = {"exams": len(self.exams), "heads": now.heads, "absent": now.absent}
        if not self.exams:
            return say("said_none")
        if now.mean is None or now.rate is None:
            return say("said_without_marks", **counts)
        return say(
            "said",
            **counts,
            marks=now.marks,
            mean=_shown(now.mean),
            passed=now.passed,
            bound=plain(self.rules.pass_mark),
            rate=percent(now.rate),
        )

    def _of_retakes_held(self) -> Iterator[str]:
        found = [one for one in self.sittings if one.kind == RETAKE]
        if found:
            counts = {
                "count": len(found),
                "marks": sum(one.marks for one in found),
                "passed": sum(one.passed for one in found),
            }
            yield self.inputs.sayer(_ROOM)("retakes_held", **counts)
        astray = [one for one in found if one.astray]
        if astray:
            say = self.inputs.sayer(_ROOM)
            names = say("separator").join(map(self.tables.sitting_name, astray))
            yield say("retakes_astray", count=sum(one.astray for one in astray), names=names)

    def _of_trainings(self) -> Iterator[str]:
        found = [one for one in self.sittings if one.kind == TRAINING and not one.is_exam]
        if found:
            attended = sum(one.attended for one in found)
            yield self.inputs.sayer(_ROOM)("trainings", count=len(found), attended=attended)

    def _before(self) -> str:
        say = self.inputs.sayer(_ROOM)
        before = _of_first_marks(exam_marks.within(self.whole, self.inputs.span.before))
        if before.mean is None or before.rate is None:
            return say("no_before")
        rate, mean = percent(before.rate), _shown(before.mean)
        return say("before", marks=before.marks, rate=rate, mean=mean)

    def _of_cycles(self) -> Iterator[str]:
        say = self.inputs.sayer(_ROOM)
        late = [
            say(
                "overdue_one",
                project=one.project or say("no_project"),
                last=one.last,
                due=one.due,
                days=one.days_late,
            )
            for one in exam_cycles.overdue(self.cycles)
        ]
        if late:
            yield say("overdue", day=self.as_of, names=say("separator").join(late))
        never = [one.project for one in self.cycles if one.state == "never"]
        if never:
            yield say("never", names=say("separator").join(never))


def _up_to(day: date) -> Period:
    return Period(f"..{day}", date(1900, 1, 1), day)


def _shown(value: float) -> str:
    return f"{as_shown(value, 2)}"
