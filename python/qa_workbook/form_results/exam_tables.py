"""The tables of the result of exams (S11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import isnan

import pandas as pd

from qa_workbook.form_results.exam_cycles import ProjectCycle
from qa_workbook.form_results.exam_marks import (
    ABSENT_HEAD,
    PASSED,
    RETAKE,
    Sitting,
    sitting_keys,
)
from qa_workbook.form_results.exam_people import AgentExams
from qa_workbook.form_results.exam_rules import ExamRules
from qa_workbook.form_results.inputs import Inputs, Say
from qa_workbook.form_results.model import (
    Averaged,
    Counted,
    Less,
    Mood,
    Numbered,
    Of,
    Ratio,
    ResultColumn,
    ResultTable,
    Value,
)
from qa_workbook.numbers import free_of_noise

ROWS, HISTORY, AGENTS = "rows", "history", "agents"
_DAY = "%Y-%m-%d"
_KNOWLEDGE = ("yes", "no", "unknown", "none")
_COACHED = ("knows", "does", "neither")


@dataclass(frozen=True)
class ExamTables:
    """Makes the tables, in the words of one language. `as_of` is the day that lists are of."""

    inputs: Inputs
    rules: ExamRules
    say: Say
    as_of: date
    least_recordings: int

    @property
    def outcomes(self) -> dict[str, str]:
        """The words for what became of a head."""
        return self.inputs.choices("passed")

    def sitting_name(self, one: Sitting) -> str:
        """Returns what an exam or a retake is called: the day tells retakes apart."""
        kind = self.inputs.choices("kind").get(one.kind, one.kind)
        return (
            f"{one.exam} {kind} {one.first:%m-%d}" if one.kind == RETAKE else f"{one.exam} {kind}"
        )

    # --- exams -----------------------------------------------------------------------------------

    def exams(self, found: Sequence[Sitting]) -> ResultTable:
        """A row per exam and retake of the period: marks, passes, pass rate."""
        say, passed = self.say, self.outcomes[PASSED]
        own: dict[str, str | Of] = {"sitting": Of("sitting")}
        columns = (
            self._sittings(found),
            ResultColumn("held_on", say("held_on"), [_days(one) for one in found], "centred"),
            _count(say, "marks", [one.marks for one in found], Numbered(ROWS, "mark", own)),
            ResultColumn(
                "mean",
                say("mean"),
                [one.mean for one in found],
                "score",
                Averaged(ROWS, "mark", own),
            ),
            ResultColumn("highest", say("highest"), [one.highest for one in found], "number"),
            ResultColumn("lowest", say("lowest"), [one.lowest for one in found], "number"),
            _count(
                say,
                "passed",
                [one.passed for one in found],
                Counted(ROWS, {**own, "passed": passed}),
            ),
            ResultColumn(
                "rate",
                say("rate"),
                [one.passed / one.marks if one.marks else None for one in found],
                "percent",
                Ratio("passed", "marks"),
            ),
        )
        note = say("exams_note")
        return ResultTable("exams", say("exams"), columns, in_report=True, note=note)

    def numbers(self, found: Sequence[Sitting]) -> ResultTable:
        """A row per exam and retake of the period: do papers, marks and heads agree?"""
        say = self.say
        own: dict[str, str | Of] = {"sitting": Of("sitting")}
        words = [say(f"agrees_{_agreement(one)}") for one in found]
        moods: dict[Value, Mood] = {
            say("agrees_yes"): "good",
            say("agrees_no"): "bad",
            say("agrees_astray"): "bad",
            say("agrees_unsaid"): "warning",
        }
        absent = {**own, "passed": self.outcomes[ABSENT_HEAD]}
        columns = (
            self._sittings(found),
            _count(say, "papers_said", [one.papers_said for one in found]),
            _count(say, "papers", [one.papers for one in found]),
            _count(say, "marks", [one.marks for one in found], Numbered(ROWS, "mark", own)),
            _count(say, "heads_said", [one.heads_said for one in found]),
            _count(say, "heads_listed", [one.heads for one in found], Counted(ROWS, own)),
            _count(say, "absent", [one.absent for one in found], Counted(ROWS, absent)),
            ResultColumn("agrees", say("agrees"), words, "centred", moods=moods),
        )
        note = say("numbers_note")
        return ResultTable("numbers", say("numbers"), columns, in_report=True, note=note)

    def attendance(self, found: Sequence[Sitting]) -> ResultTable:
        """A row per exam and retake of the period: how many of the heads took part."""
        say = self.say
        own: dict[str, str | Of] = {"sitting": Of("sitting")}
        absent = {**own, "passed": self.outcomes[ABSENT_HEAD]}
        there = [one.heads - one.absent for one in found]
        rates = [
            count / one.heads if one.heads else None
            for count, one in zip(there, found, strict=True)
        ]
        columns = (
            self._sittings(found),
            _count(say, "heads", [one.heads for one in found], Counted(ROWS, own)),
            _count(say, "absent", [one.absent for one in found], Counted(ROWS, absent)),
            ResultColumn("present", say("present"), there, "integer", Less("heads", "absent")),
            ResultColumn(
                "attendance", say("attendance"), rates, "percent", Ratio("present", "heads")
            ),
        )
        note = say("attendance_note")
        return ResultTable(
            "attendance", say("attendance_table"), columns, in_report=True, note=note
        )

    def _sittings(self, found: Sequence[Sitting]) -> ResultColumn:
        return ResultColumn(
            "sitting", self.say("sitting"), [self.sitting_name(one) for one in found]
        )

    # --- cycles ----------------------------------------------------------------------------------

    def cycles(self, found: Sequence[ProjectCycle]) -> ResultTable:
        """A row per project: its last exam, when the next is due, and how late it is."""
        say, language = self.say, self.inputs.language
        cycles = [
            say("cycle_words", name=one.cycle.name.say(language), days=one.cycle.days)
            for one in found
        ]
        states = [say(f"state_{one.state}") for one in found]
        moods: dict[Value, Mood] = {say("state_overdue"): "bad", say("state_due"): "warning"}
        moods |= {say("state_never"): "warning", say("state_on_time"): "good"}
        columns = (
            ResultColumn(
                "project", say("project"), [one.project or say("no_project") for one in found]
            ),
            ResultColumn("cycle", say("cycle"), cycles),
            ResultColumn("last_exam", say("last_exam"), [one.exam for one in found], span=2),
            ResultColumn("last_day", say("last_day"), [one.last for one in found], "date"),
            ResultColumn("due", say("due"), [one.due for one in found], "date"),
            _count(say, "days_late", [one.days_late for one in found]),
            ResultColumn("state", say("state"), states, "centred", moods=moods),
        )
        note = say("cycles_note", day=self.as_of, days=self.rules.overdue_after)
        return ResultTable("cycles", say("cycles"), columns, in_report=True, note=note)

    # --- retakes ---------------------------------------------------------------------------------

    def retakes(self, found: pd.DataFrame) -> ResultTable:
        """Who has to take which exam again, with the last mark and the points that it lacks."""
        say, bound = self.say, self.rules.pass_mark
        marks = _numbers(found["last_points"])
        columns = (
            ResultColumn("exam", say("exam"), list(found["exam"])),
            ResultColumn("exam_name", say("exam_name"), list(found["exam_name"])),
            ResultColumn("held_on", say("held_on"), _dates(found["held_on"]), "date"),
            *self._people(found),
            ResultColumn("last_mark", say("last_mark"), marks, "number"),
            ResultColumn(
                "missing",
                say("missing"),
                [None if one is None else _exact_less(bound, one) for one in marks],
                "number",
            ),
            ResultColumn("why", say("why"), [self._why(row) for row in found.itertuples()]),
        )
        return ResultTable("retakes", say("retakes"), columns, place="detail")

    def _why(self, row: object) -> str:
        again = "retake_" if row.retakes else ""  # type: ignore[attr-defined]
        is_absent = row.last_outcome == ABSENT_HEAD  # type: ignore[attr-defined]
        return self.say(f"why_{again}{'absent' if is_absent else 'failed'}")

    def _people(self, found: pd.DataFrame) -> tuple[ResultColumn, ...]:
        say = self.say
        return (
            ResultColumn("agent", say("agent"), list(found["agent"]), "centred"),
            ResultColumn("name", say("agent_name"), list(found["name"])),
            ResultColumn("team", say("team"), list(found["team"])),
        )

    # --- agents ----------------------------------------------------------------------------------

    def places(self, agents: Sequence[AgentExams]) -> ResultTable:
        """The four-field table: passed or not, by good work or not."""
        say = self.say
        found = {one.knowledge for one in agents}
        rows = [one for one in _KNOWLEDGE if one in found or one in ("yes", "no")]
        names = [say(f"knows_{one}") for one in rows]
        columns = [ResultColumn("knows", say("knows"), names)]
        for does in ("good", "weak", "few", "none"):
            values = [
                sum(one.knowledge == row and one.does == does for one in agents) for row in rows
            ]
            live = Counted(AGENTS, {"knows": Of("knows"), "does": say(f"does_{does}")})
            columns.append(ResultColumn(does, say(f"does_{does}"), values, "integer", live))
        whole = [sum(one.knowledge == row for one in agents) for row in rows]
        live = Counted(AGENTS, {"knows": Of("knows")})
        columns.append(ResultColumn("people", say("people"), whole, "integer", live))
        note = say("places_note", **self.quality_words)
        title = say("places_table")
        return ResultTable("places", title, tuple(columns), in_report=True, note=note)

    @property
    def quality_words(self) -> dict[str, object]:
        """From which score on work is good, and on how many recordings."""
        return {"final": self.rules.quality.final, "recordings": self.least_recordings}

    def gaps(self, agents: Sequence[AgentExams]) -> ResultTable:
        """Those who know but don't do, do but don't know, or neither."""
        found = [one for place in _COACHED for one in agents if one.place == place]
        say = self.say
        columns = (
            ResultColumn("place", say("place"), [say(f"place_{one.place}") for one in found]),
            *_names(found, say),
            ResultColumn("last_mark", say("last_mark"), [_last(one) for one in found], "number"),
            ResultColumn("final", say("final"), [one.final for one in found], "score"),
            _count(say, "recordings", [one.recordings for one in found]),
        )
        return ResultTable(
            "gaps", say("gaps"), columns, note=say("gaps_note"), empty=say("gaps_empty")
        )

    def agents(self, found: Sequence[AgentExams]) -> ResultTable:
        """A row per agent: the marks of the last exams, and the monthly score beside them."""
        say, own = self.say, {"agent": Of("agent")}
        courses = [" · ".join(map(self._mark, one.marks)) for one in found]
        moods: dict[Value, Mood] = {say("trend_up"): "good", say("trend_down"): "bad"}
        columns = (
            *_names(found, say),
            _count(say, "times", [len(one.marks) for one in found], Counted(HISTORY, own)),
            ResultColumn(
                "mean",
                say("mean"),
                [one.mean for one in found],
                "score",
                Averaged(HISTORY, "mark", own),
            ),
            ResultColumn("change", say("change"), [one.change for one in found], "change"),
            ResultColumn(
                "trend",
                say("trend"),
                [say(f"trend_{one.trend}") for one in found],
                "centred",
                moods=moods,
            ),
            ResultColumn(
                "knows", say("knows"), [say(f"knows_{one.knowledge}") for one in found], "centred"
            ),
            ResultColumn("final", say("final"), [one.final for one in found], "score"),
            _count(say, "recordings", [one.recordings or None for one in found]),
            ResultColumn(
                "does", say("does"), [say(f"does_{one.does}") for one in found], "centred"
            ),
            ResultColumn("place", say("place"), [say(f"place_{one.place}") for one in found]),
            ResultColumn("course", say("course"), courses),
        )
        trend = self.rules.trend
        note = say(
            "agents_note", count=self.rules.last_exams, exams=trend.exams, points=trend.points
        )
        return ResultTable(AGENTS, say("agents"), columns, note=note)

    def _mark(self, mark: float | None) -> str:
        return self.say("absent") if mark is None else f"{mark:g}"

    # --- rows ------------------------------------------------------------------------------------

    def rows(self, found: pd.DataFrame, names: Sequence[str]) -> ResultTable:
        """The rows of the period; `names` are those of their sittings."""
        say, kinds = self.say, self.inputs.choices("kind")
        outcomes = found["outcome"].map(self.outcomes).fillna("")
        own = [
            say("again", name=names[number]) if again else names[number]
            for number, again in zip(sitting_keys(found), found["again"], strict=True)
        ]
        columns = (
            ResultColumn("sitting", say("sitting"), own),
            ResultColumn("exam_name", say("exam_name"), list(found["exam_name"])),
            ResultColumn("held_on", say("held_on"), _dates(found["held_on"]), "date"),
            ResultColumn("project", say("project"), list(found["project"])),
            ResultColumn(
                "kind", self._heading("kind"), list(found["kind"].map(kinds).fillna("")), "centred"
            ),
            ResultColumn("paper", self._heading("paper"), list(found["paper"])),
            *self._people(found),
            ResultColumn("mark", self._heading("mark"), _numbers(found["points"]), "number"),
            ResultColumn("passed", self._heading("passed"), list(outcomes), "centred"),
            ResultColumn("remark", self._heading("remark"), list(found["remark"])),
        )
        return ResultTable(ROWS, say("rows"), columns, place="detail")

    def history(self, found: pd.DataFrame) -> ResultTable:
        """The first marks of the last exams of each agent, that the table of agents looks at."""
        say, words = self.say, self.outcomes
        columns = (
            *self._people(found),
            ResultColumn("exam", say("exam"), list(found["exam"])),
            ResultColumn("held_on", say("held_on"), _dates(found["held_on"]), "date"),
            ResultColumn("mark", self._heading("mark"), _numbers(found["points"]), "number"),
            ResultColumn(
                "passed",
                self._heading("passed"),
                list(found["outcome"].map(words).fillna("")),
                "centred",
            ),
            ResultColumn(
                "final",
                say("history_final"),
                list(found["final"].where(found["retakes"] > 0).map(words).fillna("")),
                "centred",
            ),
        )
        return ResultTable(HISTORY, say("history"), columns, place="detail")

    def _heading(self, column: str) -> str:
        return self.inputs.form.by_id[column].heading


def _count(
    say: Say, key: str, values: Sequence[Value], live: Counted | Numbered | None = None
) -> ResultColumn:
    return ResultColumn(key, say(key), values, "integer", live)


def _names(found: Sequence[AgentExams], say: Say) -> tuple[ResultColumn, ...]:
    return (
        ResultColumn("agent", say("agent"), [one.agent for one in found], "centred"),
        ResultColumn("name", say("agent_name"), [one.name for one in found]),
        ResultColumn("team", say("team"), [one.team for one in found]),
    )


def _exact_less(bound: Decimal, mark: float) -> float:
    """The points that a mark lacks, without the noise of floats: 90 less 89.9 is 0.1."""
    return float(bound - free_of_noise(mark))


def _agreement(one: Sitting) -> str:
    if one.astray:
        return "astray"
    if not one.agrees:
        return "no"
    return "yes" if one.is_said else "unsaid"


def _last(one: AgentExams) -> float | None:
    return next((mark for mark in reversed(one.marks) if mark is not None), None)


def _days(one: Sitting) -> str:
    first = one.first.strftime(_DAY)
    return first if one.first == one.last else f"{first} – {one.last:%m-%d}"


def _dates(days: pd.Series) -> list[Value]:
    return [None if one is pd.NaT else one.date() for one in days]


def _numbers(values: pd.Series) -> list[float | None]:
    return [None if isnan(one) else float(one) for one in values]
