"""Which cases are older than their term, and what must be known of them afterwards.

Nothing that may still move money is among them: a case is closed, booked and owes nothing, and
nothing has happened with it since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from qa_workbook.casework.case_files import CaseFile, case_files
from qa_workbook.casework.entries import MONTH_CLOSED, Booked, booked_of, closings_of, entries_of
from qa_workbook.ledger.chain import RETENTION
from qa_workbook.ledger.event import Draft, Event
from qa_workbook.tiers.ledger_events import events_that_hold


@dataclass(frozen=True)
class Deletion:
    """The numbers of the events that go, how many cases they are, and what stays known of them.

    `numbers`: the last 凭单号 of each month, which is never given again. `held`: months older than
    the term that stay, with how many of their cases are not over.
    """

    seqs: frozenset[int]
    cases: int
    numbers: Mapping[str, int]
    held: Mapping[str, int]

    def draft(self, before: date, at: str, actor: str, removed: Mapping[str, int]) -> Draft:
        """Returns the event that says what was deleted, of which nobody's name is part."""
        data = {
            "before": before.isoformat(),
            "numbers": dict(self.numbers),
            "removed": dict(removed),
        }
        return Draft(at, "", RETENTION, actor, "system", data=data)


def plan_deletion(events: Sequence[Event], before: date, left: Collection[str] = ()) -> Deletion:
    """Returns what of the ledger is older than `before`. Raises ReplayError.

    `left` are the folded numbers of agents who left before then: nobody asks for their tiers.
    An approval from which somebody has a tier stays for as long as it holds.

    A month goes as a whole or not at all: what was taken in it fills its caps, as long as one of
    its cases may still take something.
    """
    files = case_files(events).values()
    entries = entries_of(events)
    booked = booked_of(entries)
    held = Counter(
        file.month for file in files if not _is_over(file, before, booked.get(file.case))
    )
    old = [file for file in files if file.month not in held]
    gone = {file.case for file in old}
    kept = {entry.period for entry in entries if entry.case not in gone}
    seqs = {event.seq for file in old for event in file.events}
    seqs |= _closings(events, before, kept)
    others = _of_no_penalty(events, {file.case for file in files}, before)
    seqs |= others - events_that_hold(events, left)
    late = {month: count for month, count in sorted(held.items()) if month < f"{before:%Y-%m}"}
    return Deletion(frozenset(seqs), len(old), _last_numbers(old), late)


def numbers_used(events: Iterable[Event]) -> dict[str, int]:
    """Returns the last number of each month of which cases were deleted."""
    found: dict[str, int] = {}
    for event in events:
        if event.event == RETENTION:
            for month, number in event.data["numbers"].items():
                found[month] = max(number, found.get(month, 0))
    return found


def _is_over(file: CaseFile, before: date, booked: Booked | None) -> bool:
    """Whether nothing can come of a case any more, and all of it is older than the term."""
    if file.line.day >= before or _day(file.events[-1]) >= before:
        return False
    state = file.state.state
    if state == "settled":
        return booked is not None and not booked.carried
    if state == "reversed":
        return booked is not None and booked.is_reversed
    return state == "revoked"


def _closings(events: Sequence[Event], before: date, kept: set[str]) -> set[int]:
    """The closed months that no case left is booked in; the newest one stays: months go on."""
    newest = max(closings_of(events), default="")
    return {
        event.seq
        for event in events
        if event.event == MONTH_CLOSED
        and _day(event) < before
        and event.data["period"] not in kept | {newest}
    }


def _of_no_penalty(events: Sequence[Event], cases: set[str], before: date) -> set[int]:
    """The old events about things that are no penalty, e.g. disputed marks of a calibration."""
    return {
        event.seq
        for event in events
        if event.case and event.case not in cases and _day(event) < before
    }


def _last_numbers(files: Iterable[CaseFile]) -> dict[str, int]:
    found: dict[str, int] = {}
    for file in files:
        month, _, count = file.number.rpartition("-")
        if count.isdigit():
            found[month] = max(int(count), found.get(month, 0))
    return found


def _day(event: Event) -> date:
    return datetime.fromisoformat(event.at).date()
