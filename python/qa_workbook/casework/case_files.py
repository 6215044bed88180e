"""All that the ledger knows of each case, put together from its events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from qa_workbook.frames import spoken_recording
from qa_workbook.ledger.event import Event
from qa_workbook.numbers import decimal
from qa_workbook.penalties.case_events import OPEN, PRICE, given_lines_of
from qa_workbook.penalties.given_out import GivenLine
from qa_workbook.penalties.legality import LegalFacts
from qa_workbook.procedure.state import CaseState, replay

JUDGE = "judge"
ENDED = ("dismiss", "revoke", "reverse")
"""Events after which there was no breach."""


@dataclass(frozen=True)
class CaseFile:
    """One case: its events, oldest first."""

    events: tuple[Event, ...]

    @property
    def case(self) -> str:
        """The lasting name, `P` and twelve hex digits."""
        return self.events[0].case

    @property
    def number(self) -> str:
        """凭单号, what people call it."""
        return self.line.number

    @property
    def month(self) -> str:
        """The month of the call, `2026-10`."""
        return f"{self.line.day:%Y-%m}"

    @property
    def basis(self) -> str:
        """The recording or 依据 as it was typed, "" where the sheet has none."""
        line = self.line
        spoken = spoken_recording(line.recording, line.inspector, line.agent)
        return line.recording if spoken == line.recording else ""

    @cached_property
    def line(self) -> GivenLine:
        """The line as it was given out last."""
        return list(given_lines_of(self.events))[-1]

    @cached_property
    def about(self) -> Mapping[str, Any]:
        """What a register said beside the line when it was given out last: team, source …"""
        return [event.data for event in self.events if event.event in (OPEN, PRICE)][-1]

    @cached_property
    def priced(self) -> int:
        """The number of the event that set its amount: in this order the caps fill up."""
        return [event.seq for event in self.events if event.event in (OPEN, PRICE)][-1]

    @property
    def decided_points(self) -> Decimal:
        """The points that hold: decided, else as they were given out."""
        found = self.state.points
        return self.line.points if found is None else found

    @property
    def decided_money(self) -> Decimal:
        """The yuan before caps that hold: decided, else as they were given out."""
        found = self.state.money
        return self.line.money_before_cap if found is None else found

    @cached_property
    def state(self) -> CaseState:
        """Where the case stands. Raises ReplayError."""
        return replay(self.events)

    @cached_property
    def facts(self) -> LegalFacts:
        """What people established about it, in the order in which they did; later facts hold."""
        return _facts(self.events)


def case_files(events: Iterable[Event], lines: Iterable[GivenLine] = ()) -> dict[str, CaseFile]:
    """Returns every case that was opened, by case, in the order of opening.

    `lines` are those that the last of `events` give out: they need not be read from them again.
    """
    found: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.case in found or event.event == OPEN:
            found[event.case].append(event)
    files = {case: CaseFile(tuple(of_case)) for case, of_case in found.items()}
    for line in lines:
        vars(files[line.case])["line"] = line
    return files


def facts_of(events: Iterable[Event]) -> dict[str, LegalFacts]:
    """Returns what people established about each case of which they established something."""
    files = case_files(events).values()
    return {file.case: file.facts for file in files if len(file.events) > 1}


def _facts(events: Sequence[Event]) -> LegalFacts:
    """The facts that the data of events hold, by the names of `LegalFacts`.

    What a judgement chose is one of them where the register left a choice: elsewhere it takes over
    what is proposed, which caps may have cut. What a review or ruling lessened later is no price,
    and therefore none.
    """
    said: dict[str, Any] = {}
    choices = set[str]()
    for event in events:
        if event.event in ENDED or event.data.get("outcome") == "revoked":
            said["revoked"] = True
        if event.event in (OPEN, PRICE):
            choices = {name for name in _AMOUNTS if event.data.get(f"{name}_range")}
            continue
        said |= {name: event.data[name] for name in _PLAIN if event.data.get(name)}
        if event.event == JUDGE:
            said |= {name: event.data[name] for name in choices if name in event.data}
    for name in ("loss", "money", "points"):
        if name in said:
            said[name] = decimal(said[name])
    if "noticed_on" in said:
        said["noticed_on"] = date.fromisoformat(said["noticed_on"])
    return LegalFacts(**said)


_AMOUNTS = ("points", "money")
_PLAIN = ("loss", "contract_clause", "noticed_on", "exclusion", "evidence")
