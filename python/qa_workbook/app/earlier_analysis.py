"""The analysis workbook that the next one replaces: notes go along, all else that was typed stays.

What people wrote into the cells to write into stands in the next workbook again. Where they changed
anything else, the workbook is copied beside itself first.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cached_property
from pathlib import Path

from qa_workbook.app.earlier_workbook import Cell, EarlierWorkbook
from qa_workbook.books.cloth.notes import Note, Notes, written_notes
from qa_workbook.files import Together
from qa_workbook.grids.faults import FileFault
from qa_workbook.grids.limits import Limits
from qa_workbook.workspace import Workspace

_KEPT_ORIGINALS = 2  # a crash may have left the file of the last one, or of the one before


class EarlierAnalysis:
    """The analysis workbook at `file`, which may not exist."""

    def __init__(self, workspace: Workspace, file: Path, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._workbook = EarlierWorkbook(workspace, file, limits, self._cells_of_notes)

    @cached_property
    def notes(self) -> Notes:
        """What people ever wrote into it, also where the workbook has no such row just now.

        A cell that was emptied is emptied. Nothing is new where it can't be read: then it is
        copied.
        """
        known = self._known_notes()
        if not self._file.exists():
            return known
        content = self._file.read_bytes()
        if _notes_of(self._workbook.original_of(content)).exists():
            return known
        cells = {note.key: note.value for note in self._read(content)}
        return {key: value for key, value in (known | cells).items() if value != ""}

    def _known_notes(self) -> dict[str, str | float]:
        """The notes that the last build knew of."""
        files = sorted(self._folder.glob("*.json"), key=lambda one: one.stat().st_mtime_ns)
        try:
            return json.loads(files[-1].read_bytes()) if files else {}
        except (OSError, ValueError):
            return {}

    def keep(self, now: datetime, files: Together) -> Path | None:
        """Copies it beside itself where anything but notes was changed; returns the copy."""
        return self._workbook.keep(now, files)

    def save_original(self, content: bytes, files: Together) -> None:
        """Keeps the content of the workbook that is about to be put in place, and its notes."""
        original = self._workbook.save_original(content, files)
        notes = json.dumps(self.notes, ensure_ascii=False, sort_keys=True)
        files.add(_notes_of(original), first=True).write_text(notes, "utf-8")

    def remove_old(self) -> None:
        """Removes the originals that nothing is compared with any more."""
        known = sorted(self._folder.glob("*.xlsx"), key=lambda one: one.stat().st_mtime_ns)
        for original in known[:-_KEPT_ORIGINALS]:
            original.unlink(missing_ok=True)
            _notes_of(original).unlink(missing_ok=True)

    @property
    def _folder(self) -> Path:
        return self._workbook.original_of(b"").parent

    def _read(self, content: bytes) -> list[Note]:
        try:
            return written_notes(content, self._limits)
        except FileFault:
            return []

    def _cells_of_notes(self, content: bytes) -> set[Cell]:
        return {(note.sheet, note.cell) for note in self._read(content)}


def _notes_of(original: Path) -> Path:
    """Where the notes of an original are kept."""
    return original.with_suffix(".json")
