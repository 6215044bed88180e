"""A click in Excel on Windows, as the macro starts it.

A process that waits for it, with everything loaded, does the work; where there is none this one
does. Either way a process for the next click is started.
"""

from __future__ import annotations

import sys

from qa_workbook.host.ticket import Caller, caller_of, hand_over


def click(action: str) -> None:
    """Runs a button on the calling workbook and ends the process, where it wasn't done here.

    Raises what `run_button` raises. The exit code is that of the process which did the work.
    """
    caller = caller_of(sys.argv[1:])
    if caller:
        code = hand_over(caller, action, sys.argv[1:])
        if code is not None:
            sys.exit(code)
    from qa_workbook.host.run_button import run_button

    run_button(action)
    if caller:
        _prepare_next(caller)


def _prepare_next(caller: Caller) -> None:
    """Starts the process for the next click. Without it that one is slow, and nothing else."""
    import xlwings as xw

    from qa_workbook.host.next_click import start_next
    from qa_workbook.host.open_console import OpenConsole

    try:
        folder = OpenConsole(xw.Book.caller()).folder
    except Exception:  # noqa: BLE001 - the workbook was closed meanwhile: there is no next click
        return
    start_next(caller, folder)
