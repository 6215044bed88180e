"""Runs the command line as a stranger does: a process, its exit code, and one JSON object on stdout."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


class Desk:
    """A workspace and the command line on it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.inbox = root / "inbox"

    def call(self, *arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "qa_workbook", "--workspace", str(self.root), *arguments]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)

    def json(self, *arguments: str, code: int = 0):
        done = self.call(*arguments, "--json")
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)

    def build(self, code: int = 0, period: str = "2026-10"):
        report = self.json("build", "--period", period, code=code)
        counts = report["recordings"]
        assert counts["read"] == counts["added"] + counts["replaced"] + counts["unchanged"] + counts["rejected"]
        return report


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "质检 工作区")
    assert made.call("init", str(made.root)).returncode == 0
    return made
