"""Hashes of what files hold. A file that nobody can have changed since isn't read for it again.

That is told from size, times, and number in the file system. As times are only so fine, they say
nothing of a file that was changed shortly before it was hashed: it may be changed once more at what
the file system takes for the same moment. Such a file is hashed again (git calls it racily clean).
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import orjson

from qa_workbook.files import written

NAME = "hashes.json"
FORMAT = 1
SAFE = 10 * 10**9
"""Nanoseconds. The coarsest times of file systems are those of FAT, two seconds; clocks of servers
run a little before ours, or behind."""

Stamp = tuple[int, int, int, int]
Seen = tuple[Stamp, int]
"""What a file looked like, and when that was seen, in nanoseconds."""


class Hashes:
    """The hashes of files, kept in a folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / NAME
        self._known = _read(self._file)
        self._asked = set[str]()
        self._is_new = False

    def of(self, file: Path, most_bytes: int | None = None) -> str:
        """Returns the hash of a file's content, "" of one that can't be read or is too large."""
        try:
            found = file.stat()
            if not stat.S_ISREG(found.st_mode):
                return ""
            if most_bytes is not None and found.st_size > most_bytes:
                return ""
            return self._hash(os.fspath(file), found)
        except OSError:
            return ""

    def seen(self, file: Path) -> Seen | None:
        """Returns what a file looks like now, for `learn`; None of one that can't be looked at."""
        now = time.time_ns()
        with suppress(OSError):
            return _stamp(file.stat()), now
        return None

    def learn(self, file: Path, seen: Seen | None, sha256: str) -> None:
        """Takes the hash of a file from whoever read it after it was `seen`."""
        if seen:
            self._asked.add(os.fspath(file))
            self._learn(os.fspath(file), *seen, sha256)

    def keep(self) -> None:
        """Writes what is known of the files that were asked for, if anything is new.

        What nobody asks for is no longer there. A disk that is full or closed is no fault of a
        build.
        """
        if self._known.keys() - self._asked:
            self._known = {file: self._known[file] for file in self._known if file in self._asked}
            self._is_new = True
        if not self._is_new:
            return
        rows = [[file, *stamp, sha256] for file, (stamp, sha256) in self._known.items()]
        with suppress(OSError, ValueError, TypeError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with written(self._file) as beside:
                beside.write_bytes(orjson.dumps({"format": FORMAT, "files": rows}))
            self._is_new = False

    def _hash(self, file: str, found: os.stat_result) -> str:
        stamp = _stamp(found)
        self._asked.add(file)
        known = self._known.get(file)
        if known and known[0] == stamp:
            return known[1]
        now = time.time_ns()
        sha256 = hashlib.sha256(Path(file).read_bytes()).hexdigest()
        self._learn(file, stamp, now, sha256)
        return sha256

    def _learn(self, file: str, stamp: Stamp, now: int, sha256: str) -> None:
        _, modified, changed, _ = stamp
        if now - max(modified, changed) >= SAFE:
            self._known[file] = (stamp, sha256)
            self._is_new = True


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


@lru_cache(maxsize=1)
def hashes_in(folder: Path) -> Hashes:
    """Returns the hashes that are kept in a folder, read once."""
    return Hashes(folder)


def _read(file: Path) -> dict[str, tuple[Stamp, str]]:
    try:
        said = orjson.loads(file.read_bytes())
        if said["format"] != FORMAT:
            return {}
        return {name: (tuple(stamp), sha256) for name, *stamp, sha256 in said["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
