"""A click in Calc: `python -m qa_workbook.host.calc_button ACTION --document PATH [--profile URL]`.

The macro starts this beside the office. It makes the office listen, finds the document and runs
the button's function; what goes wrong before the document is found can only go to the log.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qa_workbook.console import buttons
from qa_workbook.host.calc_office import RunningOffice, ask_to_listen, listens, office_above
from qa_workbook.host.failure_log import log_failure

if TYPE_CHECKING:
    from xlwings import Book

_PATIENCE = 20.0  # seconds until a busy office must have answered
_OLD_PIPE = 0.5


def main(arguments: list[str] | None = None) -> int:
    """Runs one button. Returns the exit code: 0 when it ran, 4 when the document wasn't reached."""
    parser = argparse.ArgumentParser(prog="qa_workbook.host.calc_button")
    parser.add_argument("action", choices=[button.action for button in buttons.BUTTONS])
    parser.add_argument("--document", required=True)
    parser.add_argument("--profile", default="")
    given = parser.parse_args(arguments)
    try:
        _start_keeper(given.document)
        book = _join(_office(given.profile), given.document)
        from qa_workbook.host.run_button import run_button

        run_button(given.action)
        _repaint(book)
    except Exception:  # noqa: BLE001 - nobody sees the output of this process
        log_failure(Path(given.document).parent, f"button {given.action}")
        return 4
    return 0


def _start_keeper(document: str) -> None:
    """Starts the process that mends the workbook when Calc has saved it; it outlives this one."""
    subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-P", "-m", "qa_workbook.host.calc_keeper", document],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _office(profile: str) -> RunningOffice:
    above = office_above()
    program = above.program if above else shutil.which("soffice") or "soffice"
    return RunningOffice(program, profile or (above.profile if above else ""))


def _join(office: RunningOffice, document: str) -> Book:
    """Makes `xw.Book.caller()` the document and returns it. Raises CalcNotReachable."""
    ready = listens(office)
    if not ready:
        ask_to_listen(office)
    # the office opens its pipe while this import goes on, which takes longer
    import xlwings_calc as calc

    if ready:
        try:
            calc.connect(pipe=office.pipe, seconds=_OLD_PIPE)
        except calc.CalcNotReachable:  # an office that crashed leaves its pipe behind
            ask_to_listen(office)
    calc.connect(pipe=office.pipe, seconds=_PATIENCE)
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


if __name__ == "__main__":
    sys.exit(main())
