"""What customers said about calls that were inspected: a filled sheet of the form `complaints`.

The worst calls bring complaints, the best ones praise (S12).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from operator import itemgetter

import numpy as np

from qa_workbook.demo.drafts import Draft, Row
from qa_workbook.demo.form_sheet import FormSheet, word
from qa_workbook.demo.invented import Invented
from qa_workbook.demo.mistakes import Mistake
from qa_workbook.forms.model import Form
from qa_workbook.frames import MARK

COMPLAINTS, PRAISE = 9, 3
CANDIDATES = 40  # as many of the worst and of the best calls may have come back
# None of these shares is policy.
FROM_OUTSIDE = 0.2
UPHELD, NOT_UPHELD = 0.55, 0.3
ABOUT_BUSINESS = 0.4
WITH_LIMIT = 0.3
MOST_HOURS = 30
OFFICE_OPENS, OFFICE_MINUTES = time(9, 0), 9 * 60


@dataclass(frozen=True)
class Ticket:
    """What a customer said, and about which call."""

    kind: str
    call: Row
    received: datetime


def complaints_of(
    drafts: Sequence[Draft], form: Form, month: str, words: Invented, rng: np.random.Generator
) -> FormSheet:
    """Returns the complaints about, and the praise for, the calls of some score sheets."""
    calls: list[tuple[float, Row]] = []
    for draft in drafts:
        calls += [(_marks(row), row) for row in draft.rows]
    calls.sort(key=itemgetter(0))
    worst, best = calls[:CANDIDATES], calls[-CANDIDATES:]
    tickets = [_ticket("complaint", call, rng) for call in _some(worst, COMPLAINTS, rng)]
    tickets += [_ticket("praise", call, rng) for call in _some(best, PRAISE, rng)]
    tickets.sort(key=lambda ticket: ticket.received)
    rows = []
    for number, ticket in enumerate(tickets, 1):
        row: Row = {
            "serial": number,
            "ticket": f"{ticket.received:%Y%m%d}{number:04d}",
            "received": ticket.received,
            "kind": word(form, "kind", ticket.kind),
            "recording": ticket.call["recording"],
            "agent": ticket.call["agent"],
            "name": ticket.call["name"],
            "team": ticket.call["team"],
        }
        rows.append(row | _course(ticket, form, words, rng))
    file = f"{words.files.complaints.format(month=month)}.xlsx"
    keeper = drafts[0].template.head.inspector
    return FormSheet(file, form, tuple(rows), {"month": month, "keeper": keeper})


def _marks(row: Row) -> float:
    marks = [mark for key, mark in row.items() if key.startswith(MARK)]
    return sum(float(mark) for mark in marks if isinstance(mark, int | float))


def _some(calls: list[tuple[float, Row]], count: int, rng: np.random.Generator) -> list[Row]:
    chosen = rng.choice(len(calls), min(count, len(calls)), replace=False)
    return [calls[int(place)][1] for place in chosen]


def _ticket(kind: str, call: Row, rng: np.random.Generator) -> Ticket:
    """Returns a ticket that came in on the day after the call, in office hours."""
    day = call["call_date"]
    assert isinstance(day, date)
    morning = datetime.combine(day, OFFICE_OPENS) + timedelta(days=1)
    return Ticket(kind, call, morning + timedelta(minutes=int(rng.integers(OFFICE_MINUTES))))


def _course(ticket: Ticket, form: Form, words: Invented, rng: np.random.Generator) -> Row:
    """Returns where a ticket came from, what was found, and when the customer was answered."""
    source = "group" if rng.random() < FROM_OUTSIDE else "own"
    row: Row = {
        "source": word(form, "source", source),
        "remark": _pick(words.remarks_about(ticket.kind), rng),
    }
    if ticket.kind == "praise":
        return row
    found = rng.random()
    if found < UPHELD:
        cause = "business" if rng.random() < ABOUT_BUSINESS else "service"
        row |= {"upheld": word(form, "upheld", "yes"), "cause": word(form, "cause", cause)}
    elif found < UPHELD + NOT_UPHELD:
        row["upheld"] = word(form, "upheld", "no")
    else:
        return row  # still open: nothing is answered yet
    if rng.random() < WITH_LIMIT:
        row["hours"] = 24
    hours = int(rng.integers(1, MOST_HOURS))
    row["answered"] = ticket.received + timedelta(hours=hours)
    return row


def _pick(choices: Sequence[str], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(len(choices)))]


def spoil_complaints(complaints: FormSheet) -> tuple[FormSheet, list[Mistake]]:
    """Returns the sheet with one answer that was given before anybody complained.

    The wrong day was typed, as happens. Nothing is done where no complaint is answered.
    """
    rows = list(complaints.rows)
    for place, row in enumerate(rows):
        received, answered = row["received"], row.get("answered")
        if isinstance(received, datetime) and isinstance(answered, datetime):
            rows[place] = {**row, "answered": received - timedelta(days=1)}
            cell = complaints.cell(place, "answered")
            file = complaints.file
            mistake = Mistake("answered-before", "day-too-early", file, "answered", place, cell)
            return replace(complaints, rows=tuple(rows)), [mistake]
    return complaints, []
