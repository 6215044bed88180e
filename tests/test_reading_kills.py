"""Builds by any number of processes, and builds that were killed: the outcome is the same."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from qa_workbook.app import inputs, reading_workers
from qa_workbook.app import readers as processes
from qa_workbook.app.build import build_period
from qa_workbook.demo.generator import DemoOptions, generate
from qa_workbook.records import RecordStore
from qa_workbook.workspace import Workspace
from qa_workbook.workspace_paths import initialise

MONTH = "2026-10"
ROUNDS = int(os.environ.get("QA_WORKBOOK_KILLS", "2"))
"""So many random moments at which something is killed; more of them by hand."""
Outcome = dict[str, bytes]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with sheets, some with mistakes, that was never built."""
    root = tmp_path_factory.mktemp("fresh") / "root"
    initialise(root)
    workspace = Workspace(root)
    config = workspace.load()
    options = DemoOptions(inspectors=3, days=4, recordings=6, month=MONTH)
    generate(workspace.inbox, config.schemes, config.vocabulary, config.forms, options)
    return root


@pytest.fixture(params=["copies", "processes of their own"])
def begin(fresh: Path, request, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable]:
    """Makes the workspace anew, with a number of readers, few files of whom are worth a process."""
    if request.param != "copies":
        monkeypatch.setattr(processes, "copies_wanted", lambda *_: 0)
        monkeypatch.setattr(inputs, "copies_wanted", lambda *_: 0)
    monkeypatch.setattr(reading_workers, "LEAST_BATCH", 2)
    monkeypatch.setattr(processes, "ONE_MORE", 4)
    monkeypatch.setattr(processes, "EACH", 3)
    yield partial(copied, fresh)


def outcome(root: Path) -> Outcome:
    """The workbooks, and which rows of which files were stored."""
    # What a killed build had written beside begins with a dot.
    workbooks = (root / "output").glob("[!.]*.xlsx")
    found = {one.name: one.read_bytes() for one in workbooks}
    for key, frame in RecordStore(root / "data" / "records").read().items():
        found[str(key)] = frame.sort_values(["file", "sheet", "row"]).to_csv(index=False).encode()
    return found


def build(root: Path) -> Outcome:
    build_period(Workspace(root), MONTH, "zh")
    return outcome(root)


@pytest.fixture(scope="module")
def expected(fresh: Path) -> Outcome:
    """What one process makes that nobody disturbs."""
    return build(copied(fresh, 1))


def copied(fresh: Path, readers: int) -> Path:
    """The workspace anew, always in the same place: workbooks have links to the inbox."""
    root = fresh.parent / "work"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(fresh, root)
    settings = root / "config" / "settings.yaml"
    said = settings.read_text("utf8").replace("readers: 0", f"readers: {readers}")
    settings.write_text(said, "utf8")
    return root


@pytest.mark.parametrize("readers", [2, 4])
def test_any_number_of_readers_makes_the_same_bytes(begin, expected, readers: int):
    """Workbooks and rows don't tell by how many processes the sheets were read."""
    assert build(begin(readers)) == expected


def test_a_reader_that_is_killed_changes_nothing(begin, expected, monkeypatch):
    """Whenever a reader or another copy is killed, its work is done by others."""
    dice, copies = random.Random(7), list[int]()

    def fork(copy: Callable[[], int] = os.fork) -> int:
        process = copy()
        copies.append(process)
        return process

    monkeypatch.setattr(os, "fork", fork)
    for _ in range(ROUNDS):
        root, done = begin(2), threading.Event()

        def kill(moment: float, done: threading.Event = done) -> None:
            while not done.wait(0.01):
                children = copies or [one.pid for one in multiprocessing.active_children()]
                if children:
                    time.sleep(moment)
                    with suppress(ProcessLookupError):
                        os.kill(dice.choice(children), signal.SIGKILL)
                    return

        killer = threading.Thread(target=kill, args=(dice.uniform(0, 4),))
        killer.start()
        try:
            assert build(root) == expected
        finally:
            done.set()
            killer.join()


def test_a_build_that_is_killed_is_made_again(begin, expected):
    """Whenever a build is killed, the next one makes what it would have made."""
    dice = random.Random(8)
    started = time.monotonic()
    build(begin(1))
    longest = time.monotonic() - started
    for _ in range(ROUNDS):
        root = begin(1)
        command = [sys.executable, "-m", "qa_workbook", "build", "--period", MONTH]
        process = subprocess.Popen(
            command,
            cwd=root,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(dice.uniform(0, longest))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert build(root) == expected
