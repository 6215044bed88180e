"""Clicks done by a process that has loaded everything before they come.

Each click runs in a copy of this process (a fork), made and rehearsed beforehand where there was
time: whatever happens in it, the next one finds everything as it was. This process itself never
talks to the office, so it keeps neither the workbook nor the office alive.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import pkgutil
import select
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import qa_workbook
from qa_workbook.console.buttons import BUTTONS
from qa_workbook.host.calc_click import perform_click
from qa_workbook.host.calc_office import RunningOffice, office_of
from qa_workbook.host.click_channel import listening, received, take
from qa_workbook.host.ready_copy import ReadyCopy, only_idle_time

_NOT_OF_BUTTONS = ("__main__", "cli", "demo", "generated")
"""Rooms that no button uses."""
_ACTIONS = frozenset(button.action for button in BUTTONS)
_FAILED = 4
_REHEARSAL = 1.0  # seconds for the first copy: workbooks are to be mended meanwhile, too


class WarmClicks:
    """The clicks of one workbook, as they come over a socket."""

    def __init__(self, line: socket.socket, document: Path, ready: ReadyCopy | None = None) -> None:
        self._line = line
        self._ready = ready
        self._document = os.path.realpath(document)
        self._program = program_files()
        self._at_work: set[int] = set()

    def wait(self, seconds: float) -> bool:
        """Waits for a click and has it done; returns after `seconds` at the latest.

        Returns False once the program has changed: then the click was not taken, and a new process
        must be started for those to come.
        """
        self._gather()
        if self._ready is None and not self._at_work:
            self._ready = _ready_copy(self._line)
        if not select.select([self._line], [], [], seconds)[0]:
            return True
        connection, _ = self._line.accept()
        with connection:
            if program_files() != self._program:
                return False
            if words := received(connection):
                self._take(connection, *words)
        return True

    def _take(
        self, connection: socket.socket, document: str, action: str, profile: str, pid: str
    ) -> None:
        """Has a click done, unless it is none of this workbook."""
        if os.path.realpath(document) != self._document or action not in _ACTIONS:
            return
        # Who clicked may be gone the next moment, and with it the way to the office.
        office = office_of(int(pid), profile)
        if take(connection):
            self._start(action, document, office, connection)

    def _start(
        self, action: str, document: str, office: RunningOffice, connection: socket.socket
    ) -> None:
        """Does the click in a copy of this process, which is not waited for."""
        ready = self._ready
        words = (action, document, office.program, office.profile, str(office.pid))
        if ready and ready.give(words):
            self._at_work.add(ready.pid)
            self._ready = None
            return
        pid = os.fork()
        if pid:
            self._at_work.add(pid)
            return
        code = _FAILED
        try:
            self._line.close()
            connection.close()
            code = perform_click(action, document, office)
            atexit._run_exitfuncs()
        finally:
            os._exit(code)

    def end(self) -> None:
        """Lets nobody wait for a further click; those that are at work go on."""
        if self._ready:
            self._ready.end()

    def _gather(self) -> None:
        """Lets go of the copies that have ended."""
        self._at_work = {pid for pid in self._at_work if not _has_ended(pid)}
        if self._ready and _has_ended(self._ready.pid):
            self._ready = None


def _has_ended(pid: int) -> bool:
    return os.waitpid(pid, os.WNOHANG)[0] != 0


@contextmanager
def warm_clicks(document: Path) -> Iterator[WarmClicks | None]:
    """Loads everything and gives the clicks of a workbook; None where the system can't copy us.

    Elsewhere than on Linux a copy may not use the system's own libraries.
    """
    if sys.platform != "linux":
        yield None
        return
    with only_idle_time():
        warm_up(document.parent)
    ready = _ready_copy()
    if ready:
        ready.is_ready(_REHEARSAL)
    with listening(document) as line:
        if line is None:
            yield None
            return
        clicks = WarmClicks(line, document, ready)
        try:
            yield clicks
        finally:
            clicks.end()


def _ready_copy(*closed: socket.socket) -> ReadyCopy | None:
    return ReadyCopy.of(_rehearse, _perform, closed)


def _perform(words: Sequence[str]) -> int:
    """Does the click that the words of an order are about; returns its exit code."""
    action, document, program, profile, pid = words
    return perform_click(action, document, RunningOffice(program, profile, int(pid)))


def warm_up(folder: Path) -> None:
    """Loads all that a click may use, reads the config of the workspace `folder` once, and does the
    main job once, elsewhere.

    A fault of the config is told by the click that meets it.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads don't go along into a copy
    # xlwings loads it where it is installed; no button uses it, and neither do its threads go along
    sys.modules.setdefault("polars", None)  # type: ignore[arg-type]
    gc.disable()
    for module in pkgutil.walk_packages(qa_workbook.__path__, f"{qa_workbook.__name__}."):
        room = module.name.split(".")[1]
        # libraries of developers may be missing, and a migration runs only within its library
        if room not in _NOT_OF_BUTTONS and ".migrations" not in module.name:
            with suppress(ImportError):
                importlib.import_module(module.name)
    with suppress(Exception):  # whatever can't be loaded beforehand is loaded by the click, or told
        _load_foreign()
    with suppress(Exception):  # the same holds for a fault of the config
        _read_config(folder)
    with suppress(Exception):  # and for a disk that is full
        _rehearse()
    gc.collect()
    gc.freeze()  # what lies there in every copy need be neither searched nor copied
    gc.enable()


def _load_foreign() -> None:
    from xlwings_calc.connection import uno_module

    uno_module()


def _read_config(folder: Path) -> None:
    from qa_workbook.app.ledger import WorkspaceLedger
    from qa_workbook.workspace import Workspace

    workspace = Workspace(folder)
    config = workspace.load()
    workspace.load_penalties(config)
    workspace.load_procedure(config)
    # the libraries of the database are loaded with the first ledger: this one is nowhere
    with WorkspaceLedger(workspace, config.settings.renewed(ledger="sqlite://")).open():
        pass


def _rehearse() -> None:
    from qa_workbook.app.rehearsal import rehearse

    rehearse()


def program_files() -> frozenset[tuple[str, int, int]]:
    """Returns path, size and time of change of all that the program is made of.

    Of the libraries the folder that they lie in stands for all: it changes with every update.
    """
    own = Path(qa_workbook.__file__).parent
    found = set(_stamps(own)) | set(_stamps(own.with_name("xlwings_calc")))
    for name in ("pandas", "xlwings"):
        module = sys.modules.get(name)
        if module and module.__file__:
            folder = Path(module.__file__).parents[1]
            found.add((str(folder), 0, folder.stat().st_mtime_ns))
    return frozenset(found)


def _stamps(folder: Path | str) -> Iterator[tuple[str, int, int]]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _stamps(entry.path)
            else:
                seen = entry.stat()
                yield entry.path, seen.st_size, seen.st_mtime_ns
