"""Starts a command in a process of its own, and survives what readers of foreign files do to it.

Nothing is written before everything has been read, so that a command can be started again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from qa_workbook.intake.last_file import DEADLY, DIES, NOTE, SLOW, TICK, Note

READING = frozenset(
    {
        "validate",
        "return",
        "build",
        "run",
        "archive",
        "records",
        "handed-in",
        "statistics",
    }
)
"""The commands that read foreign files."""
_MOST_DEATHS = 100
"""So many files may end their reader; then something else is wrong."""
_ENDED = range(5)
"""Exit codes of a command that ended by itself."""
_INTERRUPTED = {130, -2, 0xC000013A}
_UNKNOWN = 4


def run_guarded(arguments: Sequence[str]) -> int:
    """Runs the command line with `arguments` in another process; returns its exit code.

    Where that process dies while it reads a file, or takes longer for it than it may, it is started
    again without that file.
    """
    fates: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="qa-workbook-") as folder:
        note = Note(Path(folder, "reading"))
        while True:
            note.clear()
            code, was_late = _run(arguments, note, fates)
            if code in _INTERRUPTED:
                return _UNKNOWN
            # An abort may have the exit code of a command; but then a file is still being read.
            if code in _ENDED and not note.mark:
                return code
            if not note.mark or note.mark in fates or len(fates) >= _MOST_DEATHS:
                return _gave_up(arguments)
            fates[note.mark] = SLOW if was_late else DIES


def _run(arguments: Sequence[str], note: Note, fates: Mapping[str, str]) -> tuple[int, bool]:
    """Runs the command once. Returns its exit code, and whether it was ended for being late."""
    deadly = " ".join(f"{mark}={fate}" for mark, fate in fates.items())
    environment = {**os.environ, NOTE: str(note.path), DEADLY: deadly}
    command = [sys.executable, "-P", "-m", "qa_workbook", *arguments]
    was_late = False
    with subprocess.Popen(command, env=environment) as process:  # noqa: S603 - this very program
        # A thread sees the end at once; a wait with a limit only looks twenty times a second.
        waiting = threading.Thread(target=process.wait, daemon=True)
        waiting.start()
        while waiting.is_alive():
            try:
                waiting.join(TICK)
            except KeyboardInterrupt:
                continue  # the command has been told, too, and says what there is to say
            if waiting.is_alive() and note.is_late():
                process.kill()
                was_late = True
        return process.returncode, was_late


def _gave_up(arguments: Sequence[str]) -> int:
    """Says that the command was ended, and nobody knows by which file."""
    from qa_workbook.cli.program import failed
    from qa_workbook.errors import CommandDied

    failed(arguments, CommandDied())
    return _UNKNOWN
