"""Reading the rows that count: those of a period, with the columns that are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from qa_workbook.arrays import Booleans, Integers, Values
from qa_workbook.frames import Table
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.records.batches import BatchReader, to_frame, to_table
from qa_workbook.records.columns import INDEX, ROW, WITHDRAWN
from qa_workbook.records.manifest import Batch, Manifest
from qa_workbook.records.stored import StoredIndex

BLOCK = 1_000_000
"""So many rows a block has at most: a few hundred megabytes with all columns of a scheme."""

Found = dict[SchemeKey, list[pa.Table]]


@dataclass(frozen=True)
class Wanted:
    """Which rows are read, and which of their columns.

    Rows are those of the period; with a `column` those of other days that say one of `texts`
    there. `names` are the columns (None for all); a batch may lack some of them.
    """

    period: Period | None = None
    names: Sequence[str] | None = None
    column: str = ""
    texts: Values | None = None

    def may_be_in(self, batch: Batch) -> bool:
        """Returns whether the batch may hold such rows."""
        if self.period is None or not batch.first:
            return not self.column
        first, last = str(self.period.first), str(self.period.last)
        if self.column:
            return batch.first < first or last < batch.last
        return batch.first <= last and first <= batch.last

    def deciding(self, day: str) -> list[str]:
        """Returns the columns that decide; `day` is the one of the period, "" for none."""
        return [name for name in (day if self.period else "", self.column) if name]

    def mask(self, rows: pa.Table, day: str) -> Booleans:
        """Returns which rows are wanted."""
        if self.period is None or not day:
            return np.full(rows.num_rows, not self.column)
        days = rows.column(day).to_numpy().astype("datetime64[D]")
        first, last = np.datetime64(self.period.first), np.datetime64(self.period.last)
        inside: Booleans = (days >= first) & (days <= last)
        if not self.column:
            return inside
        return ~inside & _is_in(rows.column(self.column), self.texts)

    def chosen(self, rows: pa.Table) -> pa.Table:
        """Returns the columns that are asked for, without those of the store."""
        own = [name for name in rows.schema.names if name not in INDEX]
        return _of_names(rows.select(own), self.names)


@dataclass(frozen=True)
class Reading:
    """One generation of a store as it is read, with `planned` rows of one schema to come."""

    manifest: Manifest
    reader: BatchReader
    schema: str
    planned: Mapping[SchemeKey, Table]

    def frames(self, wanted: Wanted, also: str, *, ordered: bool) -> dict[SchemeKey, pd.DataFrame]:
        """Returns the wanted rows by scheme key, as `RecordStore.read` does."""
        own = list(wanted.names) if wanted.names is not None else None
        if own is not None:
            more = [*own, also] if also and wanted.period else own
            wanted = replace(wanted, names=[*more, *ROW] if ordered else more)
        found: dict[SchemeKey, pd.DataFrame] = {}
        for scheme_id in self._schemes():
            parts = self._of_scheme(scheme_id, wanted)
            if also and wanted.period and parts:
                texts = [part.column(also) for tables in parts.values() for part in tables]
                others = replace(wanted, column=also, texts=_unique(texts))
                for key, tables in self._of_scheme(scheme_id, others).items():
                    parts.setdefault(key, []).extend(tables)
            found |= {key: _joined(tables, ordered=ordered) for key, tables in parts.items()}
        filled = {key: frame for key, frame in sorted(found.items()) if len(frame)}
        if own is None:
            return filled
        return {
            key: frame[[name for name in dict.fromkeys(own) if name in frame]]
            for key, frame in filled.items()
        }

    def blocks(self, wanted: Wanted, also: str) -> Iterator[tuple[SchemeKey, pa.Table]]:
        """Yields the wanted rows, as `RecordStore.blocks` does."""
        asked = wanted
        if also and wanted.period and wanted.names is not None:
            asked = replace(wanted, names=[*wanted.names, also])
        for scheme_id in self._schemes():
            texts = []
            for key, rows in self._parts(scheme_id, asked):
                if also and wanted.period:
                    texts.append(rows.column(also))
                yield from _cut(key, _of_names(rows, wanted.names))
            if texts:
                others = replace(wanted, column=also, texts=_unique(texts))
                for key, rows in self._parts(scheme_id, others):
                    yield from _cut(key, rows)

    @cached_property
    def _tables(self) -> dict[SchemeKey, pa.Table]:
        """The planned rows as stored ones are read."""
        return {key: to_table(rows.frame) for key, rows in self.planned.items()}

    def _schemes(self) -> list[str]:
        stored = {batch.scheme for batch in self.manifest.batches if batch.schema == self.schema}
        return sorted(stored | {key.id for key in self.planned})

    def _of_scheme(self, scheme_id: str, wanted: Wanted) -> Found:
        found: Found = {}
        for key, rows in self._parts(scheme_id, wanted):
            found.setdefault(key, []).append(rows)
        return found

    def _parts(self, scheme_id: str, wanted: Wanted) -> Iterator[tuple[SchemeKey, pa.Table]]:
        """Yields the wanted rows of a scheme, those of a batch at a time."""
        batches = self.manifest.of_scheme(scheme_id)
        coming = {key: rows for key, rows in self.planned.items() if key.id == scheme_id}
        if any(wanted.may_be_in(batch) for batch in batches):
            index = StoredIndex.read(self.reader, batches, [rows.frame for rows in coming.values()])
            newest = index.newest()
            for number, batch in enumerate(batches):
                if wanted.may_be_in(batch):
                    places = index.place[newest[index.batch[newest] == number]]
                    rows = self._rows(batch, places, wanted)
                    if rows.num_rows:
                        yield batch.key, rows
        for key, table in coming.items():
            rows = self._tables[key]
            live = ~rows.column(WITHDRAWN).to_numpy() & wanted.mask(rows, table.schema.period)
            yield key, wanted.chosen(rows.filter(pa.array(live)))

    def _rows(self, batch: Batch, places: Integers, wanted: Wanted) -> pa.Table:
        """Returns the wanted ones of the rows at `places`."""
        told = self.reader.table(batch, [WITHDRAWN, *wanted.deciding(batch.period)])
        live = np.zeros(batch.rows, bool)
        live[places] = True
        live &= ~told.column(WITHDRAWN).to_numpy()
        live &= wanted.mask(told, batch.period)
        if not live.any():
            return told.slice(0, 0)
        names = None
        if wanted.names is not None:
            known = self.reader.names(batch)
            names = [name for name in dict.fromkeys(wanted.names) if name in known]
        table = wanted.chosen(self.reader.table(batch, names))
        return table if live.all() else table.filter(pa.array(live))


def _of_names(rows: pa.Table, names: Sequence[str] | None) -> pa.Table:
    """Returns those of the columns `names` that the rows have, all for None."""
    if names is None:
        return rows
    return rows.select([name for name in dict.fromkeys(names) if name in rows.schema.names])


def _cut(key: SchemeKey, rows: pa.Table) -> Iterator[tuple[SchemeKey, pa.Table]]:
    for start in range(0, rows.num_rows, BLOCK):
        yield key, rows.slice(start, BLOCK)


def _is_in(column: pa.ChunkedArray, texts: Values | None) -> Booleans:
    """Whether each text is one of `texts`; `Series.isin` would make Python's texts of them all."""
    found: Booleans = pc.is_in(column.cast(pa.large_string()), value_set=texts).to_numpy()
    return found


def _unique(texts: Sequence[pa.ChunkedArray]) -> pa.Array:
    chunks = [chunk for column in texts for chunk in column.cast(pa.large_string()).chunks]
    return pc.unique(pa.chunked_array(chunks, pa.large_string()))


def _joined(parts: Sequence[pa.Table], *, ordered: bool) -> pd.DataFrame:
    """Returns all rows, by origin where they came in several runs: nothing depends on that."""
    if len(parts) == 1:
        return to_frame(parts[0])
    whole = pd.concat([to_frame(part) for part in parts], ignore_index=True)
    if not ordered:
        return whole
    return whole.sort_values(ROW, kind="stable", ignore_index=True)
