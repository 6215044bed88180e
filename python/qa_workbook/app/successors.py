"""Which files came in the place of others that were sent back, for builds to come."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from qa_workbook.files import Together
from qa_workbook.returning.copies import as_bytes
from qa_workbook.sheets import Sheet
from qa_workbook.workspace import Workspace


def remember_successors(files: Together, workspace: Workspace, sheets: Sequence[Sheet]) -> None:
    """Adds to `files` that the originals of merged copies count no more, wherever they turn up."""
    found = {
        digest: sheet.file
        for sheet in sheets
        if sheet.corrects and not sheet.rejected
        for digest in sheet.corrects.lineage
        if digest != sheet.sha256
    }
    _write(files, workspace, workspace.returned.successors() | found)


def forget_successors(files: Together, workspace: Workspace, gone: Collection[str]) -> None:
    """Adds to `files` that the originals of copies that are taken back may count again."""
    known = workspace.returned.successors()
    _write(files, workspace, {old: new for old, new in known.items() if new not in gone})


def _write(files: Together, workspace: Workspace, successors: dict[str, str]) -> None:
    file = workspace.returned.successors_file
    if file and successors != workspace.returned.successors():
        file.parent.mkdir(parents=True, exist_ok=True)
        files.add(file, first=True).write_bytes(as_bytes(successors))
