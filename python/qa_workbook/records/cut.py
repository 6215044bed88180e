"""Large periods cut into blocks, so that who counts in them needs no more memory for more rows.

All rows that say the same in one column, such as the recording, are in one block. Most of them are
alone with what they say: only the others must be brought together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from qa_workbook.errors import Busy, RecordsDamaged
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.records.batches import to_frame
from qa_workbook.records.hashes import Hashes, Sieve, repeated, text_hashes
from qa_workbook.records.manifest import read_manifest
from qa_workbook.records.reading import Reading
from qa_workbook.records.scheme_rows import BLOCK, Wanted

if TYPE_CHECKING:
    from qa_workbook.records.store import RecordStore

TOGETHER = 1_000_000
"""So many rows that must be brought together are in one block."""
STEP = 500_000
"""So many rows other blocks have: what each block takes besides its rows is little beside them."""


class Block(NamedTuple):
    """Rows by scheme version; `once`: what they say in the column of the cut nobody else says."""

    frames: Mapping[SchemeKey, pd.DataFrame]
    once: bool


@dataclass(frozen=True)
class Cut:
    """The rows of a period in one generation of the store, looked at once.

    `keys` are the scheme versions that have rows. In the batches `alone` (files) every row says
    something of its own; of the others, `apart` tells the hashes of texts that may be said more
    than once, of `rows` rows.
    """

    reading: Reading
    period: Period
    column: str
    keys: frozenset[SchemeKey]
    alone: frozenset[str]
    apart: Sieve
    rows: int

    @classmethod
    def of(cls, store: RecordStore, period: Period, column: str, named: Iterable[str] = ()) -> Cut:
        """Looks at a text column of the rows that `RecordStore.read` gives with `also` it.

        Rows that say one of `named` are brought together, too. Raises as `RecordStore.blocks`.
        """
        texts, reading = sorted(named), store.reading()
        with _undisturbed(reading):
            alone = reading.alone(column, texts)
            keys, hashes = set(_keys_of(reading, alone, period)), list[Hashes]()
            others = Wanted(period, [column], batches=_others(reading, alone))
            for key, rows in reading.blocks(others, column):
                keys.add(key)
                hashes.append(text_hashes(rows.column(column)))
        wanted = pa.chunked_array([pa.array(texts, pa.large_string())])
        apart = Sieve(np.concatenate([repeated(hashes), text_hashes(wanted)]))
        count = sum(int(apart.holds(part).sum()) for part in hashes)
        return cls(reading, period, column, frozenset(keys), alone, apart, count)

    def blocks(
        self, columns: Sequence[str] | None, coded: Collection[str] = (), most: int = BLOCK
    ) -> Iterator[Block]:
        """Yields all rows with some columns (None for all), those that are brought together last.

        Of rows that nobody else says the same as, columns of `coded` are categories. About `most`
        rows are read at a time. Raises RecordsDamaged, and Busy where a commit took away what was
        yet to be read.
        """
        wanted = Wanted(self.period, columns, coded=coded, batches=self.alone, most=most)
        with _undisturbed(self.reading):
            for key, rows in self.reading.blocks(wanted, ""):
                yield from _steps(key, rows)
        wanted = replace(wanted, batches=_others(self.reading, self.alone))
        parts = np.uint64(-(-self.rows // TOGETHER))
        kept: list[dict[SchemeKey, list[pd.DataFrame]]] = [{} for _ in range(int(parts))]
        with _undisturbed(self.reading):
            for key, rows in self.reading.blocks(wanted, self.column):
                hashes = text_hashes(rows.column(self.column))
                apart = self.apart.holds(hashes)
                for number, frames in enumerate(kept if apart.any() else ()):
                    own = rows.filter(pa.array(apart & (hashes % parts == number)))
                    frames.setdefault(key, []).append(to_frame(_in_full(own)))
                yield from _steps(key, rows.filter(pa.array(~apart)) if apart.any() else rows)
        for frames in kept:
            joined = {key: pd.concat(own, ignore_index=True) for key, own in frames.items()}
            yield Block(joined, once=False)


def _others(reading: Reading, alone: frozenset[str]) -> frozenset[str]:
    return frozenset(batch.file for batch in reading.batches) - alone


def _keys_of(reading: Reading, alone: frozenset[str], period: Period) -> Iterator[SchemeKey]:
    """Yields the scheme versions with rows in the batches `alone`; the first one found tells."""
    for key in {batch.key for batch in reading.batches}:
        own = frozenset(batch.file for batch in reading.batches if batch.key == key) & alone
        wanted = Wanted(period, [], batches=own)
        if own and next(reading.blocks(wanted, ""), None) is not None:
            yield key


def _steps(key: SchemeKey, rows: pa.Table) -> Iterator[Block]:
    for start in range(0, rows.num_rows, STEP):
        yield Block({key: to_frame(rows.slice(start, STEP))}, once=True)


def _in_full(rows: pa.Table) -> pa.Table:
    """Returns rows with all texts written out: those of several tables have other numbers."""
    fields = [
        field.with_type(pa.large_string()) if pa.types.is_dictionary(field.type) else field
        for field in rows.schema
    ]
    return rows.cast(pa.schema(fields, rows.schema.metadata))


@contextmanager
def _undisturbed(reading: Reading) -> Iterator[None]:
    """Tells a commit that took away what was being read from damage."""
    try:
        yield
    except RecordsDamaged:
        folder = reading.manifest.folder
        if read_manifest(folder).generation != reading.manifest.generation:
            raise Busy(path=folder) from None
        raise
