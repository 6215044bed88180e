"""What the store knows of the files that were merged, and the parts in which that is written.

A commit writes a part of what is new; a small part is put together with the ones before it that
are not much greater. So a commit writes little, and there are few parts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count, repeat
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from qa_workbook.errors import RecordsDamaged, RecordsForbidden
from qa_workbook.files import written
from qa_workbook.keys import SchemeKey

Version = tuple[int, int]
"""Arrival and document of a version of a file."""
SUFFIX = ".files"
"""Of the files in which parts are written."""


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
class Merged:
    """The files by name, and every version ever merged by sha256."""

    files: Mapping[str, MergedFile] = field(default_factory=dict)
    versions: Mapping[str, Version] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """A file that says of so many files and versions what was new when it was written."""

    file: str
    sha256: str
    entries: int


_COLUMNS = pa.schema(
    [
        ("file", pa.string()),
        ("sha256", pa.string()),
        ("arrival", pa.int32()),
        ("document", pa.int32()),
        ("sheets", pa.string()),
    ]
)
"""A row is a file with its sheets (JSON); one without `file` is a version that no file has."""


_OF_A_FILE = ("sha256", "arrival", "document", "sheets")
_NEIGHBOURS = 64
"""So many files that stand together are made when one of them is asked for."""
_ALIKE = 1_000


class _Files(Mapping[str, MergedFile]):
    """The files as they are written, each made into a MergedFile when it is asked for.

    Of a hundred thousand files a merge looks at those of its run.
    """

    def __init__(self, parts: Sequence[pa.Table]) -> None:
        self._parts = parts
        self._made: dict[str, MergedFile] = {}
        self._places: dict[str, tuple[int, int]] = {}
        for number, part in enumerate(parts):
            names = part.column("file").drop_null().to_pylist()
            self._places |= dict(zip(names, zip(repeat(number), count()), strict=False))

    def __getitem__(self, name: str) -> MergedFile:
        if name not in self._made:
            self._make(*self._places[name])
        return self._made[name]

    def _make(self, number: int, row: int) -> None:
        """Makes the file in a row of a part, and those beside it.

        Whoever asks for thousands of files, as a register does, asks for these next.
        """
        first = row // _NEIGHBOURS * _NEIGHBOURS
        rows = self._parts[number].slice(first, _NEIGHBOURS)
        names = rows.column("file").drop_null().to_pylist()
        about = [rows.column(column).to_pylist() for column in _OF_A_FILE]
        told = zip(names, *about, strict=False)
        for place, (name, sha256, arrival, document, sheets) in enumerate(told, first):
            # A newer part may say something else of the file.
            if self._places[name] == (number, place) and name not in self._made:
                self._made[name] = MergedFile(sha256, arrival, document, _sheets_of(sheets))

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def read_merged(folder: Path, parts: Sequence[Part], newest: Version) -> Merged:
    """Returns what parts say, oldest first.

    No arrival and document is greater than `newest`. Raises RecordsDamaged, RecordsForbidden.
    """
    tables = [_read(folder / part.file, part, newest) for part in parts]
    versions: dict[str, Version] = {}
    for table in tables:
        arrivals, documents = (table.column(name).to_pylist() for name in ("arrival", "document"))
        digests = table.column("sha256").to_pylist()
        versions |= dict(zip(digests, zip(arrivals, documents, strict=True), strict=True))
    return Merged(_Files(tables), versions)


def _read(path: Path, part: Part, newest: Version) -> pa.Table:
    try:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != part.sha256:
            raise RecordsDamaged(path=path, why="its content is not what was written")
        table = pq.read_table(pa.BufferReader(content)).cast(_COLUMNS)
        for name, greatest in zip(("arrival", "document"), newest, strict=True):
            found = pc.min_max(table.column(name)).as_py()
            if table.num_rows and not 0 <= found["min"] <= found["max"] <= greatest:
                raise RecordsDamaged(path=path, why=f"{name} {found['max']} is yet to come")
    except PermissionError:
        raise RecordsForbidden(path=path) from None
    except OSError as error:
        raise RecordsDamaged(path=path, why=error.strerror or type(error).__name__) from None
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise RecordsDamaged(path=path, why=f"{type(error).__name__}: {error}") from None
    return table


def of_format_2(raw: Mapping[str, Any]) -> Merged:
    """Returns what a manifest of format 2 says, which holds it all itself."""
    layouts, files = raw["layouts"], {}
    for name, merged in raw["files"].items():
        sheets = {
            sheet_name: _merged_sheet(sheet["scheme"], sheet["labels"], layouts[sheet["layout"]])
            for sheet_name, sheet in merged["sheets"].items()
        }
        files[name] = MergedFile(merged["sha256"], merged["arrival"], merged["document"], sheets)
    versions = {digest: (arrival, number) for digest, (arrival, number) in raw["versions"].items()}
    return Merged(files, versions)


def with_part(
    folder: Path, generation: int, parts: Sequence[Part], before: Merged | None, new: Merged
) -> tuple[Part, ...]:
    """Writes a part with what is new, and returns the parts that count then.

    `before` is what no part says yet: all of a store of an earlier format. Raises RecordsDamaged.
    """
    entries = len(new.files) + len(new.versions)
    if before is None and not entries:
        return tuple(parts)
    kept = list(parts)
    while kept and kept[-1].entries <= 2 * entries:
        entries += kept.pop().entries
    no_limit = (2**31, 2**31)
    older = before or read_merged(folder, parts[len(kept) :], no_limit)
    whole = Merged({**older.files, **new.files}, {**older.versions, **new.versions})
    table = _as_table(whole)
    path = folder / f"{generation:06d}{SUFFIX}"
    with written(path) as beside:
        pq.write_table(table, beside, compression="zstd")
        digest = hashlib.sha256(beside.read_bytes()).hexdigest()
    return (*kept, Part(path.name, digest, table.num_rows))


def _as_table(merged: Merged) -> pa.Table:
    """The files first; the last row with a digest says what its version is."""
    files = sorted(merged.files.items())
    told = {file.sha256: (file.arrival, file.document) for _, file in files}
    versions = [
        (None, digest, *version, "")
        for digest, version in merged.versions.items()
        if told.get(digest) != version
    ]
    rows = [
        (name, file.sha256, file.arrival, file.document, _sheets_text(file)) for name, file in files
    ]
    columns = zip(*rows, *versions, strict=True) if rows or versions else [()] * len(_COLUMNS)
    return pa.table(
        [pa.array(column, kind.type) for column, kind in zip(columns, _COLUMNS, strict=True)],
        schema=_COLUMNS,
    )


def _sheets_text(file: MergedFile) -> str:
    sheets = {
        name: [str(sheet.scheme_key or ""), dict(sheet.labels), dict(sheet.columns)]
        for name, sheet in file.sheets.items()
    }
    return json.dumps(sheets, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@lru_cache(_ALIKE)
def _sheets_of(text: str) -> Mapping[str, MergedSheet]:
    """The sheets of a file; those of many files are alike."""
    return {name: _merged_sheet(*sheet) for name, sheet in json.loads(text).items()}


def _merged_sheet(scheme: str, labels: dict[str, str], letters: dict[str, str]) -> MergedSheet:
    return MergedSheet(SchemeKey.parse(scheme) if scheme else None, labels, letters)
