"""The console of a workspace, made whole where Calc has saved it."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

from qa_workbook.console.calc_saved import restore
from qa_workbook.errors import OutputLocked
from qa_workbook.files import refuse_if_open

if TYPE_CHECKING:
    from qa_workbook.workspace import Workspace


def make_console_whole(workspace: Workspace) -> bool:
    """Puts back what a console lost when Calc saved it; returns whether something was missing.

    Whoever uses Excel and Calc by turns may have saved it before a button was ever clicked, so that
    nobody stood by. A console that is open, or can't be read or written, is left as it is: no
    command fails because of it.
    """
    file = workspace.console
    with suppress(OSError, zipfile.BadZipFile, KeyError, UnicodeDecodeError, OutputLocked):
        if file.exists():
            refuse_if_open(file)
            return restore(file)
    return False
