"""One writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qa_workbook.errors import Busy


@contextmanager
def locked(folder: Path, timeout: float = 5.0) -> Iterator[None]:
    """Holds `folder`, made if need be, for this process; may be nested.

    Raises Busy when another process holds it for `timeout` seconds. The system lets go of the lock
    when its holder dies, so no stale lock can stay behind.
    """
    # Who only reads needs no lock, and needn't wait until its library is loaded.
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    # One lock object per file and process, so that whoever holds it may ask for it again.
    lock = FileLock(folder / ".lock", is_singleton=True)
    try:
        lock.acquire(timeout=timeout)
    except Timeout:
        raise Busy(path=folder) from None
    try:
        yield
    finally:
        lock.release()
