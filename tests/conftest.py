"""Shared fixtures: a fresh workspace, and a LibreOffice without a screen."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from examples import register_profiles
from shared_office import allow_office, refuse_an_office, shared_office

if TYPE_CHECKING:
    from xlwings_calc.connection import Office

# After how many allocations the collector looks through the youngest objects, after how many such
# rounds through older ones, and after how many of those through all.
_ROUNDS = (50_000, 20, 10)


def pytest_collection_finish() -> None:
    """Spares the collector what lives as long as the tests do.

    A command that ends does the same, and its process ends too; here its garbage would stay.
    """
    gc.freeze()
    gc.freeze = lambda: None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Notes before its fixtures are made whether the test says that it needs LibreOffice.

    The collector gets its rounds back, which a command that ran in this process has changed.
    """
    gc.set_threshold(*_ROUNDS)
    allow_office(item.get_closest_marker("calc") is not None)


sys.addaudithook(refuse_an_office)

ROOT = Path(__file__).parents[1]
register_profiles()


@pytest.fixture
def workspace(tmp_path: Path):
    """A fresh workspace, as `init` makes it."""
    from qa_workbook.workspace import Workspace
    from qa_workbook.workspace_paths import initialise

    root = tmp_path / "工作区"
    initialise(root)
    return Workspace(root)


@pytest.fixture(scope="session")
def office() -> Office:
    """The headless office of all tests that need one; they are marked `calc`.

    Without LibreOffice they are skipped, and the skip says why.
    """
    from xlwings_calc import CalcNotReachable

    try:
        return shared_office()
    except CalcNotReachable as reason:
        pytest.skip(f"not tested in Calc here: {reason}")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of the first database of a real PostgreSQL that runs for this test run.

    Where it isn't installed the tests are skipped, and the skip says why.
    """
    from postgresql import HAS_POSTGRESQL, WHY_NOT, server

    if not HAS_POSTGRESQL:
        pytest.skip(WHY_NOT)
    with server() as url:
        yield url


@pytest.fixture
def postgresql(postgresql_server: str) -> str:
    """The URL of a database in PostgreSQL that nobody has used."""
    from postgresql import new_database

    return new_database(postgresql_server)
