"""The store of accepted rows: a folder of immutable batches and a manifest.

Planning reads, committing writes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa

from qa_workbook.errors import Busy, RecordsDamaged
from qa_workbook.frames import LONG, Role, Table
from qa_workbook.keys import SchemeKey
from qa_workbook.locks import locked
from qa_workbook.numbers import Period
from qa_workbook.records.arrivals import advanced, with_new_documents, with_sheets
from qa_workbook.records.batches import (
    BatchReader,
    arranged,
    rewritten,
    sync,
    to_frame,
    write_batch,
)
from qa_workbook.records.columns import SHEET, WITHDRAWN
from qa_workbook.records.committing import clean_after_failure, complete, sweep
from qa_workbook.records.corrected_copies import corrected_documents
from qa_workbook.records.forgetting import kept_rows, old_rows
from qa_workbook.records.former_schemes import with_former_schemes
from qa_workbook.records.incoming import Incoming
from qa_workbook.records.manifest import (
    NAME,
    Batch,
    Manifest,
    read_manifest,
    write_manifest,
)
from qa_workbook.records.merged_files import Merged
from qa_workbook.records.packed_rows import arranged_rows, as_written
from qa_workbook.records.plan import OWN_COLUMNS, MergePlan
from qa_workbook.records.planning import plan_scheme, prepared
from qa_workbook.records.reading import Reading
from qa_workbook.records.scheme_rows import Wanted
from qa_workbook.records.sheet_columns import SheetColumns
from qa_workbook.records.stored import named_rows, noted
from qa_workbook.records.together import merge_plan
from qa_workbook.records.withdrawing import Withdrawal, plan_withdrawal
from qa_workbook.sheets import Sheet

T = TypeVar("T")

LARGE = 1_000_000
"""With more rows than that a period is large: its rows should be read block by block."""
MANY, SMALL = 12, 50_000
"""So many batches of one scheme version with fewer rows each are put into one: reading takes time
per file."""


class RecordStore:
    """Keeps every version of every accepted row (contract 3.3), of recordings and of other forms.

    A kind of rows needs nothing but a `Schema`. Its columns say by their roles what the store does
    with them: KEY, WHOLE, SHEET, ORIGIN (`file`, `sheet` and `row`, which every schema has),
    PERIOD and REPORTED. So a form of complaints, one row per ticket, is kept like this:

        schema = Schema("complaints", (
            Column("ticket", TEXT, Role.KEY | Role.REPORTED),
            Column("day", DAY, Role.PERIOD),
            Column("remark"),
            *ORIGIN,
        ))
        key = SchemeKey("complaints", "2026.1")
        plan = store.plan({key: Table(schema, frame)}, sheets)
        store.commit(plan)
        store.read(period, schema="complaints")

    `sheets` names the sheet of every row: its file with hash, `scheme_key=key`, the keys of rows
    that were rejected. Ids are unique among schemes and forms.

    Whoever reads sees one generation as a whole, also while somebody else commits the next one.
    Only one at a time may commit: whoever holds `Workspace.locked` from planning to committing
    can't be overtaken.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._reader = BatchReader(folder)

    def plan(self, tables: Mapping[SchemeKey, Table], sheets: Sequence[Sheet]) -> MergePlan:
        """Returns what merging the accepted rows of `sheets` would do; writes nothing.

        `tables` has one for each scheme version that a sheet, not rejected, is of, with or without
        rows. Raises ValueError where one is missing, where a frame hasn't the columns of its
        schema, or where a row's file is not among the sheets; RecordsDamaged.
        """
        for table in tables.values():
            _check_columns(table)
        return self._undisturbed(lambda manifest: self._plan(manifest, tables, sheets))

    def _undisturbed(self, work: Callable[[Manifest], T]) -> T:
        """Does `work` on the newest manifest; anew, when a commit took away batches meanwhile.

        Readers hold no lock. A commit that puts small batches together sweeps the old ones away,
        and whoever was about to read them finds all their rows in the batch that came instead.
        """
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
        self, manifest: Manifest, tables: Mapping[SchemeKey, Table], sheets: Sequence[Sheet]
    ) -> MergePlan:
        accepted = [sheet for sheet in sheets if not sheet.rejected]
        files = with_sheets(manifest, accepted)
        by_id: dict[str, list[Sheet]] = {key.id: [] for key in tables}
        for sheet in accepted:
            if sheet.scheme_key is None:
                continue
            if sheet.scheme_key not in tables:
                raise ValueError(f"no table for the sheets of {sheet.scheme_key}")
            by_id[sheet.scheme_key.id].append(sheet)
        standing = frozenset(sheet.place for sheet in sheets)
        faulty = frozenset(sheet.file for sheet in sheets if sheet.rejected)
        corrected = corrected_documents(manifest, accepted)
        incomings = []
        for scheme_id, own_sheets in sorted(by_id.items()):
            own = {key: table for key, table in tables.items() if key.id == scheme_id}
            incomings.append(
                Incoming(
                    scheme_id,
                    own,
                    own_sheets,
                    files,
                    manifest,
                    self._reader,
                    standing,
                    faulty,
                    corrected=corrected,
                )
            )
        incomings = with_former_schemes(incomings)
        judged = [prepared(incoming) for incoming in incomings]
        files = with_new_documents(manifest, files, judged)
        documents = {file: merged.document for file, merged in files.items()}
        parts = [
            plan_scheme(incoming, judgement, documents)
            for incoming, judgement in zip(incomings, judged, strict=True)
        ]
        return merge_plan(manifest, files, tables, accepted, parts)

    def plan_withdrawal(
        self, files: Collection[str], lying: Collection[str] = (), period: Period | None = None
    ) -> Withdrawal:
        """Returns what taking back the rows of `files` would do; writes nothing.

        Of files `lying` in the inbox only what they hold no more is taken back. Raises
        RecordsDamaged.
        """
        return self._undisturbed(
            lambda manifest: plan_withdrawal(manifest, self._reader, files, lying, period)
        )

    def counting(self, files: Collection[str]) -> dict[tuple[str, str], int]:
        """Returns how many rows of each sheet of `files` count. Raises RecordsDamaged."""
        wanted = set(files) & self.known_files
        return self._undisturbed(lambda manifest: self._counting(manifest, wanted))

    def _counting(self, manifest: Manifest, files: Collection[str]) -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        for scheme_id in {batch.scheme for batch in manifest.batches} if files else ():
            batches = manifest.of_scheme(scheme_id)
            notes, _ = noted(self._reader, batches)
            for batch, own in zip(batches, notes, strict=True):
                rows = to_frame(self._reader.table(batch, [WITHDRAWN, *SHEET]))
                rows = rows[own.counting(0, batch.rows)]
                rows = rows[~rows[WITHDRAWN].astype(bool) & rows["file"].isin(files)]
                for (file, sheet), those in rows.groupby(SHEET):
                    found[file, sheet] = found.get((file, sheet), 0) + len(those)
        return found

    @property
    def known_files(self) -> frozenset[str]:
        """Every file that was ever merged, as the inbox names it. Raises RecordsDamaged."""
        return frozenset(read_manifest(self.folder).files)

    def commit(self, plan: MergePlan) -> None:
        """Writes the plan; an empty one writes nothing.

        Raises Busy when the store has moved on since the planning.
        """
        if plan.is_empty:
            return
        with locked(self.folder):
            self._commit(plan)

    def _commit(self, plan: MergePlan) -> None:
        manifest = read_manifest(self.folder)
        if manifest.generation != plan.generation:
            raise Busy(path=self.folder)
        # A store with batches and no manifest is damaged, so the manifest comes first.
        if not (self.folder / NAME).exists():
            write_manifest(self.folder, manifest)
        with clean_after_failure(self.folder):
            batches, replaced, tables = self._write(manifest, plan)
            following = advanced(manifest, plan.news, batches, replaced)
            following = complete(self.folder, self._reader, manifest, following, plan.news, tables)
            # What a manifest names must last before it, and that before the old ones go.
            sync(self.folder)
            write_manifest(self.folder, following)
        # The new generation counts: what fails from here on must not look like a failed commit.
        with suppress(OSError):
            sync(self.folder)
            self._sweep(following)

    def forget(self, before: date, *, apply: bool = True) -> int:
        """Deletes the rows of days before `before` for good, or only counts them.

        A batch at a time, each a commit: after a crash it can be done again. Raises RecordsDamaged,
        Busy.
        """
        edge = np.datetime64(before)
        found = list(old_rows(read_manifest(self.folder), self._reader, edge))
        for batch, kept in found if apply else ():
            with locked(self.folder):
                self._replace(batch, kept_rows(self._reader, batch, kept))
        return sum(int((~kept).sum()) for _, kept in found)

    def _replace(self, batch: Batch, table: pa.Table) -> None:
        manifest = read_manifest(self.folder)
        now = next(one for one in manifest.batches if one.file == batch.file)
        written = list[Batch]()
        if table.num_rows:
            of_new = replace(now, generation=manifest.generation + 1)
            written = [rewritten(self.folder, of_new, table)]
        following = advanced(manifest, Merged(), written, [now])
        tables = {entry.file: table for entry in written}
        following = complete(self.folder, self._reader, manifest, following, Merged(), tables)
        sync(self.folder)
        write_manifest(self.folder, following)
        self._sweep(following)

    def holds(self, plan: MergePlan) -> bool:
        """Returns whether the plan was committed, also where the commit was interrupted then."""
        return not plan.is_empty and read_manifest(self.folder).generation > plan.generation

    def _write(
        self, manifest: Manifest, plan: MergePlan
    ) -> tuple[list[Batch], list[Batch], dict[str, pa.Table]]:
        """Writes a batch per scheme version.

        Returns them, the old ones whose rows, all of them, were put into them, and their rows as
        they were written, by file.
        """
        written, replaced, tables = [], [], {}
        for key, rows in plan.writes.items():
            # Old versions of rows go into the new batch too: nothing that was accepted is lost.
            small = [batch for batch in manifest.batches if batch.key == key and batch.rows < SMALL]
            if len(small) >= MANY:
                table = as_written(rows)
                older = [self._reader.table(batch) for batch in small]
                if all(other.schema.equals(table.schema) for other in older):
                    table = pa.concat_tables([*older, table])
                    replaced += small
                table = arranged(table, rows.schema.period)
            else:
                table = arranged_rows(rows)
            generation = plan.generation + 1
            written.append(write_batch(self.folder, key, rows.schema, generation, table))
            tables[written[-1].file] = table
        return written, replaced, tables

    def schemas(self, plan: MergePlan | None = None) -> frozenset[str]:
        """Returns the names of the schemas that have any rows, with a `plan` as they will be.

        Raises RecordsDamaged.
        """
        stored = {batch.schema for batch in read_manifest(self.folder).batches}
        planned = plan.writes.values() if plan else ()
        return frozenset(stored | {rows.schema.name for rows in planned})

    def read(
        self,
        period: Period | None = None,
        *,
        schema: str = LONG.name,
        plan: MergePlan | None = None,
        also: str = "",
        columns: Sequence[str] | None = None,
        ordered: bool = True,
    ) -> dict[SchemeKey, pd.DataFrame]:
        """Returns the rows that count, by scheme key; only those of days within `period` if given.

        `schema` is the name of theirs: "recordings", or the id of a form. With a `plan` they are
        what they will be once it is committed. `also` names a text column: rows of other days that
        say the same there as one of the period, in any version, come too. Of `columns` each frame
        has those that its rows have, in this order. Who needs no order (by file, sheet and row)
        saves the time that it takes. Raises RecordsDamaged.
        """
        wanted = Wanted(period, columns)
        return self._undisturbed(
            lambda manifest: self._reading(manifest, schema, plan).frames(
                wanted, also, ordered=ordered
            )
        )

    def blocks(
        self,
        period: Period | None = None,
        columns: Sequence[str] | None = None,
        *,
        schema: str = LONG.name,
        plan: MergePlan | None = None,
        also: str = "",
    ) -> Iterator[tuple[SchemeKey, pa.Table]]:
        """Yields the rows of `read`, in no order, as tables of at most `BLOCK` rows.

        So what is counted in them takes no more memory the more rows there are. The tables of a
        scheme follow one another, those of `also` last. Raises RecordsDamaged, and Busy where a
        commit took away what was yet to be read.
        """
        wanted, begun = Wanted(period, columns), False
        manifest = read_manifest(self.folder)
        while True:
            try:
                for found in self._reading(manifest, schema, plan).blocks(wanted, also):
                    begun = True
                    yield found
            except RecordsDamaged:
                newest = read_manifest(self.folder)
                if newest.generation == manifest.generation:
                    raise
                if begun:
                    raise Busy(path=self.folder) from None
                manifest = newest
            else:
                return

    def is_large(self, period: Period, *, schema: str = LONG.name, most: int = LARGE) -> bool:
        """Returns whether a period may have more rows than should be read at once: than `most`."""
        batches = [one for one in read_manifest(self.folder).batches if one.schema == schema]
        wanted = Wanted(period)
        return sum(batch.rows for batch in batches if wanted.may_be_in(batch)) > most

    def reading(self, schema: str = LONG.name) -> Reading:
        """Returns the newest generation, to be read as it is now. Raises RecordsDamaged."""
        return self._reading(read_manifest(self.folder), schema, None)

    def _reading(self, manifest: Manifest, schema: str, plan: MergePlan | None) -> Reading:
        writes = plan.writes if plan else {}
        planned = {key: rows for key, rows in writes.items() if rows.schema.name == schema}
        return Reading(manifest, self._reader, schema, planned)

    def named(self, wanted: Mapping[str, Sequence[str]]) -> dict[str, pd.DataFrame]:
        """Returns some columns of all rows that count, by id of scheme or form.

        `wanted` are the columns by such an id; ids of which nothing is stored are left out. Raises
        RecordsDamaged.
        """
        return self._undisturbed(lambda manifest: named_rows(self._reader, manifest, wanted))

    def sheet_columns(
        self, plan: MergePlan | None = None
    ) -> Mapping[tuple[str, str], Mapping[str, str]]:
        """Returns the letters of the columns of each merged sheet, by (file, sheet).

        They are those of the version of the file that was merged last; with a `plan`, those that
        hold once it is committed. They are read when the first is asked for, which may raise
        RecordsDamaged.
        """
        return SheetColumns(self.folder, dict(plan.files) if plan else {})

    def _sweep(self, manifest: Manifest) -> None:
        sweep(self.folder, manifest)


def _check_columns(table: Table) -> None:
    schema = table.schema
    unfit = set(schema.names) ^ set(table.frame.columns)
    if unfit:
        names = ", ".join(sorted(map(str, unfit)))
        raise ValueError(f"the frame of {schema.name} doesn't fit its schema: {names}")
    taken = set(schema.having(Role.REPORTED)) & set(OWN_COLUMNS)
    if taken:
        names = ", ".join(sorted(taken))
        raise ValueError(f"columns of {schema.name} that reports have another use for: {names}")
