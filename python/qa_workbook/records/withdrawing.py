"""Takes back what files brought, as if they had never been merged."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans
from qa_workbook.frames import DAY, Column, Role, Schema, Table
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.records.batches import BatchReader, to_frame
from qa_workbook.records.columns import (
    ARRIVAL,
    BATCH,
    DOCUMENT,
    GENERATION,
    KEY_DIGEST,
    POSITION,
    ROW,
    SOURCE,
    WITHDRAWN,
)
from qa_workbook.records.manifest import Batch, Manifest
from qa_workbook.records.plan import MergePlan
from qa_workbook.records.stored import rows_in_full

_HISTORY = [KEY_DIGEST, ARRIVAL, DOCUMENT, SOURCE, GENERATION, WITHDRAWN, "file", "sheet", "row"]


@dataclass(frozen=True)
class Withdrawal:
    """What taking files back would do.

    `rows` counts by file the rows that count no more, `restored` the earlier versions of such rows,
    from other files, that count again. `standing` are files that lie in the inbox and of which
    nothing may be taken back, for the next build would bring it again.
    """

    plan: MergePlan
    rows: Mapping[str, int] = field(default_factory=dict)
    restored: int = 0
    standing: frozenset[str] = frozenset()


def plan_withdrawal(
    manifest: Manifest,
    reader: BatchReader,
    files: Collection[str],
    lying: Collection[str],
    period: Period | None,
) -> Withdrawal:
    """Returns what taking back the rows of `files` would do; of `period` only, if given.

    Of those `lying` in the inbox only what they hold no more is taken back.
    """
    writes: dict[SchemeKey, Table] = {}
    rows: dict[str, int] = {}
    restored, standing = 0, set()
    for scheme_id in sorted({batch.scheme for batch in manifest.batches}):
        batches = manifest.of_scheme(scheme_id)
        history = _history(reader, batches)
        current = history[~history.duplicated(KEY_DIGEST, keep="last")]
        asked = current[_asked(current, files, period)]
        here = _here(asked, lying, manifest)
        standing |= set(asked.loc[here, "file"])
        gone = asked[~here]
        for file, count in gone["file"].value_counts().items():
            rows[str(file)] = rows.get(str(file), 0) + int(count)
        back = _earlier(history, gone, manifest, files)
        restored += len(back)
        hidden = _hidden(history, current, files, lying, manifest, period)
        marked = pd.concat([gone[gone[KEY_DIGEST].isin(back[KEY_DIGEST])], hidden])
        lost = gone[~gone[KEY_DIGEST].isin(back[KEY_DIGEST])]
        writes |= _writes(reader, batches, lost, marked, back, manifest.generation + 1)
    plan = MergePlan(generation=manifest.generation, writes=writes)
    return Withdrawal(plan, rows, restored, frozenset(standing))


def _history(reader: BatchReader, batches: tuple[Batch, ...]) -> pd.DataFrame:
    """All versions of all rows of a scheme, oldest first, with the day of each ("" for none)."""
    parts = []
    for number, batch in enumerate(batches):
        wanted = [*_HISTORY, *([batch.period] if batch.period else [])]
        frame = to_frame(reader.table(batch, wanted))
        day = frame[batch.period] if batch.period else pd.NaT
        places = {BATCH: number, POSITION: np.arange(len(frame)), "_day": day}
        parts.append(frame[_HISTORY].assign(**places))
    whole = pd.concat(parts, ignore_index=True)
    return whole.sort_values(GENERATION, kind="stable", ignore_index=True)


def _asked(rows: pd.DataFrame, files: Collection[str], period: Period | None) -> Booleans:
    found = rows["file"].isin(list(files)) & ~rows[WITHDRAWN].astype(bool)
    if period:
        days = pd.to_datetime(rows["_day"])
        found &= (days >= pd.Timestamp(period.first)) & (
            days < pd.Timestamp(period.last) + pd.Timedelta(days=1)
        )
    asked: Booleans = found.to_numpy(dtype=bool)
    return asked


def _here(rows: pd.DataFrame, lying: Collection[str], manifest: Manifest) -> Booleans:
    """Returns which rows stand in a file that lies in the inbox, as it is there."""
    now = [manifest.files[file].document if file in lying else -1 for file in rows["file"]]
    here: Booleans = rows[DOCUMENT].to_numpy() == np.array(now, np.int64)
    return here


def _hidden(
    history: pd.DataFrame,
    current: pd.DataFrame,
    files: Collection[str],
    lying: Collection[str],
    manifest: Manifest,
    period: Period | None,
) -> pd.DataFrame:
    """Returns the versions of `files` that others have replaced, which must not come back."""
    last = history[~history.duplicated([KEY_DIGEST, "file"], keep="last")]
    replaced = last[~last.index.isin(current.index)]
    replaced = replaced[_asked(replaced, files, period)]
    return replaced[~_here(replaced, lying, manifest)]


def _earlier(
    history: pd.DataFrame, gone: pd.DataFrame, manifest: Manifest, files: Collection[str]
) -> pd.DataFrame:
    """Returns the versions that the rows taken back had replaced, and that their sheets still have.

    A file that has changed since would have brought, or withdrawn, the row itself.
    """
    known = history[history[KEY_DIGEST].isin(gone[KEY_DIGEST])]
    known = known[~known["file"].isin(list(files))]
    last = known[~known.duplicated([KEY_DIGEST, "file"], keep="last")]
    last = last[~last[WITHDRAWN].astype(bool)]
    same = [
        file in manifest.files and int(manifest.files[file].sha256[:16], 16) == source
        for file, source in zip(last["file"], last[SOURCE], strict=True)
    ]
    last = last[np.array(same, bool)].sort_values([ARRIVAL, GENERATION], kind="stable")
    return last[~last.duplicated(KEY_DIGEST, keep="last")]


def _writes(
    reader: BatchReader,
    batches: tuple[Batch, ...],
    lost: pd.DataFrame,
    marked: pd.DataFrame,
    back: pd.DataFrame,
    generation: int,
) -> dict[SchemeKey, Table]:
    """Returns the batches that say so: rows that count no more, and those that count again.

    `marked` are versions that others stand in front of. They are marked as of their own
    generation, so that the one in front stays the newest.
    """
    parts: dict[SchemeKey, list[pd.DataFrame]] = {}
    for rows, marks in (
        (lost, {WITHDRAWN: True, GENERATION: np.int32(generation)}),
        (marked, {WITHDRAWN: True}),
        (back, {WITHDRAWN: False, GENERATION: np.int32(generation)}),
    ):
        for key, frame in rows_in_full(reader, batches, rows).items():
            parts.setdefault(key, []).append(frame.sort_values(ROW).assign(**marks))
    schemas = {batch.key: _schema(batch) for batch in batches}
    return {
        key: Table(schemas[key], pd.concat(frames, ignore_index=True))
        for key, frames in sorted(parts.items())
    }


def _schema(batch: Batch) -> Schema:
    """As much of the schema of a batch as writing another one needs."""
    day = [Column(batch.period, DAY, Role.PERIOD)] if batch.period else []
    return Schema(batch.schema, tuple(day))
