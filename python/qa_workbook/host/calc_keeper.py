"""Beside a console that is open in Calc: `python -m qa_workbook.host.calc_keeper PATH [OFFICE]`.

The first click starts it, and there is one per workbook. It takes the next clicks, with everything
loaded (`warm_clicks`). Whenever Calc saves the workbook it loses the macros of its buttons; this
puts them back. It ends when the workbook is closed: it looks at the file, at Calc's lock beside it,
and whether the office OFFICE, a process id, is still there.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from qa_workbook.console.calc_saved import restore
from qa_workbook.host.click_channel import name_of

_PAUSE = 1.0  # seconds
# Pauses without Calc's lock until the workbook counts as closed: saving takes it away for a moment.
_CLOSED_AFTER = 3
_LET_GO = 1.0  # seconds in which a keeper whose program has changed is gone


def keep(
    xlsm: Path,
    pause: float = _PAUSE,
    office: int = 0,
    wait: Callable[[float], bool] | None = None,
) -> None:
    """Mends the workbook after each time it was saved, until Calc's lock beside it is gone.

    An office that crashed leaves its lock: the process `office` (0: not known) must be there, too.
    `wait` passes a pause by doing clicks; where it returns False this ends.
    """
    lock = xlsm.with_name(f".~lock.{xlsm.name}#")
    mended_at, missing = 0, 0
    while missing < _CLOSED_AFTER:
        mended_at = _mended(xlsm, mended_at)
        if wait is None:
            time.sleep(pause)
        elif not wait(pause):
            return
        missing = 0 if lock.exists() and _is_there(office) else missing + 1
    _mended(xlsm, mended_at)


def _is_there(process: int) -> bool:
    if not process or os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is there, but not ours
        return True
    return True


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
    office = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    lock = Path(tempfile.gettempdir()) / f"qa-workbook-keeper-{name_of(xlsm)}.lock"
    try:
        with FileLock(lock, timeout=_LET_GO):
            from qa_workbook.host.warm_clicks import warm_clicks

            with warm_clicks(xlsm) as clicks:
                keep(xlsm, office=office, wait=clicks.wait if clicks else None)
    except Timeout:
        return


if __name__ == "__main__":
    main()
