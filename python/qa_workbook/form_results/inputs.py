"""What a result is worked out from: rows of forms, the analyses of the period, people, calendar."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any

import pandas as pd

from qa_workbook.analysis.model import Analysis
from qa_workbook.form_results.model import Kind, ResultColumn, ResultTable, Value
from qa_workbook.form_results.rules import ResultRuleBook, ResultRules
from qa_workbook.forms.model import Form
from qa_workbook.forms.result_names import YES_NO
from qa_workbook.frames import ABSENT, folded
from qa_workbook.labels import text
from qa_workbook.ledger.event import Event
from qa_workbook.numbers import Period
from qa_workbook.procedure.people import People
from qa_workbook.procedure.working_days import Calendar

_DAYS = {"day": "%Y-%m-%d", "month": "%Y-%m"}
_LOOKS: dict[str, Kind] = {
    "choice": "centred",
    "yes_no": "centred",
    "day": "centred",
    "month": "centred",
    "moment": "centred",
    "number": "number",
    "money": "money",
    "count": "integer",
    "duration": "integer",
}
QUALITY = {
    "agent": "str",
    "name": "str",
    "team": "str",
    "scheme": "str",
    "recordings": "int64",
    "mean_final": "float64",
}
"""Columns of `Inputs.quality`."""


Say = Callable[..., str]
"""Gives a text of one room of labels in the language of a result, with its details."""


def no_events() -> Sequence[Event]:
    """Stands for a ledger without events."""
    return ()


def no_analyses(_recordings: Collection[str]) -> Sequence[Analysis]:
    """Stands for records that have nothing of earlier times."""
    return ()


def moments(
    values: pd.Series, day: str = "%Y-%m-%d", *, midnight_is_a_day: bool = True
) -> list[Value]:
    """Returns moments as people read them, "" for none: seconds where there are any.

    What was entered as a day without a time is midnight here, and is told as that day.
    """
    found = values.dt.strftime(f"{day} %H:%M")
    found = found.mask(values.dt.second > 0, values.dt.strftime(f"{day} %H:%M:%S"))
    if midnight_is_a_day:
        found = found.mask(values == values.dt.normalize(), values.dt.strftime(day))
    return list(found.fillna(""))


@dataclass(frozen=True)
class Inputs:
    """Everything that the result of `form` may look at.

    `rows_of(form id, span)` gives the accepted rows of a form that count in a span, with the
    columns of the form (`forms.frames.form_schema`); an empty frame where there are none, or no
    such form. `analyses` are those of the period, of all schemes. `events` gives the ledger's.
    `small_sample`: on fewer recordings no rank is given and nobody is judged. `analyses_about`
    gives the analyses of some recordings (folded) of the time before the period: the month before
    it, and its own month so far. `at` is the time of day of `today`. `policies` are those of all
    results by form id (`rules.ResultRuleBook`).
    """

    form: Form
    span: Period
    language: str
    today: date
    rows_of: Callable[[str, Period], pd.DataFrame]
    analyses: Sequence[Analysis] = ()
    people: People = field(default_factory=People)
    calendar: Calendar | None = None
    small_sample: int = 0
    events: Callable[[], Sequence[Event]] = no_events
    analyses_about: Callable[[Collection[str]], Sequence[Analysis]] = no_analyses
    at: time = time()
    policies: Mapping[str, ResultRuleBook[Any]] = field(default_factory=dict)

    def policy(self, form_id: str) -> ResultRules | None:
        """Returns the policy of another result on the last day of the period, None without one."""
        book = self.policies.get(form_id)
        return book.at(self.span.last) if book else None

    def sayer(self, room: str) -> Say:
        """Returns what gives the texts of a room of labels in the language of the result."""

        def say(key: str, /, **details: object) -> str:
            return text(f"{room}.{key}", self.language, **details)

        return say

    @property
    def now(self) -> datetime:
        """The moment that the result is made for."""
        return datetime.combine(self.today, self.at)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows of the form in the period."""
        return self.rows_of(self.form.id, self.span)

    @cached_property
    def rows_before(self) -> pd.DataFrame:
        """The rows of the form in the period before."""
        return self.rows_of(self.form.id, self.span.before)

    def choices(self, column: str) -> dict[str, str]:
        """Returns the words of the choices of a column by id, in their order."""
        field, say = self.form.by_id[column], self.sayer("form_results")
        if field.kind == "yes_no":
            return {one: say(one) for one in YES_NO}
        return {one.id: one.name.say(self.language) for one in field.choices}

    def shown(self, rows: pd.DataFrame, column: str) -> list[Value]:
        """Returns a column of the rows as people read it: choices in words, days, numbers."""
        field, values = self.form.by_id[column], rows[column]
        if field.kind == "choice":
            return list(values.map(self.choices(column)).fillna(values))
        if field.kind == "yes_no":
            return [self.sayer("form_results")("yes" if one else "no") for one in values]
        if field.kind in ("day", "month", "moment"):
            pattern = _DAYS.get(field.kind)
            return list(values.dt.strftime(pattern).fillna("")) if pattern else moments(values)
        if field.kind in ("number", "money"):
            return [Decimal(one) if one else None for one in values]
        if field.kind in ("count", "duration"):
            return [None if one == ABSENT else int(one) for one in values]
        return list(values)

    def detail(self, key: str, title: str, rows: pd.DataFrame) -> ResultTable:
        """Returns rows of the form as a table of the detail sheet, its columns by their ids."""
        looks = {one.id: _LOOKS.get(one.kind, "text") for one in self.form.kept}
        columns = [
            ResultColumn(one.id, one.heading, self.shown(rows, one.id), looks[one.id])
            for one in self.form.kept
        ]
        return ResultTable(key, title, tuple(columns), place="detail")

    @cached_property
    def quality(self) -> pd.DataFrame:
        """A row per agent and scheme with recordings in the period: QUALITY.

        `mean_final` is 月度评分 of the period, unrounded, in the points of the scheme.
        """
        parts = [
            one.agents[["agent", "name", "team", "recordings", "mean_final"]].assign(
                scheme=one.scheme.id
            )
            for one in self.analyses
        ]
        if not parts:
            return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in QUALITY.items()})
        whole = pd.concat(parts, ignore_index=True)
        return whole[list(QUALITY)].astype(QUALITY)

    @cached_property
    def main_scheme(self) -> str:
        """The id of the scheme with most recordings in the period, "" without any."""
        largest = max(self.analyses, key=lambda one: one.overall.recordings, default=None)
        return largest.scheme.id if largest and largest.overall.recordings else ""

    def quality_of(self, scheme: str = "") -> dict[str, tuple[float, int]]:
        """Returns mean final score and recordings by folded agent, of a scheme or the main one."""
        own = self.quality[self.quality["scheme"] == (scheme or self.main_scheme)]
        own = own[own["mean_final"].notna()]
        pairs = zip(own["mean_final"], own["recordings"], strict=True)
        return dict(zip(map(folded, own["agent"]), pairs, strict=True))
