"""Applications: every LibreOffice this process is connected to."""

from __future__ import annotations

import atexit
import contextlib
import re
from collections.abc import Iterator
from typing import Any

from xlwings import base_classes

from xlwings_calc import connection, macros, messages
from xlwings_calc.connection import Office
from xlwings_calc.engine import Engine, engine
from xlwings_calc.excel_api import Api

_offices: list[Office] = []


def offices() -> list[Office]:
    """Returns the offices that still run, the active one first."""
    _offices[:] = [office for office in _offices if office.alive]
    return list(_offices)


def adopt(office: Office) -> Office:
    """Makes an office known and active; returns the one already known for the same channel."""
    for known in offices():
        if known.url == office.url:
            office = known
    put_first(office)
    return office


def put_first(office: Office) -> None:
    """Makes an office the active one."""
    if office in _offices:
        _offices.remove(office)
    _offices.insert(0, office)


class Apps(base_classes.Apps):
    """The offices as xlwings sees them; keys are process numbers."""

    def keys(self) -> list[int]:
        """Returns the process numbers."""
        return [office.pid for office in offices()]

    def add(
        self,
        spec: Any = None,  # noqa: ARG002 -- which Excel; xlwings' signature
        add_book: bool | None = None,
        xl: Any = None,  # noqa: ARG002
        visible: bool | None = None,
    ) -> App:
        """Starts an office of its own, with an empty book unless `add_book` is False."""
        app = App(adopt(connection.launch(visible is not False)))
        if add_book or add_book is None:
            app.books.add()
        return app

    @staticmethod
    def cleanup() -> None:
        """Forgets offices that ended."""
        offices()

    def __iter__(self) -> Iterator[App]:
        return (App(office) for office in offices())

    def __len__(self) -> int:
        return len(offices())

    def __getitem__(self, pid: int) -> App:
        for office in offices():
            if office.pid == pid:
                return App(office)
        raise KeyError(f"no office with process number {pid}")


def _restore(app: App) -> None:
    if app.office.alive:
        app.screen_updating = app.interactive = True


class App(base_classes.App):
    """One office."""

    def __init__(self, office: Office):
        self.office = office

    @property
    def api(self) -> Api:
        """The UNO desktop."""
        return Api(self.office.desktop, "app")

    xl = api

    @property
    def engine(self) -> Engine:
        """The Calc engine."""
        return engine

    @property
    def pid(self) -> int:
        """The process number of the office."""
        return self.office.pid

    @property
    def hwnd(self) -> None:
        """None: there is no window handle."""
        return None

    @property
    def version(self) -> str:
        """The version of LibreOffice, such as "7.4.7.2"."""
        return str(self._setting("/org.openoffice.Setup/Product", "ooSetupVersionAboutBox"))

    def _setting(self, path: str, name: str) -> Any:
        provider = self.office.service("com.sun.star.configuration.ConfigurationProvider")
        node = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess", connection.properties(nodepath=path)
        )
        return node.getByName(name)

    @property
    def path(self) -> str:
        """The folder of the office program."""
        return self._substituted("$(prog)")

    @property
    def startup_path(self) -> str:
        """The folder of the user's own templates and macros."""
        return self._substituted("$(user)")

    def _substituted(self, variable: str) -> str:
        url = self.office.service("com.sun.star.util.PathSubstitution").substituteVariables(
            variable, True
        )
        return str(connection.uno_module().fileUrlToSystemPath(url))

    @property
    def books(self) -> Any:
        """The open spreadsheets."""
        from xlwings_calc.books import Books

        return Books(self)

    @property
    def selection(self) -> Any:
        """The selected cells of the active book, None when something else is selected."""
        book = self.books.active
        return book.selection if book else None

    def activate(self, steal_focus: bool = False) -> None:
        """Makes this the active office; `steal_focus` also brings its window to the front."""
        put_first(self.office)
        book = self.books.active
        if steal_focus and book:
            book.window.toFront()

    @property
    def visible(self) -> bool:
        """Whether a window of a book is shown."""
        shown = [book.window.isVisible() for book in self.books]
        return bool(self.office.state.get("visible", any(shown)))

    @visible.setter
    def visible(self, value: bool) -> None:
        self.office.state["visible"] = bool(value)
        for book in self.books:
            book.window.setVisible(bool(value))

    def quit(self) -> None:
        """Ends the office; unsaved changes are lost."""
        self.screen_updating = True
        for book in list(self.books):
            book.close()
        self.office.quit()
        offices()

    def kill(self) -> None:
        """Ends the process of the office at once."""
        self.office.kill()
        offices()

    def _flag(self, name: str) -> bool:
        return bool(self.office.state.get(name, True))

    @property
    def screen_updating(self) -> bool:
        """Whether books redraw themselves while they are changed."""
        return self._flag("screen_updating")

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if bool(value) == self.screen_updating:
            return
        self.office.state["screen_updating"] = bool(value)
        self._restore_at_exit()
        for book in self.books:
            with contextlib.suppress(connection.uno_exception()):
                (book.uno.unlockControllers if value else book.uno.lockControllers)()

    def _restore_at_exit(self) -> None:
        # a script that stops halfway must not leave the user with windows that are frozen
        if not self.office.state.setdefault("restored_at_exit", False):
            self.office.state["restored_at_exit"] = True
            atexit.register(_restore, self)

    @property
    def display_alerts(self) -> bool:
        """Kept for scripts that set it; the engine never asks back."""
        return self._flag("display_alerts")

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self.office.state["display_alerts"] = bool(value)

    @property
    def enable_events(self) -> bool:
        """Kept for scripts that set it; Calc has no such switch."""
        return self._flag("enable_events")

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        self.office.state["enable_events"] = bool(value)

    @property
    def interactive(self) -> bool:
        """Whether windows take input."""
        return self._flag("interactive")

    @interactive.setter
    def interactive(self, value: bool) -> None:
        self.office.state["interactive"] = bool(value)
        self._restore_at_exit()
        for book in self.books:
            book.window.setEnable(bool(value))

    @property
    def calculation(self) -> str:
        """ "automatic", "semiautomatic" (the same in Calc) or "manual"."""
        if "calculation" in self.office.state:
            return str(self.office.state["calculation"])
        book = self.books.active
        automatic = book is None or book.uno.isAutomaticCalculationEnabled()
        return "automatic" if automatic else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in ("automatic", "semiautomatic", "manual"):
            raise ValueError(
                f"calculation must be 'automatic', 'semiautomatic' or 'manual', not {value!r}"
            )
        self.office.state["calculation"] = value
        for book in self.books:
            book.uno.enableAutomaticCalculation(value != "manual")

    def calculate(self) -> None:
        """Calculates all open books."""
        for book in self.books:
            book.uno.calculateAll()

    @property
    def status_bar(self) -> str | bool:
        """The text a script put into the status bar, False when the office has control of it."""
        text: str | bool = self.office.state.get("status_text", False)
        return text

    @status_bar.setter
    def status_bar(self, value: str | bool | None) -> None:
        state = self.office.state
        if state.pop("status_text", None) is not None and (
            indicator := state.pop("status_indicator", None)
        ):
            with contextlib.suppress(connection.uno_exception()):
                indicator.end()
        if value is None or value is False:
            return
        state["status_text"] = str(value)
        if book := self.books.active:
            state["status_indicator"] = (
                book.uno.getCurrentController().getFrame().createStatusIndicator()
            )
            state["status_indicator"].start(str(value), 0)

    @property
    def cut_copy_mode(self) -> str | None:
        """ "copy" after `Range.copy()` without a destination, else None."""
        return self.office.state.get("cut_copy_mode")

    @cut_copy_mode.setter
    def cut_copy_mode(self, value: bool) -> None:
        if not value:
            self.office.state.pop("cut_copy_mode", None)

    def alert(
        self,
        prompt: str,
        title: str | None,
        buttons: str,
        mode: str | None,
        callback: Any,  # noqa: ARG002 -- xlwings' signature
    ) -> str:
        """Shows a message box and returns the pressed button."""
        book = self.books.active
        window = book.window if book else None
        return messages.show(
            self.office, window, prompt=prompt, title=title, buttons=buttons, mode=mode
        )

    def run(self, macro: str, args: list[Any]) -> Any:
        """Runs a Basic or VBA macro: "Module1.Name", "Name" or "'Book.xlsm'!Module1.Name"."""
        found = re.fullmatch(r"'((?:[^']|'')+)'!(.+)", macro)
        book = self.books(found[1].replace("''", "'")) if found else self.books.active
        return macros.run(book.uno, found[2] if found else macro, args)
