"""The store of accepted rows: a folder of immutable batches and a manifest. Planning reads, committing writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from filelock import FileLock, Timeout

from qa_workbook.errors import Busy, RecordsDamaged
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.records.batches import (
    INDEX,
    WITHDRAWN,
    BatchReader,
    sync,
    to_frame,
    to_table,
    write_batch,
)
from qa_workbook.records.manifest import (
    NAME,
    Batch,
    Manifest,
    MergedFile,
    SheetRead,
    advanced,
    read_manifest,
    with_sheets,
    write_manifest,
)
from qa_workbook.records.merging import ADDED, REJECTED, REPLACED, SUPERSEDED, UNCHANGED
from qa_workbook.records.plan import MergePlan, nothing_told
from qa_workbook.records.planning import Incoming, SchemePlan, plan_scheme
from qa_workbook.records.stored import StoredIndex

T = TypeVar("T")

MANY, SMALL = 12, 50_000
"""So many batches of one scheme version with fewer rows each are put into one: reading takes time per file."""
TOLD_FRAMES = (
    "replaced_rows",
    "superseded_rows",
    "conflicting_rows",
    "withdrawn_rows",
    "kept_rows",
)


class RecordStore:
    """Keeps every version of every accepted row (contract 3.3).

    Whoever reads sees one generation as a whole, also while somebody else commits the next one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._reader = BatchReader(folder)
        self._lock = FileLock(folder / ".lock")

    @contextmanager
    def locked(self, timeout: float = 5.0) -> Iterator[None]:
        """Holds the store for this process; may be nested. Raises Busy when another one holds it for `timeout` seconds.

        The system lets go of the lock when its holder dies, so no stale lock can stay behind.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=timeout)
        except Timeout:
            raise Busy(path=self.folder) from None
        try:
            yield
        finally:
            self._lock.release()

    def plan(
        self, frames: Mapping[SchemeKey, pd.DataFrame], sheets: Sequence[SheetRead]
    ) -> MergePlan:
        """Returns what merging the recordings frames (by scheme key) of `sheets` would do; writes nothing.

        Every row's file must be among the sheets. Raises RecordsDamaged.
        """
        return self._undisturbed(lambda manifest: self._plan(manifest, frames, sheets))

    def _undisturbed(self, work: Callable[[Manifest], T]) -> T:
        """Does `work` on the newest manifest; anew, when a commit took away batches that it was about to read."""
        manifest = read_manifest(self.folder)
        while True:
            try:
                return work(manifest)
            except RecordsDamaged:
                newest = read_manifest(self.folder)
                if newest.generation == manifest.generation:
                    raise
                manifest = newest

    def _plan(
        self,
        manifest: Manifest,
        frames: Mapping[SchemeKey, pd.DataFrame],
        sheets: Sequence[SheetRead],
    ) -> MergePlan:
        sheets = [sheet for sheet in sheets if not sheet.rejected]
        files = with_sheets(manifest, sheets)
        full = {key: frame for key, frame in frames.items() if len(frame)}
        keys = [*full, *(sheet.scheme_key for sheet in sheets if sheet.scheme_key)]
        parts = [
            plan_scheme(
                Incoming(
                    scheme_id,
                    {key: frame for key, frame in sorted(full.items()) if key.id == scheme_id},
                    [
                        sheet
                        for sheet in sheets
                        if sheet.scheme_key and sheet.scheme_key.id == scheme_id
                    ],
                    files,
                    manifest,
                    self._reader,
                )
            )
            for scheme_id in sorted({key.id for key in keys})
        ]
        return _together(manifest, files, _unchanged(manifest, full.values(), sheets, parts), parts)

    def commit(self, plan: MergePlan) -> None:
        """Writes the plan; an empty one writes nothing. Raises Busy when the store has moved on since the planning."""
        if plan.is_empty:
            return
        with self.locked():
            manifest = read_manifest(self.folder)
            if manifest.generation != plan.generation:
                raise Busy(path=self.folder)
            if not (self.folder / NAME).exists():
                write_manifest(self.folder, manifest)
            batches, replaced = self._write(manifest, plan)
            sync(self.folder)
            following = advanced(manifest, plan.files, batches, replaced)
            write_manifest(self.folder, following)
            sync(self.folder)
            self._sweep(following)

    def _write(self, manifest: Manifest, plan: MergePlan) -> tuple[list[Batch], list[Batch]]:
        """Writes a batch per scheme version. Returns them, and the old ones whose rows, all of them, were put into them."""
        written, replaced = [], []
        for key, rows in plan.writes.items():
            table = to_table(rows)
            small = [batch for batch in manifest.batches if batch.key == key and batch.rows < SMALL]
            if len(small) >= MANY:
                older = [self._reader.table(batch) for batch in small]
                if all(other.schema.equals(table.schema) for other in older):
                    table = pa.concat_tables([*older, table])
                    replaced += small
            written.append(write_batch(self.folder, key, plan.generation + 1, table))
        return written, replaced

    def read(
        self, period: Period | None = None, *, plan: MergePlan | None = None
    ) -> dict[SchemeKey, pd.DataFrame]:
        """Returns the rows that count, by scheme key; only those called within `period` if given.

        With a `plan` they are what they will be once it is committed. Raises RecordsDamaged.
        """
        return self._undisturbed(
            lambda manifest: self._read(manifest, plan.writes if plan else {}, period)
        )

    def _read(
        self, manifest: Manifest, planned: Mapping[SchemeKey, pd.DataFrame], period: Period | None
    ) -> dict[SchemeKey, pd.DataFrame]:
        frames: dict[SchemeKey, list[pd.DataFrame]] = {}
        for scheme_id in sorted(
            {batch.scheme for batch in manifest.batches} | {key.id for key in planned}
        ):
            batches = manifest.of_scheme(scheme_id)
            coming = {key: rows for key, rows in planned.items() if key.id == scheme_id}
            index = StoredIndex.read(self._reader, batches, list(coming.values()))
            newest = index.newest()
            for number, batch in enumerate(batches):
                if _within(batch, period):
                    places = index.place[newest[index.batch[newest] == number]]
                    frames.setdefault(batch.key, []).append(self._rows(batch, places, period))
            for key, rows in coming.items():
                frames.setdefault(key, []).append(_coming(rows, period))
        found = {
            key: parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
            for key, parts in frames.items()
        }
        return {key: frame for key, frame in sorted(found.items()) if len(frame)}

    def _rows(
        self, batch: Batch, places: npt.NDArray[np.int32], period: Period | None
    ) -> pd.DataFrame:
        table = self._reader.table(batch)
        live = np.zeros(batch.rows, bool)
        live[places] = True
        live &= ~table.column(WITHDRAWN).to_numpy()
        if period:
            live &= _called_within(table.column("call_date").to_numpy(), period)
        table = table.drop_columns(list(INDEX))
        return to_frame(table if live.all() else table.filter(pa.array(live)))

    def _sweep(self, manifest: Manifest) -> None:
        """Removes what a crash left behind: batches that no manifest names, and half-written files."""
        known = {batch.file for batch in manifest.batches}
        for path in [
            *self.folder.glob("*.parquet"),
            *self.folder.glob(".*.parquet"),
            *self.folder.glob(".manifest-*"),
        ]:
            if path.name not in known:
                with suppress(
                    PermissionError
                ):  # Windows, and somebody is still reading it: the next commit will do
                    path.unlink(missing_ok=True)


def _within(batch: Batch, period: Period | None) -> bool:
    return (
        period is None
        or not batch.first
        or (batch.first <= str(period.last) and str(period.first) <= batch.last)
    )


def _called_within(days: npt.NDArray, period: Period) -> npt.NDArray[np.bool_]:
    whole = days.astype("datetime64[D]")
    return (whole >= np.datetime64(period.first)) & (whole <= np.datetime64(period.last))


def _coming(rows: pd.DataFrame, period: Period | None) -> pd.DataFrame:
    live = ~rows[WITHDRAWN].to_numpy()
    if period:
        live &= _called_within(rows["call_date"].to_numpy(), period)
    return rows[live].drop(columns=list(INDEX)).reset_index(drop=True)


def _unchanged(
    manifest: Manifest,
    frames: Iterable[pd.DataFrame],
    sheets: Sequence[SheetRead],
    parts: Sequence[SchemePlan],
) -> frozenset[tuple[str, str]]:
    """The sheets that bring nothing new: those merged before as they are, else those whose rows all are, none refused."""
    touched = frozenset().union(*(part.touched for part in parts))
    filled = _sheets_of(frames) - _sheets_of(part.told["conflicting_rows"] for part in parts)
    return frozenset(
        place
        for sheet in sheets
        if (place := (sheet.file, sheet.sheet)) not in touched
        and (_merged_before(manifest, sheet) or (place in filled and not sheet.rows_rejected))
    )


def _sheets_of(frames: Iterable[pd.DataFrame]) -> set[tuple[str, str]]:
    places = [frame[["file", "sheet"]].drop_duplicates() for frame in frames]
    return {place for part in places for place in part.itertuples(index=False, name=None)}


def _merged_before(manifest: Manifest, sheet: SheetRead) -> bool:
    known = manifest.files.get(sheet.file)
    if known and known.sha256 == sheet.sha256:
        return sheet.sheet in known.sheets
    return sheet.sha256 in manifest.versions


def _together(
    manifest: Manifest,
    files: Mapping[str, MergedFile],
    unchanged_sheets: frozenset[tuple[str, str]],
    parts: Sequence[SchemePlan],
) -> MergePlan:
    counts = sum((part.counts for part in parts), np.zeros(REJECTED + 1, np.int64))
    told = {
        name: pd.concat([part.told[name] for part in parts], ignore_index=True)
        if parts
        else nothing_told()
        for name in TOLD_FRAMES
    }
    return MergePlan(
        generation=manifest.generation,
        added=int(counts[ADDED]),
        replaced=int(counts[REPLACED]),
        unchanged=int(counts[UNCHANGED] + counts[SUPERSEDED]),
        rejected=int(counts[REJECTED]),
        withdrawn=len(told["withdrawn_rows"]),
        unchanged_sheets=unchanged_sheets,
        writes={key: rows for part in parts for key, rows in part.writes.items()},
        files=files,
        new_files=any(manifest.files.get(file) != merged for file, merged in files.items()),
        **told,
    )
