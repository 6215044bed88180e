"""The current rows of one scheme: of every key the newest version over all batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from qa_workbook.arrays import Booleans, Integers, Values
from qa_workbook.frames import Role, Schema, empty_frame
from qa_workbook.keys import SchemeKey
from qa_workbook.records.batches import BatchReader, to_frame
from qa_workbook.records.beside import Notes, columns_of_names, names_of
from qa_workbook.records.columns import (
    BATCH,
    DOCUMENT,
    GENERATION,
    INDEX,
    KEY_DIGEST,
    LIVE,
    POSITION,
    WITHDRAWN,
)
from qa_workbook.records.digests import Digest, distinct
from qa_workbook.records.manifest import Batch, Manifest

_WANTED = Role.KEY | Role.WHOLE | Role.SHEET | Role.ORIGIN | Role.REPORTED


@dataclass(frozen=True)
class StoredIndex:
    """The digests of all rows ever stored for a scheme.

    `batch` and `place` say where each row stands.
    """

    key: Integers
    document: Integers
    generation: Integers
    batch: Integers
    place: Integers

    @classmethod
    def read(cls, reader: BatchReader, batches: Sequence[Batch]) -> StoredIndex:
        """Reads the index of the batches of one scheme, oldest first."""
        names = [KEY_DIGEST, DOCUMENT, GENERATION]
        tables = [reader.table(batch, names) for batch in batches]
        rows = [table.num_rows for table in tables]
        places = [np.arange(count, dtype=np.int32) for count in rows]
        return cls(
            key=_joined(tables, KEY_DIGEST),
            document=_joined(tables, DOCUMENT),
            generation=_joined(tables, GENERATION),
            batch=np.repeat(np.arange(len(rows), dtype=np.int32), rows),
            place=np.concatenate([np.zeros(0, np.int32), *places]),
        )

    def newest(self, among: Booleans | None = None) -> Integers:
        """Returns the positions of the newest row of each key, in the order of storing.

        `among` marks the rows that count; it holds all rows of a key or none.
        """
        places = np.arange(len(self.key)) if among is None else np.flatnonzero(among)
        # Not the order of the batches: one that older batches were put into comes last.
        by_age = places[np.argsort(self.generation[places], kind="stable")]
        older = pd.Series(self.key[by_age]).duplicated(keep="last").to_numpy()
        return np.sort(by_age[~older])

    def with_keys(self, keys: Integers) -> Booleans:
        """Returns which rows have one of `keys`."""
        found: Booleans = pd.Index(keys).unique().get_indexer(self.key) >= 0
        return found


def _joined(tables: Sequence[pa.Table], name: str) -> Values:
    nothing = np.zeros(0, INDEX[name])
    return np.concatenate([nothing, *(table.column(name).to_numpy() for table in tables)])


def noted(reader: BatchReader, batches: Sequence[Batch]) -> tuple[list[Notes], bool]:
    """Returns which rows of the batches of a scheme have newer versions, by batch.

    They are noted beside the batches; where that is not so, they are found in the index of them
    all, and False comes back besides: then nothing else is noted.
    """
    notes = [reader.notes(batch) for batch in batches]
    known = [own for own in notes if own is not None]
    if len(known) == len(notes):
        return known, True
    index = StoredIndex.read(reader, batches)
    older = np.ones(len(index.key), bool)
    older[index.newest()] = False
    return [
        Notes.superseding(index.place[older & (index.batch == number)])
        for number in range(len(batches))
    ], False


@dataclass(frozen=True)
class Asked:
    """The rows that a run is about: by the digests of their keys, and of their names (`beside`).

    Besides these all rows whose key one of `documents` ever supplied.
    """

    keys: Digest
    names: Digest
    documents: Sequence[int]


def stored_rows(
    reader: BatchReader, batches: Sequence[Batch], schema: Schema, asked: Asked
) -> pd.DataFrame:
    """Returns the current ones of the rows that are asked for.

    Columns: those of INDEX, live, batch (number in `batches`) and position, and those columns of
    the schema that identify a row.
    """
    documents = np.asarray(asked.documents, np.int32)
    numbers = _concerned(reader, batches, distinct(asked.names), documents)
    index = StoredIndex.read(reader, [batches[number] for number in numbers])
    wanted = index.with_keys(asked.keys)
    # Rows of corrected sheets are wanted too: what such a sheet no longer has is withdrawn.
    supplied = np.isin(index.document, documents) & ~wanted
    if supplied.any():
        wanted |= index.with_keys(index.key[supplied])
    chosen = index.newest(wanted)
    identity = [column.name for column in schema.columns if column.roles & _WANTED]
    parts = [_nothing(schema, identity)]
    for place in np.unique(index.batch[chosen]):
        number, places = numbers[place], index.place[chosen[index.batch[chosen] == place]]
        table = reader.table(batches[number], [*INDEX, *identity])
        # A run brings most inboxes whole, and then every row of a batch is asked for.
        if len(places) < table.num_rows:
            table = table.take(pa.array(places))
        parts.append(to_frame(table).assign(**{BATCH: number, POSITION: places}))
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(**{LIVE: ~rows[WITHDRAWN]})


def _concerned(
    reader: BatchReader, batches: Sequence[Batch], names: Digest, documents: Integers
) -> list[int]:
    """Returns the numbers of the batches that hold any version of the rows that are asked for.

    Other versions of what documents supplied may stand in batches that these are no part of.
    """
    known = [reader.names(batch) for batch in batches]
    for own, batch in zip(known, batches, strict=True):
        if own is not None and len(documents) and own.has_document(documents):
            rows = reader.table(batch, columns_of_names(batch.schema))
            theirs = np.isin(rows.column(DOCUMENT).to_numpy(), documents)
            found = names_of(rows.filter(pa.array(theirs)), batch.schema)
            names = distinct(np.concatenate([names, found]))
    return [
        number
        for number, own in enumerate(known)
        if own is None or (len(names) and len(own.common(names)))
    ]


def _nothing(schema: Schema, identity: Sequence[str]) -> pd.DataFrame:
    where = {BATCH: "int64", POSITION: "int64"}
    return empty_frame({**INDEX, **schema.types_of(identity), **where})


def rows_in_full(
    reader: BatchReader, batches: Sequence[Batch], rows: pd.DataFrame
) -> dict[SchemeKey, pd.DataFrame]:
    """Returns the whole rows that `rows` (see `stored_rows`) points to, with its index, by key."""
    found: dict[SchemeKey, list[pd.DataFrame]] = {}
    for number, part in rows.groupby(BATCH):
        batch = batches[int(number)]
        frame = to_frame(reader.table(batch).take(pa.array(part[POSITION].to_numpy())))
        found.setdefault(batch.key, []).append(frame.set_index(part.index))
    return {key: pd.concat(frames) for key, frames in found.items()}


def named_rows(
    reader: BatchReader, manifest: Manifest, wanted: Mapping[str, Sequence[str]]
) -> dict[str, pd.DataFrame]:
    """Returns the columns `wanted` of all rows that count, by id of scheme or form."""
    found: dict[str, pd.DataFrame] = {}
    for owner, names in wanted.items():
        batches = manifest.of_scheme(owner)
        if not batches:
            continue
        notes, _ = noted(reader, batches)
        parts = []
        for batch, own in zip(batches, notes, strict=True):
            table = reader.table(batch, [*names, WITHDRAWN])
            live = own.counting(0, batch.rows) & ~table.column(WITHDRAWN).to_numpy()
            rows = to_frame(table.filter(pa.array(live)))
            # An older version of a form may lack columns of the newest one.
            parts.append(rows.reindex(columns=list(names), fill_value=""))
        found[owner] = pd.concat(parts, ignore_index=True)
    return found
