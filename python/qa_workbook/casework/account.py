"""What the ledger says beside the lines of a register: closed when, booked what, changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from qa_workbook.casework.entries import (
    ZERO,
    Booked,
    Closing,
    booked_of,
    closings_of,
    entries_of,
)
from qa_workbook.ledger.event import Event
from qa_workbook.numbers import Period
from qa_workbook.penalties.case_events import OPEN, PRICE
from qa_workbook.penalties.given_out import GivenLine, read_line

NEW, LATE, PRICED = "added", "late", "priced"
"""Why a line is other than in the register given out before: it is new; new in a month that is
closed, so that it is booked later (补登); it has another amount."""


@dataclass(frozen=True)
class Change:
    """How a line differs from the register that was given out before.

    `why` is NEW, LATE or PRICED; `before` None for a new line.
    """

    line: GivenLine
    before: GivenLine | None
    why: str

    @property
    def money(self) -> Decimal:
        """Yuan more than before, negative for less."""
        return self.line.money - (self.before.money if self.before else ZERO)

    @property
    def points(self) -> Decimal:
        """Points more than before, negative for less."""
        return self.line.points - (self.before.points if self.before else ZERO)


@dataclass(frozen=True)
class Account:
    """What the ledger says of a period.

    `made_at` is the time of the last event about it, "" without one: the same register bears the
    same time. `booked` is what closes booked of its cases, `closing` its own close.
    `changes` are those against the register given out before, in the order of giving out.
    """

    made_at: str = ""
    booked: Mapping[str, Booked] = field(default_factory=dict)
    closing: Closing | None = None
    changes: tuple[Change, ...] = ()

    def payable(self, case: str) -> Decimal:
        """Returns the yuan of a case that closed months let be taken."""
        booked = self.booked.get(case)
        return booked.money if booked else ZERO

    def carried(self, case: str) -> Decimal | None:
        """Returns the yuan of a case that are put off, None where no close has booked it."""
        booked = self.booked.get(case)
        return booked.carried if booked else None


def account_of(events: Iterable[Event], span: Period, closing: Closing | None = None) -> Account:
    """Returns what the ledger says of a period; `events` are also those about to be written.

    `closing` is the close that is under way; by default the one in the ledger.
    """
    known = list(events)
    closing = closing or closings_of(known).get(span.text)
    days = {event.case: _day(event) for event in known if event.event == OPEN}
    own = [event for event in known if event.case in days and days[event.case] in span]
    times = [event.at for event in own] + ([closing.at] if closing else [])
    return Account(
        max(times, default=""),
        booked_of(entries_of(own)),
        closing,
        tuple(_changes(own, closing)),
    )


def _day(event: Event) -> date:
    return date.fromisoformat(event.data["line"]["day"])


def _changes(events: Sequence[Event], closing: Closing | None) -> Iterable[Change]:
    """What the last giving out changed of what had been given out; nothing for the first one."""
    priced = [event for event in events if event.event in (OPEN, PRICE)]
    newest = max((event.at for event in priced), default="")
    before = {event.case: event for event in priced if event.at != newest}
    after = {event.case: event for event in priced if event.at == newest}
    late = {event.case for event in priced if closing and event.seq > closing.events}
    if not before:
        return
    for case, event in after.items():
        line = read_line(event.data["line"])
        earlier = read_line(before[case].data["line"]) if case in before else None
        if earlier is None:
            yield Change(line, None, LATE if case in late else NEW)
        elif (earlier.money, earlier.points) != (line.money, line.points):
            yield Change(line, earlier, PRICED)
