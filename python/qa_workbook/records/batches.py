"""Immutable Parquet batches: written beside and renamed, known by their sha256."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from qa_workbook.errors import RecordsDamaged, RecordsForbidden
from qa_workbook.files import written
from qa_workbook.frames import Schema
from qa_workbook.keys import SchemeKey
from qa_workbook.records.format_1 import LETTERS
from qa_workbook.records.manifest import Batch, batch_file


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
        pq.write_table(table, beside, compression="zstd", store_schema=True)
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


class BatchReader:
    """Reads batches of one folder.

    It keeps their verified bytes, so that each is read from disk and checked once.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._verified: dict[str, pa.Buffer] = {}

    def table(self, batch: Batch, columns: Sequence[str] | None = None) -> pa.Table:
        """Returns the batch, or some of its columns.

        Raises RecordsDamaged unless it is what was committed.
        """
        try:
            file = pq.ParquetFile(pa.BufferReader(self._buffer(batch)))
            table = file.read(columns=list(columns or _names(file)))
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(batch, str(error)) from None
        if table.num_rows != batch.rows:
            raise self._damaged(batch, f"{table.num_rows} rows, expected {batch.rows}")
        return table

    def names(self, batch: Batch) -> list[str]:
        """Returns the names of the columns of the batch. Raises RecordsDamaged."""
        try:
            return _names(pq.ParquetFile(pa.BufferReader(self._buffer(batch))))
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(batch, str(error)) from None

    def check_days(self, batch: Batch) -> None:
        """Raises RecordsDamaged where rows are of other days than the manifest says.

        Whoever asks for a month would not be given them.
        """
        found = _days(self.table(batch, [batch.period] if batch.period else None), batch.period)
        if found != (batch.first, batch.last):
            raise self._damaged(batch, f"days {'–'.join(found)}, not {batch.first}–{batch.last}")

    def _buffer(self, batch: Batch) -> pa.Buffer:
        if batch.sha256 not in self._verified:
            path = self._folder / batch.file
            try:
                content = path.read_bytes()
            except PermissionError:
                raise RecordsForbidden(path=path) from None
            except OSError as error:
                raise self._damaged(batch, error.strerror or type(error).__name__) from None
            if hashlib.sha256(content).hexdigest() != batch.sha256:
                raise self._damaged(batch, "its content is not what was written")
            self._verified[batch.sha256] = pa.py_buffer(content)
        return self._verified[batch.sha256]

    def _damaged(self, batch: Batch, why: str) -> RecordsDamaged:
        return RecordsDamaged(path=self._folder / batch.file, why=why)


def _names(file: pq.ParquetFile) -> list[str]:
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
            frame[name] = frame[name].astype("datetime64[s]")
    return frame
