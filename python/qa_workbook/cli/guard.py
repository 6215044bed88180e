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

from qa_workbook.intake.last_file import DEADLY, DIES, NOTE, SLOW

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
_TICK = 0.5
"""Seconds between two looks at the note."""


def run_guarded(arguments: Sequence[str]) -> int:
    """Runs the command line with `arguments` in another process; returns its exit code.

    Where that process dies while it reads a file, or takes longer for it than it may, it is started
    again without that file.
    """
    fates: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="qa-workbook-") as folder:
        note = _Note(Path(folder, "reading"))
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


def _run(arguments: Sequence[str], note: _Note, fates: Mapping[str, str]) -> tuple[int, bool]:
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
                waiting.join(_TICK)
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


class _Note:
    """The file in which the command notes what it reads: a mark, and the seconds it may take."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._last: object = None
        self._ticks = 0

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)

    @property
    def mark(self) -> str:
        """The mark of the file that is being read, "" for none."""
        return self._words()[0]

    def is_late(self) -> bool:
        """Returns whether the same file is being read for too long; asked once a tick.

        Ticks are counted, not the time: a computer may sleep meanwhile.
        """
        mark, seconds, at = self._words()
        if not mark or (mark, at) != self._last:
            self._last, self._ticks = (mark, at), 0
        self._ticks += 1
        return 0 < seconds <= self._ticks * _TICK

    def _words(self) -> tuple[str, int, int]:
        try:
            mark, seconds = self.path.read_text("ascii").split()
            return mark, int(seconds), self.path.stat().st_mtime_ns
        except (OSError, ValueError):  # nothing is noted, or only half of it by now
            return "", 0, 0
