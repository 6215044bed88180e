"""A click in Calc, done in this process: the document is found in its office, the button runs."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qa_workbook.host.calc_office import RunningOffice, ask_to_listen, listens, office_of
from qa_workbook.host.failure_log import log_failure

if TYPE_CHECKING:
    from xlwings import Book

_PATIENCE = 20.0  # seconds until a busy office must have answered
_OLD_PIPE = 0.5
_NEW_OBJECTS = 1_000_000
"""Allocations before the collector looks for garbage: searching took a fifth of a click's time."""


def first_click(action: str, document: str, profile: str) -> int:
    """Runs one button, and starts the process that takes the next clicks of the workbook.

    Returns the exit code as `perform_click`.
    """
    office = office_of(os.getpid(), profile)
    _start_keeper(document, office)
    return perform_click(action, document, office)


def _start_keeper(document: str, office: RunningOffice) -> None:
    """Starts the process that takes clicks and mends what Calc saves; it outlives this one."""
    subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-P", "-m", "qa_workbook.host.calc_keeper", document, str(office.pid)],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def perform_click(action: str, document: str, office: RunningOffice) -> int:
    """Runs one button of a document that is open in `office`.

    Returns the exit code: 0 when it ran, 4 when the document wasn't reached. What goes wrong before
    the document is found can only go to the log.
    """
    gc.set_threshold(_NEW_OBJECTS, 50, 50)
    try:
        book = _join(office, document)
        from qa_workbook.host.run_button import run_button

        run_button(action)
        _repaint(book)
    except Exception:  # noqa: BLE001 - nobody sees the output of this process
        log_failure(Path(document).parent, f"button {action}")
        return 4
    return 0


def _join(office: RunningOffice, document: str) -> Book:
    """Makes `xw.Book.caller()` the document and returns it. Raises CalcNotReachable."""
    ready = listens(office)
    if not ready:
        ask_to_listen(office)
    # the office opens its pipe while this import goes on, which takes longer
    import xlwings_calc as calc

    connect = partial(calc.connect, pipe=office.pipe, pid=office.pid or None)
    try:
        connect(seconds=_OLD_PIPE if ready else _PATIENCE)
    except calc.CalcNotReachable:
        if not ready:
            raise
        ask_to_listen(office)  # an office that crashed leaves its pipe behind
        connect(seconds=_PATIENCE)
    book = calc.caller_book(document)
    book.set_mock_caller()
    return book


def _repaint(book: Book) -> None:
    """Has the cells drawn anew: of merged cells, Calc redraws only the first by itself.

    Changing any option of the view does it. This one also takes away the lines where pages end,
    which come with the first change of a row's height.
    """
    view = book.api.getCurrentController()
    view.ShowPageBreaks = True
    view.ShowPageBreaks = False
