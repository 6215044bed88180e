"""Writing beside and renaming, so that a crash leaves the old file or the new one and never half of one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qa_workbook.errors import OutputLocked


def refuse_if_open(path: Path) -> None:
    """Raises OutputLocked when Excel (`~$name`) or LibreOffice (`.~lock.name#`) has `path` open, or it can't be replaced."""
    owners = [path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")]
    if any(owner.exists() for owner in owners):
        raise OutputLocked(path)
    if path.exists():
        try:
            with path.open("r+b"):
                pass
        except PermissionError:
            raise OutputLocked(path) from None


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """Gives a temporary path beside `path`; after the block it is flushed to disk and renamed, or removed on failure."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        try:
            beside.replace(path)
        except PermissionError:
            raise OutputLocked(path) from None
    finally:
        beside.unlink(missing_ok=True)
