"""Keeps the panics of compiled readers off the error output: they print a trace there before Python hears of them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_STDERR = 2


class _Silence:
    """File descriptor 2 leads nowhere while at least one thread is inside; 2 µs to go in and out."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.inside, self.kept = 0, -1

    def enter(self) -> None:
        with self.lock:
            if self.inside == 0:
                self.kept = _led_nowhere()
            self.inside += 1

    def leave(self) -> None:
        with self.lock:
            self.inside -= 1
            if self.inside == 0 and self.kept >= 0:
                os.dup2(self.kept, _STDERR)
                os.close(self.kept)


def _led_nowhere() -> int:
    """Turns file descriptor 2 away. Returns a copy of it, -1 where there is none (a program without a console)."""
    try:
        kept = os.dup(_STDERR)
    except OSError:
        return -1
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDERR)
    os.close(nowhere)
    return kept


_SILENCE = _Silence()


@contextmanager
def without_traces() -> Iterator[None]:
    """What is printed to file descriptor 2 within the block is dropped."""
    _SILENCE.enter()
    try:
        yield
    finally:
        _SILENCE.leave()
