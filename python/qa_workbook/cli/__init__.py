"""The command line: a thin skin over the use cases, with the contract's exit codes and JSON."""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]

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
