"""Makes a workspace."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

from qa_workbook.console.personalise import personalise
from qa_workbook.errors import CannotWrite
from qa_workbook.workspace import Workspace, initialise


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
    today = date.today()  # noqa: DTZ011 - the month on the user's own calendar
    last_month = today.replace(day=1) - timedelta(days=1)
    personalise(workbook, Path(sys.executable), f"{last_month:%Y-%m}", language)
    return [*added, workbook] if new else added
