"""Runs the command line as a stranger does: arguments in, an exit code and one JSON object on stdout out."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest


@dataclass
class Done:
    """What a call left: its exit code and what it printed."""

    returncode: int
    stdout: str
    stderr: str


class Desk:
    """A workspace and the command line on it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.inbox = root / "inbox"

    def call(self, *arguments: str) -> Done:
        """Calls the command line in this process, which spares the start of the interpreter."""
        from qa_workbook.cli import main

        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            pytest.raises(SystemExit) as leaving,
        ):
            main(["--workspace", str(self.root), *arguments])
        return Done(leaving.value.code, out.getvalue(), err.getvalue())

    def process(self, *arguments: str) -> Done:
        """Calls the command line as a process of its own."""
        command = [sys.executable, "-m", "qa_workbook", "--workspace", str(self.root), *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", check=False
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def json(self, *arguments: str, code: int | tuple[int, ...] = 0):
        """Calls with --json and returns the object."""
        done = self.call(*arguments, "--json")
        expected = code if isinstance(code, tuple) else (code,)
        assert done.returncode in expected, done.stderr
        return json.loads(done.stdout)

    def build(self, code: int = 0, period: str = "2026-10"):
        """Builds, checks that no row is lost, and returns the report. It takes a second or two."""
        report = self.json("build", "--period", period, code=code)
        counts = report["recordings"]
        assert (
            counts["read"]
            == counts["added"] + counts["replaced"] + counts["unchanged"] + counts["rejected"]
        )
        return report

    def merge(self, code: int = 0, period: str = "2026-10"):
        """As `build`, without themes and analysis workbook, which take most of its time.

        For the steps before the one that a test is about.
        """
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("qa_workbook.app.analysed_period.theme_weeks_of", lambda *_: [])
            patch.setattr("qa_workbook.app.build.LastBuild.remember", lambda *_: None)
            patch.setattr("qa_workbook.app.planned_build.write_analysis_book", _blank_book)
            return self.build(code, period)

    def copied(self, folder: Path) -> Desk:
        """A copy of the workspace in `folder`, so that what is slow to prepare is prepared once."""
        return Desk(shutil.copytree(self.root, folder / "质检 工作区"))


def _blank_book(path: Path, *_: object, **_more: object) -> None:
    """Writes a workbook with nothing in it, which has no sheet in common with any other."""
    book = openpyxl.Workbook()
    book.active.title = "未写"
    book.save(path)


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace as `init` makes it, to be copied."""
    made = Desk(tmp_path_factory.mktemp("fresh") / "工作区")
    assert made.call("init", str(made.root)).returncode == 0
    return made.root


@pytest.fixture
def desk(tmp_path: Path, fresh: Path) -> Desk:
    return Desk(shutil.copytree(fresh, tmp_path / "质检 工作区"))


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory, fresh: Path) -> Desk:
    """One workspace for all tests of a module."""
    return Desk(shutil.copytree(fresh, tmp_path_factory.mktemp("shared") / "质检 工作区"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole runs of the command line take seconds each, so `make quick` leaves them out."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.slow)
