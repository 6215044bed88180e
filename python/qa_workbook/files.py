"""Writing beside and renaming: a crash leaves the old file or the new one, never half of one.

What is not finished yet has a hidden name beside its file: `.name-` and 16 hexadecimal digits.
A run that was killed leaves it behind; a later one that writes the same file sweeps it away.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from qa_workbook.errors import NoPlainFile, OutputLocked, OutputReadOnly

RESULT = "qa-workbook result"
"""The category of every workbook of results, which is no score sheet."""
ARCHIVE = "archive"
"""The folder beside the inbox in which the sheets of finished periods are filed."""
LEFT_BEHIND = 86_400.0
"""Seconds after which an unfinished file belongs to a run that was killed: a day, for a computer
may sleep in the middle of one."""

_FLUSHED_TOGETHER = 8

_UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
_ours: set[Path] = set()
"""The unfinished files of this process, which it never sweeps away, however old they look."""


def plain_name(about: str) -> str:
    """Returns a part of a file name that nobody else has on any file system.

    It must not depend on whose files are written with it: what can't stand as it is bears a
    digest. No two agents differ in case alone.
    """
    plain = _UNFIT.sub("_", about).strip(" .") or "_"
    if plain == about:
        return plain
    return f"{plain}~{sha256(about.encode('utf-8', 'surrogateescape')).hexdigest()[:6]}"


def where_it_stands(inbox: Path, file: str, periods: Sequence[Path] | None = None) -> Path:
    """Returns where a file of the inbox is now: there, or filed under one of the periods.

    `periods` are their folders (`filed_periods`), for whoever asks for many files.
    """
    path = inbox / file
    if path.exists():
        return path
    folders = filed_periods(inbox) if periods is None else periods
    filed = (folder / file for folder in reversed(folders))
    # A folder that may not be looked into is one without the file.
    return next((found for found in filed if os.path.exists(found)), path)  # noqa: PTH110


def filed_periods(inbox: Path) -> list[Path]:
    """Returns the folders in which sheets of finished periods are filed, in order."""
    return sorted((inbox.parent / ARCHIVE).glob("*/"))


def refuse_if_open(path: Path) -> None:
    """Raises OutputLocked when another program has `path` open, OutputReadOnly, NoPlainFile.

    Excel keeps a file `~$name` beside what it has open, LibreOffice `.~lock.name#`.
    """
    owners = [path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")]
    if any(owner.exists() for owner in owners):
        raise OutputLocked(path)
    if not path.exists():
        return
    # A device or a pipe must not be replaced by a file.
    if not path.is_file():
        raise NoPlainFile(path=path)
    if not path.stat().st_mode & 0o200:
        raise OutputReadOnly(path=path)
    try:
        with path.open("r+b"):
            pass
    except PermissionError:
        raise OutputLocked(path) from None


def _unfinished(path: Path, suffix: str) -> Path:
    """Returns a new hidden name beside `path`; what a killed run left there is swept away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.stem}-{secrets.token_hex(8)}{suffix}")
    _ours.add(beside)
    return beside


def _beside(path: Path) -> Path:
    """Returns a new empty file beside `path`, with the rights that the user's files have."""
    beside = _unfinished(path, path.suffix)
    # Not `tempfile`: its files are for their owner alone, whatever the umask says.
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    _sweep(path, now=beside.stat().st_mtime)
    return beside


def _sweep(path: Path, now: float) -> None:
    """Removes what killed runs left behind.

    `now` is the time of a file that was just made, for the clock of a file server may be another.
    """
    pattern = re.compile(rf"\.+{re.escape(path.stem)}(-[0-9a-f]{{16}})+(\..*)?", re.DOTALL)
    with os.scandir(path.parent) as entries:
        # A folder may hold hundreds of papers, and each of them looks at all others.
        hidden = [entry.name for entry in entries if entry.name.startswith(".")]
    for name in hidden:
        leftover = path.with_name(name)
        if not pattern.fullmatch(name) or leftover in _ours:
            continue
        # Another process may be sweeping, too.
        with suppress(OSError):
            if now - leftover.stat().st_mtime > LEFT_BEHIND:
                _remove(leftover)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    _ours.discard(path)


def _finish(beside: Path, path: Path) -> None:
    """Flushes a file to disk, unless it is only a part of one that is flushed itself later."""
    if path not in _ours:
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
    if path.exists():
        beside.chmod(path.stat().st_mode & 0o777)


def _rename(source: Path, target: Path) -> None:
    try:
        source.replace(target)
    except PermissionError:
        raise OutputLocked(target) from None


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """Gives a temporary path beside `path`.

    After the block the file is flushed to disk and renamed to `path`; on failure it is removed.
    """
    beside = _beside(path)
    try:
        yield beside
        _finish(beside, path)
        _rename(beside, path)
    finally:
        _remove(beside)


@contextmanager
def scratch(path: Path) -> Iterator[Path]:
    """Gives a hidden folder beside `path` for the parts of it, which is removed after the block.

    Parts of workbooks hold names and marks: they have no business in a folder for everybody.
    """
    folder = _unfinished(path, ".parts")
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        _remove(folder)


class Together:
    """Files of which all appear, or none; the old ones stand until the new ones do."""

    def __init__(self) -> None:
        self._begun: list[Path] = []
        self._added: list[tuple[Path, Path]] = []
        self._replaced: list[tuple[Path, Path | None]] = []

    def begin(self, path: Path) -> Path:
        """Returns a temporary path beside `path` that can be filled before it is added."""
        self._begun.append(_beside(path))
        return self._begun[-1]

    def add(self, path: Path, begun: Path | None = None, *, first: bool = False) -> Path:
        """Returns a temporary path beside `path`, to be filled before `publish`.

        It is the one that was `begun` for it, else a new one. They are put in place in the order
        in which they were added; `first` before all others.
        """
        beside = begun or _beside(path)
        self._added.insert(0 if first else len(self._added), (beside, path))
        return beside

    def publish(self) -> None:
        """Renames every file to its path.

        Raises OutputLocked, and then `undo` is due.
        """
        # Most commands write nothing, and needn't load it.
        from concurrent.futures import ThreadPoolExecutor

        # A disk flushes many files together in little more time than one of them.
        with ThreadPoolExecutor(_FLUSHED_TOGETHER) as pool:
            list(pool.map(_finish, *zip(*self._added, strict=True)))
        for beside, path in self._added:
            # A copy, so that there is no moment without the file.
            old = _copied(path) if path.exists() else None
            self._replaced.append((path, old))
            _rename(beside, path)

    def undo(self) -> None:
        """Puts the old files back."""
        for path, old in reversed(self._replaced):
            if old:
                old.replace(path)
            else:
                path.unlink(missing_ok=True)
        self._replaced = []

    def keep(self) -> None:
        """Lets the new files stand, whatever happens now."""
        for _, old in self._replaced:
            if old:
                _remove(old)
        self._replaced = []

    def tidy(self) -> None:
        """Removes what is not needed any more."""
        for beside in (*self._begun, *(beside for beside, _ in self._added)):
            _remove(beside)


def _copied(path: Path) -> Path:
    copy = _beside(path)
    shutil.copyfile(path, copy)
    copy.chmod(path.stat().st_mode & 0o777)
    return copy


@contextmanager
def written_together() -> Iterator[Together]:
    """Gives a Together; when the block fails before `keep`, the old files come back."""
    together = Together()
    try:
        yield together
        together.keep()
    except BaseException:
        together.undo()
        raise
    finally:
        together.tidy()
