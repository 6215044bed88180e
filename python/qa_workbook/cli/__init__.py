"""The command line: a thin skin over the use cases, with the contract's exit codes and JSON."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

__all__ = ["guarded_main", "main"]

_INTERRUPTED = 4


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command and exits with the contract's code; never shows a traceback."""
    try:
        # Loading the libraries takes a moment, in which somebody may change their mind.
        from qa_workbook.cli.program import run

        code = run(arguments)
    except KeyboardInterrupt:
        code = _INTERRUPTED
    sys.exit(code)


def guarded_main() -> None:
    """As `main`; commands that read foreign files run in a process of their own."""
    from qa_workbook.cli.guard import READING, run_guarded
    from qa_workbook.intake.last_file import NOTE

    if NOTE in os.environ or not READING.intersection(sys.argv[1:]):
        main()
    sys.exit(run_guarded(sys.argv[1:]))
