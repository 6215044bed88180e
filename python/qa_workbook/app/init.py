"""Makes a workspace."""

from __future__ import annotations

import sys
from pathlib import Path

from qa_workbook.console.personalise import personalise
from qa_workbook.errors import CannotWrite
from qa_workbook.numbers import last_month
from qa_workbook.workspace import Workspace
from qa_workbook.workspace_paths import initialise


def make_workspace(root: Path, language: str) -> list[Path]:
    """Makes or completes a workspace and returns what it added.

    `qa_workbook.xlsm` is told the path of this Python and the last full month. Raises CannotWrite.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise CannotWrite(path=root) from None
    added = initialise(root)
    workbook = Workspace(root).console
    new = not workbook.exists()
    personalise(workbook, Path(sys.executable), last_month().text, language)
    return [*added, workbook] if new else added
