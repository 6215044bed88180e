"""The current rows of one scheme: of every key the newest version over all batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from qa_workbook.arrays import Booleans, Integers, Values
from qa_workbook.frames import Role, Schema, empty_frame
from qa_workbook.keys import SchemeKey
from qa_workbook.records.batches import BatchReader, to_frame, to_table
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
    def read(
        cls, reader: BatchReader, batches: Sequence[Batch], planned: Sequence[pd.DataFrame] = ()
    ) -> StoredIndex:
        """Reads the index of the batches of one scheme, oldest first.

        `planned` rows follow as further batches.
        """
        names = [KEY_DIGEST, DOCUMENT, GENERATION]
        tables = [reader.table(batch, names) for batch in batches]
        tables += [to_table(frame[names]) for frame in planned]
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


def stored_rows(
    reader: BatchReader,
    batches: Sequence[Batch],
    schema: Schema,
    keys: Integers,
    documents: Sequence[int],
) -> pd.DataFrame:
    """Returns the current rows that have one of `keys` or whose key `documents` ever supplied.

    Columns: those of INDEX, live, batch (number in `batches`) and position, and those columns of
    the schema that identify a row.
    """
    index = StoredIndex.read(reader, batches)
    wanted = index.with_keys(keys)
    # Rows of corrected sheets are wanted too: what such a sheet no longer has is withdrawn.
    supplied = np.isin(index.document, np.asarray(documents, np.int32)) & ~wanted
    if supplied.any():
        wanted |= index.with_keys(index.key[supplied])
    chosen = index.newest(wanted)
    identity = [column.name for column in schema.columns if column.roles & _WANTED]
    parts = [_nothing(schema, identity)]
    for number in np.unique(index.batch[chosen]):
        places = index.place[chosen[index.batch[chosen] == number]]
        table = reader.table(batches[number], [*INDEX, *identity])
        parts.append(
            to_frame(table.take(pa.array(places))).assign(**{BATCH: number, POSITION: places})
        )
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(**{LIVE: ~rows[WITHDRAWN]})


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
        index = StoredIndex.read(reader, batches)
        newest = index.newest()
        parts = []
        for number, batch in enumerate(batches):
            places = index.place[newest[index.batch[newest] == number]]
            table = reader.table(batch, [*names, WITHDRAWN]).take(pa.array(places))
            rows = to_frame(table.filter(pc.invert(table.column(WITHDRAWN))))
            # An older version of a form may lack columns of the newest one.
            parts.append(rows.reindex(columns=list(names), fill_value=""))
        found[owner] = pd.concat(parts, ignore_index=True)
    return found
