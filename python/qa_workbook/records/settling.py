"""What new batches mean for the rows of all batches, as it is noted beside them at a commit.

Only rows with a name that the new ones have can be concerned: the names of the old batches tell
which of them must be looked into.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from qa_workbook.arrays import Booleans, Values
from qa_workbook.frames import are_recordings
from qa_workbook.records.batches import BatchReader
from qa_workbook.records.beside import (
    LOOKUP,
    Names,
    Notes,
    days_of,
    digest_of,
    names_of,
    write_beside,
)
from qa_workbook.records.columns import DOCUMENT, GENERATION, KEY_DIGEST
from qa_workbook.records.digests import Digest, distinct
from qa_workbook.records.manifest import Batch


def settled(
    folder: Path,
    reader: BatchReader,
    batches: Sequence[Batch],
    new: Mapping[str, pa.Table],
    schemes: Collection[str],
) -> tuple[Batch, ...]:
    """Returns `batches` as the next manifest names them; writes what lies beside them.

    `new` has the rows of those that were just written, by file. Only batches of `schemes`, and
    those beside which something is missing, are looked at. Raises RecordsDamaged.
    """
    found = {batch.file: batch for batch in batches}
    for scheme_id in sorted({batch.scheme for batch in batches}):
        own = [batch for batch in batches if batch.scheme == scheme_id]
        unknown = any(not _lies_beside(folder, batch) for batch in own)
        if scheme_id in schemes or unknown:
            for batch in _settled(folder, reader, own, new):
                found[batch.file] = batch
    return tuple(found[batch.file] for batch in batches)


def _settled(
    folder: Path, reader: BatchReader, batches: Sequence[Batch], new: Mapping[str, pa.Table]
) -> list[Batch]:
    """Does so for the batches of one scheme."""
    old = [batch for batch in batches if batch.file not in new]
    notes = {batch.file: reader.notes(batch) for batch in old}
    names = {batch.file: reader.names(batch) for batch in old}
    if any(own is None for own in (*notes.values(), *names.values())):
        # Nobody knows what was noted: everything is looked at as if it came now.
        notes = {batch.file: Notes.none() for batch in old}
        names, told = {}, {batch.file for batch in batches}
    else:
        told = {batch.file for batch in batches if batch.file in new}
    parts: list[_Rows] = []
    texts: list[pa.ChunkedArray] = []
    result: dict[str, Batch] = {}
    for number, batch in enumerate(batches):
        if batch.file in told:
            rows = new[batch.file] if batch.file in new else reader.table(batch, _columns(batch))
            parts.append(_Rows.of(rows, batch, number))
            own_names = Names.of(parts[-1].name, rows.column(DOCUMENT).to_numpy())
            result[batch.file] = _with_names(folder, batch, own_names)
            texts.append(rows.column(LOOKUP if are_recordings(batch.schema) else KEY_DIGEST))
    if not parts:
        return []
    asked = distinct(np.concatenate([part.name for part in parts]))
    for number, batch in enumerate(batches):
        known = names.get(batch.file)
        if known is not None and len(common := known.common(asked)):
            about = _about(parts[: len(texts)], texts, common)
            rows = reader.table(batch, _columns(batch))
            parts.append(_Rows.of(rows, batch, number, about))
    rows = _Rows.joined(parts)
    noted = _noted(rows)
    for number, batch in enumerate(batches):
        before = notes.get(batch.file) or Notes.none()
        more = rows.notes(noted & (rows.batch == number))
        entry = result.get(batch.file, batch)
        if batch.file in told or len(more.rows):
            result[batch.file] = _with_notes(folder, entry, before.with_more(more))
    return list(result.values())


def _lies_beside(folder: Path, batch: Batch) -> bool:
    """Returns whether all that should lie beside a batch does."""
    if batch.notes is None or not batch.names:
        return False
    has_notes = not batch.notes or (folder / batch.notes_file).exists()
    return has_notes and (folder / batch.names_file).exists()


def _about(parts: Sequence[_Rows], texts: Sequence[pa.ChunkedArray], names: Digest) -> pa.Array:
    """Returns what rows with one of `names` are about: digesting these few saves that of many."""
    found = [
        column.filter(pa.array(np.isin(part.name, names)))
        for part, column in zip(parts, texts, strict=True)
    ]
    of_type = pa.uint64() if pa.types.is_integer(texts[0].type) else pa.large_string()
    chunks = [chunk for column in found for chunk in column.cast(of_type).chunks]
    return pc.unique(pa.chunked_array(chunks, of_type))


def _columns(batch: Batch) -> list[str]:
    """The columns that settling needs."""
    names = [KEY_DIGEST, GENERATION, DOCUMENT]
    names += [LOOKUP] if are_recordings(batch.schema) else []
    return [*names, *([batch.period] if batch.period else [])]


def _with_names(folder: Path, batch: Batch, names: Names) -> Batch:
    content = names.as_bytes()
    entry = replace(batch, names=digest_of(content))
    write_beside(folder, entry.names_file, content)
    return entry


def _with_notes(folder: Path, batch: Batch, notes: Notes) -> Batch:
    content = notes.as_bytes()
    entry = replace(batch, notes=digest_of(content))
    if content and entry.notes != batch.notes:
        write_beside(folder, entry.notes_file, content)
    return entry


@dataclass(frozen=True)
class _Rows:
    """Rows of several batches, as far as they are compared; column by column."""

    key: Digest
    name: Digest
    generation: Values
    day: Values
    batch: Values
    position: Values
    superseded: Booleans
    spread: Booleans

    @classmethod
    def of(cls, rows: pa.Table, batch: Batch, number: int, about: pa.Array = None) -> _Rows:
        """Returns the rows of a batch, only those that are `about` one of these if given."""
        position = np.arange(rows.num_rows, dtype=np.int32)
        if about is not None:
            column = LOOKUP if are_recordings(batch.schema) else KEY_DIGEST
            chosen = pc.is_in(rows.column(column).cast(about.type), value_set=about)
            rows, position = rows.filter(chosen), position[chosen.to_numpy()]
        name = names_of(rows, batch.schema)
        nothing = np.zeros(len(name), bool)
        return cls(
            key=rows.column(KEY_DIGEST).to_numpy(),
            name=name,
            generation=rows.column(GENERATION).to_numpy(),
            day=days_of(rows, batch.period),
            batch=np.full(len(name), number, np.int32),
            position=position,
            superseded=nothing,
            spread=nothing,
        )

    @classmethod
    def joined(cls, parts: Sequence[_Rows]) -> _Rows:
        """Returns all rows, and of each whether it has a newer version, and a name of many days."""
        columns = {
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in ("key", "name", "generation", "day", "batch", "position")
        }
        return cls(
            **columns,
            superseded=_superseded(**{one: columns[one] for one in _AGE}),
            spread=_spread(columns["name"], columns["day"]),
        )

    def notes(self, chosen: Booleans) -> Notes:
        """Returns the notes of the chosen ones, which are of one batch."""
        columns = (self.position, self.day, self.name, self.superseded, self.spread)
        return Notes.of(*(column[chosen] for column in columns))


_AGE = ("key", "generation", "batch", "position")
"""What says which of the rows of a key is the newest, see `StoredIndex.newest`."""


def _noted(rows: _Rows) -> Booleans:
    return rows.superseded | rows.spread


def _superseded(key: Digest, generation: Values, batch: Values, position: Values) -> Booleans:
    """Returns which rows have a newer version."""
    found = np.zeros(len(key), bool)
    several = np.flatnonzero(pd.Series(key).duplicated(keep=False).to_numpy())
    by_age = several[np.lexsort((position[several], batch[several], generation[several]))]
    found[by_age] = pd.Series(key[by_age]).duplicated(keep="last").to_numpy()
    return found


def _spread(name: Digest, day: Values) -> Booleans:
    """Returns which rows have a name that rows of other days have too."""
    found = np.zeros(len(name), bool)
    several = np.flatnonzero(pd.Series(name).duplicated(keep=False).to_numpy())
    order = several[np.argsort(name[several], kind="stable")]
    if not len(order):
        return found
    starts = np.flatnonzero(np.r_[True, name[order][1:] != name[order][:-1]])
    first = np.minimum.reduceat(day[order], starts)
    last = np.maximum.reduceat(day[order], starts)
    sizes = np.diff(np.r_[starts, len(order)])
    found[order] = np.repeat(first != last, sizes)
    return found
