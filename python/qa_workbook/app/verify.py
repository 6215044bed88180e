"""Whether a register, slip or payroll is what was given out: held against its original."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_workbook.books.register.differences import Difference, differences
from qa_workbook.errors import NotOurs, PathNotFound
from qa_workbook.grids.faults import FileFault
from qa_workbook.workspace import Workspace

_KINDS = (".xlsx", ".csv")
"""What originals are kept as."""


@dataclass(frozen=True)
class VerifyReport:
    """Where the file differs from what was given out."""

    file: Path
    cells: list[Difference]

    def as_dict(self) -> dict[str, Any]:
        """Returns the contract's object (4.3)."""
        return {
            "file": str(self.file),
            "ok": not self.cells,
            "cells": [dict(vars(cell)) for cell in self.cells],
        }


def verify_file(workspace: Workspace, file: Path) -> VerifyReport:
    """Holds a register, slip or payroll against its original and names the cells that were changed.

    Of several originals the one that differs least is meant. Raises PathNotFound, and NotOurs for
    a file that is no table, or none of this workspace.
    """
    if not file.is_file():
        raise PathNotFound(path=file)
    limits = workspace.required().load().vocabulary.limits
    content = file.read_bytes()
    nearest: list[Difference] | None = None
    originals = (one for one in workspace.originals.rglob("*") if one.suffix in _KINDS)
    for original in sorted(originals):
        written = original.read_bytes()
        if written == content:
            return VerifyReport(file, [])
        try:
            found = differences(written, content, limits)
        except FileFault:
            raise NotOurs(path=file) from None
        if found is not None and (nearest is None or len(found) < len(nearest)):
            nearest = found
    if nearest is None:
        raise NotOurs(path=file)
    return VerifyReport(file, nearest)
