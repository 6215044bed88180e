"""Beside a console that is open in Calc: `python -m qa_workbook.host.calc_keeper PATH`.

Each click starts it. Whenever Calc saves the workbook it loses the macros of its buttons; this puts
them back, and ends when the workbook is closed. It needs nothing but the file and Calc's lock
beside it, and there is one per workbook.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from filelock import FileLock, Timeout

from qa_workbook.console.calc_saved import restore

_PAUSE = 1.0  # seconds
# Pauses without Calc's lock until the workbook counts as closed: saving takes it away for a moment.
_CLOSED_AFTER = 3


def keep(xlsm: Path, pause: float = _PAUSE) -> None:
    """Mends the workbook after each time it was saved, until Calc's lock beside it is gone."""
    lock = xlsm.with_name(f".~lock.{xlsm.name}#")
    mended_at, missing = 0, 0
    while missing < _CLOSED_AFTER:
        mended_at = _mended(xlsm, mended_at)
        time.sleep(pause)
        missing = 0 if lock.exists() else missing + 1
    _mended(xlsm, mended_at)


def _mended(xlsm: Path, mended_at: int) -> int:
    """Returns the file's time once it is whole; `mended_at` again where it can't be read yet."""
    try:
        changed_at = xlsm.stat().st_mtime_ns
        if changed_at != mended_at:
            restore(xlsm)
    except (OSError, zipfile.BadZipFile):  # Calc is just writing it
        return mended_at
    return changed_at


def main() -> None:
    """Keeps the workbook given, unless somebody does already."""
    xlsm = Path(sys.argv[1]).resolve()
    key = hashlib.sha256(str(xlsm).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    try:
        with FileLock(Path(tempfile.gettempdir()) / f"qa-workbook-keeper-{key}.lock", timeout=0):
            keep(xlsm)
    except Timeout:
        return


if __name__ == "__main__":
    main()
