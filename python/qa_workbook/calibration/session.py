"""A calibration session (S8): who scores what when, which pack is whose, and what was agreed.

A session is frozen and is kept as one JSON file. What people settle after the discussion is only
ever added to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from qa_workbook.frames import folded
from qa_workbook.keys import SchemeKey

_FORMAT = 1
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class State(StrEnum):
    """Where a session stands."""

    ANNOUNCED = "announced"
    """Nothing has been settled yet."""
    OPEN = "open"
    """Some recordings are settled, others are not."""
    AGREED = "agreed"
    """The marks of all recordings are agreed."""
    DISPUTED = "disputed"
    """Some marks wait for arbitration."""
    CLOSED = "closed"
    """All recordings are settled, and arbitration has ruled on all that was disputed."""


class Kind(StrEnum):
    """How a mark was settled."""

    AGREED = "agreed"
    DISPUTED = "disputed"
    RULED = "ruled"


@dataclass(frozen=True)
class Person:
    """Somebody who takes part; `number` is "" where only a name is known."""

    number: str
    name: str

    @property
    def called(self) -> str:
        """What sheets and reports call the person."""
        return self.name or self.number


@dataclass(frozen=True)
class Call:
    """A recording that all score."""

    recording: str
    agent: str = ""
    name: str = ""
    call_date: date | None = None


@dataclass(frozen=True)
class Pack:
    """The blank sheet of one person; `list` is the number on it, by which it is known again."""

    list: str
    person: Person
    gold: bool = False


@dataclass(frozen=True)
class Settled:
    """One mark that was agreed, disputed or ruled on.

    `mark` is decimal text, "" of a disputed one. `row` is the fingerprint of what somebody wrote,
    so that the same row read again adds nothing.
    """

    kind: Kind
    recording: str
    item: str
    mark: str
    by: str
    at: str
    reason: str = ""
    disputed_by: tuple[str, ...] = ()
    row: str = ""


@dataclass(frozen=True)
class Session:
    """One session. `late` is the reason why it was announced later than the rules want."""

    id: str
    key: SchemeKey
    day: date
    announced_on: date
    calls: tuple[Call, ...]
    packs: tuple[Pack, ...]
    rules: str
    late: str = ""
    settled: tuple[Settled, ...] = ()

    @property
    def inspectors(self) -> tuple[Person, ...]:
        """Those who score blindly, in the order of their packs."""
        return tuple(pack.person for pack in self.packs if not pack.gold)

    @property
    def lead(self) -> Person:
        """The one who gives the gold marks."""
        return next(pack.person for pack in self.packs if pack.gold)

    @property
    def gold_list(self) -> str:
        """The number on the lead's sheet."""
        return next(pack.list for pack in self.packs if pack.gold)

    @cached_property
    def by_list(self) -> Mapping[str, Pack]:
        """The packs by the number on them, spelt as `frames.folded` spells it."""
        return {folded(pack.list): pack for pack in self.packs}

    @cached_property
    def last(self) -> Mapping[tuple[str, str], Settled]:
        """What was settled last of each recording and item."""
        return {(folded(one.recording), one.item): one for one in self.settled}

    @cached_property
    def open_recordings(self) -> tuple[str, ...]:
        """The recordings of which nothing was settled yet, neither as agreed nor as disputed."""
        settled = {recording for recording, _ in self.last}
        calls = (call.recording for call in self.calls)
        return tuple(one for one in calls if folded(one) not in settled)

    @property
    def state(self) -> State:
        """Where the session stands."""
        kinds = {one.kind for one in self.last.values()}
        if not kinds:
            return State.ANNOUNCED
        if Kind.DISPUTED in kinds:
            return State.DISPUTED
        if self.open_recordings:
            return State.OPEN
        return State.CLOSED if Kind.RULED in kinds else State.AGREED

    def call(self, recording: str) -> Call | None:
        """Returns a recording of the session, however it is spelt; None for any other."""
        wanted = folded(recording)
        return next((one for one in self.calls if folded(one.recording) == wanted), None)

    def with_settled(self, more: Iterable[Settled]) -> Session:
        """Returns the session with what was settled added."""
        return replace(self, settled=(*self.settled, *more))

    def as_dict(self) -> dict[str, Any]:
        """Returns plain values for the JSON file; `of_dict` reads them again."""
        return {
            "format": _FORMAT,
            "id": self.id,
            "scheme": self.key.id,
            "version": self.key.version,
            "day": self.day.isoformat(),
            "announced_on": self.announced_on.isoformat(),
            "late": self.late,
            "rules": self.rules,
            "state": str(self.state),
            "recordings": [_call_dict(call) for call in self.calls],
            "packs": [asdict(pack) for pack in self.packs],
            "settled": [asdict(one) for one in self.settled],
        }

    @staticmethod
    def of_dict(data: Mapping[str, Any]) -> Session:
        """Returns the session of a JSON file. Raises KeyError, TypeError, ValueError."""
        if data["format"] != _FORMAT:
            raise ValueError(f"format {data['format']}")
        packs = [{**pack, "person": Person(**pack["person"])} for pack in data["packs"]]
        return Session(
            id=data["id"],
            key=SchemeKey(data["scheme"], data["version"]),
            day=date.fromisoformat(data["day"]),
            announced_on=date.fromisoformat(data["announced_on"]),
            late=data["late"],
            rules=data["rules"],
            calls=tuple(_call(one) for one in data["recordings"]),
            packs=tuple(Pack(**pack) for pack in packs),
            settled=tuple(_settled(one) for one in data["settled"]),
        )


def new_id(day: date, taken: Iterable[str]) -> str:
    """Returns the first free name of a session of a day: JZ-2026-10-12, JZ-2026-10-12-2 …"""
    names, wanted, number = set(map(folded, taken)), f"JZ-{day}", 1
    found = wanted
    while folded(found) in names:
        number += 1
        found = f"{wanted}-{number}"
    return found


def is_id(text: str) -> bool:
    """Returns whether a session may be called so: its name is that of a file."""
    return _ID.fullmatch(text) is not None


def packs_of(
    lead: Person, inspectors: Sequence[Person], numbers: Iterable[str]
) -> tuple[Pack, ...]:
    """Returns one pack for the lead and one for each inspector, with the numbers on them."""
    people = [(lead, True), *((one, False) for one in inspectors)]
    return tuple(
        Pack(number, person, gold) for number, (person, gold) in zip(numbers, people, strict=True)
    )


def _call_dict(call: Call) -> dict[str, Any]:
    day = call.call_date.isoformat() if call.call_date else None
    return {**asdict(call), "call_date": day}


def _call(data: Mapping[str, Any]) -> Call:
    day = data["call_date"]
    return Call(**{**data, "call_date": date.fromisoformat(day) if day else None})


def _settled(data: Mapping[str, Any]) -> Settled:
    kinds = {"kind": Kind(data["kind"]), "disputed_by": tuple(data["disputed_by"])}
    return Settled(**{**data, **kinds})
