"""Reaching LibreOffice: the uno module, a running office, or an office of our own."""

from __future__ import annotations

import atexit
import builtins
import contextlib
import importlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from xlwings_calc.uno_types import UnoObject

START_SECONDS = 60


class CalcNotReachable(Exception):
    """LibreOffice Calc cannot be used; `why` says in English what was tried."""

    def __init__(self, why: str) -> None:
        super().__init__(f"LibreOffice Calc cannot be reached: {why}")
        self.why = why


def _program_folders() -> list[Path]:
    """Returns the folders where the uno module may lie, best first."""
    found = [Path(os.environ["UNO_PATH"])] if os.environ.get("UNO_PATH") else []
    if sys.platform == "win32":
        for variable in ("ProgramFiles", "ProgramFiles(x86)"):
            if os.environ.get(variable):
                found.append(Path(os.environ[variable]) / "LibreOffice" / "program")
    elif sys.platform == "darwin":
        contents = Path("/Applications/LibreOffice.app/Contents")
        found += [contents / "Resources", contents / "Frameworks", contents / "MacOS"]
    else:
        found.append(Path("/usr/lib/python3/dist-packages"))
        found.append(Path("/usr/lib/libreoffice/program"))
        found.append(Path("/usr/lib64/libreoffice/program"))
        found += sorted(Path("/opt").glob("libreoffice*/program"), reverse=True)
    if office := shutil.which("soffice"):
        found.append(Path(office).resolve().parent)
    return [folder for folder in found if folder.is_dir()]


@cache
def uno_module() -> ModuleType:
    """Returns the `uno` module. Raises CalcNotReachable when this Python cannot load it."""
    importer = builtins.__import__
    folders = [str(folder) for folder in _program_folders()]
    if sys.platform == "win32":
        for folder in folders:
            os.add_dll_directory(folder)
    # only for this import: nothing else of the system's Python may leak in
    sys.path.extend(folders)
    try:
        importlib.import_module("unohelper")
        return importlib.import_module("uno")
    except ImportError as error:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        why = f"the uno module does not load in Python {version}: {error}"
        raise CalcNotReachable(why=why) from error
    finally:
        # uno replaces it, which slows and changes every later import
        builtins.__import__ = importer
        for folder in folders:
            with contextlib.suppress(ValueError):
                sys.path.remove(folder)


def soffice_path() -> str:
    """Returns the office program. Raises CalcNotReachable when there is none."""
    candidates = [shutil.which("soffice"), shutil.which("libreoffice")]
    names = ("soffice.exe",) if sys.platform == "win32" else ("soffice", "../MacOS/soffice")
    for folder in _program_folders():
        candidates += [str(folder / name) for name in names]
    for candidate in candidates:
        if candidate and Path(candidate).exists():
            return candidate
    raise CalcNotReachable(why="soffice is not installed or not on the search path")


class Office:
    """One running LibreOffice: its component context, its desktop, and our memory of it."""

    def __init__(
        self,
        context: UnoObject,
        url: str,
        process: subprocess.Popen[bytes] | None = None,
        profile: str | None = None,
        pid: int | None = None,
    ):
        self.context = context
        self.url = url
        self.process = process
        self.profile = profile
        self.desktop = self.service("com.sun.star.frame.Desktop")
        self.state: dict[str, Any] = {}
        self.formats: dict[str, Any] = {}
        # how often cells were inserted, deleted or moved: the office then changes its range objects
        self.shifts = 0
        # numbers of documents that were seen to have a window
        self.shown: set[str] = set()
        # opened and saved here, for the lock files that a killed office leaves
        self.files: set[Path] = set()
        self._pid = pid

    def service(self, name: str, *arguments: Any) -> UnoObject:
        """Returns a new UNO service of the office."""
        manager = self.context.ServiceManager
        if arguments:
            return manager.createInstanceWithArgumentsAndContext(name, arguments, self.context)
        return manager.createInstanceWithContext(name, self.context)

    def dispatch(self, frame: UnoObject, command: str, **arguments: Any) -> None:
        """Runs a user-interface command such as ".uno:Copy" in a frame."""
        self.service("com.sun.star.frame.DispatchHelper").executeDispatch(
            frame, command, "", 0, properties(**arguments)
        )

    @property
    def alive(self) -> bool:
        """Whether the office still answers."""
        if self.process is not None and self.process.poll() is not None:
            return False
        try:
            return self.desktop.getName() is not None
        except uno_module().getClass("com.sun.star.uno.Exception"):
            return False

    @property
    def pid(self) -> int:
        """The process number.

        Where the system does not tell, a number that stays the same for this office.
        """
        if self._pid is None:
            self._pid = self._own_pid()
        return self._pid

    def _own_pid(self) -> int:
        if sys.platform.startswith("linux"):
            with contextlib.suppress(
                uno_module().getClass("com.sun.star.uno.Exception"), ValueError
            ):
                stream = self.service("com.sun.star.ucb.SimpleFileAccess").openFileRead(
                    "file:///proc/self/stat"
                )
                return int(bytes(stream.readBytes(None, 64)[1].value).split()[0])
        return self.process.pid if self.process else zlib.crc32(self.url.encode())

    def quit(self) -> None:
        """Ends the office without asking; unsaved changes are lost, as with `App.quit` in Excel."""
        with contextlib.suppress(uno_module().getClass("com.sun.star.uno.Exception")):
            self.desktop.terminate()
        self._wait_or_kill(10)

    def kill(self) -> None:
        """Ends the process of an office that we started.

        One that we only joined is asked to end.
        """
        if self.process is None:
            self.quit()
        else:
            self._wait_or_kill(0)

    def _wait_or_kill(self, seconds: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            if os.name == "posix":
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
            self.process.wait()
            for path in self.files:
                lock_file(path).unlink(missing_ok=True)
        if self.profile:
            shutil.rmtree(self.profile, ignore_errors=True)


def lock_file(path: Path) -> Path:
    """Returns the file beside a document by which offices tell each other that it is open."""
    return path.with_name(f".~lock.{path.name}#")


def connection_url(
    pipe: str | None = None, port: int | None = None, host: str = "localhost"
) -> str:
    """Returns the part of a UNO address that names the channel."""
    if (pipe is None) == (port is None):
        raise ValueError("give either pipe= or port=")
    return f"pipe,name={pipe}" if pipe else f"socket,host={host},port={port}"


def join(url: str, seconds: float = 0, pid: int | None = None) -> Office:
    """Returns a running office that listens on `url`; tries for `seconds`.

    `pid` is the number of its process, if it is known. Raises CalcNotReachable.
    """
    uno = uno_module()
    resolver = uno.getComponentContext().ServiceManager.createInstance(
        "com.sun.star.bridge.UnoUrlResolver"
    )
    end = time.monotonic() + seconds
    while True:
        try:
            context = resolver.resolve(f"uno:{url};urp;StarOffice.ComponentContext")
            return Office(context, url, pid=pid)
        except uno.getClass("com.sun.star.uno.Exception") as error:
            if time.monotonic() >= end:
                raise CalcNotReachable(why=f"no office listens on {url}: {error}") from error
            time.sleep(0.05)


def launch(visible: bool) -> Office:
    """Starts an office of our own with a throw-away profile; without a screen it runs headless."""
    uno_module()
    profile = tempfile.mkdtemp(prefix="calc-profile-")
    url = connection_url(pipe=f"calc{uuid.uuid4().hex[:12]}")
    command = [
        soffice_path(),
        "--norestore",
        "--nologo",
        "--nodefault",
        "--nofirststartwizard",
        "--nolockcheck",
    ]
    if not visible or (sys.platform.startswith("linux") and not os.environ.get("DISPLAY")):
        command.append("--headless")
    command += [f"-env:UserInstallation={Path(profile).as_uri()}", f"--accept={url};urp;"]
    process = subprocess.Popen(  # noqa: S603 -- the command is built here from fixed words
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=os.name == "posix",
    )
    office = join(url, START_SECONDS)
    office.process, office.profile = process, profile
    if "--headless" in command:
        atexit.register(office.kill)  # nobody could see and close it
    return office


def struct(name: str, **fields: Any) -> UnoObject:
    """Returns a UNO struct with the given fields."""
    value = uno_module().createUnoStruct(name)
    for field, content in fields.items():
        setattr(value, field, content)
    return value


def enum(type_name: str, value: str) -> UnoObject:
    """Returns a UNO enum value."""
    return uno_module().Enum(type_name, value)


def typed(type_name: str, value: Any) -> UnoObject:
    """Returns a value with an explicit UNO type, for sequences whose type cannot be guessed."""
    return uno_module().Any(type_name, value)


def properties(**values: Any) -> tuple[UnoObject, ...]:
    """Returns keyword arguments as a sequence of UNO PropertyValue."""
    return tuple(
        struct("com.sun.star.beans.PropertyValue", Name=name, Value=value)
        for name, value in values.items()
    )


def elements(container: UnoObject) -> Iterator[UnoObject]:
    """Yields what a UNO container with numbered elements holds."""
    return (container.getByIndex(index) for index in range(container.getCount()))


def uno_exception(name: str = "com.sun.star.uno.Exception") -> type[Exception]:
    """Returns a UNO exception class, for `except`."""
    found: type[Exception] = uno_module().getClass(name)
    return found
