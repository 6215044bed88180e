"""Makes tiny recordings frames and sheets, and a slow store that follows the rules of the merge word by word."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from qa_workbook.frames import MARK, Table, wide_schema
from qa_workbook.keys import SchemeKey
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.sheets import Original, Sheet

SCHEME = SchemeKey("m", "1")
SCHEMA = wide_schema(graded=["a"])
DAY = date(2026, 10, 5)


@dataclass(frozen=True)
class Filled:
    """One sheet of a workbook as it was filled in, with its rows: (recording, inspector's mark)."""

    file: str
    rows: tuple[tuple[str, int], ...]
    inspector: str = "张三"
    inspected_on: date | None = DAY
    name: str = "评分表"
    scheme_key: SchemeKey | None = SCHEME
    refused: tuple[str, ...] = ()
    rejected: bool = False
    nameless: int = 0
    corrects: Original | None = None
    extra: dict[str, object] = field(default_factory=dict, hash=False, compare=False)

    @property
    def sha256(self) -> str:
        """The hash of what stands in the file: the same for a renamed or copied file."""
        content = (
            self.rows,
            self.inspector,
            self.inspected_on,
            self.name,
            self.scheme_key,
            self.refused,
        )
        return hashlib.sha256(repr(content).encode()).hexdigest()

    @property
    def sheet(self) -> Sheet:
        """What intake says of it; `nameless` rows were rejected without being known."""
        day = self.inspected_on.isoformat() if self.inspected_on else ""
        return Sheet(
            self.file,
            self.name,
            self.sha256,
            self.scheme_key,
            labels={"inspector": self.inspector, "inspected_on": day},
            columns={"recording": "B", "mark.a": "H"},
            rows_read=len(self.rows) + len(self.refused) + self.nameless,
            rows_rejected=len(self.refused) + self.nameless,
            rejected=self.rejected,
            rejected_keys=tuple((recording, self.inspector, "") for recording in self.refused),
            corrects=self.corrects,
        )

    def frame(self) -> pd.DataFrame:
        """Returns the accepted rows as a recordings frame."""
        everywhere = {
            "inspector": self.inspector,
            "agent": "007",
            "name": "李四",
            "team": "一班",
            "call_date": pd.Timestamp(DAY),
            "inspected_on": pd.Timestamp(self.inspected_on),
            "file": self.file,
            "sheet": self.name,
            **self.extra,
        }
        rows = [
            {**everywhere, "recording": recording, MARK + "a": mark, "row": 8 + number}
            for number, (recording, mark) in enumerate(self.rows)
        ]
        return SCHEMA.frame(rows)


def tables_of(sheets: list[Filled]) -> dict[SchemeKey, Table]:
    """Returns the rows of all sheets by scheme key, in the order of the sheets."""
    found: dict[SchemeKey, list[pd.DataFrame]] = {}
    for sheet in sheets:
        if sheet.scheme_key:
            found.setdefault(sheet.scheme_key, []).append(sheet.frame())
    return {key: Table(SCHEMA, pd.concat(parts, ignore_index=True)) for key, parts in found.items()}


def plan(store: RecordStore, *sheets: Filled) -> MergePlan:
    """Returns the plan of merging the sheets."""
    return store.plan(tables_of(list(sheets)), [filled.sheet for filled in sheets])


def merge(store: RecordStore, *sheets: Filled) -> MergePlan:
    """Merges the sheets and returns the plan."""
    made = plan(store, *sheets)
    store.commit(made)
    return made


def counts(made: MergePlan) -> tuple[int, int, int, int, int]:
    """Returns added, replaced, unchanged, rejected, withdrawn."""
    return made.added, made.replaced, made.unchanged, made.rejected, made.withdrawn


def state(store: RecordStore, made: MergePlan | None = None) -> dict[tuple[str, str], int]:
    """Returns what the store holds: (recording, inspector) → mark."""
    frames = store.read(plan=made).values()
    rows = [
        row
        for frame in frames
        for row in zip(frame["recording"], frame["inspector"], frame["mark.a"], strict=True)
    ]
    found = {(recording, inspector): mark for recording, inspector, mark in rows}
    assert len(found) == len(rows), "a key stands twice in the store"
    return found


Content = tuple[int, date | None]
"""Mark and 质检日期."""


@dataclass(frozen=True)
class Row:
    """A row of the slow store: what it says, and where it came from and stands."""

    arrival: int
    content: Content
    document: int
    sha256: str
    address: tuple[str, int]


@dataclass
class SlowStore:
    """The rules of the merge, one row at a time: what the vectorised store must come to."""

    generation: int = 0
    documents: int = 0
    files: dict[str, tuple[Filled, int, int]] = field(default_factory=dict)
    versions: dict[str, tuple[int, int]] = field(default_factory=dict)
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)

    def merge(self, sheets: list[Filled]) -> tuple[int, int, int, int, int]:
        """Merges and returns added, replaced, unchanged, rejected, withdrawn."""
        arrived = self._arrivals(sheets)
        gone, refilled = self._judged(sheets)
        newest = max([self.documents, *(document for _, document in arrived.values())])
        for number, file in enumerate(sorted(refilled), 1):
            arrived[file] = arrived[file][0], newest + number
        claims: dict[tuple[str, str], list[Row]] = {}
        for sheet in sorted(sheets, key=lambda sheet: sheet.file):
            for number, (recording, mark) in enumerate(sheet.rows):
                arrival, document = arrived[sheet.file]
                content, address = (mark, sheet.inspected_on), (sheet.file, number)
                row = Row(arrival, content, document, sheet.sha256, address)
                claims.setdefault((recording, sheet.inspector), []).append(row)
        tally = {"added": 0, "replaced": 0, "unchanged": 0, "rejected": 0}
        written = 0
        for key, rows in claims.items():
            before = self.rows.get(key)
            if self._settle(key, rows, key in gone, tally):
                gone.discard(key)
            written += self.rows.get(key) is not before
        for key in gone:
            del self.rows[key]
        self._remember(sheets, arrived, changed=bool(written or gone))
        return (*tally.values(), len(gone))

    def _arrivals(self, sheets: list[Filled]) -> dict[str, tuple[int, int]]:
        known = {
            sheet.file: self.files[sheet.file][2] for sheet in sheets if sheet.file in self.files
        }
        taken = set(known.values())
        fresh = self.documents
        arrived = {}
        for sheet in sorted(sheets, key=lambda sheet: sheet.file):
            arrival, document = self.versions.get(sheet.sha256, (self.generation + 1, 0))
            if sheet.file in known:
                before, arrival, document = self.files[sheet.file]
                arrival = arrival if before.sha256 == sheet.sha256 else self.generation + 1
            elif document == 0 or document in taken:
                fresh += 1
                document = fresh
            taken.add(document)
            arrived[sheet.file] = (arrival, document)
        return arrived

    def _judged(self, sheets: list[Filled]) -> tuple[set[tuple[str, str]], set[str]]:
        """Returns the keys that corrected sheets no longer have, and the files re-used."""
        gone, refilled = set(), set()
        for sheet in sheets:
            before, _, document = self.files.get(sheet.file, (sheet, 0, 0))
            if before.sha256 == sheet.sha256:
                continue
            accepted = dict(sheet.rows)
            now = set(accepted) | set(sheet.refused)
            labels = [(one.inspector, one.inspected_on) for one in (before, sheet)]
            earlier = {
                key: row
                for key, row in self.rows.items()
                if (row.document, row.address[0]) == (document, sheet.file)
                and ((key[1], row.content[1]) in labels or key[0] in now)
            }
            missing = {key for key in earlier if (key[0], key[1]) not in _keys(sheet)}
            if not earlier:
                continue
            if _corrected(before, sheet, {key[0]: row for key, row in earlier.items()}):
                kept = {key for key in missing if key[0] in set(sheet.refused) - set(accepted)}
                gone |= missing - kept
            elif missing:
                refilled.add(sheet.file)
        return gone, refilled

    def _settle(
        self, key: tuple[str, str], rows: list[Row], gone: bool, tally: dict[str, int]
    ) -> bool:
        """Whether one of the rows may take the place of the stored one."""
        newest = max(row.arrival for row in rows)
        speaking = [row for row in rows if row.arrival == newest]
        stored = self.rows.get(key)
        agree = len({row.content for row in speaking}) == 1
        differs = stored is not None and stored.content != speaking[0].content
        same_time = (
            stored is not None
            and stored.arrival == newest
            and stored.sha256 not in {row.sha256 for row in speaking}
        )
        if not agree or (differs and not gone and same_time):
            stays = stored is not None and not gone
            silent = [row for row in rows if row.arrival != newest and stays]
            tally["unchanged"] += len(silent)
            tally["rejected"] += len(rows) - len(silent)
            return False
        writes = stored is None or (differs and (gone or stored.arrival <= newest))
        if writes or (not differs and not _in_place(stored, rows)):
            self.rows[key] = speaking[0]
        if stored is None:
            tally["added"] += 1
        elif writes:
            tally["replaced"] += 1
        else:
            tally["unchanged"] += 1
        tally["unchanged"] += len(rows) - 1
        return True

    def _remember(
        self, sheets: list[Filled], arrived: dict[str, tuple[int, int]], *, changed: bool
    ) -> None:
        changed |= any(self.files.get(sheet.file, (None,))[0] != sheet for sheet in sheets)
        for sheet in sorted(sheets, key=lambda sheet: (arrived[sheet.file][0], sheet.file)):
            self.files[sheet.file] = (sheet, *arrived[sheet.file])
            self.versions[sheet.sha256] = arrived[sheet.file]
            self.documents = max(self.documents, arrived[sheet.file][1])
        self.generation += changed


def _keys(sheet: Filled) -> set[tuple[str, str]]:
    return {(recording, sheet.inspector) for recording, _ in sheet.rows}


def _in_place(stored: Row, rows: list[Row]) -> bool:
    """Whether one of the rows says what is stored, where it was read."""
    place = stored.content, stored.document, stored.address
    return place in {(row.content, row.document, row.address) for row in rows}


def _corrected(before: Filled, now: Filled, earlier: dict[str, Row]) -> bool:
    """Whether `now` is the sheet that brought `earlier`, corrected."""
    labels = [(sheet.inspector, sheet.inspected_on) for sheet in (before, now)]
    if labels[0] == labels[1] and now.inspected_on:
        return True
    recordings = {recording for recording, _ in now.rows} | set(now.refused)
    if not recordings:
        return labels[0] == labels[1]
    common = {recording for recording in earlier if recording in recordings}
    needed = min(len(earlier), len(recordings))
    other_day = before.inspected_on and now.inspected_on
    other_day = other_day and before.inspected_on != now.inspected_on
    if 2 * len(common) < needed and not other_day and before.inspector == now.inspector:
        marks = {mark for _, mark in now.rows}
        common |= {recording for recording, row in earlier.items() if row.content[0] in marks}
    return 2 * len(common) >= needed


class Crash(BaseException):
    """The machine stops."""


class crashing:  # noqa: N801 - reads as a verb
    """Within the block the `step`-th call that reaches the disk raises Crash; so do all later ones."""

    def __init__(self, step: int) -> None:
        self.left = step
        self.happened = False
        self._patch = pytest.MonkeyPatch()

    def __enter__(self) -> crashing:
        for owner, name in (
            (os, "replace"),
            (os, "fsync"),
            (os, "unlink"),
            (Path, "chmod"),
            (pq, "write_table"),
        ):
            self._patch.setattr(owner, name, self._counted(getattr(owner, name)))
        return self

    def __exit__(self, *_: object) -> None:
        self._patch.undo()

    def _counted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if self.left <= 0:
                self.happened = True
                raise Crash
            self.left -= 1
            return function(*arguments, **named)

        return call
