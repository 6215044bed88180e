"""One Calc on one virtual screen for all clicks; each scenario has a workspace of its own."""

from __future__ import annotations

import shutil
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import calc_screen
import pytest
from calc_screen import Calc, Screen, Window

from qa_workbook.app.init import make_workspace
from qa_workbook.demo.generator import DemoOptions, generate
from qa_workbook.workspace import Workspace
from qa_workbook.workspace_paths import initialise

PICTURES = Path(__file__).parents[2] / "build" / "screenshots"
ENDED = pytest.StashKey[list[str]]()
MOST_ENDED = 2
# What stands for the desktop: it notes what it was asked to open.
DESKTOP = '#!/bin/sh\nprintf "%s\\n" "$1" >> "{noted}"\n'


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """The virtual screen; the tests are skipped, and say why, where it can't be had."""
    absent = calc_screen.missing()
    if absent:
        pytest.skip(f"clicks in Calc are not tested here, missing: {absent}")
    with calc_screen.virtual_screen(PICTURES) as shown:
        yield shown


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all workspaces, whose macros Calc trusts."""
    return tmp_path_factory.mktemp("clicks")


@pytest.fixture(scope="session")
def opened(ground: Path) -> Path:
    """The file with what the desktop was asked to open, a line each."""
    noted = ground / "opened"
    noted.touch()
    program = ground / "bin" / "xdg-open"
    program.parent.mkdir()
    program.write_text(DESKTOP.format(noted=noted))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return noted


@pytest.fixture(scope="session")
def trap(ground: Path) -> Path:
    """A folder full of modules that somebody else put there; each notes that it was imported."""
    folder = ground / "trap"
    folder.mkdir()
    for name in ("argparse", "pathlib", "filelock", "xlwings", "sitecustomize", "qa_workbook"):
        noting = f"open({str(folder / 'imported')!r}, 'a').write({name!r})"
        (folder / f"{name}.py").write_text(noting, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def running(screen: Screen, ground: Path, opened: Path, trap: Path) -> Iterator[Callable[[], Calc]]:
    """Gives the running Calc, started in a folder whose modules nobody may import.

    One that has ended is started anew, so that no scenario fails for the one before it.
    """
    programs, started = opened.parent / "bin", list[Calc]()
    with ExitStack() as stack:

        def there() -> Calc:
            if not started or not started[-1].is_there:
                profile = ground / f"profile-{len(started)}"
                new = calc_screen.running_calc(screen, profile, ground, programs, trap)
                started.append(stack.enter_context(new))
            return started[-1]

        yield there


@pytest.fixture
def calc(running: Callable[[], Calc]) -> Iterator[Calc]:
    """The running Calc, without documents afterwards; a scenario that hangs ends it."""
    office = running()
    watch = threading.Timer(calc_screen.MOST_SECONDS, office.kill)
    watch.start()
    yield office
    watch.cancel()
    office.close_all()


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Iterator[Any]:
    """Says plainly that Calc has ended: pytest can't show the exceptions of its bridge.

    Only a Calc that has ended by itself is an excuse to play a scenario once more, and only twice
    in a run: more often it is we who end it.
    """
    office = pyfuncitem.funcargs.get("calc")
    ended = pyfuncitem.config.stash.setdefault(ENDED, [])
    try:
        return (yield)
    except BaseException as error:
        if not isinstance(office, Calc) or office.is_there:
            raise
        if office.took_too_long:
            raise AssertionError(f"not done after {calc_screen.MOST_SECONDS} s") from None
        ended.append(f"{pyfuncitem.name}: {office.last_words} ({type(error).__name__}: {error})")
        if len(ended) > MOST_ENDED:
            raise AssertionError("Calc ends again and again:\n" + "\n".join(ended)) from None
        raise calc_screen.CalcEnded(ended[-1]) from None


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Tells of every Calc that has ended, also where the scenario went well afterwards."""
    for words in config.stash.get(ENDED, []):
        terminalreporter.line(f"Calc ended in {words}", yellow=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A scenario in which Calc itself ended is played once more; the run says so (rerun)."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["CalcEnded"]))


@pytest.fixture(scope="session")
def filled(ground: Path) -> Callable[..., Path]:
    """Makes an inbox of filled score sheets, once for each wish, to be copied."""

    @cache
    def make(**sheets: object) -> Path:
        workspace = Workspace(ground / f"filled-{uuid4().hex}")
        initialise(workspace.root)
        config = workspace.load()
        options = DemoOptions(month="2026-10", **sheets)  # type: ignore[arg-type]
        generate(workspace.inbox, config.schemes, config.vocabulary, config.forms, options)
        return workspace.inbox

    return make


@pytest.fixture
def console(
    calc: Calc, ground: Path, filled: Callable[..., Path]
) -> Callable[..., tuple[Window, Workspace]]:
    """Makes a fresh workspace as `init` does, fills its inbox and opens its console."""

    def make(name: str, language: str = "zh", **sheets: object) -> tuple[Window, Workspace]:
        workspace = Workspace(ground / uuid4().hex[:8] / name)
        make_workspace(workspace.root, language)
        if sheets:
            shutil.copytree(filled(**sheets), workspace.inbox, dirs_exist_ok=True)
        window = calc.open(workspace.root / "qa_workbook.xlsm")
        window.type("qa_period", "2026-10")
        return window, workspace

    return make
