"""The figures of agents that tiers are judged by (S20), exact, and what is missing of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from qa_workbook.form_results.exam_marks import ABSENT_HEAD, counting, placed, within
from qa_workbook.form_results.exam_rules import ExamRules
from qa_workbook.form_results.inputs import Inputs
from qa_workbook.form_results.tier_rules import Criterion
from qa_workbook.frames import ABSENT, folded
from qa_workbook.numbers import Period, free_of_noise

CHATS, COMPLAINTS, EXAMS = "chat-kpi", "complaints", "exams"
SHARES = {
    "in_time": ("in_time", "contacts"),
    "solved": ("solved", "contacts"),
    "satisfied": ("satisfied", "rated"),
}
"""Columns of `chat-kpi` by measure: the part and what it is of."""
SAT = ("exam", "retake")
"""Kinds in which somebody without a mark didn't take part."""
_MONTHS_OF_YEAR = 12
_HUNDRED = 100
_LONG_AGO = date(1900, 1, 1)
_PLACING = {"agent", "exam", "kind", "held_on", "file", "sheet", "row"}


@dataclass(frozen=True)
class Figure:
    """A figure of one agent in the unit of its criterion; None where it is unknown.

    `part` and `whole` are what it is made of, None for figures that are no share. `why` says why
    it is unknown: "no_form", "no_rows", "too_few", "no_scores", "no_day".
    """

    value: Fraction | None
    part: int | None = None
    whole: int | None = None
    why: str = ""


UNKNOWN_ROWS = Figure(None, why="no_rows")


@dataclass(frozen=True)
class Known:
    """A figure of every agent, by folded number; `others` is that of those who are not named."""

    figures: Mapping[str, Figure]
    others: Figure = UNKNOWN_ROWS


def window_of(span: Period, months: int) -> Period:
    """Returns so many months up to the last day of a period; the first one is whole."""
    number = span.last.year * _MONTHS_OF_YEAR + span.last.month - months
    first = date(number // _MONTHS_OF_YEAR, number % _MONTHS_OF_YEAR + 1, 1)
    return Period(f"{first}..{span.last}", first, span.last)


def whole_months(since: date, day: date) -> int:
    """Returns how many whole months have gone by from `since` to `day`; below 0 before it.

    A month is over on the day of the same number, in a month without it on its last day: a year
    that begins on 29 February is over on 28 February.
    """
    months = (day.year - since.year) * _MONTHS_OF_YEAR + day.month - since.month
    is_last_day = (day + timedelta(days=1)).day == 1
    return months if day.day >= since.day or is_last_day else months - 1


class AgentFigures:
    """The figures of all agents in a period, each kind read once."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        self._kept: dict[tuple[object, ...], Known | None] = {}

    def rows(self, form: str, months: int) -> pd.DataFrame:
        """Returns the rows of a form in a window up to the end of the period."""
        return self._inputs.rows_of(form, window_of(self._inputs.span, months))

    def of(self, agent: str, criterion: Criterion, since: date | None) -> Figure:
        """Returns the figure of a criterion of one agent, whose number is folded.

        `since` is the day from which the agent has the tier. On fewer than `least` it is unknown.
        """
        if criterion.measure == "time":
            if since is None:
                return Figure(None, why="no_day")
            return Figure(Fraction(whole_months(since, self._inputs.span.last)))
        known = self._all(criterion)
        if known is None:
            return Figure(None, why="no_form")
        figure = known.figures.get(agent, known.others)
        if figure.value is not None and figure.whole is not None and figure.whole < criterion.least:
            return Figure(None, figure.part, figure.whole, "too_few")
        return figure

    def _all(self, criterion: Criterion) -> Known | None:
        """The figures of all agents; None where the form or its columns are not there."""
        window = criterion.window or 1
        key = (criterion.measure, window, criterion.kinds, criterion.scheme)
        if key not in self._kept:
            self._kept[key] = self._made(criterion, window)
        return self._kept[key]

    def _made(self, criterion: Criterion, window: int) -> Known | None:
        if criterion.measure in SHARES:
            return shares(self.rows(CHATS, window), *SHARES[criterion.measure])
        if criterion.measure == "complaints":
            return complaint_shares(self.rows(COMPLAINTS, window), self.rows(CHATS, window))
        if criterion.measure == "quality":
            return quality(self._inputs.quality_of(criterion.scheme or ""))
        exams = self._exams(window)
        if criterion.measure == "trainings":
            return exams_taken(exams, criterion.kinds)
        policy = self._inputs.policy(EXAMS)
        pass_mark = policy.pass_mark if isinstance(policy, ExamRules) else None
        return exams_passed(exams, criterion.kinds, pass_mark)

    def _exams(self, months: int) -> pd.DataFrame:
        """The rows of exams in a window that count: an agent counts once in an exam."""
        span = self._inputs.span
        rows = self._inputs.rows_of(EXAMS, Period(f"..{span.last}", _LONG_AGO, span.last))
        if rows.empty or not set(rows.columns) >= _PLACING:
            return rows
        return within(counting(placed(rows)), window_of(span, months))


def shares(rows: pd.DataFrame, part: str, whole: str) -> Known | None:
    """Returns the share of `part` in `whole` of each agent, in per cent.

    A row in which one of the two is missing, or the part exceeds the whole, isn't counted.
    """
    if rows.empty or not {"agent", part, whole} <= set(rows.columns):
        return None
    known = (rows[part] != ABSENT) & (rows[whole] != ABSENT) & (rows[part] <= rows[whole])
    counted = rows[known]
    sums = counted.groupby(counted["agent"].map(folded), sort=False)[[part, whole]].sum()
    return Known(_shares_of(sums[part], sums[whole]))


def complaint_shares(complaints: pd.DataFrame, chats: pd.DataFrame) -> Known | None:
    """Returns upheld complaints by contacts of each agent, in per cent.

    Only months count for which there are both: rows in the list of complaints, whoever they are
    about, and contacts of the agent.
    """
    needed = {"agent", "kind", "upheld", "received"}
    if complaints.empty or not needed <= set(complaints.columns):
        return None
    if chats.empty or not {"agent", "month", "contacts"} <= set(chats.columns):
        return None
    kept = set(_months(complaints["received"]))
    counted = chats[(chats["contacts"] != ABSENT) & _months(chats["month"]).isin(kept)]
    about = counted["agent"].map(folded)
    contacts = counted.groupby(about, sort=False)["contacts"].sum()
    months = pd.MultiIndex.from_arrays([about, _months(counted["month"])])
    upheld = complaints[(complaints["kind"] == "complaint") & (complaints["upheld"] == "yes")]
    against = upheld["agent"].map(folded)
    in_month = pd.MultiIndex.from_arrays([against, _months(upheld["received"])]).isin(months)
    times = against[in_month].value_counts().reindex(contacts.index, fill_value=0)
    return Known(_shares_of(times, contacts))


def exams_taken(rows: pd.DataFrame, kinds: Sequence[str]) -> Known | None:
    """Returns in how many different exams of some kinds each agent took part.

    Who has no mark in an exam, or is absent in a training, wasn't there.
    """
    counted = _of_kinds(rows, kinds, "mark")
    if counted is None:
        return None
    there = ~counted["kind"].isin(SAT) | (counted["mark"] != "")
    if "passed" in counted.columns:
        there &= counted["passed"] != ABSENT_HEAD
    return _times(counted[there])


def exams_passed(
    rows: pd.DataFrame, kinds: Sequence[str], pass_mark: Decimal | None
) -> Known | None:
    """Returns how many different exams of some kinds each agent passed: the mark decides."""
    counted = _of_kinds(rows, kinds, "mark")
    if counted is None or pass_mark is None:
        return None
    known = counted[counted["mark"] != ""]
    return _times(known[known["mark"].map(Decimal) >= pass_mark])


def _of_kinds(rows: pd.DataFrame, kinds: Sequence[str], *columns: str) -> pd.DataFrame | None:
    """The rows of some kinds; None where there are none, or a column is missing."""
    if rows.empty or not {"agent", "exam", "kind", *columns} <= set(rows.columns):
        return None
    counted = rows[rows["kind"].isin(kinds)]
    return None if counted.empty else counted


def _times(rows: pd.DataFrame) -> Known:
    """How many different exams each agent has; whoever isn't in a list that is kept has none."""
    exams = rows["exam"].map(folded)
    times = exams.groupby(rows["agent"].map(folded), sort=False).nunique()
    return Known(
        {agent: Figure(Fraction(int(count))) for agent, count in times.items()},
        others=Figure(Fraction(0)),
    )


def quality(found: Mapping[str, tuple[float, int]]) -> Known | None:
    """Returns the mean final score of each agent, unrounded, on its recordings."""
    if not found:
        return None
    return Known(
        {
            agent: Figure(Fraction(free_of_noise(mean)), whole=count)
            for agent, (mean, count) in found.items()
        },
        others=Figure(None, why="no_scores"),
    )


def _shares_of(parts: pd.Series, wholes: pd.Series) -> dict[str, Figure]:
    pairs = zip(wholes.index, parts.tolist(), wholes.tolist(), strict=True)
    return {
        agent: Figure(Fraction(_HUNDRED * part, whole), part, whole) if whole else UNKNOWN_ROWS
        for agent, part, whole in pairs
    }


def _months(days: pd.Series) -> pd.Series:
    return days.dt.year * _MONTHS_OF_YEAR + days.dt.month
