"""A copy of this process (a fork) that has rehearsed its work before there is any.

A copy shares the memory of the process that it was made of until it writes to it, and then pays
for each page: of a click that was a tenth. This one has written to most of them before.
"""

from __future__ import annotations

import atexit
import gc
import os
import select
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NoReturn

from qa_workbook.app.beside import end_copy, tidy_up

_READY = b"ready"
_LONGEST = 65_536  # bytes of an order
_BETWEEN = "\0"
_FAILED = 4


class ReadyCopy:
    """A copy that waits for its one order; it ends with the process that it was made of."""

    def __init__(self, pid: int, line: socket.socket) -> None:
        self.pid = pid
        self._line = line
        self._ready = False

    @classmethod
    def of(
        cls,
        rehearse: Callable[[], None],
        perform: Callable[[Sequence[str]], int],
        closed: Sequence[socket.socket] = (),
    ) -> ReadyCopy | None:
        """Copies this process; None where the system refuses.

        The copy closes `closed`, rehearses in time that nobody else needs, waits for the words of
        its order and ends with the exit code that `perform` gives for them.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            pid = os.fork()
        except OSError:
            ours.close()
            theirs.close()
            return None
        if not pid:
            for line in (ours, *closed):
                line.close()
            _do(rehearse, perform, theirs)
        theirs.close()
        return cls(pid, ours)

    def is_ready(self, seconds: float = 0) -> bool:
        """Whether it has rehearsed; waits up to `seconds` for it."""
        if not self._ready and select.select([self._line], [], [], seconds)[0]:
            with suppress(OSError):
                self._ready = self._line.recv(len(_READY)) == _READY
        return self._ready

    def give(self, words: Sequence[str]) -> bool:
        """Gives it its order, if it is ready; False where it must be done by somebody else."""
        if not self.is_ready():
            return False
        try:
            self._line.sendall(os.fsencode(_BETWEEN.join(words)))
        except OSError:
            return False
        self._line.close()
        return True

    def end(self) -> None:
        """Ends the copy, whose order hasn't come."""
        self._line.close()
        end_copy(self.pid, signal.SIGTERM)


@contextmanager
def only_idle_time() -> Iterator[None]:
    """Leaves the processor to everybody else within the block."""
    usual = os.sched_getscheduler(0)
    with suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    try:
        yield
    finally:
        with suppress(OSError):
            os.sched_setscheduler(0, usual, os.sched_param(0))


def _do(
    rehearse: Callable[[], None], perform: Callable[[Sequence[str]], int], line: socket.socket
) -> NoReturn:
    """Rehearses, waits for the order, carries it out and ends this process, which is a copy."""
    code = _FAILED
    try:
        before = signal.signal(signal.SIGTERM, tidy_up)
        with only_idle_time(), suppress(Exception):  # what can't be rehearsed is told by the work
            rehearse()
        gc.collect()
        gc.freeze()
        signal.signal(signal.SIGTERM, before)
        line.sendall(_READY)
        if order := line.recv(_LONGEST):
            line.close()
            code = perform(os.fsdecode(order).split(_BETWEEN))
            atexit._run_exitfuncs()
    finally:
        os._exit(code)
