"""The console of one workspace: the shipped workbook with its interpreter and its period."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from qa_workbook.console.workbook import write_console

_SYSTEM = {"win32": "Win", "cygwin": "Win", "darwin": "Mac"}


def personalise(xlsm: Path, interpreter: Path, period: str, schemes: Sequence[str], language: str = "zh") -> None:
    """Writes `xlsm` anew with the Python at `interpreter` (for the system this runs on) and `period` filled in.

    Rebuilt from the same sources as the shipped workbook rather than edited, so whatever characters the path has end
    up in one cell. Settings and lists of an older `xlsm` are not kept. Raises OutputLocked.
    """
    settings = {"qa_period": period, "qa_language": language}
    write_console(xlsm, schemes, settings, {_SYSTEM.get(sys.platform, "Linux"): str(interpreter)})
