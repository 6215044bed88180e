"""Several processes read what one would read: the same rows, whatever happens to them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from qa_workbook.app import reading_workers
from qa_workbook.app.reading_workers import Workers, process_pool, workers_wanted
from qa_workbook.demo.generator import DemoOptions, generate
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.file_reader import FileRows, read_file
from qa_workbook.workspace import Workspace
from qa_workbook.workspace_paths import initialise


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a few sheets, some of them with mistakes."""
    root = tmp_path_factory.mktemp("readers")
    initialise(root)
    workspace = Workspace(root)
    config = workspace.load()
    options = DemoOptions(inspectors=2, days=4, recordings=8, month="2026-10")
    generate(workspace.inbox, config.schemes, config.vocabulary, config.forms, options)
    return workspace.inbox


@pytest.fixture
def context(inbox: Path) -> IntakeContext:
    config = Workspace(inbox.parent).load()
    return IntakeContext(
        config.schemes,
        config.vocabulary,
        config.roster,
        date(2026, 11, 2),
        None,
        inbox,
        forms=config.forms,
        layouts=config.layouts,
    )


@pytest.fixture
def by_workers(
    inbox: Path, context: IntakeContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Executor], tuple[list[FileRows], int]]]:
    """Has the inbox read by the workers of an executor; gives the results and how many were lost."""
    monkeypatch.setattr(reading_workers, "BATCH", 3)

    def read(executor: Executor) -> tuple[list[FileRows], int]:
        lost: list[int] = []
        workers = Workers(inbox.parent, tmp_path, context, executor, lost.append)
        found = list(workers.results(files_of(inbox)))
        assert list(tmp_path.iterdir()) == []
        return found, sum(lost)

    yield read


def files_of(inbox: Path) -> list[Path]:
    return sorted(inbox.rglob("*.xlsx"))


def test_workers_give_what_one_process_gives(inbox, context, by_workers):
    """In threads and in processes every file gives the same, in the order of the files."""
    alone = [read_file(file, context) for file in files_of(inbox)]
    with ThreadPoolExecutor(2) as threads:
        assert by_workers(threads) == (alone, 0)
    with process_pool(2) as processes:
        assert by_workers(processes) == (alone, 0)


def test_a_worker_that_is_killed_loses_nothing_and_is_told(inbox, context, by_workers):
    """What the workers of a pool left undone when one of them was killed is read here."""
    alone = [read_file(file, context) for file in files_of(inbox)]
    with process_pool(1) as processes:
        os.kill(processes.submit(os.getpid).result(), signal.SIGKILL)
        found, lost = by_workers(processes)
    assert found == alone
    assert lost == len(alone)


class OneFails(Executor):
    """Does its tasks at once, but for the second one."""

    def __init__(self) -> None:
        self.done = 0

    def submit(self, work, /, *given, **more):
        future: Future = Future()
        self.done += 1
        if self.done == 2:
            future.set_exception(MemoryError())
        else:
            future.set_result(work(*given, **more))
        return future


def test_a_task_that_fails_is_done_here(inbox, context, by_workers):
    """Only the files of the task that failed are read once more."""
    found, lost = by_workers(OneFails())
    assert found == [read_file(file, context) for file in files_of(inbox)]
    assert lost == 3


@pytest.mark.parametrize(
    ("setting", "files", "processes"), [(2, 199, 1), (1, 10_000, 1), (4, 200, 2), (4, 10_000, 4)]
)
def test_few_files_are_read_by_one_process(setting, files, processes):
    """A worker has a whole batch at least; a setting of 1 is never more."""
    assert workers_wanted(setting, files) == processes
