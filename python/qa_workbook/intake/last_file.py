"""Which file is being read, for whoever watches this process, and which files end their reader.

A reader of foreign files can end the whole process: it aborts, or the system ends it for the memory
that it takes; or it never comes back. Whoever started this process (`cli.guard`) then knows the
culprit, and starts it anew with that file marked; it is one finding, and all other files are read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

NOTE = "QA_WORKBOOK_NOTE"
"""Environment variable with the path of the note: blank, or mark and seconds of a file in work."""
DEADLY = "QA_WORKBOOK_DEADLY"
"""Environment variable with the files not to read: `mark=fate`, parted by blanks."""
TICK = 0.5
"""Seconds between two looks at a note."""
DIES, SLOW = "dies", "slow"
"""What became of the reader of a file: it died of it, or was ended since it took too long."""
_LONGEST = 100
"""Characters of a note: a mark and some seconds."""


@contextmanager
def being_read(file: Path, most_seconds: int | None) -> Iterator[None]:
    """Notes within the block that `file` is being read, where somebody wants to know.

    After `most_seconds` its reader may be ended; None is never.
    """
    note = os.environ.get(NOTE)
    if not note:
        yield
        return
    _write(note, f"{_mark(file)} {most_seconds or 0}")
    try:
        yield
    finally:
        _write(note, "")


def _write(note: str, words: str) -> None:
    """Writes over what the note said before, in one short write: the process may be gone then.

    It is never made shorter: some file systems put a file on the disk that is emptied and written.
    """
    line = os.open(note, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.write(line, words.ljust(_LONGEST).encode("ascii"))
    finally:
        os.close(line)


def fate_of_reader(file: Path) -> str:
    """Returns what became of an earlier reader of `file`: DIES, SLOW, "" for nothing."""
    known = _deadly(os.environ.get(DEADLY, ""))
    return known.get(_mark(file), "") if known else ""


def _mark(file: Path) -> str:
    """What stands for a file: names of files hold names of people, and the note may stay behind."""
    import hashlib  # whoever only guards a reader needs no digests

    return hashlib.sha256(os.fsencode(file)).hexdigest()


@cache
def _deadly(words: str) -> Mapping[str, str]:
    return dict(word.split("=", 1) for word in words.split())


class Note:
    """The file in which a process notes what it reads: a mark, and the seconds it may take."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._last: object = None
        self._ticks = 0

    def clear(self) -> None:
        """Says that nothing is being read."""
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
        return 0 < seconds <= self._ticks * TICK

    def _words(self) -> tuple[str, int, int]:
        try:
            mark, seconds = self.path.read_text("ascii").split()
            return mark, int(seconds), self.path.stat().st_mtime_ns
        except (OSError, ValueError):  # nothing is noted, or only half of it by now
            return "", 0, 0
