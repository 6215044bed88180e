"""The manifest: which batches count, which version of which file was merged when. Replacing it is the commit point."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from qa_workbook.errors import RecordsDamaged
from qa_workbook.files import written
from qa_workbook.keys import SchemeKey

FORMAT = 1
NAME = "manifest.json"


class SheetRead(Protocol):
    """What the store must know about a sheet that was read; `intake.reader.SheetInfo` fits.

    Optional as well: `rejected_keys`, the (recording, inspector, entry, agent) of the rows that intake rejected.
    """

    @property
    def file(self) -> str:
        """Path relative to the inbox."""

    @property
    def sheet(self) -> str:
        """Name of the sheet."""

    @property
    def sha256(self) -> str:
        """Of the file."""

    @property
    def scheme_key(self) -> SchemeKey | None:
        """The scheme version; known of every sheet that was accepted."""

    @property
    def inspector(self) -> str:
        """质检员 of the sheet."""

    @property
    def inspected_on(self) -> date | None:
        """质检日期 of the sheet."""

    @property
    def rows_rejected(self) -> int:
        """Rows that intake rejected."""

    @property
    def rejected(self) -> bool:
        """Whether the whole sheet was."""


@dataclass(frozen=True)
class Batch:
    """One immutable Parquet file. `first` and `last` are the call dates in it (ISO)."""

    file: str
    sha256: str
    rows: int
    scheme: str
    version: str
    generation: int
    first: str
    last: str

    @property
    def key(self) -> SchemeKey:
        """The scheme version of the rows."""
        return SchemeKey(self.scheme, self.version)


@dataclass(frozen=True)
class MergedSheet:
    """One sheet of a merged file."""

    scheme: str
    inspector: str
    inspected_on: str


@dataclass(frozen=True)
class MergedFile:
    """The version of a file that was merged last.

    `arrival` is the generation that first merged it: the greater, the newer. `document` stays the same when a file is
    changed or renamed.
    """

    sha256: str
    arrival: int
    document: int
    sheets: Mapping[str, MergedSheet] = field(default_factory=dict)


@dataclass(frozen=True)
class Manifest:
    """All that is committed. `versions` keeps the arrival and document of every file version ever merged, by sha256."""

    generation: int = 0
    documents: int = 0
    batches: tuple[Batch, ...] = ()
    files: Mapping[str, MergedFile] = field(default_factory=dict)
    versions: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def of_scheme(self, scheme_id: str) -> tuple[Batch, ...]:
        """Returns the batches of all versions of a scheme, oldest first."""
        return tuple(batch for batch in self.batches if batch.scheme == scheme_id)


def read_manifest(folder: Path) -> Manifest:
    """Returns the manifest of a store, an empty one for a new store. Raises RecordsDamaged."""
    path = folder / NAME
    try:
        raw: dict[str, Any] = json.loads(path.read_bytes())
        if raw["format"] != FORMAT:
            raise RecordsDamaged(path=path, why=f"format {raw['format']}, expected {FORMAT}")
        return Manifest(
            generation=int(raw["generation"]),
            documents=int(raw["documents"]),
            batches=tuple(Batch(**batch) for batch in raw["batches"]),
            files={name: _merged_file(merged) for name, merged in raw["files"].items()},
            versions={
                digest: (arrival, document)
                for digest, (arrival, document) in raw["versions"].items()
            },
        )
    except FileNotFoundError:
        if any(
            folder.glob("*.parquet")
        ):  # the first commit writes an empty manifest before its first batch
            raise RecordsDamaged(path=path, why="missing") from None
        return Manifest()
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise RecordsDamaged(path=path, why=f"{type(error).__name__}: {error}") from None


def _merged_file(raw: dict[str, Any]) -> MergedFile:
    return MergedFile(
        **{**raw, "sheets": {name: MergedSheet(**sheet) for name, sheet in raw["sheets"].items()}}
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest beside the old one and renames it: from then on the new generation counts."""
    content = {"format": FORMAT, **vars(manifest)}
    text = json.dumps(
        content, default=vars, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    with written(folder / NAME) as beside:
        beside.write_text(text, "utf-8")


def with_sheets(manifest: Manifest, sheets: Sequence[SheetRead]) -> dict[str, MergedFile]:
    """Returns the file versions of this run: {file: MergedFile}, the same for any order of `sheets`.

    A path with the hash it had keeps its arrival; a new hash at a known path arrives now (also when an older version is
    restored); an unknown path with a known hash was renamed or copied and keeps that version's arrival.
    """
    accepted = [sheet for sheet in sheets if not sheet.rejected]
    hashes = {sheet.file: sheet.sha256 for sheet in accepted}
    documents = _documents(manifest, hashes)
    merged_sheets = _merged_sheets(manifest, accepted)
    merged = {}
    for file, digest in hashes.items():
        known = manifest.files.get(file)
        arrival, _ = manifest.versions.get(digest, (manifest.generation + 1, 0))
        if known:
            arrival = known.arrival if known.sha256 == digest else manifest.generation + 1
        merged[file] = MergedFile(digest, arrival, documents[file], merged_sheets[file])
    return merged


def _documents(manifest: Manifest, hashes: Mapping[str, str]) -> dict[str, int]:
    """Returns the document number of each file of this run.

    A file that took the place of its original (renamed) goes on as the same document. A copy is a document of its own,
    for it may be somebody's template.
    """
    documents = {file: manifest.files[file].document for file in hashes if file in manifest.files}
    taken, following = set(documents.values()), manifest.documents
    for file in sorted(hashes.keys() - documents.keys()):
        _, document = manifest.versions.get(hashes[file], (0, 0))
        if not document or document in taken:
            document = following = following + 1
        taken.add(document)
        documents[file] = document
    return documents


def _merged_sheets(
    manifest: Manifest, sheets: Sequence[SheetRead]
) -> dict[str, dict[str, MergedSheet]]:
    """A sheet that was rejected this time stays known as it was merged last."""
    merged: dict[str, dict[str, MergedSheet]] = {}
    for sheet in sorted(sheets, key=lambda sheet: (sheet.file, sheet.sheet)):
        known = manifest.files.get(sheet.file)
        of_file = merged.setdefault(sheet.file, dict(known.sheets) if known else {})
        day = sheet.inspected_on.isoformat() if sheet.inspected_on else ""
        of_file[sheet.sheet] = MergedSheet(str(sheet.scheme_key or ""), sheet.inspector, day)
    return merged


def advanced(
    manifest: Manifest,
    files: Mapping[str, MergedFile],
    batches: Sequence[Batch],
    replaced: Collection[Batch],
) -> Manifest:
    """Returns the manifest of the next generation: the file versions of this run, new batches for the `replaced` ones."""
    kept = [batch for batch in manifest.batches if batch not in replaced]
    return Manifest(
        generation=manifest.generation + 1,
        documents=max([manifest.documents, *(file.document for file in files.values())]),
        batches=(*kept, *batches),
        files={**manifest.files, **files},
        versions={
            **manifest.versions,
            **{file.sha256: (file.arrival, file.document) for file in _sorted(files)},
        },
    )


def _sorted(files: Mapping[str, MergedFile]) -> list[MergedFile]:
    """The newest copy of a version comes last and so counts."""
    return [file for _, file in sorted(files.items(), key=lambda item: (item[1].arrival, item[0]))]
