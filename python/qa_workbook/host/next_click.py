"""A process that has loaded everything does the next click in Excel on Windows, and no other.

Windows can't copy a process, and one that did every click would carry what one left behind into
the next. So each click starts a process for the one after it:
`python -m qa_workbook.host.next_click WORKBOOK WINDOW FOLDER`. It loads the program, lays out a
ticket and waits. Whoever takes the ticket may hand over one click. It ends with that, with the
window of the workbook, or after a working day.
"""

from __future__ import annotations

import os
import queue
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener
from pathlib import Path

from filelock import FileLock, Timeout

from qa_workbook.host.ticket import LONGEST, TAKEN, Caller, laid_out, lies_there, taken_back

_PAUSE = 1.0  # seconds between two looks at whether anybody can still click
_LONGEST_WAIT = 12 * 3600.0  # seconds: a workbook that stays open all night needs no process
_LET_GO = 1.0  # seconds in which the process of the click before has let go of the lock
_FAILED = 1


def start_next(caller: Caller, folder: Path) -> None:
    """Starts the process for the next click of a workbook; it outlives this one."""
    words = [caller.workbook, caller.window, str(folder)]
    subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-P", "-B", "-m", "qa_workbook.host.next_click", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        start_new_session=True,
    )


def wait_for_click(
    caller: Caller,
    work: Callable[[str], None],
    program: Callable[[], object],
    is_open: Callable[[str], bool],
    before_end: Callable[[], None],
    pause: float = _PAUSE,
) -> None:
    """Waits for one click of the workbook and has it done by `work`, which gets the action.

    Nobody is waited for any more once `is_open` says that the window is gone. No click is taken
    after `program` has changed. `before_end` runs when a click is done and told.
    """
    key, loaded = secrets.token_bytes(32), program()
    with Listener(authkey=key) as listener:
        clicks = _clicks_of(listener)
        laid_out(caller, str(listener.address), key)
        end = time.monotonic() + _LONGEST_WAIT
        try:
            while (connection := _next_of(clicks, pause)) is None:
                gone = time.monotonic() > end or not is_open(caller.window)
                if gone or not lies_there(caller):
                    return
        finally:
            taken_back(caller)
        with connection:
            words = _received(connection)
            if words and program() == loaded:
                connection.send_bytes(TAKEN)
                connection.send_bytes(str(_done(words, work)).encode())
                before_end()


def _clicks_of(listener: Listener) -> queue.SimpleQueue[Connection]:
    """Returns whoever connects and knows the key, as they come."""
    found: queue.SimpleQueue[Connection] = queue.SimpleQueue()

    def accept() -> None:
        while True:
            try:
                found.put(listener.accept())
            except (AuthenticationError, EOFError):  # somebody without the ticket, or who left
                continue
            except OSError:  # the listener is closed
                return

    # A pipe of Windows can't be waited for with a time limit, so a thread does that.
    threading.Thread(target=accept, daemon=True).start()
    return found


def _next_of(clicks: queue.SimpleQueue[Connection], seconds: float) -> Connection | None:
    with suppress(queue.Empty):
        return clicks.get(timeout=seconds)
    return None


def _received(connection: Connection) -> list[str]:
    """Returns action and command line of a click, nothing where whoever clicked has gone."""
    try:
        return connection.recv_bytes(LONGEST).decode().split("\0")
    except (EOFError, OSError):
        return []


def _done(words: list[str], work: Callable[[str], None]) -> int:
    """Does the click; returns the exit code of a process that had done it itself."""
    action, *sys.argv[1:] = words  # xlwings finds the workbook by the command line
    try:
        work(action)
    except Exception:  # noqa: BLE001 - nobody sees the output of this process
        from qa_workbook.host.failure_log import log_failure

        log_failure(None, f"button {action}")
        return _FAILED
    return 0


def _is_window(window: str) -> bool:
    """Whether a window of this number is there. Elsewhere than on Windows nobody knows."""
    if sys.platform != "win32":
        return True
    import ctypes

    return bool(ctypes.windll.user32.IsWindow(ctypes.c_void_p(int(window))))


def main() -> None:
    """Waits for a click of the workbook given, unless another process does already."""
    caller, folder = Caller(*sys.argv[1:3]), Path(sys.argv[3])
    lock = FileLock(Path(tempfile.gettempdir()) / f"qa-workbook-next-{caller.name}.lock")
    try:
        lock.acquire(timeout=_LET_GO)
    except Timeout:
        return
    from qa_workbook.host.warm_clicks import program_files, warm_up

    warm_up(folder)
    from qa_workbook.host.run_button import run_button

    def go_on() -> None:
        lock.release()
        start_next(caller, folder)

    wait_for_click(caller, run_button, program_files, _is_window, go_on)
    os._exit(0)  # the thread that accepts may still wait


if __name__ == "__main__":
    main()
