"""Immutable Parquet batches: written beside and renamed, known by their sha256, read a few columns at a time."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from qa_workbook.errors import RecordsDamaged
from qa_workbook.files import written
from qa_workbook.keys import SchemeKey
from qa_workbook.records.manifest import Batch

KEY, CONTENT, ARRIVAL, DOCUMENT = "_key", "_content", "_arrival", "_document"
SOURCE, GENERATION, WITHDRAWN = "_source", "_generation", "_withdrawn"
INDEX = (KEY, CONTENT, ARRIVAL, DOCUMENT, SOURCE, GENERATION, WITHDRAWN)
"""What a batch has besides the columns of the recordings frame: the digests of key and content; arrival, document
and hash of the file version that the row came from; the generation that wrote the row; whether it was withdrawn (then the
rest says what it was)."""


def sync(folder: Path) -> None:
    """Makes renames in `folder` last through a power cut, where the system lets a folder be synced."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_batch(folder: Path, key: SchemeKey, generation: int, table: pa.Table) -> Batch:
    """Writes rows of one scheme version as a new file and returns its entry for the manifest."""
    path = folder / f"{generation:06d}-{key}.parquet"
    with written(path) as beside:
        pq.write_table(table, beside, compression="zstd", store_schema=True)
        digest = hashlib.sha256(beside.read_bytes()).hexdigest()
    days = pc.min_max(table.column("call_date")).as_py()
    first, last = (
        "" if day is None else day.date().isoformat() for day in (days["min"], days["max"])
    )
    return Batch(path.name, digest, table.num_rows, *key, generation, first, last)


class BatchReader:
    """Reads batches of one folder and keeps their verified bytes, so that each is read from disk and checked once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._verified: dict[str, pa.Buffer] = {}

    def table(self, batch: Batch, columns: Sequence[str] | None = None) -> pa.Table:
        """Returns the batch, or some of its columns. Raises RecordsDamaged unless it is what was committed."""
        names = None if columns is None else list(columns)
        try:
            table = pq.ParquetFile(pa.BufferReader(self._buffer(batch))).read(columns=names)
        except (pa.ArrowException, OSError) as error:
            raise RecordsDamaged(path=self._folder / batch.file, why=str(error)) from None
        if table.num_rows != batch.rows:
            raise RecordsDamaged(
                path=self._folder / batch.file, why=f"{table.num_rows} rows, expected {batch.rows}"
            )
        return table

    def names(self, batch: Batch) -> list[str]:
        """Returns the column names of the batch."""
        return pq.read_schema(pa.BufferReader(self._buffer(batch))).names

    def _buffer(self, batch: Batch) -> pa.Buffer:
        if batch.sha256 not in self._verified:
            path = self._folder / batch.file
            try:
                content = path.read_bytes()
            except OSError as error:
                raise RecordsDamaged(
                    path=path, why=error.strerror or type(error).__name__
                ) from None
            if hashlib.sha256(content).hexdigest() != batch.sha256:
                raise RecordsDamaged(path=path, why="its content is not what was written")
            self._verified[batch.sha256] = pa.py_buffer(content)
        return self._verified[batch.sha256]


def to_table(rows: pd.DataFrame) -> pa.Table:
    """Returns rows as they are written: days in milliseconds, for Parquet has no seconds."""
    table = pa.Table.from_pandas(rows, preserve_index=False)
    kinds = [
        pa.timestamp("ms") if pa.types.is_timestamp(field.type) else field.type
        for field in table.schema
    ]
    return table.cast(pa.schema(zip(table.schema.names, kinds, strict=True), table.schema.metadata))


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Returns the rows as a recordings frame: `str` texts, datetime64[s] days, whole numbers as they were written."""
    frame = table.to_pandas()
    for name, dtype in frame.dtypes.items():
        if dtype.kind == "M" and dtype != "datetime64[s]":
            frame[name] = frame[name].astype("datetime64[s]")
    return frame
