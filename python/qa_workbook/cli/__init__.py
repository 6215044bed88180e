"""The command line: a thin skin over the use cases, with the contract's exit codes and JSON."""

from __future__ import annotations

import atexit
import gc
import os
import sys

TYPE_CHECKING = False  # whoever only starts another process needn't load what types are made of
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

__all__ = ["guarded_main", "main"]

_INTERRUPTED = 4
_UNHEARD = 120  # what Python itself ends with where its last words can't be printed
# Allocations before the collector looks for garbage. Loading the libraries makes hundreds of
# thousands of objects and no garbage: searching them again and again took a third of the start.
_NEW_OBJECTS = 1_000_000


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs one command and exits with the contract's code; never shows a traceback."""
    sys.exit(_code_of(arguments))


def guarded_main() -> NoReturn:
    """As `main`; commands that read foreign files run in a process of their own."""
    from qa_workbook.intake.last_file import NOTE

    # The child needs nothing of what guards it.
    if NOTE in os.environ:
        _leave(_code_of(None))
    from qa_workbook.cli.guard import READING, run_guarded

    if READING.intersection(sys.argv[1:]):
        _leave(run_guarded(sys.argv[1:]))
    _leave(_code_of(None))


def _code_of(arguments: Sequence[str] | None) -> int:
    """Runs one command and returns the contract's code."""
    gc.set_threshold(_NEW_OBJECTS, 50, 50)
    # Nothing of ours multiplies matrices; the threads that are ready for it cost time to start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if sys.platform == "linux":
        # Columns of tables are given back with all else that is free (`memory.give_back`).
        os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    try:
        # Loading the libraries takes a moment, in which somebody may change their mind.
        from qa_workbook.cli.program import run

        return run(arguments)
    except KeyboardInterrupt:
        return _INTERRUPTED


def _leave(code: int) -> NoReturn:
    """Ends the process with everything said and written.

    Taking a large build apart, object by object, took up to a fifth of a second.
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream:  # there is none where the caller has closed it
                stream.flush()
        except (OSError, ValueError):
            code = code or _UNHEARD
    os._exit(code)
