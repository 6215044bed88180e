"""Deletes rows whose day lies before the term for which they are kept: all versions of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from qa_workbook.arrays import Booleans, Values
from qa_workbook.records.batches import BatchReader, to_frame
from qa_workbook.records.columns import KEY_DIGEST
from qa_workbook.records.manifest import Batch, Manifest
from qa_workbook.records.stored import StoredIndex


def old_rows(
    manifest: Manifest, reader: BatchReader, before: np.datetime64
) -> Iterator[tuple[Batch, Booleans]]:
    """Yields the batches that hold such rows, each with a mask of the rows that stay.

    A row whose newest version is of an earlier day goes with all its versions, for else an older
    one would count again. Kinds of rows without a day, and rows without one, stay.
    """
    for scheme_id in sorted({batch.scheme for batch in manifest.batches if batch.period}):
        batches = [batch for batch in manifest.of_scheme(scheme_id) if batch.period]
        index = StoredIndex.read(reader, batches)
        days = np.concatenate([_days(reader, batch) for batch in batches])
        newest = index.newest()
        gone = pd.unique(index.key[newest][days[newest] < before])
        old = (days < before) | np.isin(index.key, gone)
        for number, batch in enumerate(batches):
            own = old[index.batch == number]
            if own.any():
                yield batch, ~own


def _days(reader: BatchReader, batch: Batch) -> Values:
    frame = to_frame(reader.table(batch, [KEY_DIGEST, batch.period]))
    days: Values = frame[batch.period].to_numpy().astype("datetime64[D]")
    return days


def kept_rows(reader: BatchReader, batch: Batch, kept: Booleans) -> pa.Table:
    """Returns the rows of a batch that stay."""
    return reader.table(batch).filter(pa.array(kept))
