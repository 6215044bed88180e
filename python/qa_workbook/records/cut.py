"""Large periods cut into blocks, so that who counts in them needs no more memory for more rows.

All rows that say the same in one column, such as the recording, are in one block. Most of them are
alone with what they say: only the others must be brought together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from qa_workbook.errors import Busy
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.records.batches import to_frame
from qa_workbook.records.hashes import Hashes, Sieve, repeated, text_hashes

if TYPE_CHECKING:
    from qa_workbook.records.store import RecordStore

TOGETHER = 1_000_000
"""So many rows that must be brought together are in one block."""
STEP = 250_000
"""So many rows other blocks have: their columns nearly fit into the caches of a processor."""


class Block(NamedTuple):
    """Rows by scheme version; `once`: what they say in the column of the cut nobody else says."""

    frames: Mapping[SchemeKey, pd.DataFrame]
    once: bool


@dataclass(frozen=True)
class Cut:
    """The rows of a period, looked at once.

    `keys` are the scheme versions that have rows; `apart` tells the hashes of texts that may be
    said more than once, of `rows` rows; `check` is the sum of all hashes.
    """

    store: RecordStore
    period: Period
    column: str
    keys: frozenset[SchemeKey]
    apart: Sieve
    rows: int
    check: int

    @classmethod
    def of(cls, store: RecordStore, period: Period, column: str, named: Iterable[str] = ()) -> Cut:
        """Looks at a text column of the rows that `RecordStore.read` gives with `also` it.

        Rows that say one of `named` are brought together, too. Raises as `RecordStore.blocks`.
        """
        keys, hashes = set[SchemeKey](), list[Hashes]()
        for key, rows in store.blocks(period, [column], also=column):
            keys.add(key)
            hashes.append(text_hashes(rows.column(column)))
        texts = pa.chunked_array([pa.array(sorted(named), pa.large_string())])
        apart = Sieve(np.concatenate([repeated(hashes), text_hashes(texts)]))
        count = sum(int(apart.holds(part).sum()) for part in hashes)
        return cls(store, period, column, frozenset(keys), apart, count, _sum(hashes))

    def blocks(self, columns: Sequence[str] | None) -> Iterator[Block]:
        """Yields all rows with some columns (None for all), those that are brought together last.

        Raises as `RecordStore.blocks`, and Busy where a commit brought other rows meanwhile.
        """
        parts, check = np.uint64(-(-self.rows // TOGETHER)), 0
        kept: list[dict[SchemeKey, list[pd.DataFrame]]] = [{} for _ in range(int(parts))]
        for key, rows in self.store.blocks(self.period, columns, also=self.column):
            hashes = text_hashes(rows.column(self.column))
            check += _sum([hashes])
            apart = self.apart.holds(hashes)
            for number, frames in enumerate(kept if apart.any() else ()):
                own = rows.filter(pa.array(apart & (hashes % parts == number)))
                frames.setdefault(key, []).append(to_frame(own))
            others = rows.filter(pa.array(~apart)) if apart.any() else rows
            for start in range(0, others.num_rows, STEP):
                yield Block({key: to_frame(others.slice(start, STEP))}, once=True)
        if check != self.check:
            raise Busy(path=self.store.folder)
        for frames in kept:
            joined = {key: pd.concat(own, ignore_index=True) for key, own in frames.items()}
            yield Block(joined, once=False)


def _sum(hashes: Iterable[Hashes]) -> int:
    # Each part's sum modulo 2^64: parts are the same rows in both passes.
    return sum(int(part.sum(dtype=np.uint64)) for part in hashes)
