"""Whether the records say what their originals say: rows are read again and held against the store.

A store that was forged has the right digests of its own; only the originals can tell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans, Integers
from qa_workbook.errors import RecordsDamaged
from qa_workbook.frames import Role, Schema, Table
from qa_workbook.keys import SchemeKey
from qa_workbook.records.batches import BatchReader
from qa_workbook.records.beside import columns_of_names, names_of
from qa_workbook.records.columns import ROW
from qa_workbook.records.digests import content_digests, key_digests
from qa_workbook.records.manifest import Manifest, read_manifest
from qa_workbook.records.plan import CONFLICTING
from qa_workbook.records.store import RecordStore
from qa_workbook.records.stored import StoredIndex
from qa_workbook.sheets import Sheet

CHANGED = "changed"
FOREIGN = "foreign"
MISSING = "missing"
"""What can be wrong with a row: it says something else than its original; its original doesn't have
it; the original has it and the store knows nothing of it."""


@dataclass(frozen=True)
class WrongRow:
    """A row that isn't what its original says.

    `columns` are the names of those that differ, of a CHANGED row.
    """

    kind: str
    file: str
    sheet: str
    row: int
    identity: tuple[str, ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Audit:
    """`checked` rows were held against their originals, `unchecked` ones have none any more.

    `unmerged` are files of the inbox that the store has never seen with their present content.
    """

    generation: int
    checked: int
    unchecked: int
    wrong: list[WrongRow] = field(default_factory=list)
    unmerged: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing speaks against the records."""
        return not self.wrong and not self.unmerged


def audit(store: RecordStore, tables: Mapping[SchemeKey, Table], sheets: Sequence[Sheet]) -> Audit:
    """Holds the rows that count against `tables`, read again from the originals in `sheets`.

    Files whose present content was never merged are named; what came from files that aren't among
    the sheets can't be checked, nor what their files held before their name was used again, nor an
    earlier version that stays because the corrected row is faulty. Rows that a merge turns down,
    because two sheets contradict one another, are no part of it. Raises RecordsDamaged.
    """
    manifest = read_manifest(store.folder)
    hashes = {sheet.file: sheet.sha256 for sheet in sheets if not sheet.rejected}
    known = {file: merged.sha256 for file, merged in manifest.files.items()}
    merged = {file for file, sha256 in hashes.items() if known.get(file) == sha256}
    originals = {key: _of_files(table, merged) for key, table in tables.items()}
    stored = _stored(store, manifest)
    reader = BatchReader(store.folder)
    for batch in manifest.batches:
        reader.check_days(batch)
    _check_notes(store, manifest, reader)
    own = {}
    for key in stored.keys() & originals.keys():
        left = _left_behind(stored[key], originals[key].schema, key, manifest, reader)
        faulty = _refused_now(stored[key], originals[key].schema, key, sheets)
        own[key] = stored[key][stored[key]["file"].isin(merged) & ~left & ~faulty]
    wrong = [row for key, rows in own.items() for row in _compared(key, originals[key], rows)]
    conflicting = store.plan(tables, sheets).of(CONFLICTING)
    refused = set(conflicting[list(ROW)].itertuples(index=False, name=None))
    for key, original in originals.items():
        ever = StoredIndex.read(reader, manifest.of_scheme(key.id)).key
        wrong += _missing(original, ever, refused)
    if not wrong:
        _check_names(store, manifest, reader)
    checked = sum(map(len, own.values()))
    unchecked = sum(map(len, stored.values())) - checked
    return Audit(manifest.generation, checked, unchecked, wrong, sorted(set(hashes) - merged))


def _check_notes(store: RecordStore, manifest: Manifest, reader: BatchReader) -> None:
    """Raises RecordsDamaged where what is noted beside the batches hides rows that count."""
    for scheme_id in sorted({batch.scheme for batch in manifest.batches}):
        batches = manifest.of_scheme(scheme_id)
        index = StoredIndex.read(reader, batches)
        newest = np.zeros(len(index.key), bool)
        newest[index.newest()] = True
        for number, batch in enumerate(batches):
            notes, own = reader.notes(batch), newest[index.batch == number]
            if notes and not np.array_equal(notes.counting(0, batch.rows), own):
                raise RecordsDamaged(path=store.folder / batch.notes_file, why="hides rows")


def _check_names(store: RecordStore, manifest: Manifest, reader: BatchReader) -> None:
    """Raises RecordsDamaged where names are missing beside a batch: merges would miss its rows."""
    for batch in manifest.batches:
        names = reader.names(batch)
        rows = reader.table(batch, columns_of_names(batch.schema))
        if names and not np.isin(names_of(rows, batch.schema), names.names).all():
            raise RecordsDamaged(path=store.folder / batch.names_file, why="lacks names")


def _stored(store: RecordStore, manifest: Manifest) -> dict[SchemeKey, pd.DataFrame]:
    """The rows of all schemes and forms that count."""
    found: dict[SchemeKey, pd.DataFrame] = {}
    for name in {batch.schema for batch in manifest.batches}:
        found |= store.read(schema=name)
    return found


def _left_behind(
    rows: pd.DataFrame, schema: Schema, key: SchemeKey, manifest: Manifest, reader: BatchReader
) -> Booleans:
    """Returns which rows came from what their file held before its name was used again."""
    index = StoredIndex.read(reader, manifest.of_scheme(key.id))
    newest = index.newest()
    document = pd.Series(index.document[newest], index.key[newest])
    own = document.reindex(key_digests(rows, schema)).to_numpy(np.float64)
    known = manifest.files
    now = [known[file].document if file in known else -1 for file in rows["file"]]
    left: Booleans = ~np.isnan(own) & (own != np.array(now, np.int64))
    return left


def _refused_now(
    rows: pd.DataFrame, schema: Schema, key: SchemeKey, sheets: Sequence[Sheet]
) -> Booleans:
    """Returns which rows their sheet has still, but faulty, so that the earlier version stays."""
    refused = [
        (*names, sheet.file)
        for sheet in sheets
        if sheet.scheme_key and sheet.scheme_key.id == key.id
        for names in sheet.rejected_keys
    ]
    columns = [*schema.key, "file"]
    keys = pd.DataFrame(refused, columns=columns).astype(schema.types_of(columns))
    theirs = set(_places(keys, key_digests(keys, schema)))
    return np.array([place in theirs for place in _places(rows, key_digests(rows, schema))], bool)


def _of_files(table: Table, files: Collection[str]) -> Table:
    chosen = table.frame["file"].isin(files)
    return Table(table.schema, table.frame[chosen].reset_index(drop=True))


def _compared(key: SchemeKey, original: Table, stored: pd.DataFrame) -> list[WrongRow]:
    """Holds stored rows of one version, those that count, against what their originals give."""
    schema, frame = original.schema, original.frame
    theirs = pd.Index(_places(frame, key_digests(frame, schema)))
    found = theirs.get_indexer_for(pd.Index(_places(stored, key_digests(stored, schema))))
    wrong = _rows(FOREIGN, stored[found < 0], schema)
    both = stored[found >= 0].reset_index(drop=True)
    counterpart = frame.iloc[found[found >= 0]].reset_index(drop=True)
    differ = content_digests(both, schema, key) != content_digests(counterpart, schema, key)
    return wrong + _changed(both[differ], counterpart[differ], schema)


def _missing(
    original: Table, known: Integers, refused: Set[tuple[str, str, int]]
) -> list[WrongRow]:
    """Returns the rows of originals whose key the store has never had.

    `known` are the digests of all keys it has had, `refused` the places (file, sheet, row) of rows
    that a merge turns down.
    """
    absent = ~np.isin(key_digests(original.frame, original.schema), known)
    rows = _rows(MISSING, original.frame[absent], original.schema)
    return [row for row in rows if (row.file, row.sheet, row.row) not in refused]


def _places(frame: pd.DataFrame, digests: Iterable[int]) -> list[tuple[str, int]]:
    return list(zip(frame["file"], digests, strict=True))


def _rows(kind: str, rows: pd.DataFrame, schema: Schema) -> list[WrongRow]:
    identity = list(schema.key)
    return [
        WrongRow(kind, file, sheet, int(row), tuple(map(str, names)))
        for file, sheet, row, *names in rows[["file", "sheet", "row", *identity]].itertuples(
            index=False, name=None
        )
    ]


def _changed(stored: pd.DataFrame, original: pd.DataFrame, schema: Schema) -> list[WrongRow]:
    said = [column.name for column in schema.columns if Role.ORIGIN not in column.roles]
    differs = {name: _differs(stored[name], original[name]) for name in said}
    found = []
    for place, row in enumerate(_rows(CHANGED, stored, schema)):
        columns = tuple(name for name in said if differs[name][place])
        found.append(WrongRow(CHANGED, row.file, row.sheet, row.row, row.identity, columns))
    return found


def _differs(one: pd.Series, other: pd.Series) -> Booleans:
    both_absent = one.isna().to_numpy() & other.isna().to_numpy()
    differs: Booleans = (one.to_numpy() != other.to_numpy()) & ~both_absent
    return differs
