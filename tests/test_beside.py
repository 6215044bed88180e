"""What a copy of this process does comes out as if this one had done it, and no copy stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from qa_workbook.app import beside as module
from qa_workbook.app import inputs, reading_copies
from qa_workbook.app.beside import alone, beside
from qa_workbook.app.progress import silent
from qa_workbook.app.rehearsal import rehearse
from qa_workbook.errors import OutputLocked
from qa_workbook.files import written, written_together
from qa_workbook.intake.file_reader import FileRows

needs_copies = pytest.mark.skipif(
    not module.may_copy(), reason="no second processor, or no copies on this system"
)


@pytest.fixture(autouse=True)
def _nobody_left(monkeypatch: pytest.MonkeyPatch):
    """Holds that every copy has ended and was waited for."""
    copies: list[int] = []

    def fork(copy: Callable[[], int] = os.fork) -> int:
        copies.append(copy())
        return copies[-1]

    monkeypatch.setattr(os, "fork", fork)
    yield
    for process in copies:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


@needs_copies
def test_the_work_is_done_by_another_process():
    with beside(os.getpid) as outcome:
        assert outcome() != os.getpid()


@pytest.mark.parametrize("pays", [False, True])
def test_one_processor_or_work_that_does_not_pay__is_done_here(monkeypatch, pays: bool):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    with beside(os.getpid, pays=pays) as outcome:
        assert outcome() == os.getpid()


def test_what_the_work_raises_is_raised_here_with_all_that_it_says(tmp_path: Path):
    """A fault that can't be sent from process to process would lose its file."""

    def locked() -> None:
        raise OutputLocked(tmp_path / "open.xlsx")

    with pytest.raises(OutputLocked, match=r"open\.xlsx"), beside(locked) as outcome:
        outcome()


@needs_copies
def test_a_copy_that_was_ended_by_force__is_replaced_by_this_process():
    here = os.getpid()

    def killed_elsewhere() -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return os.getpid()

    with beside(killed_elsewhere) as outcome:
        assert outcome() == here


@needs_copies
def test_a_copy_nobody_asks_any_more__tidies_up_and_ends(tmp_path: Path):
    """Half of a file must not stay because something else failed meanwhile."""

    def writes_for_long() -> None:
        with written(tmp_path / "a.txt") as file:
            file.write_text("half", "utf-8")
            (tmp_path / "began").touch()
            time.sleep(600)

    with pytest.raises(KeyError), beside(writes_for_long):
        while not (tmp_path / "began").exists():
            time.sleep(0.01)
        raise KeyError
    assert [path.name for path in tmp_path.iterdir()] == ["began"]


@needs_copies
def test_a_copy_that_is_told_twice_to_end__is_not_disturbed_in_tidying_up(tmp_path: Path):
    """Its original asks it to end, and it sees by itself that nobody reads its line any more."""

    def is_told_again() -> None:
        (tmp_path / "began").touch()
        try:
            time.sleep(600)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            (tmp_path / "began").unlink()

    with beside(is_told_again):
        while not (tmp_path / "began").exists():
            time.sleep(0.01)
    assert not list(tmp_path.iterdir())


def test_a_file_that_was_begun_and_never_added__does_not_stay(tmp_path: Path):
    with written_together() as files:
        files.begin(tmp_path / "a.txt").write_text("a", "utf-8")
        begun = files.begin(tmp_path / "b.txt")
        begun.write_text("b", "utf-8")
        files.add(tmp_path / "b.txt", begun)
        files.publish()
    assert [path.name for path in tmp_path.iterdir()] == ["b.txt"]


@needs_copies
def test_a_copy_ends_with_the_process_that_it_is_a_copy_of():
    """Even if that is killed, and what the copy has to say is more than a pipe holds."""
    script = """
import os, sys, time
from qa_workbook.app.beside import beside
def work():
    print(os.getpid(), flush=True)
    time.sleep(0.2)
    return bytes(1_000_000)
with beside(work):
    time.sleep(60)
"""
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        copy = int(process.stdout.readline())
        process.kill()
    ends = time.monotonic() + 20
    while _runs(copy) and time.monotonic() < ends:
        time.sleep(0.02)
    assert not _runs(copy)


def _runs(process: int) -> bool:
    """Whether a process is there, and not only waited for."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@needs_copies
def test_what_both_know__is_the_very_same_in_the_outcome_of_a_copy():
    """A scheme that came back as another object would be compared rule by rule wherever it is met."""
    scheme, other = object(), ["other"]
    with beside(lambda: {"rows": [1, 2], "of": [scheme, other]}, shared=[scheme]) as outcome:
        found = outcome()
    assert found == {"rows": [1, 2], "of": [scheme, other]}
    assert found["of"][0] is scheme


def readers_of(files: list[Path], tmp_path: Path, readers: int = 0) -> list[str]:
    """Returns the process that read each file, by the setting `readers`."""
    settings = SimpleNamespace(readers=readers, readers_cluster="")
    context: Any = SimpleNamespace(
        schemes=SimpleNamespace(schemes=()), forms=SimpleNamespace(forms=())
    )
    paths: Any = SimpleNamespace(root=tmp_path, read_before=tmp_path)
    config: Any = SimpleNamespace(settings=settings)
    read = inputs._reader(paths, config, silent, None)
    return [one.foreign[0] for one in read(files, context)]


@needs_copies
def test_files_of_a_click_are_read_by_a_copy_as_well(monkeypatch, tmp_path: Path):
    """But not where one process shall read."""

    def told(file: Path, _: object) -> FileRows:
        time.sleep(0.05)
        return FileRows(foreign=[f"{file} {os.getpid()}"])

    monkeypatch.setattr(inputs, "read_file", told)
    monkeypatch.setattr(reading_copies, "read_file", told)
    files = [Path(str(number)) for number in range(reading_copies.LEAST)]
    here = [f"{file} {os.getpid()}" for file in files]
    by_two = readers_of(files, tmp_path)
    assert [words.split()[0] for words in by_two] == list(map(str, files))
    assert 0 < len(set(by_two) & set(here)) < len(files)
    assert readers_of(files, tmp_path, readers=1) == here
    with alone():
        assert readers_of(files, tmp_path) == here


def test_a_rehearsal_of_the_main_job__leaves_nothing_behind(monkeypatch, tmp_path: Path):
    """It is for what the process then has ready; nobody may find a workspace that isn't theirs."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    rehearse()
    assert not list(tmp_path.iterdir())
