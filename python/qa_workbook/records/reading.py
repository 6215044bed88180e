"""Reading the rows that count: those of a period, with the columns that are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from qa_workbook.arrays import Integers
from qa_workbook.frames import Table, are_recordings
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.records.batches import GROUP, BatchReader, to_frame
from qa_workbook.records.beside import LOOKUP
from qa_workbook.records.columns import ROW
from qa_workbook.records.digests import Digest, distinct, name_digests
from qa_workbook.records.manifest import Batch, Manifest
from qa_workbook.records.scheme_rows import BLOCK, Rows, SchemeRows, Wanted, of_names


@dataclass(frozen=True)
class Reading:
    """One generation of a store as it is read, with `planned` rows of one schema to come."""

    manifest: Manifest
    reader: BatchReader
    schema: str
    planned: Mapping[SchemeKey, Table]

    def frames(self, wanted: Wanted, also: str, *, ordered: bool) -> dict[SchemeKey, pd.DataFrame]:
        """Returns the wanted rows by scheme key, as `RecordStore.read` does."""
        asked = wanted
        if wanted.names is not None and ordered:
            asked = replace(wanted, names=[*wanted.names, *ROW])
        found: dict[SchemeKey, list[pa.Table]] = {}
        for scheme_id in self._schemes():
            for key, rows in self._rows(scheme_id, asked, also):
                found.setdefault(key, []).append(rows)
        return {
            key: _joined(parts, wanted.names, ordered=ordered)
            for key, parts in sorted(found.items())
        }

    def blocks(self, wanted: Wanted, also: str) -> Iterator[Rows]:
        """Yields the wanted rows, as `RecordStore.blocks` does."""
        for scheme_id in self._schemes():
            for key, rows in self._rows(scheme_id, wanted, also):
                for start in range(0, rows.num_rows, BLOCK):
                    yield key, rows.slice(start, BLOCK)

    @property
    def batches(self) -> list[Batch]:
        """The batches of the schema."""
        return [batch for batch in self.manifest.batches if batch.schema == self.schema]

    def alone(self, column: str, named: Iterable[str] = ()) -> frozenset[str]:
        """Returns the batches (files) whose rows all say something else in `column`.

        No row of any other batch says the same there, and none of theirs says one of `named`. That
        is known of the column by which rows are looked up, from what lies beside the batches: of a
        batch that isn't among these it is not known.
        """
        if column != LOOKUP or not are_recordings(self.schema):
            return frozenset()
        names = {batch.file: self.reader.names(batch) for batch in self.batches}
        known = {file: own for file, own in names.items() if own is not None}
        if len(known) < len(names):
            return frozenset()
        texts = pd.Series(sorted(named), name=column, dtype="str")
        shared = _shared([own.names for own in known.values()])
        several = distinct(np.concatenate([shared, name_digests(texts)]))
        return frozenset(
            batch.file
            for batch in self.batches
            if len(known[batch.file].names) == batch.rows
            and not len(known[batch.file].common(several))
        )

    def _schemes(self) -> list[str]:
        stored = {batch.scheme for batch in self.manifest.batches if batch.schema == self.schema}
        return sorted(stored | {key.id for key in self.planned})

    def _rows(self, scheme_id: str, wanted: Wanted, also: str) -> Iterator[Rows]:
        """Yields the wanted rows of a scheme, those of other days that `also` wants last."""
        planned = {key: rows for key, rows in self.planned.items() if key.id == scheme_id}
        batches = self.manifest.of_scheme(scheme_id)
        scheme = SchemeRows(self.reader, batches, planned)
        beyond = replace(wanted, column=also)
        # Where nothing is of other days, nothing need be kept to be compared with it.
        beside = any(beyond.may_be_in(batch) for batch in batches) or any(
            _reaches_beyond(rows, wanted.period) for rows in planned.values()
        )
        if not also or wanted.period is None or not beside:
            for key, rows in scheme.of_period(wanted):
                yield key, wanted.chosen(rows)
            return
        asked = wanted if wanted.names is None else replace(wanted, names=[*wanted.names, also])
        texts: list[pa.ChunkedArray] = []
        for key, rows in scheme.of_period(asked):
            texts.append(rows.column(also))
            yield key, wanted.chosen(rows)
        if texts:
            others = replace(asked, column=also, texts=_unique(texts))
            for key, rows in scheme.of_other_days(others):
                yield key, wanted.chosen(rows)


def _shared(names: Sequence[Digest]) -> Digest:
    """Returns the digests that are in several lists, each of which is sorted and has each once."""
    every = np.concatenate([np.zeros(0, np.uint64), *names])
    # This sort takes sorted runs as they come, so that it merely merges them.
    every.sort(kind="stable")
    shared: Digest = every[1:][every[1:] == every[:-1]]
    return shared


def _unique(texts: Sequence[pa.ChunkedArray]) -> pa.Array:
    chunks = [chunk for column in texts for chunk in column.cast(pa.large_string()).chunks]
    return pc.unique(pa.chunked_array(chunks, pa.large_string()))


def _joined(
    parts: Sequence[pa.Table], names: Sequence[str] | None, *, ordered: bool
) -> pd.DataFrame:
    """Returns the columns `names` of all rows.

    By origin where they came in several runs, or in a batch that stands by days: nothing depends
    on that.
    """
    if any(not part.schema.equals(parts[0].schema) for part in parts):
        # Versions of the program may have written other columns for the same scheme.
        whole = pd.concat([to_frame(part) for part in parts], ignore_index=True)
        if ordered:
            whole = whole.sort_values(ROW, kind="stable", ignore_index=True)
        return whole if names is None else whole[[name for name in names if name in whole]]
    table = pa.concat_tables(parts)
    chosen = of_names(table, names)
    if ordered and (len(parts) > 1 or table.num_rows > GROUP):
        order = _by_origin(table)
        in_order = np.array_equal(order, np.arange(len(order)))
        # Rows that are in order already, as all of a first build are, need not be copied.
        chosen = chosen.combine_chunks() if in_order else chosen.take(pa.array(order))
    return to_frame(chosen)


def _reaches_beyond(rows: Table, period: Period | None) -> bool:
    """Returns whether there are rows of other days than those of a period, or of none."""
    if period is None or not rows.schema.period:
        return False
    days = rows.frame[rows.schema.period].to_numpy().astype("datetime64[D]")
    inside = (days >= np.datetime64(period.first)) & (days <= np.datetime64(period.last))
    return not bool(inside.all())


def _by_origin(rows: pa.Table) -> Integers:
    """Returns the order of rows by file, sheet and row.

    Texts are compared once each, for thousands of rows have the same few.
    """
    ranks = []
    for name in ROW[:-1]:
        column = rows.column(name).combine_chunks().dictionary_encode()
        codes, texts = column.indices.to_numpy(), column.dictionary.to_pylist()
        rank = np.empty(len(texts), np.int64)
        rank[sorted(range(len(texts)), key=texts.__getitem__)] = np.arange(len(texts))
        ranks.append(rank[codes])
    order: Integers = np.lexsort((rows.column(ROW[-1]).to_numpy(), *reversed(ranks)))
    return order
