"""Shared fixtures: a fresh workspace, and a LibreOffice without a screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from xlwings_calc.connection import Office

ROOT = Path(__file__).parents[1]


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
