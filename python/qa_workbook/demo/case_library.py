"""What inspectors hand in for the case library: a filled sheet of the form `cases` (S22).

The best and the worst recordings of the month become cases; some are explained in sessions. As in
a real centre one inspector is late, some items have no case of one kind, and a comment names
somebody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from qa_workbook.demo.demo_centre import DemoCentre
from qa_workbook.demo.drafts import Draft, Row
from qa_workbook.demo.form_sheet import FormSheet, word
from qa_workbook.forms.model import Form
from qa_workbook.frames import MARK
from qa_workbook.labels import text
from qa_workbook.numbers import Period, month_of, week_of
from qa_workbook.scheme.model import Indicator

# None of these numbers is policy.
A_WEEK = 2
WAYS_TO_SAY = 4
SESSION_DAYS = (1, 4)  # Tuesday and Friday
USED_AT_ONCE = 3
LATE_INSPECTOR, LATE_WEEK = 1, 1
ONE_SESSION_WEEK = 2
NAMES_AN_AGENT = 4  # the number of a case whose comment does, as happens
WITHOUT_NEGATIVE = frozenset({"promotion", "listening"})
WITHOUT_POSITIVE = frozenset({"flexibility"})


@dataclass(frozen=True)
class _Case:
    """A recording that says something about an item."""

    inspector: str
    day: date
    call: Row
    item: Indicator
    kind: str
    used_on: date | None = None
    session: str = ""


def case_sheets(centre: DemoCentre, form: Form, rng: np.random.Generator) -> list[FormSheet]:
    """Returns the cases of a month, in the order in which they were handed in."""
    if not centre.drafts:
        return []
    cases = sorted(_handed_in(centre, rng), key=lambda case: case.day)
    cases = _explained(cases, _weeks(centre), centre.language)
    rows = [_row(number, case, centre, form, rng) for number, case in enumerate(cases, 1)]
    file = text("demo_case_library.file", centre.language, month=centre.month)
    return [FormSheet(f"{file}.xlsx", form, tuple(rows))]


def _weeks(centre: DemoCentre) -> list[Period]:
    """The weeks of the month from the first in which somebody listened."""
    last = month_of(centre.days[0]).last
    found = [week_of(centre.days[0])]
    while found[-1].last < last:
        found.append(week_of(found[-1].last + timedelta(days=1)))
    return found


def _handed_in(centre: DemoCentre, rng: np.random.Generator) -> Iterator[_Case]:
    """Yields the cases of every inspector and week, of recordings that were heard before."""
    wanted = _wanted(centre.drafts[0])
    inspectors = list(dict.fromkeys(_inspector(draft) for draft in centre.drafts))
    given = set[object]()
    turn = 0
    for place, week in enumerate(_weeks(centre)):
        for number, inspector in enumerate(inspectors):
            is_late = (number, place) == (LATE_INSPECTOR, LATE_WEEK)
            for _ in range(A_WEEK - is_late):
                item, kind = wanted[turn % len(wanted)]
                turn += 1
                day = _day_of(week, centre, rng)
                calls = [
                    row
                    for draft in centre.drafts
                    if _inspector(draft) == inspector and _heard_on(draft) <= day
                    for row in draft.rows
                    if row["recording"] not in given
                ]
                if calls:
                    call = _telling(calls, item, kind, rng)
                    given.add(call["recording"])
                    yield _Case(inspector, day, call, item, kind)


def _inspector(draft: Draft) -> str:
    return draft.template.head.inspector


def _heard_on(draft: Draft) -> date:
    return draft.template.head.day or date.max


def _day_of(week: Period, centre: DemoCentre, rng: np.random.Generator) -> date:
    """A weekday of a week on which somebody has listened already, inside the month."""
    days = [week.first + timedelta(days=number) for number in range(5)]
    month = month_of(centre.days[0])
    days = [day for day in days if centre.days[0] <= day <= month.last] or [centre.days[-1]]
    return days[int(rng.integers(len(days)))]


def _telling(calls: Sequence[Row], item: Indicator, kind: str, rng: np.random.Generator) -> Row:
    """One of the recordings that say most about an item: with the highest or lowest marks."""
    marks = np.array([_mark(row, item) for row in calls])
    best = marks.max() if kind == "positive" else marks.min()
    places = np.flatnonzero(marks == best)
    return calls[int(places[int(rng.integers(len(places)))])]


def _mark(row: Row, item: Indicator) -> float:
    mark = row.get(f"{MARK}{item.id}")
    return float(mark) if isinstance(mark, int | float) else 0.0


def _wanted(draft: Draft) -> list[tuple[Indicator, str]]:
    """What cases are about, in turn: every item of the scheme, but for the kinds left out."""
    items = draft.scheme.items
    left_out = {"positive": WITHOUT_POSITIVE, "negative": WITHOUT_NEGATIVE}
    return [
        (item, kind)
        for kind in ("negative", "positive")
        for item in items
        if item.id not in left_out[kind]
    ]


def _explained(cases: Sequence[_Case], weeks: Sequence[Period], language: str) -> list[_Case]:
    """Returns the cases, some of them with the session in which they were explained."""
    found = list(cases)
    number = 0
    for place, week in enumerate(weeks):
        days = [week.first + timedelta(days=day) for day in SESSION_DAYS]
        for day in days[: 1 if place == ONE_SESSION_WEEK else None]:
            free = [at for at, case in enumerate(found) if case.used_on is None and case.day < day]
            if day > month_of(cases[0].day).last or not free:
                continue
            number += 1
            session = text("demo_case_library.session", language, number=number)
            for at in free[:USED_AT_ONCE]:
                found[at] = replace(found[at], used_on=day, session=session)
    return found


def _row(number: int, case: _Case, centre: DemoCentre, form: Form, rng: np.random.Generator) -> Row:
    """Returns a case as the sheet has it."""
    remarks = centre.words.remarks_about(case.item.id)
    way = int(rng.integers(WAYS_TO_SAY)) + 1
    said = text(
        f"demo_case_library.{case.kind}_{way}",
        centre.language,
        item=case.item.name.say(centre.language),
        remark=remarks[int(rng.integers(len(remarks)))],
    )
    if number == NAMES_AN_AGENT:
        said = text("demo_case_library.naming", centre.language, name=case.call["name"], said=said)
    return {
        "serial": number,
        "case": f"AL{case.day:%y%m}{number:03d}",
        "day": case.day,
        "inspector": case.inspector,
        "recording": case.call["recording"],
        "agent": case.call["agent"],
        "item": case.item.name.say(centre.language),
        "kind": word(form, "kind", case.kind),
        "comment": said,
        "used_on": case.used_on or "",
        "session": case.session,
    }
