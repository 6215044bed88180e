"""What customers said about calls that were inspected: a filled sheet of the form `complaints`.

The worst calls bring complaints, the best ones praise (S12); one complaint is about a call that
inspectors found good, and some tickets name no call.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from qa_workbook.numbers import period

COMPLAINTS, PRAISE, WITHOUT_CALL = 15, 6, 2
CANDIDATES = 40  # as many of the worst and of the best calls may have come back
BETTER_FROM, BETTER_TO = 0.8, 0.9  # of the calls by their marks: what inspectors found good
# None of these shares is policy.
SOURCES = {"own": 0.5, "group": 0.25, "ministry": 0.15, "other": 0.1}
SOURCES_OF_PRAISE = ("own", "own", "group", "other")
UPHELD, NOT_UPHELD = 0.45, 0.35
EVERY_ABOUT_BUSINESS = 3
EVERY_WITH_LIMIT, LIMIT = 4, 24  # every so many tickets the client wants an answer in a day
ANSWERED_IN_TIME, OPEN_BUT_ANSWERED = 0.8, 0.5
IN_TIME_MINUTES = (20, 115)
LATE_HOURS = (3, 4, 23, 26, 27)
FIRST, LAST_MINUTES = time(9, 0), 6 * 60


@dataclass(frozen=True)
class Ticket:
    """What a customer said, and about which call; `found` is given where it must be so."""

    kind: str
    source: str
    call: Row
    received: datetime
    found: str = ""


def complaints_of(
    drafts: Sequence[Draft], form: Form, month: str, words: Invented, rng: np.random.Generator
) -> FormSheet:
    """Returns the complaints about, and the praise for, the calls of some score sheets."""
    tickets = sorted(_tickets(drafts, month, rng), key=lambda ticket: ticket.received)
    rows = []
    for number, ticket in enumerate(tickets, 1):
        row: Row = {
            "serial": number,
            "ticket": f"{ticket.received:%Y%m%d}{number:04d}",
            "received": ticket.received,
            "kind": word(form, "kind", ticket.kind),
            "source": word(form, "source", ticket.source),
            "site": _site(ticket, words, rng),
            "remark": _pick(words.remarks_about(ticket.kind), rng),
        }
        row |= {key: ticket.call[key] for key in ("recording", "agent", "name", "team")}
        rows.append(row | _course(number, ticket, form, rng))
    file = f"{words.files.complaints.format(month=month)}.xlsx"
    keeper = drafts[0].template.head.inspector
    return FormSheet(file, form, tuple(rows), {"month": month, "keeper": keeper})


def _tickets(drafts: Sequence[Draft], month: str, rng: np.random.Generator) -> Iterator[Ticket]:
    calls: list[tuple[float, Row]] = []
    for draft in drafts:
        calls += [(_marks(row), row) for row in draft.rows]
    calls.sort(key=itemgetter(0))
    worst, best = calls[:CANDIDATES], calls[-CANDIDATES:]
    last = period(month).last

    def ticket(kind: str, source: str, call: Row, found: str = "") -> Ticket:
        return Ticket(kind, source, call, _received(call, last, rng), found)

    names, shares = list(SOURCES), list(SOURCES.values())
    # Every source has one, the others come as they come.
    drawn = [*names, *rng.choice(names, COMPLAINTS - len(names), p=shares).tolist()]
    for call, source in zip(_some(worst, COMPLAINTS, rng), drawn, strict=False):
        yield ticket("complaint", source, call)
    start, end = (int(part * len(calls)) for part in (BETTER_FROM, BETTER_TO))
    for call in _some(calls[start:end], 1, rng):
        yield ticket("complaint", "group", call, "yes")
    for call in _some(best, PRAISE, rng):
        yield ticket("praise", _pick(SOURCES_OF_PRAISE, rng), call)
    for call in _some(worst, WITHOUT_CALL, rng):
        nobody = dict.fromkeys(("recording", "agent", "name", "team"), "")
        yield ticket("complaint", "ministry", call | nobody)


def _marks(row: Row) -> float:
    marks = [mark for key, mark in row.items() if key.startswith(MARK)]
    return sum(float(mark) for mark in marks if isinstance(mark, int | float))


def _some(calls: list[tuple[float, Row]], count: int, rng: np.random.Generator) -> list[Row]:
    if not calls:
        return []
    chosen = rng.choice(len(calls), min(count, len(calls)), replace=False)
    return [calls[int(place)][1] for place in chosen]


def _received(call: Row, last: date, rng: np.random.Generator) -> datetime:
    """Returns when a ticket came in: on the day after the call, in office hours of the month."""
    day = call["call_date"]
    assert isinstance(day, date)
    next_day = min(datetime.combine(day, FIRST).date() + timedelta(days=1), last)
    return datetime.combine(next_day, FIRST) + timedelta(minutes=int(rng.integers(LAST_MINUTES)))


def _site(ticket: Ticket, words: Invented, rng: np.random.Generator) -> str:
    """Returns where the agent works; half of the teams are at each site."""
    team = ticket.call["team"]
    if team not in words.teams:
        return _pick(words.sites, rng)
    return words.sites[words.teams.index(str(team)) * len(words.sites) // len(words.teams)]


def _course(number: int, ticket: Ticket, form: Form, rng: np.random.Generator) -> Row:
    """Returns what was found, and when the customer was answered."""
    if ticket.kind == "praise":
        return {}
    row: Row = {"hours": LIMIT} if number % EVERY_WITH_LIMIT == 0 else {}
    found = ticket.found or _found(rng)
    if found == "yes":
        cause = "service" if number % EVERY_ABOUT_BUSINESS else "business"
        row |= {"upheld": word(form, "upheld", "yes"), "cause": word(form, "cause", cause)}
    elif found == "no":
        row["upheld"] = word(form, "upheld", "no")
    elif rng.random() > OPEN_BUT_ANSWERED:
        return row  # still open, and nobody has answered
    row["answered"] = _answered(ticket.received, rng)
    return row


def _found(rng: np.random.Generator) -> str:
    part = rng.random()
    return "yes" if part < UPHELD else "no" if part < UPHELD + NOT_UPHELD else "open"


def _answered(received: datetime, rng: np.random.Generator) -> datetime:
    if rng.random() < ANSWERED_IN_TIME:
        return received + timedelta(minutes=int(rng.integers(*IN_TIME_MINUTES)))
    return received + timedelta(hours=int(rng.choice(LATE_HOURS)))


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
