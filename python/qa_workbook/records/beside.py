"""What lies beside a batch, so that it needn't be read to know what it has no part in.

The *names* of a batch are digests of what its rows are looked up by: the recording, in other forms
the key. Its *notes* say of the few rows that need it what all batches together mean for them. Both
can be made again from the batches: a store without them is read as before, only slower.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from qa_workbook.arrays import Booleans, Integers, Values
from qa_workbook.files import written
from qa_workbook.frames import RECORDING, are_recordings
from qa_workbook.records.columns import DOCUMENT, KEY_DIGEST
from qa_workbook.records.digests import Digest, distinct, name_digests

LOOKUP = RECORDING[0]
"""The column by which recordings are looked up."""
NO_DAY = -(2**31)
"""The day of a row without one."""

_NOTE = np.dtype(
    [
        ("position", "<i4"),
        ("day", "<i4"),
        ("name", "<u8"),
        ("superseded", "?"),
        ("spread", "?"),
    ]
)


@dataclass(frozen=True)
class Names:
    """The digests of the names in a batch, and its documents: each once, sorted."""

    names: Digest
    documents: Integers

    @classmethod
    def of(cls, names: Digest, documents: Integers) -> Names:
        """Returns those of rows."""
        return cls(distinct(names), distinct(documents.astype(np.uint64)).astype("<i4"))

    def common(self, names: Digest) -> Digest:
        """Returns which of `names` (each once, sorted) the batch has."""
        if 16 * len(names) < len(self.names):
            if not len(self.names):
                return names[:0]
            places = np.minimum(np.searchsorted(self.names, names), len(self.names) - 1)
            known: Digest = names[self.names[places] == names]
            return known
        # Two sorted runs are merged in one go, which is faster than many searches.
        both = np.concatenate([self.names, names])
        both.sort(kind="stable")
        common: Digest = both[1:][both[1:] == both[:-1]]
        return common

    def has_document(self, documents: Values) -> bool:
        """Returns whether one of its rows came from one of `documents`."""
        return bool(np.isin(self.documents, documents).any())

    def as_bytes(self) -> bytes:
        """Returns what is written."""
        content = io.BytesIO()
        np.save(content, self.names, allow_pickle=False)
        np.save(content, self.documents, allow_pickle=False)
        return content.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Names:
        """Returns what was written."""
        stream = io.BytesIO(content)
        return cls(np.load(stream, allow_pickle=False), np.load(stream, allow_pickle=False))


@dataclass(frozen=True)
class Notes:
    """What has to be known of some rows of a batch, by their position, sorted.

    `superseded` rows have a newer version, in whatever batch. `spread` ones have a name that rows
    of other days have too (`name`, `day`: days since 1970).
    """

    rows: npt.NDArray[np.void]

    @classmethod
    def of(
        cls, position: Values, day: Values, name: Values, superseded: Values, spread: Values
    ) -> Notes:
        """Returns the notes of rows, each once and in any order."""
        rows = np.zeros(len(position), _NOTE)
        columns = (position, day, name, superseded, spread)
        for field, values in zip(_NOTE.names or (), columns, strict=True):
            rows[field] = values
        return cls(rows[np.argsort(position, kind="stable")])

    @classmethod
    def none(cls) -> Notes:
        """Returns notes of a batch in which nothing has to be known."""
        return cls(np.zeros(0, _NOTE))

    @classmethod
    def superseding(cls, position: Values) -> Notes:
        """Returns notes that say only which rows have a newer version."""
        count = len(position)
        return cls.of(position, np.zeros(count), np.zeros(count), np.ones(count), np.zeros(count))

    def with_more(self, more: Notes) -> Notes:
        """Returns both together; what was noted of a row once holds for ever."""
        positions = np.union1d(self.rows["position"], more.rows["position"])
        whole = np.zeros(len(positions), _NOTE)
        for rows in (self.rows, more.rows):
            at = np.searchsorted(positions, rows["position"])
            for field in ("position", "day", "name"):
                whole[field][at] = rows[field]
            for field in ("superseded", "spread"):
                whole[field][at] |= rows[field]
        return Notes(whole)

    def counting(self, start: int, stop: int) -> Booleans:
        """Returns which of the rows from `start` to `stop` have no newer version."""
        mask = np.ones(stop - start, bool)
        own = self._within(start, stop)
        mask[own["position"][own["superseded"]] - start] = False
        return mask

    def names_spread(self, start: int, chosen: Booleans) -> Digest:
        """Returns the names of the chosen ones, from `start` on, that rows of other days have."""
        own = self._within(start, start + len(chosen))
        own = own[own["spread"]]
        names: Digest = own["name"][chosen[own["position"] - start]]
        return names

    def elsewhere(self, names: Digest, first: int, last: int) -> Integers:
        """Returns the positions of rows with one of `names` that are of no day in between."""
        rows = self.rows[self.rows["spread"] & ~self.rows["superseded"]]
        rows = rows[(rows["day"] < first) | (rows["day"] > last)]
        positions: Integers = rows["position"][np.isin(rows["name"], names)]
        return positions

    def _within(self, start: int, stop: int) -> npt.NDArray[np.void]:
        first, last = np.searchsorted(self.rows["position"], [start, stop])
        return self.rows[first:last]

    def as_bytes(self) -> bytes:
        """Returns what is written, nothing for no notes."""
        return self.rows.tobytes()

    @classmethod
    def from_bytes(cls, content: bytes) -> Notes:
        """Returns what was written. Raises ValueError for anything else."""
        return cls(np.frombuffer(content, _NOTE))


def columns_of_names(schema: str) -> list[str]:
    """Returns the columns from which the names of rows are made, and which say their document."""
    return [KEY_DIGEST, DOCUMENT, *([LOOKUP] if are_recordings(schema) else [])]


def names_of(rows: pa.Table, schema: str) -> Digest:
    """Returns the digest of the name of each row."""
    keys: Digest = rows.column(KEY_DIGEST).to_numpy()
    return (
        names_in(rows.select([LOOKUP]).to_pandas(), schema, keys)
        if are_recordings(schema)
        else keys
    )


def names_in(rows: pd.DataFrame, schema: str, keys: Digest) -> Digest:
    """Returns the digest of the name of each row, whose `keys` are known."""
    return name_digests(rows[LOOKUP]) if are_recordings(schema) else keys


def days_of(rows: pa.Table, period: str) -> Integers:
    """Returns the day of each row in days since 1970; of rows that have no day all the same."""
    if not period:
        return np.zeros(rows.num_rows, np.int32)
    days = rows.column(period).to_numpy().astype("datetime64[D]")
    numbers = days.astype(np.int64)
    return np.where(np.isnat(days), NO_DAY, numbers).astype(np.int32)


def write_beside(folder: Path, name: str, content: bytes) -> None:
    """Writes what lies beside a batch."""
    with written(folder / name) as beside:
        beside.write_bytes(content)


def digest_of(content: bytes) -> str:
    """Returns by what the manifest knows it: its sha256, "" for nothing."""
    return hashlib.sha256(content).hexdigest() if content else ""
