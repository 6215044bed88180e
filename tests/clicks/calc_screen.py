"""A real LibreOffice Calc on a virtual screen, driven with a real pointer; what is checked is what a user would see."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from qa_workbook.labels import text
from xlwings_calc.connection import join, properties, uno_exception, uno_module

TOOLS = ("soffice", "Xvfb", "openbox", "xdotool", "import")
SIZE = (1366, 768)  # the smallest screen in the offices
BEFORE = "–"
"""What the state says before a click."""
FINAL = ("ready", "done", "attention", "rejected", "failed")
USE_CONFIGURED_MACRO_SECURITY = 3
POSITION_AND_SIZE = 15
SHAPE_ROLE, MENU_BAR_ROLE, TOOL_BAR_ROLE = (
    52,
    35,
    63,
)  # com.sun.star.accessibility.AccessibleRole.SHAPE
BOX_ROLES = (1, 12)  # ALERT, DIALOG
MOST_SECONDS = 300  # a box that waits for an answer must not hold up the whole run

MOST_WORDS = 900  # of what a Calc that has ended wrote

_SILENT: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

# High macro security, as LibreOffice ships it: macros run because their folder is trusted, as docs/troubleshooting.md says.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>2</value></prop>
<prop oor:name="SecureURL" oor:op="fuse"><value><it>{trusted}</it></value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop>
<prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/Office">
<prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop>
<prop oor:name="LastCompatibilityCheckID" oor:op="fuse"><value>any</value></prop></item>
<item oor:path="/org.openoffice.Setup/Product">
<prop oor:name="ooSetupLastVersion" oor:op="fuse"><value>7.4</value></prop>
<prop oor:name="WhatsNew" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""


def missing() -> str:
    """Returns what a click test needs and this machine lacks; "" when it can run."""
    absent = [tool for tool in TOOLS if shutil.which(tool) is None]
    if not absent:
        try:
            uno_module()
        except Exception as error:  # noqa: BLE001 - any reason not to load is a reason to say so
            absent = [str(error)]
    return ", ".join(absent)


def wait_for(
    condition: Callable[[], Any], what: str, seconds: float = 30, pause: float = 0.1
) -> Any:
    """Returns what `condition` gives as soon as it is true. Raises AssertionError after `seconds`.

    Asking more often would take the processor from the work that is waited for.
    """
    end = time.monotonic() + seconds
    while True:
        if found := condition():
            return found
        assert time.monotonic() < end, f"waited {seconds} s in vain for {what}"
        time.sleep(pause)


class CalcEnded(AssertionError):
    """Calc itself has ended in the middle of a scenario, as LibreOffice does now and then."""


class Screen:
    """A virtual screen with a pointer."""

    def __init__(self, display: str, pictures: Path) -> None:
        self.environment = {**os.environ, "DISPLAY": display}
        self.pictures = pictures

    def do(self, *words: object) -> None:
        """Sends pointer and keyboard events."""
        command = ["xdotool", *(str(word) for word in words)]
        subprocess.run(command, env=self.environment, check=True, capture_output=True, timeout=20)

    def click(self, x: int, y: int) -> None:
        """Moves the pointer there and clicks, as a hand would."""
        self.do("mousemove", x, y, "sleep", "0.05", "click", 1)

    def picture(self, name: str) -> Path:
        """Keeps a picture of the whole screen, a moment later, when all is drawn."""
        time.sleep(0.4)
        self.pictures.mkdir(parents=True, exist_ok=True)
        path = self.pictures / f"{name}.png"
        subprocess.run(
            ["import", "-window", "root", str(path)], env=self.environment, check=True, timeout=30
        )
        return path


@contextmanager
def virtual_screen(pictures: Path) -> Iterator[Screen]:
    """Gives a Screen of SIZE with a window manager: without one a window that comes to the front gets no focus."""
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        f"{SIZE[0]}x{SIZE[1]}x24",
        "-noreset",
    ]
    server = subprocess.Popen([*command, "-nolisten", "tcp"], pass_fds=[writing], **_SILENT)
    manager = None
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        assert number, "Xvfb did not start"
        screen = Screen(f":{number}", pictures)
        manager = subprocess.Popen(["openbox"], env=screen.environment, **_SILENT)
        yield screen
    finally:
        for process in (manager, server):
            if process:
                process.terminate()
                process.wait(10)


class Calc:
    """A running Calc with its own profile."""

    def __init__(self, screen: Screen, office: Any, process: subprocess.Popen, log: Path) -> None:
        self.screen = screen
        self.office = office
        self.process = process
        self.log = log
        self.took_too_long = False

    def open(self, path: Path) -> Window:
        """Opens a file as a double click does: macros run only where the profile trusts the folder."""
        return self.open_address(uno_module().systemPathToFileUrl(str(path)))

    def open_address(self, url: str) -> Window:
        """Opens the file of a link and goes to its place."""
        options = properties(MacroExecutionMode=USE_CONFIGURED_MACRO_SECURITY, UpdateDocMode=1)
        document = self.office.desktop.loadComponentFromURL(url, "_default", 0, options)
        assert document is not None, url
        window = Window(self.screen, document)
        window.fill_screen()
        return window

    def documents(self) -> list[Any]:
        """Returns all open documents."""
        found, components = [], self.office.desktop.getComponents().createEnumeration()
        while components.hasMoreElements():
            found.append(components.nextElement())
        return [document for document in found if hasattr(document, "getURL")]

    def dialogs(self) -> list[str]:
        """Returns the titles of the boxes that wait for an answer."""
        toolkit = self.office.service("com.sun.star.awt.Toolkit")
        windows = [toolkit.getTopWindow(place) for place in range(toolkit.getTopWindowCount())]
        contexts = [window.getAccessibleContext() for window in windows if window.isVisible()]
        return [
            context.getAccessibleName()
            for context in contexts
            if context.getAccessibleRole() in BOX_ROLES
        ]

    @property
    def last_words(self) -> str:
        """How it ended: the exit code and where it was, or else the end of what it wrote."""
        told = self.log.read_text("utf-8", "replace").strip()
        where = told.rfind("Fatal exception")
        told = told[-MOST_WORDS:] if where < 0 else told[where : where + MOST_WORDS]
        return f"exit code {self.process.poll()}. {told}"

    def kill(self) -> None:
        """Ends the office at once, because a scenario takes too long."""
        self.took_too_long = True
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)

    @property
    def is_there(self) -> bool:
        """Whether the office still answers."""
        try:
            self.documents()
        except uno_exception():
            return False
        return True

    def close_all(self) -> None:
        """Closes every document without saving; an office that has ended has none."""
        with suppress(uno_exception()):
            for document in self.documents():
                with suppress(uno_exception()):
                    document.setModified(False)
                    document.close(True)


@contextmanager
def running_calc(
    screen: Screen,
    folder: Path,
    trusted: Path,
    extra_path: Path | None = None,
    started_in: Path | None = None,
) -> Iterator[Calc]:
    """Gives a Calc whose profile lies in `folder` and which trusts macros below `trusted`."""
    user = folder / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        PROFILE.format(trusted=trusted.as_uri()), encoding="utf-8"
    )
    url = f"pipe,name=clicks{uuid.uuid4().hex[:12]}"
    environment = dict(screen.environment)
    if extra_path:
        environment["PATH"] = f"{extra_path}{os.pathsep}{environment['PATH']}"
    words = ["--norestore", "--nologo", "--nofirststartwizard", f"--accept={url};urp;"]
    command = ["soffice", f"-env:UserInstallation={folder.as_uri()}", *words]
    log = folder / "office.log"
    with log.open("wb") as told:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=started_in,
            start_new_session=True,
            stdout=told,
            stderr=subprocess.STDOUT,
        )
    calc = None
    try:
        calc = Calc(screen, join(url, 90), process, log)
        yield calc
    finally:
        if calc:
            calc.close_all()
            with suppress(uno_exception()):
                calc.office.desktop.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(3)  # its splash program may outlive the office
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


class Window:
    """A workbook as it is seen: cells by their shown text, buttons and cells by their place on the screen."""

    def __init__(self, screen: Screen, document: Any) -> None:
        self.screen = screen
        self.document = document

    def fill_screen(self) -> None:
        """Maximises the window."""
        self._container().setPosSize(0, 0, *SIZE, POSITION_AND_SIZE)
        time.sleep(0.3)

    def front(self) -> None:
        """Brings the window to the front, as a click on the task bar does, and waits until it is.

        Calc itself is asked: windows have the same titles, and one may be closing at that moment.
        """
        window = self._container()

        def is_in_front() -> bool:
            if window.getToolkit().getActiveTopWindow() == window:
                return True
            window.toFront()
            return False

        wait_for(is_in_front, f"{self.document.getTitle()} in front", 15)

    def show(self, sheet: str) -> None:
        """Goes to a sheet."""
        self.document.getCurrentController().setActiveSheet(
            self.document.getSheets().getByName(sheet)
        )
        time.sleep(0.3)

    def close(self) -> None:
        """Closes without saving."""
        self.document.setModified(False)
        self.document.close(True)

    @property
    def selection(self) -> tuple[str, str]:
        """The selected cell as (sheet, A1)."""
        cell = self.document.getCurrentSelection().getCellByPosition(0, 0)
        return cell.getSpreadsheet().getName(), cell.AbsoluteName.rpartition(".")[2].replace(
            "$", ""
        )

    @property
    def shown_sheet(self) -> str:
        """The name of the sheet that is shown."""
        return self.document.getCurrentController().getActiveSheet().getName()

    def named(self, name: str) -> Any:
        """Returns the UNO cell of a name."""
        return self.document.NamedRanges.getByName(name).getReferredCells().getCellByPosition(0, 0)

    def text(self, name: str) -> str:
        """Returns what a named cell shows."""
        return self.named(name).getString()

    def type(self, name: str, words: str) -> None:
        """Fills a settings cell."""
        self.named(name).setString(words)

    def rows(self, sheet: str, first: int, columns: int) -> list[tuple[str, ...]]:
        """Returns the shown texts of a sheet from a 1-based row on, up to the first empty one."""
        cells, found = self.document.getSheets().getByName(sheet), []
        while True:
            line = first - 1 + len(found)
            row = tuple(
                cells.getCellByPosition(column, line).getString() for column in range(columns)
            )
            if not any(row):
                return found
            found.append(row)

    def links(self, block: str = "qa_links") -> dict[str, Path]:
        """Returns the links of the status area: shown words → path."""
        first, found = self.named(block), {}
        place, sheet = first.getCellAddress(), first.getSpreadsheet()
        for line in range(6):
            fields = sheet.getCellByPosition(place.Column, place.Row + line).getTextFields()
            for index in range(fields.getCount()):
                field = fields.getByIndex(index)
                found[field.Representation] = Path(uno_module().fileUrlToSystemPath(field.URL))
        return found

    def buttons(self) -> set[str]:
        """Returns the macros of the buttons on the shown sheet."""
        return set(self._buttons())

    def _buttons(self) -> dict[str, Any]:
        """The accessible buttons of the shown sheet by their macro."""
        controller, found = self.document.getCurrentController(), {}
        page = controller.getActiveSheet().getDrawPage()
        names = [page.getByIndex(index).getName() for index in range(page.getCount())]
        for context in _inside(self._accessible()):
            if context.getAccessibleRole() == SHAPE_ROLE:
                said = context.getAccessibleName()
                found[next((name for name in names if name and name in said), "")] = context
        return found

    def _container(self) -> Any:
        return self.document.getCurrentController().getFrame().getContainerWindow()

    def _accessible(self) -> Any:
        return self._container().getAccessibleContext()

    def place_of(self, macro: str) -> tuple[int, int]:
        """Brings the window to the front and returns the middle of a button, once it stands still."""
        self.front()
        return _resting(self._buttons()[macro])

    def click(self, macro: str) -> None:
        """Clicks a button with the pointer, once the window is in front and stands still."""
        self.screen.click(*self.place_of(macro))

    def run(self, macro: str, seconds: float = 60) -> str:
        """Clicks a button, waits for the end of what it began, and returns the state shown then.

        What the state said before is overwritten first: work that is over before anybody has
        looked is no click that was lost.
        """
        self.type("qa_state", BEFORE)
        self.click(macro)
        wait_for(lambda: self.text("qa_state") != BEFORE, "a sign that the click was taken", 20)
        final = {text(f"host.{state}", language) for state in FINAL for language in ("zh", "en")}
        return wait_for(
            lambda: self.text("qa_state") in final and self.text("qa_state"),
            "the end of the work",
            seconds,
        )

    def cell_on_screen(self, column: int, row: int) -> tuple[int, int]:
        """Returns the upper left corner of a cell of the shown sheet (0-based), in front."""
        self.front()
        table = next(
            part for part in _inside(self._accessible()) if hasattr(part, "getAccessibleCellAt")
        )
        place = table.getAccessibleCellAt(row, column).getAccessibleContext().getLocationOnScreen()
        return place.X, place.Y

    def follow_link(self, column: int, row: int) -> None:
        """Clicks a cell with Ctrl held, as Calc wants it for links."""
        x, y = self.cell_on_screen(column, row)
        x, y = x + 12, y + 10  # on the text: a click beside it selects the cell
        self.screen.do("mousemove", x, y, "sleep", 0.3, "mousemove", x + 1, y, "sleep", 0.3)
        self.screen.do("keydown", "ctrl", "sleep", 0.2, "click", 1, "sleep", 0.2, "keyup", "ctrl")


def _resting(context: Any) -> tuple[int, int]:
    """The middle of a button, as soon as it has been the same twice: a window may still move."""
    seen = [_middle(context)]

    def rests() -> bool:
        seen.append(_middle(context))
        return seen[-1] == seen[-2]

    wait_for(rests, "a button that stands still", 10)
    return seen[-1]


def _middle(context: Any) -> tuple[int, int]:
    place, size = context.getLocationOnScreen(), context.getSize()
    return place.X + size.Width // 2, place.Y + size.Height // 2


def _inside(context: Any, depth: int = 12) -> Iterator[Any]:
    """Yields the accessible parts below `context`, without menus, tool bars and single cells."""
    if not depth or hasattr(context, "getAccessibleCellAt"):
        return
    for place in range(min(context.getAccessibleChildCount(), 60)):
        child = context.getAccessibleChild(place)
        inner = child.getAccessibleContext() if child is not None else None
        if inner is not None and inner.getAccessibleRole() not in (MENU_BAR_ROLE, TOOL_BAR_ROLE):
            yield inner
            yield from _inside(inner, depth - 1)
