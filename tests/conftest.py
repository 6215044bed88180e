"""Shared fixtures: a fresh workspace, and a LibreOffice without a screen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from examples import register_profiles

if TYPE_CHECKING:
    from xlwings_calc.connection import Office

_may_start_an_office = False


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Notes before its fixtures are made whether the test says that it needs LibreOffice."""
    global _may_start_an_office  # noqa: PLW0603 - what an audit hook knows is global
    _may_start_an_office = item.get_closest_marker("calc") is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Asks to keep the tests with an office or a pointer in one process.

    pytest-xdist 3.8 doesn't bring that about with pytest 9.2: two processes share them then, each
    with an office and a screen of its own.
    """
    for item in items:
        if item.get_closest_marker("calc"):
            item.add_marker(pytest.mark.xdist_group("calc"))


def _refuse_an_office(event: str, arguments: tuple[object, ...]) -> None:
    """Keeps `-m "not calc"` true: a test without the mark can't start LibreOffice."""
    if event != "subprocess.Popen" or _may_start_an_office:
        return
    if Path(str(arguments[0])).name == "soffice":
        raise AssertionError("this test starts LibreOffice: mark it calc")


sys.addaudithook(_refuse_an_office)

ROOT = Path(__file__).parents[1]
register_profiles()


@pytest.fixture
def workspace(tmp_path: Path):
    """A fresh workspace, as `init` makes it."""
    from qa_workbook.workspace import Workspace, initialise

    root = tmp_path / "工作区"
    initialise(root)
    return Workspace(root)


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """One headless office for all tests that need one; they are marked `calc`.

    Without LibreOffice they are skipped, and the skip says why.
    """
    from xlwings_calc import CalcNotReachable
    from xlwings_calc.connection import launch

    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("PYTHONPATH", raising=False)  # the office would hand it on to the buttons
            running = launch(visible=False)
    except CalcNotReachable as reason:
        pytest.skip(f"not tested in Calc here: {reason}")
    yield running
    running.kill()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a real PostgreSQL that runs for this test run.

    Where it isn't installed the tests are skipped, and the skip says why.
    """
    from postgresql import HAS_POSTGRESQL, WHY_NOT, server

    if not HAS_POSTGRESQL:
        pytest.skip(WHY_NOT)
    with server() as url:
        yield url
