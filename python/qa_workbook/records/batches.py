"""Immutable Parquet batches: written beside and renamed, known by their sha256."""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from qa_workbook.errors import RecordsDamaged, RecordsForbidden
from qa_workbook.files import written
from qa_workbook.frames import Schema
from qa_workbook.keys import SchemeKey
from qa_workbook.records.beside import Names, Notes
from qa_workbook.records.format_1 import LETTERS
from qa_workbook.records.manifest import Batch, batch_file

GROUP = 100_000
"""So many rows of a batch stand together: who wants one of them reads them all."""
KEPT = 128 * 2**20
"""So many bytes of what was read last are kept: a few million rows."""


def sync(folder: Path) -> None:
    """Makes renames in `folder` last through a power cut, where the system can do that."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_batch(
    folder: Path, key: SchemeKey, schema: Schema, generation: int, table: pa.Table
) -> Batch:
    """Writes rows of one scheme version as a new file and returns its entry for the manifest."""
    entry = Batch(
        file="",
        sha256="",
        rows=0,
        schema=schema.name,
        scheme=key.id,
        version=key.version,
        generation=generation,
        period=schema.period,
        first="",
        last="",
    )
    return rewritten(folder, entry, table)


def rewritten(folder: Path, entry: Batch, table: pa.Table) -> Batch:
    """Writes rows as the file that an entry names, and returns the entry as it is then."""
    path = folder / batch_file(entry.generation, entry.key)
    with written(path) as beside:
        pq.write_table(table, beside, compression="zstd", store_schema=True, row_group_size=GROUP)
        # Of what stands on the disk, not of what was meant to be written.
        digest = hashlib.sha256(beside.read_bytes()).hexdigest()
    first, last = _days(table, entry.period)
    return replace(
        entry, file=path.name, sha256=digest, rows=table.num_rows, first=first, last=last
    )


def _days(table: pa.Table, period: str) -> tuple[str, str]:
    """Returns the first and the last day in the column `period` (ISO), "" where there is none."""
    if not period:
        return "", ""
    days = pc.min_max(table.column(period)).as_py()
    if days["min"] is None:
        return "", ""
    return days["min"].date().isoformat(), days["max"].date().isoformat()


@dataclass(frozen=True)
class Group:
    """Rows that stand together in the file of a batch, from `start` on.

    `first` and `last` are the days of those that have one, None where that is not known.
    """

    number: int
    start: int
    rows: int
    first: date | None
    last: date | None


class BatchReader:
    """Reads batches of one folder.

    It keeps the verified bytes of those read last, so that they needn't be checked again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._verified: OrderedDict[str, bytes] = OrderedDict()

    def table(
        self,
        batch: Batch,
        columns: Sequence[str] | None = None,
        groups: Sequence[Group] | None = None,
        coded: Collection[str] = (),
    ) -> pa.Table:
        """Returns the batch, or some of its columns, or only some groups of its rows.

        Columns of `coded` come as they are written: the few different texts, and a number of each
        row. Raises RecordsDamaged unless it is what was committed.
        """
        try:
            file = self._file(batch, coded)
            names = list(_columns(file) if columns is None else columns)
            if groups is not None:
                return file.read_row_groups([group.number for group in groups], columns=names)
            return file.read(columns=names)
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(batch, str(error)) from None

    def columns(self, batch: Batch) -> list[str]:
        """Returns the names of the columns of the batch. Raises RecordsDamaged."""
        try:
            return _columns(self._file(batch))
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(batch, str(error)) from None

    def groups(self, batch: Batch) -> list[Group]:
        """Returns the groups of rows of the batch, in their order. Raises RecordsDamaged."""
        try:
            return _groups(self._file(batch), batch.period)
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(batch, str(error)) from None

    def names(self, batch: Batch) -> Names | None:
        """Returns the names of a batch, None where they are lost or were never written."""
        content = self._beside(batch.names_file, batch.names)
        try:
            return Names.from_bytes(content) if content else None
        except (ValueError, EOFError):
            return None

    def notes(self, batch: Batch) -> Notes | None:
        """Returns the notes of a batch, None where they are lost or were never written."""
        if batch.notes is None:
            return None
        content = self._beside(batch.notes_file, batch.notes) if batch.notes else b""
        try:
            notes = Notes.from_bytes(content) if content is not None else None
        except ValueError:
            return None
        # A batch with fewer rows is not the one that they were made of.
        fits = notes is not None and (notes.rows["position"] < batch.rows).all()
        return notes if fits else None

    def check_days(self, batch: Batch) -> None:
        """Raises RecordsDamaged where rows are of other days than the manifest says.

        Whoever asks for a month would not be given them.
        """
        found = _days(self.table(batch, [batch.period] if batch.period else None), batch.period)
        if found != (batch.first, batch.last):
            raise self._damaged(batch, f"days {'–'.join(found)}, not {batch.first}–{batch.last}")

    def _file(self, batch: Batch, coded: Collection[str] = ()) -> pq.ParquetFile:
        content = pa.py_buffer(self._content(batch))
        file = pq.ParquetFile(pa.BufferReader(content))
        known = [name for name in coded if name in file.schema_arrow.names]
        if known:
            file = pq.ParquetFile(
                pa.BufferReader(content), metadata=file.metadata, read_dictionary=known
            )
        if file.metadata.num_rows != batch.rows:
            raise self._damaged(batch, f"{file.metadata.num_rows} rows, expected {batch.rows}")
        return file

    def _content(self, batch: Batch) -> bytes:
        if batch.sha256 in self._verified:
            self._verified.move_to_end(batch.sha256)
            return self._verified[batch.sha256]
        path = self._folder / batch.file
        try:
            content = path.read_bytes()
        except PermissionError:
            raise RecordsForbidden(path=path) from None
        except OSError as error:
            raise self._damaged(batch, error.strerror or type(error).__name__) from None
        if hashlib.sha256(content).hexdigest() != batch.sha256:
            raise self._damaged(batch, "its content is not what was written")
        self._keep(batch.sha256, content)
        return content

    def _beside(self, name: str, sha256: str) -> bytes | None:
        if not sha256:
            return None
        if sha256 in self._verified:
            self._verified.move_to_end(sha256)
            return self._verified[sha256]
        try:
            content = (self._folder / name).read_bytes()
        except OSError:
            return None
        if hashlib.sha256(content).hexdigest() != sha256:
            return None
        self._keep(sha256, content)
        return content

    def _keep(self, sha256: str, content: bytes) -> None:
        self._verified[sha256] = content
        while len(self._verified) > 1 and sum(map(len, self._verified.values())) > KEPT:
            self._verified.popitem(last=False)

    def _damaged(self, batch: Batch, why: str) -> RecordsDamaged:
        return RecordsDamaged(path=self._folder / batch.file, why=why)


def _groups(file: pq.ParquetFile, period: str) -> list[Group]:
    """Returns the groups of rows; days from what the file says of the column `period`."""
    metadata, found, start = file.metadata, [], 0
    place = metadata.schema.names.index(period) if period in metadata.schema.names else -1
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        told = group.column(place).statistics if place >= 0 else None
        days: tuple[date | None, date | None] = (None, None)
        if told is not None and told.has_min_max:
            days = told.min.date(), told.max.date()
        found.append(Group(number, start, group.num_rows, *days))
        start += group.num_rows
    return found


def arranged(table: pa.Table, period: str) -> pa.Table:
    """Returns rows as they are written: many of them by day, so that a day is read from few.

    Those of a day keep their order.
    """
    order = written_order(table.column(period)) if period else None
    return table if order is None else table.take(order)


def written_order(days: pa.ChunkedArray) -> pa.Array | None:
    """Returns the order in which rows of these days are written; None for as they come."""
    if len(days) <= GROUP:
        return None
    return pa.array(np.argsort(days.to_numpy().astype("datetime64[D]"), kind="stable"))


def _columns(file: pq.ParquetFile) -> list[str]:
    return [name for name in file.schema_arrow.names if name != LETTERS]


def to_table(rows: pd.DataFrame) -> pa.Table:
    """Returns rows as they are written: days in milliseconds, for Parquet has no seconds."""
    table = pa.Table.from_pandas(rows, preserve_index=False)
    milliseconds = pa.timestamp("ms")
    fields = [
        field.with_type(milliseconds) if pa.types.is_timestamp(field.type) else field
        for field in table.schema
    ]
    return table.cast(pa.schema(fields, table.schema.metadata))


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Returns rows in the types of frames: `str` texts, datetime64[s] days, numbers as written."""
    frame = table.to_pandas()
    for name, dtype in frame.dtypes.items():
        if dtype.kind == "M" and dtype != "datetime64[s]":
            # NumPy's own cast takes a fraction of the time of pandas', which looks for overflows.
            frame[name] = frame[name].to_numpy().astype("datetime64[s]")
    return frame
