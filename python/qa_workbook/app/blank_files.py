"""Blank sheets that were handed out: one that somebody has begun to fill in stays as it is."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal

from qa_workbook.errors import OutputLocked
from qa_workbook.files import Together, refuse_if_open

State = Literal["written", "unchanged", "kept", "open"]
"""What became of a sheet: written, there already with the same content, begun by somebody, or open
in another program."""


@dataclass
class BlankFiles:
    """What we wrote is known by its digest; `memory` is the file that keeps the digests.

    Where nobody remembers, all that is there stays. The digests name nobody.
    """

    memory: Path
    digests: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.digests = set(_known(self.memory))

    def place(self, content: bytes, file: Path, files: Together) -> State:
        """Puts a sheet where it belongs, unless somebody has begun with the one that is there."""
        state = self.fate(file, content)
        if state == "written":
            files.add(file).write_bytes(content)
        if state in ("written", "unchanged"):
            self.digests.add(sha256(content).hexdigest())
        return state

    def fate(self, file: Path, content: bytes) -> State:
        """Returns what would become of a sheet."""
        if not file.exists():
            return "written"
        there = sha256(file.read_bytes()).hexdigest()
        if there == sha256(content).hexdigest():
            return "unchanged"
        if there not in self.digests:
            return "kept"
        try:
            refuse_if_open(file)
        except OutputLocked:
            return "open"
        return "written"

    def remember(self, files: Together) -> None:
        """Writes the digests of all that was ever written."""
        told = json.dumps(sorted(self.digests), indent=0)
        files.add(self.memory, first=True).write_text(told + "\n", "utf-8")


def _known(memory: Path) -> list[str]:
    try:
        return [str(digest) for digest in json.loads(memory.read_bytes())]
    except (OSError, ValueError, TypeError):
        return []
