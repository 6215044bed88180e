"""Around every button: feedback at once, the work, its outcome, and the program as it was before.

A failure becomes one sentence in the status area; nothing is raised to the spreadsheet program,
which would show it in a box.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import xlwings as xw
from filelock import FileLock, Timeout

from qa_workbook.console.buttons import Button, button_of
from qa_workbook.console.names import LINK_ROWS
from qa_workbook.errors import QaWorkbookError
from qa_workbook.host import buttons
from qa_workbook.host.app_state import state_restored, without_redrawing
from qa_workbook.host.click import Click
from qa_workbook.host.failure_log import log_failure
from qa_workbook.host.findings_sheet import write_findings
from qa_workbook.host.open_console import OpenConsole
from qa_workbook.host.outcome import Outcome
from qa_workbook.labels import text

Work = Callable[[Click], Outcome]


class StillRunningError(QaWorkbookError):
    """Another button of the same workbook is still at work."""

    exit_code = 3
    label = "host.still_running"


def run_button(action: str) -> None:
    """Runs a button on the calling workbook. Raises KeyError for an action that isn't a button."""
    perform(button_of(action), getattr(buttons, action))


def perform(button: Button, work: Work) -> None:
    """Runs the work of a button on the calling workbook.

    Raises nothing once the workbook is found.
    """
    console = OpenConsole(xw.Book.caller())
    folder = None
    with state_restored(console.book.app):
        try:
            folder = console.folder
            with _only_click(folder):
                _run(Click(button, console, console.settings()), work)
        except StillRunningError as error:
            _say(console, error)
        except QaWorkbookError as error:  # what came of the work could not be shown
            _say(console, error)
            language = console.settings().language
            console.show_state("failed", text("host.failed", language))
        except Exception:  # noqa: BLE001 - the last door: no traceback for the spreadsheet program
            log_failure(folder, button.action)


def _say(console: OpenConsole, error: QaWorkbookError) -> None:
    with suppress(KeyError):
        console.show(message=error.say(console.settings().language))


@contextmanager
def _only_click(folder: Path) -> Iterator[None]:
    """Holds the workbook's button lock: clicking twice must not start the work twice.

    Raises StillRunningError.
    """
    key = hashlib.sha256(str(folder).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    try:
        with FileLock(Path(tempfile.gettempdir()) / f"qa-workbook-{key}.lock", timeout=0):
            yield
    except Timeout:
        raise StillRunningError from None


def _run(click: Click, work: Work) -> None:
    started = time.perf_counter()
    book = click.console.book
    with without_redrawing(book):
        click.console.show_state("running", click.say("running", action=click.caption))
        click.console.show(progress="", message="")
    try:
        if click.button.needs_period:
            _ = click.settings.period
        outcome = work(click)
        with without_redrawing(book):
            _show(click, outcome, time.perf_counter() - started)
    except Exception as error:  # noqa: BLE001 - one sentence for the user, the details for the log
        with without_redrawing(book):
            _show(click, _failure(click, error), time.perf_counter() - started)


def _failure(click: Click, error: Exception) -> Outcome:
    """Returns the failure that is being handled as an outcome of one sentence, and logs it."""
    folder, action = click.console.folder, click.button.action
    if isinstance(error, QaWorkbookError):
        if error.technical:
            log_failure(folder, error.technical)
        return _failed(error.say(click.language))
    log = log_failure(folder, action)
    if isinstance(error, OSError):
        why = error.strerror or error
        return _failed(click.say("no_access", path=error.filename or "", why=why))
    return _failed(click.say("unexpected", log=log), (log,))


def _failed(sentence: str, files: tuple[Path, ...] = ()) -> Outcome:
    return Outcome(state="failed", message=sentence, files=files)


def _show(click: Click, outcome: Outcome, seconds: float) -> None:
    """Writes findings, links and counts, the state last: whoever sees it sees the rest as well."""
    console = click.console
    if outcome.findings is not None:
        write_findings(
            console.book, outcome.findings, outcome.base, click.language, console.in_calc
        )
    if outcome.logged:
        console.log(_log_line(click, outcome, seconds))
        if outcome.files or outcome.state != "failed":
            console.links(links_of(outcome, click.language))
        console.show(counts=outcome.counts, last_run=_last_run(click, seconds))
    console.show(progress="", message=outcome.message)
    console.show_state(outcome.state, click.say(outcome.state))


def links_of(outcome: Outcome, language: str) -> list[tuple[str, Path]]:
    """Returns the files made as (words, path), and their folder; the log of a failure alone.

    Of more files than there is room for the last are left out: they lie in the folder.
    """
    links = [(file.name, file) for file in outcome.files[: LINK_ROWS - 1]]
    if links and outcome.state != "failed":
        folder = button_of("open_output").caption(language)
        links.append((folder, outcome.files[0].parent))
    return links


def _last_run(click: Click, seconds: float) -> str:
    now = datetime.now().strftime("%Y-%m-%d %H:%M")  # noqa: DTZ005 - the user's own clock
    return click.say("last_run", time=now, action=click.caption, seconds=f"{seconds:.1f}")


def _log_line(click: Click, outcome: Outcome, seconds: float) -> list[object]:
    """Returns the cells of a line of the run log, in the order of its headings."""
    now = datetime.now().replace(microsecond=0)  # noqa: DTZ005 - the user's own clock
    words = outcome.message
    if outcome.state != "failed" and outcome.counts:
        words = outcome.counts.replace("\n", click.say("next_line"))
    numbers = (outcome.recordings, outcome.errors, outcome.warnings, round(seconds, 1))
    return [now, click.caption, _period(click), click.say(outcome.state), *numbers, words]


def _period(click: Click) -> str:
    """Returns the period for the log; as it was typed where it can't be read."""
    try:
        return click.settings.period
    except QaWorkbookError:
        return str(click.settings.values.get("qa_period") or "")
