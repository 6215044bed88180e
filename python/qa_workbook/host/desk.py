"""Around every button: feedback at once, the work, its outcome on the console, and the program as it was before.

A failure becomes one sentence in the status area; nothing is raised to the spreadsheet program, which would show it.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlwings as xw
from filelock import FileLock, Timeout

from qa_workbook.errors import QaWorkbookError
from qa_workbook.host.console_sheet import ConsoleSheet
from qa_workbook.host.findings_sheet import write_findings
from qa_workbook.host.outcomes import Outcome
from qa_workbook.host.settings import Settings
from qa_workbook.host.trouble import log_failure
from qa_workbook.labels import text

_KEPT = ("screen_updating", "enable_events", "calculation")


class StillRunningError(QaWorkbookError):
    """Another button of the same workbook is still at work."""

    exit_code = 3
    label = "host.still_running"


@dataclass(frozen=True)
class Desk:
    """What a button gets: the checked settings, the workbook and a way to show progress."""

    action: str
    sheet: ConsoleSheet
    settings: Settings

    @property
    def language(self) -> str:
        """The language of the console."""
        return self.settings.language

    def say(self, key: str, **details: object) -> str:
        """Returns a text of host.yaml in the console's language."""
        return text(f"host.{key}", self.language, **details)

    def progress(self, what: str, done: int, total: int) -> None:
        """Shows progress; the use cases call it with a label of cli.yaml."""
        self.sheet.progress(text(f"cli.{what}", self.language), done, total)


def press(action: str, work: Callable[[Desk], Outcome]) -> None:
    """Runs the work of a button on the calling workbook. Raises nothing once the workbook is found."""
    sheet = ConsoleSheet(xw.Book.caller())
    folder = None
    with restored(sheet.book.app):
        try:
            folder = sheet.folder
            with _alone(folder):
                _work(action, sheet, work)
        except QaWorkbookError as error:
            with suppress(KeyError):
                sheet.show(message=error.say(_language(sheet)))
        except Exception:  # noqa: BLE001 - the last door: a traceback must not reach the spreadsheet program
            log_failure(folder, action)


def _language(sheet: ConsoleSheet) -> str:
    return sheet.settings().language


def _work(action: str, sheet: ConsoleSheet, work: Callable[[Desk], Outcome]) -> None:
    started = time.perf_counter()
    desk = Desk(action, sheet, sheet.settings())
    sheet.show_state("running", desk.say("running", action=desk.say(action)))
    sheet.show(progress="", message="")
    try:
        outcome = work(desk)
        with quiet(sheet.book.app):
            _report(desk, outcome, time.perf_counter() - started)
    except QaWorkbookError as error:
        if error.technical:
            log_failure(sheet.folder, error.technical)
        _fail(desk, error.say(desk.language), started)
    except OSError as error:
        log_failure(sheet.folder, action)
        _fail(
            desk,
            desk.say("no_access", path=error.filename or "", why=error.strerror or error),
            started,
        )
    except Exception:  # noqa: BLE001 - one sentence for the user, the details for the log
        log = log_failure(sheet.folder, action)
        _fail(desk, desk.say("unexpected", log=log), started, (log,))


def _report(desk: Desk, outcome: Outcome, seconds: float) -> None:
    """Writes findings, links and counts, the state last: whoever sees it sees the rest as well."""
    sheet, language = desk.sheet, desk.language
    if outcome.findings is not None:
        write_findings(sheet.book, outcome.findings, outcome.base, language, sheet.in_calc)
    if outcome.logged:
        _log(desk, outcome, seconds)
        sheet.links(_links(desk, outcome.files))
        sheet.show(counts=outcome.counts, last_run=_last_run(desk, outcome.state, seconds))
    sheet.show(progress="", message=outcome.message)
    sheet.show_state(outcome.state, desk.say(outcome.state))


def _links(desk: Desk, files: tuple[Path, ...]) -> list[tuple[str, Path]]:
    folder = [(desk.say("open_output"), files[0].parent)] if files else []
    return [*((file.name, file) for file in files), *folder]


def _fail(desk: Desk, sentence: str, started: float, files: tuple[Path, ...] = ()) -> None:
    seconds = time.perf_counter() - started
    outcome = Outcome(state="failed", message=sentence, files=files)
    with quiet(desk.sheet.book.app):
        _log(desk, outcome, seconds)
        if files:
            desk.sheet.links([(file.name, file) for file in files])
        last = _last_run(desk, "failed", seconds)
        desk.sheet.show(progress="", counts="", last_run=last, message=sentence)
        desk.sheet.show_state("failed", desk.say("failed"))


def _last_run(desk: Desk, state: str, seconds: float) -> str:
    now = datetime.now().strftime("%Y-%m-%d %H:%M")  # noqa: DTZ005 - the user's own clock
    return desk.say(
        "last_run",
        time=now,
        action=desk.say(desk.action),
        state=desk.say(state),
        seconds=f"{seconds:.1f}",
    )


def _log(desk: Desk, outcome: Outcome, seconds: float) -> None:
    try:
        span = desk.settings.period
    except QaWorkbookError:
        span = str(desk.settings.values.get("qa_period") or "")
    now = datetime.now().replace(microsecond=0)  # noqa: DTZ005 - the user's own clock
    numbers = (outcome.recordings, outcome.errors, outcome.warnings, round(seconds, 1))
    words = (
        outcome.message
        if outcome.state == "failed"
        else outcome.counts.replace("\n", " ") or outcome.message
    )
    desk.sheet.log([now, desk.say(desk.action), span, desk.say(outcome.state), *numbers, words])


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Holds the workbook's button lock. Raises StillRunningError: clicking twice must not start the work twice."""
    key = hashlib.sha256(str(folder).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    try:
        with FileLock(Path(tempfile.gettempdir()) / f"qa-workbook-{key}.lock", timeout=0):
            yield
    except Timeout:
        raise StillRunningError from None


@contextmanager
def quiet(app: xw.App) -> Iterator[None]:
    """Writes many cells without redrawing and recalculating in between."""
    with restored(app):
        app.screen_updating = False
        app.calculation = "manual"
        yield


@contextmanager
def restored(app: xw.App) -> Iterator[None]:
    """Puts screen updating, events, calculation and status bar back as they were, whatever happens in the block."""
    before = {name: getattr(app, name) for name in _KEPT}
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(app, name, value)
        app.status_bar = False
