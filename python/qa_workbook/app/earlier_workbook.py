"""The workbook that the next one would overwrite: what people wrote into it is never lost.

What was written is kept as it was (`Workspace.originals`), for comparing and as the proof of what
was given out. A copy is named after the digest of its content, so that a crash between two renames
leaves one that fits in any case.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Container
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from qa_workbook.books.register.typed_cells import TypedCell, typed_cells
from qa_workbook.errors import RegisterUnreadable, TypedIntoRegister
from qa_workbook.files import Together
from qa_workbook.grids.faults import FileFault
from qa_workbook.grids.limits import Limits
from qa_workbook.workspace import Workspace

_NAMED_CELLS = 5  # so many cells stand in the message, the others are counted


Cell = tuple[str, str]
"""Sheet and address."""


def _nothing(_content: bytes) -> Container[Cell]:
    return ()


class EarlierWorkbook:
    """The workbook at `file`, which may not exist."""

    def __init__(
        self,
        workspace: Workspace,
        file: Path,
        limits: Limits,
        safe: Callable[[bytes], Container[Cell]] = _nothing,
    ) -> None:
        """`safe` says which of its cells aren't lost with the file: they stand elsewhere, too."""
        self.file = file
        self.limits = limits
        self._safe = safe
        self._folder = workspace.originals / _name_of(workspace, file)

    def refuse_if_typed(self) -> None:
        """Raises TypedIntoRegister or RegisterUnreadable unless overwriting it loses nothing.

        A workbook of which no original is known is left to `keep`.
        """
        typed = self._typed()
        if typed:
            named = ", ".join(_spoken(cell) for cell in typed[:_NAMED_CELLS])
            more = " …" if len(typed) > _NAMED_CELLS else ""
            raise TypedIntoRegister(path=self.file, cells=named + more, count=len(typed))

    def keep(self, now: datetime, files: Together) -> Path | None:
        """Copies it beside itself where somebody wrote into it, or may have; returns the copy."""
        if not self.file.exists() or (self._known() and self._is_untouched()):
            return None
        copy = _free_name(self.file, now)
        shutil.copyfile(self.file, files.add(copy, first=True))
        return copy

    def save_original(self, content: bytes, files: Together) -> Path:
        """Keeps the content of the workbook that is about to be put in place; returns where."""
        original = self.original_of(content)
        files.add(original, first=True).write_bytes(content)
        return original

    def original_of(self, content: bytes) -> Path:
        """Returns where the original of a workbook with this content belongs."""
        return self._folder / f"{sha256(content).hexdigest()}.xlsx"

    def _known(self) -> list[Path]:
        return sorted(self._folder.glob("*.xlsx"))

    def _newest(self) -> list[Path]:
        """The last original, and the one before: a crash may have left the file of either."""
        return sorted(self._known(), key=lambda one: one.stat().st_mtime_ns)[-2:]

    def _is_untouched(self) -> bool:
        try:
            return not self._typed()
        except RegisterUnreadable:
            return False

    def _typed(self) -> list[TypedCell]:
        """The cells that differ from the original; of two originals the nearer one counts."""
        if not self.file.exists():
            return []
        content = self.file.read_bytes()
        if self.original_of(content).exists():
            return []
        try:
            compared = [
                typed_cells(original.read_bytes(), content, self.limits)
                for original in self._newest()
            ]
        except FileFault:
            raise RegisterUnreadable(path=self.file) from None
        typed = min(compared, key=len, default=[])
        if not typed:
            return []
        safe = self._safe(content)
        return [one for one in typed if one.is_note or (one.sheet, one.cell) not in safe]


def _name_of(workspace: Workspace, file: Path) -> str:
    """A short name for the place of a workbook, the same when the whole workspace is moved."""
    root = workspace.root.resolve()
    place = file.relative_to(root) if file.is_relative_to(root) else file
    return sha256(place.as_posix().encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _spoken(cell: TypedCell) -> str:
    return f"{cell.sheet}!{cell.cell}" if cell.cell else cell.sheet


def _free_name(file: Path, now: datetime) -> Path:
    stem = f"{file.stem}_{now:%Y%m%d-%H%M%S}"
    copy, number = file.with_name(f"{stem}{file.suffix}"), 1
    while copy.exists():
        number += 1
        copy = file.with_name(f"{stem}-{number}{file.suffix}")
    return copy
