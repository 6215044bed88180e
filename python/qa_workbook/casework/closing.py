"""Closing a month: the events that it writes, and what it comes to. Pure: nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from qa_workbook.casework.as_of import brought_up_to_date
from qa_workbook.casework.case_files import CaseFile, case_files
from qa_workbook.casework.entries import (
    BOOK,
    CLOSE,
    FINAL,
    MONTH_CLOSED,
    SUPPLEMENT,
    ZERO,
    Closing,
    Entry,
    entries_of,
)
from qa_workbook.casework.payroll_rows import rows_of
from qa_workbook.casework.settlement import Terms, settle
from qa_workbook.ledger.event import Draft, Event
from qa_workbook.numbers import plain
from qa_workbook.procedure.decide import decide
from qa_workbook.procedure.people import People
from qa_workbook.procedure.request import Refusal, Request
from qa_workbook.procedure.rules import Procedure
from qa_workbook.procedure.table import SYSTEM

DONE = ("settled", "revoked", "reversed")
"""States of which a close waits for nothing."""


@dataclass(frozen=True)
class ClosePlan:
    """What closing a month writes, in this order: what is due, then an event for each entry.

    `waiting` counts the cases up to that month that stay open, by state; `held` why final ones do.
    """

    period: str
    at: str
    drafts: tuple[Draft, ...]
    entries: tuple[Entry, ...]
    rows: tuple[Mapping[str, Any], ...]
    waiting: Mapping[str, int]
    held: Mapping[str, int]

    @property
    def totals(self) -> dict[str, Any]:
        """The counts and sums of the contract: of the month's own cases, and of all others."""
        own = [entry for entry in self.entries if entry.kind == FINAL]
        others = [entry for entry in self.entries if entry.kind != FINAL]
        return {**_sums(own), "contra": _sums(others)}

    def closing(self, by: str, root: str, events: int, file: str) -> Closing:
        """Returns the closed month; the SHA-256 of its register is not known yet."""
        return Closing(
            period=self.period,
            at=self.at,
            by=by,
            root=root,
            events=events,
            totals=self.totals,
            rows=self.rows,
            waiting=self.waiting,
            held=self.held,
            file=file,
        )


def plan_close(
    events: Sequence[Event], month: str, terms: Terms, people: People, procedure: Procedure
) -> ClosePlan:
    """Returns what closing `month` at `terms.now` writes behind `events`.

    The same events, wages, tariff and law always give the same plan. Raises LawOutdated,
    ReplayError.
    """
    files, drafts = dict[str, CaseFile](), list[Draft]()
    for case, file in case_files(events).items():
        files[case] = file
        if file.month <= month:
            files[case], more = brought_up_to_date(file, people, procedure, terms.now)
            drafts += more
    earlier = entries_of(events)
    found = settle(files, earlier, month, terms)
    held = dict(found.waiting)
    entries = []
    for entry in found.entries:
        draft = _draft(entry, files[entry.case], terms.now, people, procedure)
        if isinstance(draft, Refusal):
            held[entry.case] = draft.code
            continue
        drafts.append(draft)
        entries.append(entry)
    booked = {entry.case for entry in entries}
    left = (file for case, file in files.items() if case not in booked and file.month <= month)
    waiting = Counter(file.state.state for file in left)
    return ClosePlan(
        month,
        terms.now.isoformat(timespec="seconds"),
        tuple(drafts),
        tuple(entries),
        tuple(rows_of(entries)),
        {state: count for state, count in sorted(waiting.items()) if state not in DONE},
        dict(sorted(Counter(held.values()).items())),
    )


def month_closed(closing: Closing) -> Draft:
    """Returns the event that says a month is closed."""
    data = {name: value for name, value in vars(closing).items() if name not in ("at", "by")}
    return Draft(closing.at, "", MONTH_CLOSED, closing.by, SYSTEM, data=data)


def months_with_cases(events: Iterable[Event]) -> list[str]:
    """Returns the months of the calls of all cases, the first one first."""
    return sorted({file.month for file in case_files(events).values()})


def _draft(
    entry: Entry, file: CaseFile, now: datetime, people: People, procedure: Procedure
) -> Draft | Refusal:
    """The event that books an entry: a case is settled by the procedure, once."""
    data = {"entry": entry.as_data}
    if entry.kind in (FINAL, SUPPLEMENT):
        request = Request(CLOSE, SYSTEM, data=data)
        return decide(file.state, request, people, procedure, now)
    at = now.isoformat(timespec="seconds")
    return Draft(at, entry.case, BOOK, SYSTEM, SYSTEM, data=data)


def _sums(entries: Sequence[Entry]) -> dict[str, Any]:
    return {
        "cases": len({entry.case for entry in entries}),
        "points": plain(sum((entry.points for entry in entries), ZERO)),
        "money": f"{sum((entry.money for entry in entries), Decimal('0.00')):f}",
    }
