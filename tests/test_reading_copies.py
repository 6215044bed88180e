"""Copies of a process read files beside it; whatever becomes of them, each file is read."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from qa_workbook.app import beside, reading_copies
from qa_workbook.app.reading_context import reading_context
from qa_workbook.app.reading_copies import copies_wanted
from qa_workbook.app.reading_task import context_of
from qa_workbook.intake.file_reader import FileRows
from qa_workbook.intake.last_file import NOTE, being_read
from qa_workbook.numbers import period
from qa_workbook.workspace import Workspace
from qa_workbook.workspace_paths import initialise

pytestmark = pytest.mark.skipif(
    not beside.may_copy(), reason="no second processor, or no copies on this system"
)
HERE = os.getpid()
FILES = [Path(str(number)) for number in range(20)]
CONTEXT: Any = SimpleNamespace(schemes=SimpleNamespace(schemes=()), forms=SimpleNamespace(forms=()))


def lost_by(
    monkeypatch: pytest.MonkeyPatch, in_copy: Callable[[Path], None], *, copies: int = 1
) -> int:
    """Reads all files, where copies do `in_copy` with each before they read it.

    Returns how many were read again, since a copy was lost.
    """

    def read(file: Path, _: object) -> FileRows:
        if os.getpid() != HERE:
            in_copy(file)
        return FileRows(foreign=[file.name])

    monkeypatch.setattr(reading_copies, "read_file", read)
    lost = list[int]()
    with reading_copies.reading_copies(FILES, CONTEXT, copies) as readers:
        time.sleep(0.2)  # in which other things are done
        found = [one.foreign[0] for one in readers.results(FILES, CONTEXT, lost.append)]
    assert found == [one.name for one in FILES]
    return sum(lost)


@pytest.mark.parametrize("copies", [1, 3])
def test_results_come_in_the_order_of_the_files(monkeypatch, copies: int):
    """Whoever read them."""
    assert lost_by(monkeypatch, lambda _: None, copies=copies) == 0


@pytest.mark.parametrize("copies", [1, 2])
def test_what_a_copy_was_reading_when_it_was_killed__is_read_here(monkeypatch, copies: int):
    """Nothing is lost with it."""

    def die(file: Path) -> None:
        if file.name in {"3", "5"}:
            os.kill(os.getpid(), signal.SIGKILL)

    assert 1 <= lost_by(monkeypatch, die, copies=copies) <= 2


def test_what_a_copy_fails_at__is_read_here(monkeypatch):
    """So a defect is told by the process that people see."""

    def fail(_: Path) -> None:
        raise MemoryError

    assert lost_by(monkeypatch, fail) == 1


def test_a_copy_that_does_not_come_back__is_ended_after_the_longest_time_of_a_file(
    monkeypatch, tmp_path: Path
):
    """Where somebody watches what this process reads, who couldn't see that it waits for a copy."""
    monkeypatch.setenv(NOTE, str(tmp_path / "note"))

    def stay(file: Path) -> None:
        with being_read(file, 1):
            time.sleep(60 if file.name == "3" else 0)

    assert lost_by(monkeypatch, stay) == 1


def test_a_file_that_nobody_knew_of_at_first__is_read_here(monkeypatch):
    """And one that is gone is asked of nobody."""
    monkeypatch.setattr(reading_copies, "read_file", lambda file, _: FileRows(foreign=[file.name]))
    files = [*FILES[:5], Path("new"), *FILES[8:]]
    with reading_copies.reading_copies(FILES, CONTEXT, 1) as readers:
        found = [one.foreign[0] for one in readers.results(files, CONTEXT, list[int]().append)]
    assert found == [one.name for one in files]


@pytest.mark.parametrize(
    ("setting", "files", "cores", "copies"),
    [(0, 5, 4, 0), (0, 6, 4, 1), (0, 60, 4, 2), (0, 180, 4, 3), (0, 180, 2, 1), (2, 180, 4, 1)],
)
def test_so_many_copies_read(monkeypatch, setting: int, files: int, cores: int, copies: int):
    """As many as pay, and no more than there are processors beside the one of this process."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
    assert copies_wanted(setting, files) == copies


def test_all_processes_know_the_same_of_the_config(tmp_path: Path):
    """Else a sheet would be read otherwise by one that was started anew."""
    root = tmp_path / "root"
    initialise(root)
    workspace, span = Workspace(root), period("2026-10")
    days = (str(workspace.inbox), span.first.isoformat(), span.last.isoformat(), "2026-11-02")
    there = context_of(str(root), *days)
    here = reading_context(workspace.load(), workspace.inbox, span, date(2026, 11, 2))
    assert there.policy == here.policy
    assert there.forms.ids == here.forms.ids
    assert (there.base, there.period.first, there.today) == (here.base, span.first, here.today)
