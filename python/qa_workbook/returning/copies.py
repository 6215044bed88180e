"""What is kept of every copy that was sent back: data/returned/<number>.json."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from qa_workbook.errors import RecordsDamaged
from qa_workbook.files import written
from qa_workbook.grids.a1 import address, place_of
from qa_workbook.grids.grid import Grid
from qa_workbook.returning.told import told

FORMAT = 1
_SUCCESSORS = "merged.json"


@dataclass(frozen=True)
class KeptSheet:
    """The cells of one sheet as it was sent back, each as `told` writes it, row by row.

    `formulas` are the addresses of cells that hold a formula; `before` what was in cells that were
    corrected by the program itself.
    """

    rows: Sequence[Sequence[str]]
    formulas: Sequence[str] = ()
    before: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, grid: Grid, before: Mapping[str, str] | None = None) -> KeptSheet:
        """Returns the cells of a grid."""
        rows = [[told(cell) for cell in row] for row in grid.rows]
        formulas = sorted(address(*place) for place in grid.unseen.formulas or ())
        return cls(rows, formulas, before or {})

    def uncorrected(self) -> KeptSheet:
        """Returns the sheet without what the program itself has corrected in it."""
        rows = [list(row) for row in self.rows]
        for cell, words in self.before.items():
            row, column = place_of(cell)
            rows[row][column] = words
        return replace(self, rows=rows)


@dataclass(frozen=True)
class ReturnedCopy:
    """A copy of a faulty file that was sent back.

    `original` is the path of the first file of all, relative to the inbox; `file` and `sha256` are
    those of the file that this copy was made from, `earlier` the hashes of what that one was made
    from itself. `copy` is the hash of the copy as it was written. `labels` are what its sheets say
    of themselves, `subjects` what their rows are about.
    """

    number: str
    original: str
    file: str
    sha256: str
    copy: str
    earlier: Sequence[str] = ()
    labels: Sequence[Sequence[str]] = ()
    subjects: Sequence[str] = ()
    sheets: Mapping[str, KeptSheet] = field(default_factory=dict)

    @property
    def lineage(self) -> tuple[str, ...]:
        """The hashes of all files that this copy comes from, the first one first."""
        return (*self.earlier, self.sha256)

    def without_cells(self) -> ReturnedCopy:
        """Returns the same without its cells, small enough to be sent about."""
        return replace(self, sheets={})


@dataclass(frozen=True)
class ReturnedCopies:
    """The copies that a workspace has sent back; none without a `folder`.

    `inbox` is where they come back to.
    """

    folder: Path | None = None
    inbox: Path = Path()

    def read(self, number: str) -> ReturnedCopy | None:
        """Returns a copy by its number, None where none is known. Raises RecordsDamaged."""
        if self.folder is None:
            return None
        raw = _read(self.folder / f"{number}.json")
        return _from_json(self.folder / f"{number}.json", raw) if raw else None

    def write(self, copy: ReturnedCopy) -> None:
        """Keeps a copy, in place of what was kept under its number."""
        assert self.folder is not None
        self.folder.mkdir(parents=True, exist_ok=True)
        words = json.dumps({"format": FORMAT, **asdict(copy)}, ensure_ascii=False, sort_keys=True)
        with written(self.folder / f"{copy.number}.json") as beside:
            beside.write_text(words, "utf-8")

    def known_copies(self) -> frozenset[str]:
        """Returns the hashes of all copies as they were written."""
        if self.folder is None or not self.folder.is_dir():
            return frozenset()
        files = sorted(self.folder.glob("R*.json"))
        return frozenset(raw["copy"] for raw in map(_read, files) if raw and "copy" in raw)

    def successors(self) -> dict[str, str]:
        """Returns which file came in the place of another that was merged, by the other's hash."""
        return dict(_read(self.folder / _SUCCESSORS) or {}) if self.folder else {}

    @property
    def successors_file(self) -> Path | None:
        """Where `successors` stand."""
        return self.folder / _SUCCESSORS if self.folder else None


def as_bytes(successors: Mapping[str, str]) -> bytes:
    """Returns the content of the file of `ReturnedCopies.successors`."""
    return json.dumps(dict(successors), ensure_ascii=False, sort_keys=True, indent=1).encode()


def _read(path: Path) -> dict[str, Any] | None:
    try:
        raw = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise RecordsDamaged(path=path, why=str(error)) from None
    if not isinstance(raw, dict):
        raise RecordsDamaged(path=path, why="no object")
    return raw


def _from_json(path: Path, raw: dict[str, Any]) -> ReturnedCopy:
    try:
        if raw.pop("format") != FORMAT:
            raise ValueError("format")
        sheets = {name: KeptSheet(**sheet) for name, sheet in raw.pop("sheets").items()}
        return ReturnedCopy(**raw, sheets=sheets)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        why = f"{type(error).__name__}: {error}"
        raise RecordsDamaged(path=path, why=why) from None
