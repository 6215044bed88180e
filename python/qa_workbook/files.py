"""Writing beside and renaming: a crash leaves the old file or the new one, never half of one."""

from __future__ import annotations

import glob
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from qa_workbook.errors import OutputLocked

LEFT_BEHIND = 600.0  # seconds after which a temporary file belongs to a run that was killed


def refuse_if_open(path: Path) -> None:
    """Raises OutputLocked when another program has `path` open, or it can't be replaced.

    Excel then keeps a file `~$name` beside it, LibreOffice `.~lock.name#`.
    """
    owners = [path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")]
    if any(owner.exists() for owner in owners):
        raise OutputLocked(path)
    if path.exists():
        try:
            with path.open("r+b"):
                pass
        except PermissionError:
            raise OutputLocked(path) from None


def _beside(path: Path) -> Path:
    """Returns a new temporary file beside `path`; those a killed run left behind are swept away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{path.stem}-"
    for leftover in path.parent.glob(f"{glob.escape(prefix)}*{glob.escape(path.suffix)}"):
        if time.time() - leftover.stat().st_mtime > LEFT_BEHIND:
            leftover.unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(prefix=prefix, suffix=path.suffix, dir=path.parent)
    os.close(handle)
    return Path(name)


def _finish(beside: Path, path: Path) -> None:
    with beside.open("rb+") as file:
        os.fsync(file.fileno())
    beside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)


def _rename(source: Path, target: Path, path: Path) -> None:
    try:
        source.replace(target)
    except PermissionError:
        raise OutputLocked(path) from None


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """Gives a temporary path beside `path`.

    After the block the file is flushed to disk and renamed to `path`; on failure it is removed.
    """
    beside = _beside(path)
    try:
        yield beside
        _finish(beside, path)
        _rename(beside, path, path)
    finally:
        beside.unlink(missing_ok=True)


class Together:
    """Files of which all appear, or none.

    `beside` holds their temporary paths, `publish` renames them, `undo` takes that back.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = paths
        self.beside = [_beside(path) for path in paths]
        self._kept: list[tuple[Path, Path | None]] = []

    def publish(self) -> None:
        """Renames every file to its path, keeping the old ones aside.

        Raises OutputLocked, and then `undo` is due.
        """
        for beside, path in zip(self.beside, self.paths, strict=True):
            _finish(beside, path)
            old = _beside(path) if path.exists() else None
            if old:
                _rename(path, old, path)
            self._kept.append((path, old))
            _rename(beside, path, path)

    def undo(self) -> None:
        """Puts the old files back."""
        for path, old in reversed(self._kept):
            if old:
                old.replace(path)
            else:
                path.unlink(missing_ok=True)
        self._kept = []

    def tidy(self) -> None:
        """Removes what is not needed any more."""
        for leftover in [*self.beside, *(old for _, old in self._kept if old)]:
            leftover.unlink(missing_ok=True)


@contextmanager
def written_together(*paths: Path) -> Iterator[Together]:
    """Gives a Together for `paths`; when the block fails, the old files come back."""
    together = Together(paths)
    try:
        yield together
    except BaseException:
        together.undo()
        raise
    finally:
        together.tidy()
