"""Which file is being read, for whoever watches this process, and which files kill their reader.

A reader of foreign files can end the whole process: it aborts, or the system ends it for the memory
that it takes. Whoever started this process (`cli.guard`) then knows the culprit, and starts it anew
with that file marked; it is one finding, and all other files are read.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

NOTE = "QA_WORKBOOK_NOTE"
"""Environment variable with the path of the file in which the mark of each file is noted."""
DEADLY = "QA_WORKBOOK_DEADLY"
"""Environment variable with the marks of the files not to read, parted by blanks."""


def note(file: Path) -> None:
    """Notes that `file` is being read, where somebody wants to know."""
    place = os.environ.get(NOTE)
    if place:
        # One short write for each file: the process may be gone the next moment.
        Path(place).write_text(_mark(file), "ascii")


def is_deadly(file: Path) -> bool:
    """Returns whether the reader of `file` died of it."""
    return bool(_deadly()) and _mark(file) in _deadly()


def _mark(file: Path) -> str:
    """What stands for a file: names of files hold names of people, and the note may stay behind."""
    return hashlib.sha256(os.fsencode(file)).hexdigest()


@cache
def _deadly() -> frozenset[str]:
    return frozenset(os.environ.get(DEADLY, "").split())
