"""Starts a command in a process of its own, and survives the death of a reader of foreign files.

Nothing is written before everything has been read, so that a command can be started again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from qa_workbook.intake.last_file import DEADLY, NOTE

READING = frozenset({"validate", "build", "run"})
"""The commands that read foreign files."""
_MOST_DEATHS = 20
"""So many files may kill their reader; then something else is wrong."""
_ENDED = range(5)
"""Exit codes of a command that ended by itself."""
_INTERRUPTED = {130, -2, 0xC000013A}
_UNKNOWN = 4


def run_guarded(arguments: Sequence[str]) -> int:
    """Runs the command line with `arguments` in another process; returns its exit code.

    Where that process dies while it reads a file, it is started again without that file.
    """
    deadly: list[str] = []
    with tempfile.TemporaryDirectory(prefix="qa-workbook-") as folder:
        note = Path(folder, "reading")
        while True:
            note.unlink(missing_ok=True)
            code = _run(arguments, note, deadly)
            culprit = _noted(note)
            if code in _ENDED:
                return code
            if code in _INTERRUPTED:
                return _UNKNOWN
            if not culprit or culprit in deadly or len(deadly) >= _MOST_DEATHS:
                return _UNKNOWN
            deadly.append(culprit)


def _run(arguments: Sequence[str], note: Path, deadly: Sequence[str]) -> int:
    environment = {**os.environ, NOTE: str(note), DEADLY: " ".join(deadly)}
    command = [sys.executable, "-P", "-m", "qa_workbook", *arguments]
    with subprocess.Popen(command, env=environment) as process:  # noqa: S603 - this very program
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # the command has been told, too, and says what there is to say


def _noted(note: Path) -> str:
    try:
        return note.read_text("ascii")
    except OSError:
        return ""
