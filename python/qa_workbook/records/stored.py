"""The current rows of one scheme: the newest version of every key over all batches and scheme versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from qa_workbook.frames import LONG, Role, empty_frame
from qa_workbook.keys import SchemeKey
from qa_workbook.records.batches import (
    ARRIVAL,
    CONTENT,
    DOCUMENT,
    GENERATION,
    INDEX,
    KEY,
    SOURCE,
    WITHDRAWN,
    BatchReader,
    to_frame,
)
from qa_workbook.records.manifest import Batch
from qa_workbook.records.plan import TOLD

IDENTITY = (*TOLD, *LONG.having(Role.SHEET))


@dataclass(frozen=True)
class StoredIndex:
    """The digests of all rows ever stored for a scheme; `batch` and `place` say where each row stands."""

    batches: tuple[Batch, ...]
    key: npt.NDArray[np.uint64]
    document: npt.NDArray[np.int32]
    generation: npt.NDArray[np.int32]
    batch: npt.NDArray[np.int32]
    place: npt.NDArray[np.int32]

    @classmethod
    def read(
        cls, reader: BatchReader, batches: Sequence[Batch], planned: Sequence[pd.DataFrame] = ()
    ) -> StoredIndex:
        """Reads the index of the batches of one scheme, oldest first; `planned` rows follow as further batches."""
        names = [KEY, DOCUMENT, GENERATION]
        tables = [reader.table(batch, names) for batch in batches]
        tables += [pa.table({name: frame[name].to_numpy() for name in names}) for frame in planned]
        rows = [table.num_rows for table in tables]
        return cls(
            tuple(batches),
            _joined(tables, KEY, np.uint64),
            _joined(tables, DOCUMENT, np.int32),
            _joined(tables, GENERATION, np.int32),
            np.repeat(np.arange(len(rows), dtype=np.int32), rows),
            np.concatenate([np.arange(count, dtype=np.int32) for count in rows])
            if rows
            else np.zeros(0, np.int32),
        )

    def newest(self, among: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.int64]:
        """Returns the positions of the newest row of each key in the order of storing; `among` holds whole keys."""
        places = np.arange(len(self.key)) if among is None else np.flatnonzero(among)
        by_age = places[np.argsort(self.generation[places], kind="stable")]
        return np.sort(by_age[~pd.Series(self.key[by_age]).duplicated(keep="last").to_numpy()])

    def with_keys(self, keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
        """Returns which rows have one of `keys`."""
        return pd.Index(keys).unique().get_indexer(self.key) >= 0


def _joined(tables: Sequence[pa.Table], name: str, dtype: type) -> npt.NDArray:
    columns = [table.column(name).to_numpy() for table in tables]
    return np.concatenate(columns) if columns else np.zeros(0, dtype)


def stored_rows(
    reader: BatchReader,
    batches: Sequence[Batch],
    keys: npt.NDArray[np.uint64],
    documents: Sequence[int],
) -> pd.DataFrame:
    """Returns the current rows, withdrawn ones too, that have one of `keys` or whose key `documents` ever supplied.

    Columns: key, content, arrival, document, source, live, batch (position in `batches`), place and those of IDENTITY.
    """
    index = StoredIndex.read(reader, batches)
    wanted = index.with_keys(keys)
    theirs = np.isin(index.document, np.asarray(documents, np.int32)) & ~wanted
    if theirs.any():
        wanted |= index.with_keys(index.key[theirs])
    chosen = index.newest(wanted)
    parts = []
    for number in np.unique(index.batch[chosen]):
        places = index.place[chosen[index.batch[chosen] == number]]
        table = reader.table(batches[number], [*INDEX, *IDENTITY])
        parts.append(to_frame(table.take(pa.array(places))).assign(batch=number, place=places))
    rows = pd.concat(parts, ignore_index=True) if parts else _no_rows()
    rows["live"] = ~rows[WITHDRAWN]
    names = {
        KEY: "key",
        CONTENT: "content",
        ARRIVAL: "arrival",
        DOCUMENT: "document",
        SOURCE: "source",
    }
    return rows.rename(columns=names)


def _no_rows() -> pd.DataFrame:
    dtypes = dict.fromkeys((KEY, CONTENT, SOURCE), "uint64")
    dtypes |= dict.fromkeys((ARRIVAL, DOCUMENT), "int32")
    dtypes |= dict.fromkeys(("batch", "place"), "int64")
    dtypes |= {WITHDRAWN: "bool"}
    return empty_frame(dtypes | {name: LONG.dtypes[name] for name in IDENTITY})


def rows_in_full(
    reader: BatchReader, batches: Sequence[Batch], rows: pd.DataFrame
) -> dict[SchemeKey, pd.DataFrame]:
    """Returns the whole rows that `rows` (see `stored_rows`) points to, by scheme key, with the index of `rows`."""
    found: dict[SchemeKey, list[pd.DataFrame]] = {}
    for number, part in rows.groupby("batch"):
        batch = batches[int(str(number))]
        frame = to_frame(reader.table(batch).take(pa.array(part["place"].to_numpy())))
        found.setdefault(batch.key, []).append(frame.set_index(part.index))
    return {key: pd.concat(frames) for key, frames in found.items()}
