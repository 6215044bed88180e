"""The manifest: which batches count, and where it says which version of which file came when.

Replacing it is the commit point: whatever no manifest names doesn't count.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from qa_workbook.errors import RecordsDamaged, RecordsForbidden
from qa_workbook.files import written
from qa_workbook.keys import SchemeKey
from qa_workbook.records.format_1 import migrated
from qa_workbook.records.merged_files import (
    Merged,
    MergedFile,
    Part,
    Version,
    of_format_2,
    read_merged,
)

FORMAT = 3
NAME = "manifest.json"
MOST_GENERATIONS = 10_000_000
"""Of as many builds there is no store: a build a minute for nineteen years."""


@dataclass(frozen=True)
class Batch:
    """One immutable Parquet file of rows of one scheme version.

    `schema` is the name of their schema and `period` that of its column for the period ("" for
    none); `first` and `last` are the days in it (ISO, "" for none). `names` and `notes` are the
    sha256 of what lies beside it (see `beside`): "" where there are no names, or nothing to note;
    notes of None are not known.
    """

    file: str
    sha256: str
    rows: int
    schema: str
    scheme: str
    version: str
    generation: int
    period: str
    first: str
    last: str
    names: str = ""
    notes: str | None = None

    @property
    def key(self) -> SchemeKey:
        """The scheme version of the rows."""
        return SchemeKey(self.scheme, self.version)

    @property
    def own_file(self) -> str:
        """What its file is called: generation, scheme and version."""
        return batch_file(self.generation, self.key)

    @property
    def names_file(self) -> str:
        """What the file of its names is called."""
        return f"{Path(self.file).stem}.names"

    @property
    def notes_file(self) -> str:
        """What the file of its notes is called: other notes are another file."""
        return f"{Path(self.file).stem}-{(self.notes or '')[:16]}.notes"


def batch_file(generation: int, key: SchemeKey) -> str:
    """Returns the name of the file of a batch."""
    return f"{generation:06d}-{key}.parquet"


@dataclass(frozen=True)
class Manifest:
    """All that is committed.

    What it knows of files is read when it is asked for (`merged`), and may then raise
    RecordsDamaged: planning a merge needs it, reading rows does not. `parts` say it; `former` is
    a manifest of an earlier format, which says it itself.
    """

    generation: int = 0
    documents: int = 0
    batches: tuple[Batch, ...] = ()
    parts: tuple[Part, ...] = ()
    folder: Path = Path()
    former: Mapping[str, Any] | None = None

    @cached_property
    def merged(self) -> Merged:
        """The files and versions that were ever merged."""
        if self.former is not None:
            return of_format_2(self.former)
        return read_merged(self.folder, self.parts, (self.generation, self.documents))

    @property
    def files(self) -> Mapping[str, MergedFile]:
        """The files by name, each as it was merged last."""
        return self.merged.files

    @property
    def versions(self) -> Mapping[str, Version]:
        """Arrival and document of every file version ever merged, by sha256."""
        return self.merged.versions

    def of_scheme(self, scheme_id: str) -> tuple[Batch, ...]:
        """Returns the batches of all versions of a scheme, oldest first."""
        return tuple(batch for batch in self.batches if batch.scheme == scheme_id)

    @property
    def named(self) -> frozenset[str]:
        """The names of all files of the store that count."""
        found = {NAME, *(part.file for part in self.parts)}
        for batch in self.batches:
            found |= {batch.file, batch.names_file, batch.notes_file}
        return frozenset(found)


def read_manifest(folder: Path) -> Manifest:
    """Returns the manifest of a store, an empty one for a new store.

    That of a store of an earlier format is read as if it were of this one; the next commit writes
    it so. Raises RecordsDamaged, RecordsForbidden.
    """
    path = folder / NAME
    try:
        raw: dict[str, Any] = json.loads(path.read_bytes())
        if raw["format"] == 1:
            raw = migrated(folder, raw)
        if raw["format"] not in (2, FORMAT):
            raise RecordsDamaged(path=path, why=f"format {raw['format']}, expected {FORMAT}")
        manifest = _from_json(folder, raw)
        _check(manifest)
        return manifest
    except FileNotFoundError:
        # The first commit writes an empty manifest before its first batch.
        if any(folder.glob("*.parquet")):
            raise RecordsDamaged(path=path, why="missing") from None
        return Manifest(folder=folder)
    except PermissionError:
        raise RecordsForbidden(path=path) from None
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise RecordsDamaged(path=path, why=f"{type(error).__name__}: {error}") from None


def _check(manifest: Manifest) -> None:
    """Raises ValueError for numbers, days and names that no commit has written."""
    if not 0 <= manifest.generation <= MOST_GENERATIONS or manifest.documents < 0:
        raise ValueError(f"generation {manifest.generation}, documents {manifest.documents}")
    for batch in manifest.batches:
        if batch.file != batch.own_file:
            raise ValueError(f"{batch.file} is not the file of {batch.own_file}")
        if not 0 <= batch.generation <= manifest.generation or batch.rows < 0:
            raise ValueError(f"{batch.file}: generation {batch.generation}, {batch.rows} rows")
        days = [date.fromisoformat(day) for day in (batch.first, batch.last) if day]
        if len(days) == 1 or days != sorted(days):
            raise ValueError(f"{batch.file}: days {batch.first}–{batch.last}")
    for part in manifest.parts:
        if Path(part.file).name != part.file:
            raise ValueError(f"{part.file} is no part of the store")
    if manifest.former is not None:
        merged = of_format_2(manifest.former)
        numbers = [(file.arrival, file.document) for file in merged.files.values()]
        for arrival, document in [*numbers, *merged.versions.values()]:
            if not 0 <= arrival <= manifest.generation or not 0 <= document <= manifest.documents:
                raise ValueError(f"arrival {arrival} or document {document} is yet to come")


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest beside the old one and renames it: now the new generation counts."""
    raw = {
        "format": FORMAT,
        "generation": manifest.generation,
        "documents": manifest.documents,
        "batches": [asdict(batch) for batch in manifest.batches],
        "parts": [asdict(part) for part in manifest.parts],
    }
    text = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    with written(folder / NAME) as beside:
        beside.write_text(text, "utf-8")


def _from_json(folder: Path, raw: Mapping[str, Any]) -> Manifest:
    return Manifest(
        generation=int(raw["generation"]),
        documents=int(raw["documents"]),
        batches=tuple(Batch(**batch) for batch in raw["batches"]),
        parts=tuple(Part(**part) for part in raw.get("parts", ())),
        folder=folder,
        former=None if raw["format"] == FORMAT else raw,
    )
