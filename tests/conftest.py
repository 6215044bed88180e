"""Shared fixtures: the shipped config and a fresh workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def workspace(tmp_path: Path):
    """A fresh workspace, as `init` makes it."""
    from qa_workbook.workspace import Workspace, initialise

    root = tmp_path / "工作区"
    initialise(root)
    return Workspace(root)
