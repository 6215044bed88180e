"""Work that a copy of this process does while this one goes on.

A copy (a fork) has at once all that is in memory: nothing is loaded again or handed over.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, Generic, NoReturn, TypeVar

_PATIENCE = 1
"""Seconds that a copy has for tidying up once nobody waits for it any more."""
MOST_ROWS = 100_000
"""Up to so many rows two things are made at a time; of more, both together fill the memory."""

Given = TypeVar("Given")

_alone: ContextVar[bool] = ContextVar("alone", default=False)


@contextmanager
def alone() -> Iterator[None]:
    """Within the block this process does everything itself."""
    before = _alone.set(True)
    try:
        yield
    finally:
        _alone.reset(before)


@contextmanager
def beside(
    work: Callable[[], Given], *, pays: bool = True, shared: Sequence[object] = ()
) -> Iterator[Callable[[], Given]]:
    """Begins `work` in a copy, and gives the function that waits for it and returns its outcome.

    Where no copy can be made, it doesn't pay, or a copy fails, that function does the work itself:
    so `work` may be done twice, and what it raises is raised in this process. A copy whose outcome
    nobody asked for is ended with the block, and leaves no more behind than `work` that fails.
    An outcome that points at one of `shared` points at the very same when it comes from a copy.
    """
    copy = _Copy.of(work, shared) if pays and may_copy() else None
    if copy is None:
        yield work
        return
    try:
        yield copy.outcome
    finally:
        copy.end()


@dataclass
class Meanwhile:
    """Does in copies what nobody waits for before the block of `meanwhile` ends."""

    _stack: ExitStack

    def begin(self, work: Callable[[], None], rows: int) -> None:
        """Begins work on so many rows, whose outcome is in the file system."""
        self._stack.callback(self._stack.enter_context(beside(work, pays=rows <= MOST_ROWS)))


@contextmanager
def meanwhile() -> Iterator[Meanwhile]:
    """Gives what begins work within the block, and waits at its end until all is done."""
    with ExitStack() as stack:
        yield Meanwhile(stack)


def may_copy() -> bool:
    """Returns whether there are two processors, on a system whose libraries bear to be copied.

    And whether this process may have help.
    """
    return not _alone.get() and sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


class _Copy(Generic[Given]):
    """A copy of this process at work."""

    def __init__(
        self, work: Callable[[], Given], shared: Sequence[object], line: Connection, process: int
    ) -> None:
        self._work = work
        self._shared = shared
        self._line = line
        self._process = process

    @classmethod
    def of(cls, work: Callable[[], Given], shared: Sequence[object]) -> _Copy[Given] | None:
        """Copies this process; None where the system refuses."""
        ours, theirs = Pipe(duplex=False)
        try:
            process = os.fork()
        except OSError:
            ours.close()
            theirs.close()
            return None
        if not process:
            ours.close()
            _do(work, shared, theirs)
        theirs.close()
        return cls(work, shared, ours, process)

    def outcome(self) -> Given:
        """Waits for the copy; does the work here where it failed there."""
        try:
            told = self._line.recv_bytes()
        except (EOFError, OSError):
            return self._work()
        outcome: Given = from_copy(told, self._shared)
        return outcome

    def end(self) -> None:
        """Ends the copy, if it is still at work, and waits until it is gone."""
        self._line.close()
        end_copy(self._process, signal.SIGTERM)


def end_copy(process: int, how: signal.Signals) -> None:
    """Ends a copy of this process, if it is still at work, and waits until it is gone."""
    with suppress(ProcessLookupError):
        os.kill(process, how)
    with suppress(ChildProcessError):
        os.waitpid(process, 0)


def for_original(value: object, shared: Sequence[object]) -> memoryview:
    """Returns what a copy sends of a value to the process that it is a copy of.

    It says only which one it is of what both have in `shared`.
    """
    told = io.BytesIO()
    _Pickler(told, shared).dump(value)
    return told.getbuffer()


def from_copy(told: bytes, shared: Sequence[object]) -> Any:
    """Returns what a copy of this very process was given by `for_original`."""
    return _Unpickler(io.BytesIO(told), shared).load()


def end_with_original(line: int) -> None:
    """Has a copy end when nobody reads any more what it writes to the pipe `line`.

    However the process ends that it is a copy of, even if it is killed.
    """

    def watch() -> None:
        closed = select.poll()
        closed.register(line, 0)
        closed.poll()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_PATIENCE)  # where the work can't be disturbed
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _shared(number: int) -> object:
    """What stands, in what a copy sends, for one of the things that it shares with its original."""
    raise IndexError(number)  # `_Unpickler` looks it up


class _Pickler(pickle.Pickler):
    """Says of what is shared only which it is."""

    def __init__(self, file: io.BytesIO, shared: Sequence[object]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._numbers = {id(one): number for number, one in enumerate(shared)}

    def reducer_override(self, obj: object) -> Any:
        # Unlike `persistent_id` it isn't asked for each text and number, of which there are most.
        number = self._numbers.get(id(obj))
        return NotImplemented if number is None else (_shared, (number,))


class _Unpickler(pickle.Unpickler):
    """Finds what is shared; what it reads comes from a copy of this very process."""

    def __init__(self, file: io.BytesIO, shared: Sequence[object]) -> None:
        super().__init__(file)
        self._shared = shared

    def find_class(self, module_name: str, global_name: str) -> Any:
        if (module_name, global_name) == (_shared.__module__, _shared.__qualname__):
            return self._shared.__getitem__
        return super().find_class(module_name, global_name)


def _do(work: Callable[[], object], shared: Sequence[object], line: Connection) -> NoReturn:
    """Does the work, sends what it gave, and ends this process, which is a copy."""
    try:
        # What was there before belongs to threads and connections that didn't come along.
        gc.freeze()
        signal.signal(signal.SIGTERM, tidy_up)
        end_with_original(line.fileno())
        line.send_bytes(for_original(work(), shared))
    finally:
        os._exit(0)


def tidy_up(_signal: int, _frame: object) -> NoReturn:
    """Leaves what is done in a copy as a fault does, for SIGTERM; a second signal disturbs nothing.

    Raises SystemExit.
    """
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit
