"""Several processes read what one would read: the same rows, whatever happens to them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import dask
import pytest
from distributed import LocalCluster

from qa_workbook.app import reading_cluster, reading_workers
from qa_workbook.app.readers import readers, readers_wanted
from qa_workbook.app.reading_cluster import cluster
from qa_workbook.app.reading_context import reading_context
from qa_workbook.app.reading_digest import program_digest
from qa_workbook.app.reading_workers import Workers
from qa_workbook.demo.generator import DemoOptions, generate
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.file_reader import FileRows, read_file
from qa_workbook.intake.parts import Part
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
    return reading_context(Workspace(inbox.parent).load(), inbox, None, date(2026, 11, 2))


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
    with readers(2) as processes:
        assert by_workers(processes) == (alone, 0)


def test_a_worker_that_is_killed_loses_nothing_and_is_told(inbox, context, by_workers):
    """What the workers of a pool left undone when one of them was killed is read here."""
    alone = [read_file(file, context) for file in files_of(inbox)]
    with readers(1) as processes:
        os.kill(processes.submit(os.getpid).result(), signal.SIGKILL)
        found, lost = by_workers(processes)
    assert found == alone
    assert lost == len(alone)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_cluster_gives_what_one_process_gives(inbox, context, by_workers, workers):
    """The workers of a Dask cluster read the same, also where one of them is killed."""
    alone = [read_file(file, context) for file in files_of(inbox)]
    gone: list[int] = []
    options = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
    with (
        dask.config.set({"distributed.admin.low-level-log-length": 0}),
        LocalCluster(**options, host="127.0.0.1") as local,
        cluster(local.scheduler_address, gone.append) as executor,
    ):
        assert executor is not None
        assert by_workers(executor) == (alone, 0)
        assert gone == []
        os.kill(executor.submit(os.getpid).result(), signal.SIGKILL)
        found, _ = by_workers(executor)
        assert found == alone
    assert gone == [1]


def test_a_cluster_that_is_not_there_is_none(monkeypatch):
    """Where no scheduler answers there is no executor; nothing is raised."""
    monkeypatch.setattr(reading_cluster, "_PATIENCE", "300ms")
    with cluster("tcp://127.0.0.1:9", lambda _: None) as executor:
        assert executor is None


def test_a_worker_with_another_program_reads_nothing(inbox, context, tmp_path):
    """What another version would read is perhaps something else: its files are read here."""
    lost: list[int] = []
    files = files_of(inbox)[:2]
    with ThreadPoolExecutor(1) as threads:
        workers = Workers(inbox.parent, tmp_path, context, threads, lost.append, "another")
        assert list(workers.results(files)) == [read_file(file, context) for file in files]
        workers = replace(workers, program=program_digest())
        assert len(list(workers.results(files))) == 2
    assert lost == [2]


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
    ("setting", "files", "processes"),
    [(2, 199, 0), (2, 200, 1), (1, 10_000, 0), (4, 250, 2), (4, 10_000, 3)],
)
def test_few_files_are_read_by_one_process(setting, files, processes):
    """A second process needs many new files, each further one a hundred; the setting is all of them."""
    assert readers_wanted(setting, files) == processes


def test_this_process_reads_while_it_waits(inbox, context, tmp_path, monkeypatch):
    """Whatever this process reads beside its workers, each file is read once, in their order."""
    monkeypatch.setattr(reading_workers, "LEAST_BATCH", 1)
    alone = [read_file(file, context) for file in files_of(inbox)]
    lost: list[int] = []
    with readers(1) as pool:
        pool.submit(time.sleep, 1)
        workers = Workers(inbox.parent, tmp_path, context, pool, lost.append, count=1)
        assert list(workers.results(files_of(inbox))) == alone
        assert list(workers.results(files_of(inbox))) == alone
    assert lost == []


def test_what_waits_for_its_turn_takes_little_room(inbox, context, tmp_path):
    """What this process reads before its turn comes stands in tables, like what workers give."""
    with ThreadPoolExecutor(1) as nobody:
        nobody.shutdown()
        workers = Workers(inbox.parent, tmp_path, context, nobody, lambda _: None)
        found = list(workers.results(files_of(inbox)))
    rows = [sheet for one in found for sheet in (*one.rows, *one.form_rows)]
    assert rows and all(isinstance(sheet.columns, Part) for sheet in rows)
