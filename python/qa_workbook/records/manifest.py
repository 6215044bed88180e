"""The manifest: which batches count, and which version of which file was merged when.

Replacing it is the commit point: whatever no manifest names doesn't count.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from qa_workbook.errors import RecordsDamaged, RecordsForbidden
from qa_workbook.files import written
from qa_workbook.keys import SchemeKey
from qa_workbook.records.format_1 import migrated

FORMAT = 2
NAME = "manifest.json"
MOST_GENERATIONS = 10_000_000
"""Of as many builds there is no store: a build a minute for nineteen years."""


@dataclass(frozen=True)
class Batch:
    """One immutable Parquet file of rows of one scheme version.

    `schema` is the name of their schema and `period` that of its column for the period ("" for
    none); `first` and `last` are the days in it (ISO, "" for none).
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

    @property
    def key(self) -> SchemeKey:
        """The scheme version of the rows."""
        return SchemeKey(self.scheme, self.version)

    @property
    def own_file(self) -> str:
        """What its file is called: generation, scheme and version."""
        return batch_file(self.generation, self.key)


def batch_file(generation: int, key: SchemeKey) -> str:
    """Returns the name of the file of a batch."""
    return f"{generation:06d}-{key}.parquet"


@dataclass(frozen=True)
class MergedSheet:
    """One sheet of a merged file, with its labels and the letters of its columns (see `Sheet`)."""

    scheme_key: SchemeKey | None
    labels: Mapping[str, str]
    columns: Mapping[str, str]


@dataclass(frozen=True)
class MergedFile:
    """The version of a file that was merged last.

    `arrival` is the generation that first merged it: the greater, the newer. `document` stays the
    same when a file is changed or renamed.
    """

    sha256: str
    arrival: int
    document: int
    sheets: Mapping[str, MergedSheet] = field(default_factory=dict)


@dataclass(frozen=True)
class Manifest:
    """All that is committed.

    `versions` keeps arrival and document of every file version ever merged, by sha256.
    """

    generation: int = 0
    documents: int = 0
    batches: tuple[Batch, ...] = ()
    files: Mapping[str, MergedFile] = field(default_factory=dict)
    versions: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def of_scheme(self, scheme_id: str) -> tuple[Batch, ...]:
        """Returns the batches of all versions of a scheme, oldest first."""
        return tuple(batch for batch in self.batches if batch.scheme == scheme_id)


def read_manifest(folder: Path) -> Manifest:
    """Returns the manifest of a store, an empty one for a new store.

    That of a store of format 1 is read as if it were of this format; the next commit writes it so.
    Raises RecordsDamaged, RecordsForbidden.
    """
    path = folder / NAME
    try:
        raw: dict[str, Any] = json.loads(path.read_bytes())
        if raw["format"] == 1:
            raw = migrated(folder, raw)
        if raw["format"] != FORMAT:
            raise RecordsDamaged(path=path, why=f"format {raw['format']}, expected {FORMAT}")
        manifest = _from_json(raw)
        _check(manifest)
        return manifest
    except FileNotFoundError:
        # The first commit writes an empty manifest before its first batch.
        if any(folder.glob("*.parquet")):
            raise RecordsDamaged(path=path, why="missing") from None
        return Manifest()
    except PermissionError:
        raise RecordsForbidden(path=path) from None
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise RecordsDamaged(path=path, why=f"{type(error).__name__}: {error}") from None


def _check(manifest: Manifest) -> None:
    """Raises ValueError for numbers, days and names that no commit has written."""
    if not 0 <= manifest.generation <= MOST_GENERATIONS:
        raise ValueError(f"generation {manifest.generation}")
    for batch in manifest.batches:
        if batch.file != batch.own_file:
            raise ValueError(f"{batch.file} is not the file of {batch.own_file}")
        if not 0 <= batch.generation <= manifest.generation or batch.rows < 0:
            raise ValueError(f"{batch.file}: generation {batch.generation}, {batch.rows} rows")
        days = [date.fromisoformat(day) for day in (batch.first, batch.last) if day]
        if len(days) == 1 or days != sorted(days):
            raise ValueError(f"{batch.file}: days {batch.first}–{batch.last}")
    numbers = [(merged.arrival, merged.document) for merged in manifest.files.values()]
    for arrival, document in [*numbers, *manifest.versions.values()]:
        if not 0 <= arrival <= manifest.generation or not 0 <= document <= manifest.documents:
            raise ValueError(f"arrival {arrival} or document {document} is yet to come")


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest beside the old one and renames it: now the new generation counts."""
    text = json.dumps(_as_json(manifest), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    with written(folder / NAME) as beside:
        beside.write_text(text, "utf-8")


def _as_json(manifest: Manifest) -> dict[str, Any]:
    """Thousands of sheets have the same few layouts of columns, so these are written once each."""
    layouts: dict[tuple[tuple[str, str], ...], int] = {}
    files = {}
    for name, merged in sorted(manifest.files.items()):
        sheets = {}
        for sheet_name, sheet in sorted(merged.sheets.items()):
            letters = tuple(sorted(sheet.columns.items()))
            sheets[sheet_name] = {
                "scheme": str(sheet.scheme_key or ""),
                "labels": dict(sheet.labels),
                "layout": layouts.setdefault(letters, len(layouts)),
            }
        files[name] = {
            "sha256": merged.sha256,
            "arrival": merged.arrival,
            "document": merged.document,
            "sheets": sheets,
        }
    return {
        "format": FORMAT,
        "generation": manifest.generation,
        "documents": manifest.documents,
        "batches": [asdict(batch) for batch in manifest.batches],
        "layouts": [dict(letters) for letters in layouts],
        "files": files,
        "versions": dict(manifest.versions),
    }


def _from_json(raw: Mapping[str, Any]) -> Manifest:
    layouts = raw["layouts"]
    return Manifest(
        generation=int(raw["generation"]),
        documents=int(raw["documents"]),
        batches=tuple(Batch(**batch) for batch in raw["batches"]),
        files={name: _merged_file(merged, layouts) for name, merged in raw["files"].items()},
        versions={
            digest: (arrival, document) for digest, (arrival, document) in raw["versions"].items()
        },
    )


def _merged_file(raw: Mapping[str, Any], layouts: list[dict[str, str]]) -> MergedFile:
    sheets = {
        name: MergedSheet(
            SchemeKey.parse(sheet["scheme"]) if sheet["scheme"] else None,
            sheet["labels"],
            layouts[sheet["layout"]],
        )
        for name, sheet in raw["sheets"].items()
    }
    return MergedFile(raw["sha256"], raw["arrival"], raw["document"], sheets)
