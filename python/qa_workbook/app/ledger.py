"""The ledger of a workspace: opened, read, checked and exported."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from qa_workbook.app.outputs import protected
from qa_workbook.clock import now_text
from qa_workbook.errors import Busy
from qa_workbook.files import refuse_if_open, written
from qa_workbook.ledger.chain import Row, Verified, verify
from qa_workbook.ledger.event import FIRST, Draft, Event, Sealed, chained, event_of
from qa_workbook.workspace import Workspace, WorkspaceSettings

if TYPE_CHECKING:
    from qa_workbook.ledger.store import Ledger
    from qa_workbook.penalties.given_out import GivenLine, GivenOut


class WorkspaceLedger:
    """The ledger that the settings name: by default a file in `data`, made when first written."""

    def __init__(self, workspace: Workspace, settings: WorkspaceSettings) -> None:
        self._workspace = workspace
        self._own_url = settings.ledger
        self._own_file = not settings.ledger
        self._wait = float(settings.wait_for_lock)

    @cached_property
    def url(self) -> str:
        """The URL of the database."""
        from qa_workbook.ledger.store import sqlite_url

        return self._own_url or sqlite_url(self._workspace.ledger)

    @staticmethod
    def of(workspace: Workspace) -> WorkspaceLedger:
        """Returns the ledger of a workspace. Raises NoWorkspace, ConfigError."""
        return WorkspaceLedger(workspace, workspace.required().load().settings)

    def open(self) -> Ledger:
        """Returns the open ledger. Raises as `Ledger` does."""
        # Its libraries take longer to load than a ledger that isn't there yet is worth.
        from qa_workbook.ledger.store import Ledger

        return Ledger(self.url, self._wait)

    @property
    def is_new(self) -> bool:
        """Whether nobody has written yet; whoever only looks makes no file."""
        return self._own_file and not self._workspace.ledger.exists()

    def events(self) -> list[Event]:
        """Returns all events in their order; nothing where there is no ledger yet."""
        if self.is_new:
            return []
        with self.open() as ledger:
            return ledger.events()

    def holds(self, names: Collection[str]) -> bool:
        """Returns whether there may be an event of one of the names: False is certain."""
        if self.is_new:
            return False
        with self.open() as ledger:
            return ledger.mentions(names)

    def rows(self) -> list[Row]:
        """Returns all events as they are stored; nothing where there is no ledger yet."""
        if self.is_new:
            return []
        with self.open() as ledger:
            return list(ledger.rows())

    def verify(self) -> Verified:
        """Checks every event, and the roots that closing months wrote down.

        A ledger that isn't there yet is sound.
        """
        from qa_workbook.casework.closing_roots import closing_roots

        if self.is_new:
            return verify([])
        with self.open() as ledger:
            found = ledger.verify()
            wrong = closing_roots(ledger.rows()) if found.ok else None
        return replace(wrong, events=found.events) if wrong else found

    def given_out(self) -> Remembered:
        """Returns what was given out, also what an older program kept of it in a file.

        Raises GivenOutDamaged.
        """
        from qa_workbook.casework.deletion import numbers_used
        from qa_workbook.penalties.case_events import given_lines_of, has_moved
        from qa_workbook.penalties.given_out import GivenOut, GivenOutDamaged, read_given_out

        events = self.events()
        file = self._workspace.given_out
        lines: list[GivenLine] = []
        digest = ""
        if file.exists():
            digest = sha256(file.read_bytes()).hexdigest()
            if not has_moved(events, digest):
                known = {event.case for event in events}
                lines = [line for line in read_given_out(file) if line.case not in known]
        try:
            given_out = GivenOut.of([*lines, *given_lines_of(events)], numbers_used(events))
        except (KeyError, ValueError, TypeError, ArithmeticError):
            raise GivenOutDamaged(path=self.url, line="?") from None
        last = events[-1].seq if events else 0
        return Remembered(given_out, events, last, lines, digest)


@dataclass(frozen=True)
class Remembered:
    """What was given out up to the event `last`; `old_lines` are not in the ledger yet."""

    given_out: GivenOut
    events: Sequence[Event]
    last: int
    old_lines: Sequence[GivenLine]
    digest: str

    def with_old(self, drafts: Sequence[Draft]) -> Sequence[Draft]:
        """Returns `drafts`, before them those of what was kept in a file."""
        from qa_workbook.penalties.case_events import moved_drafts

        if not self.old_lines:
            return drafts
        return [*moved_drafts(self.old_lines, self.digest, now_text()), *drafts]

    def followed_by(self, drafts: Sequence[Draft], booked: Sequence[Event] = ()) -> list[Sealed]:
        """Returns the events that `drafts` will be, behind those `booked`."""
        return chained(drafts, *self._last(booked))

    def foreseen(self, drafts: Sequence[Draft], booked: Sequence[Event] = ()) -> list[Event]:
        """Returns the events of `followed_by` as they are before hashes tie them together."""
        seq, _ = self._last(booked)
        return [
            Event(**vars(draft), seq=number, previous="", hash="")
            for number, draft in enumerate(drafts, seq + 1)
        ]

    def _last(self, booked: Sequence[Event]) -> tuple[int, str]:
        before = booked or self.events
        return (before[-1].seq, before[-1].hash) if before else (0, FIRST)

    @contextmanager
    def written(self, ledger: WorkspaceLedger, found: Sequence[Sealed]) -> Iterator[None]:
        """Appends events of `followed_by` when the block has succeeded.

        A failure within leaves nothing of it. Raises Busy where somebody else wrote in the
        meantime, for then they may be wrong; and as `Ledger` does.
        """
        if not found:
            yield
            return
        with ledger.open() as opened, opened.writing() as writing:
            if not writing.append_sealed(found):
                raise Busy(path=opened.name)
            yield


def verify_ledger(workspace: Workspace) -> dict[str, Any]:
    """Checks every event of the ledger and returns the contract's object (4.3).

    Raises as `Ledger` does.
    """
    found = WorkspaceLedger.of(workspace).verify()
    pruned = {"pruned": found.pruned} if found.pruned else {}
    return {
        "events": found.events,
        "ok": found.ok,
        "first_bad": found.first_bad,
        "why": found.why,
        "root": found.root,
        **pruned,
    }


def export_ledger(workspace: Workspace, out: Path) -> int:
    """Writes all events, one JSON object a line, and returns how many (4.3).

    Raises OutputLocked, and as `Ledger` does.
    """
    ledger = WorkspaceLedger.of(workspace)
    out = protected(workspace, out)
    refuse_if_open(out)
    rows = ledger.rows()
    with written(out.resolve()) as beside, beside.open("wb") as file:
        for row in rows:
            file.write(orjson.dumps(_exported(row)) + b"\n")
    return len(rows)


def _exported(row: Row) -> dict[str, Any]:
    """The event; of one whose content was deleted after its term, what is left to check it by."""
    if row.body is None:
        return {
            "seq": row.seq,
            "case": row.case,
            "pruned": True,
            "leaf": row.leaf,
            "hash": row.hash,
        }
    return event_of(row.body, row.hash).as_dict
