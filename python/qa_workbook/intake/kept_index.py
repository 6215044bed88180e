"""Of which files there are results of earlier readings (`kept`), and under which hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from qa_workbook.files import written

INDEX = "index.json"
FORMAT = 2


@dataclass(frozen=True)
class Kept:
    """One file of a batch; `day` is when it was read, `for_ever` whether later days agree."""

    batch: str
    sha256: str
    day: date
    for_ever: bool

    def is_of(self, sha256: str, today: date) -> bool:
        """Whether a file with this hash would give the same today."""
        same_day = self.day == today or (self.for_ever and self.day <= today)
        return self.sha256 == sha256 and same_day


def folder_of(folder: Path, digest: str) -> Path:
    """Returns where the results under a digest lie."""
    return folder / digest[:16]


def read_index(folder: Path, digest: str) -> dict[str, Kept]:
    """Returns what is kept under a digest, by name of the file; nothing where it can't be read."""
    try:
        said = orjson.loads((folder_of(folder, digest) / INDEX).read_bytes())
        if said["format"] != FORMAT:
            return {}
        days = {day: date.fromisoformat(day) for day in {row[3] for row in said["files"]}}
        return {
            name: Kept(batch, sha256, days[day], for_ever)
            for name, batch, sha256, day, for_ever in said["files"]
        }
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return {}


def write_index(folder: Path, digest: str, index: Mapping[str, Kept]) -> None:
    """Writes what is kept under a digest."""
    rows: list[list[Any]] = [
        [name, kept.batch, kept.sha256, kept.day.isoformat(), kept.for_ever]
        for name, kept in index.items()
    ]
    with written(folder_of(folder, digest) / INDEX) as beside:
        beside.write_bytes(orjson.dumps({"format": FORMAT, "files": rows}))
