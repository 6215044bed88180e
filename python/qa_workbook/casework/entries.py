"""What closing months has booked: the entries of cases and the months themselves, from events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from qa_workbook.ledger.event import Event
from qa_workbook.numbers import decimal

ZERO = Decimal(0)
FINAL, SUPPLEMENT, CARRY, REVERSAL = "final", "supplement", "carry", "reversal"
"""Kinds of entries: a case of the month itself; 补登, a case of an earlier month that became final
later; what an earlier month left of a loss; 冲销, what was booked and is taken back."""
CLOSE, BOOK, MONTH_CLOSED = "close", "book", "month-closed"
"""The events: `close` settles a case; `book` adds an entry to a case that is settled or reversed;
`month-closed` is of no case and says what the month came to."""
_AMOUNTS = ("points", "due", "money", "carried")


@dataclass(frozen=True)
class Entry:
    """What one close books for one case.

    `month` is that of the call, `period` the one that was closed, both as `2026-10`. `points`;
    `due` is what was decided (of a carried loss: what was still owed), `money` what is taken,
    `carried` what is put off to later months, all in yuan; those of a reversal are negative.
    `cap` and `why` say what set the money, `limit` the most that all cases of the nature together
    may take of the agent in the period, None where nothing limits it.
    """

    case: str
    agent: str
    name: str
    month: str
    period: str
    kind: str
    nature: str
    rule: str
    points: Decimal
    due: Decimal
    money: Decimal
    carried: Decimal = ZERO
    limit: Decimal | None = None
    cap: str = ""
    why: str = ""

    @property
    def as_data(self) -> dict[str, Any]:
        """Plain values for an event; amounts are text. The case is that of the event."""
        values = {name: value for name, value in vars(self).items() if name != "case"}
        limit = {} if self.limit is None else {"limit": f"{self.limit:f}"}
        return values | {name: f"{values[name]:f}" for name in _AMOUNTS} | limit

    @staticmethod
    def of_data(case: str, data: Mapping[str, Any]) -> Entry:
        """Returns the entry that an event of `case` keeps. Raises KeyError, ValueError."""
        names = (*_AMOUNTS, "limit")
        amounts = {name: decimal(data[name]) for name in names if data[name] is not None}
        return Entry(case, **{**data, **amounts})


@dataclass(frozen=True)
class Closing:
    """A month that was closed: `root` is over all `events` events before the one that says so.

    `rows` are the lines of the payroll, `totals` the counts and sums of the contract's object.
    `waiting` counts the cases that stayed open, by state, `held` why final ones were not booked.
    `file` is the name of the register that was written with it, `sha256` its digest.
    """

    period: str
    at: str
    by: str
    root: str
    events: int
    totals: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    waiting: Mapping[str, int]
    held: Mapping[str, int]
    file: str
    sha256: str = ""


def entries_of(events: Iterable[Event]) -> list[Entry]:
    """Returns all entries that were booked, in their order."""
    return [
        Entry.of_data(event.case, event.data["entry"])
        for event in events
        if event.event in (CLOSE, BOOK) and "entry" in event.data
    ]


def closings_of(events: Iterable[Event]) -> dict[str, Closing]:
    """Returns the closed months by their name, in the order in which they were closed."""
    return {
        event.data["period"]: Closing(at=event.at, by=event.actor, **event.data)
        for event in events
        if event.event == MONTH_CLOSED
    }


@dataclass(frozen=True)
class Booked:
    """What all entries of one case come to together; `carried` is what is still owed."""

    entries: tuple[Entry, ...]

    @property
    def money(self) -> Decimal:
        """Yuan taken, less what was taken back."""
        return sum((entry.money for entry in self.entries), ZERO)

    @property
    def points(self) -> Decimal:
        """Points, less those taken back."""
        return sum((entry.points for entry in self.entries), ZERO)

    @property
    def carried(self) -> Decimal:
        """Yuan still owed: what the last entry left."""
        return self.entries[-1].carried

    @property
    def is_reversed(self) -> bool:
        """Whether all of it was taken back."""
        return self.entries[-1].kind == REVERSAL


def booked_of(entries: Iterable[Entry]) -> dict[str, Booked]:
    """Returns what was booked of each case, by case."""
    found: dict[str, tuple[Entry, ...]] = {}
    for entry in entries:
        found[entry.case] = (*found.get(entry.case, ()), entry)
    return {case: Booked(of_case) for case, of_case in found.items()}
