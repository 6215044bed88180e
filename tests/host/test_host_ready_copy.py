"""A copy of a process rehearses its work, waits for its order and carries it out."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from qa_workbook.host.ready_copy import ReadyCopy

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process is copied")
LONG = 20.0  # seconds


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """A file in which the copies write what they do."""
    path = tmp_path / "told"
    path.touch()
    return path


@pytest.fixture
def made() -> Iterator[list[ReadyCopy]]:
    """The copies of a test, which are ended after it."""
    copies: list[ReadyCopy] = []
    yield copies
    for copy in copies:
        copy.end()


def note(told: Path, *words: str) -> None:
    with told.open("a", encoding="utf-8") as file:
        file.write(" ".join(words) + "\n")


def copy_of(made: list[ReadyCopy], told: Path, *, fails: bool = False, slow: bool = False):
    """A copy that notes its rehearsal and its order."""

    def rehearse() -> None:
        note(told, "rehearsed")
        if slow:
            time.sleep(LONG)
        if fails:
            raise RuntimeError

    def perform(words: Sequence[str]) -> int:
        note(told, *words)
        return 3

    copy = ReadyCopy.of(rehearse, perform)
    assert copy is not None
    made.append(copy)
    return copy


def test_an_order_is_carried_out_after_the_rehearsal(made: list[ReadyCopy], told: Path):
    """The copy does what it is told, with words of any language, and ends with the exit code."""
    copy = copy_of(made, told)
    assert copy.is_ready(LONG)
    assert copy.give(["run", "/工作区/a b.xlsm", ""])
    assert os.waitstatus_to_exitcode(os.waitpid(copy.pid, 0)[1]) == 3
    assert told.read_text("utf-8").splitlines() == ["rehearsed", "run /工作区/a b.xlsm "]


def test_a_rehearsal_that_fails_keeps_nobody_from_the_work(made: list[ReadyCopy], told: Path):
    """What is wrong is told by the work itself, to whom it matters."""
    copy = copy_of(made, told, fails=True)
    assert copy.is_ready(LONG)
    assert copy.give(["run"])
    assert os.waitstatus_to_exitcode(os.waitpid(copy.pid, 0)[1]) == 3


def test_a_copy_that_still_rehearses_takes_no_order(made: list[ReadyCopy], told: Path):
    """Then somebody else does the work at once, and only once."""
    copy = copy_of(made, told, slow=True)
    assert not copy.give(["run"])
    copy.end()
    assert "run" not in told.read_text("utf-8").split()


def test_a_copy_that_is_gone_takes_no_order(made: list[ReadyCopy], told: Path):
    """An order that nobody can carry out is not taken."""
    copy = copy_of(made, told)
    assert copy.is_ready(LONG)
    os.kill(copy.pid, 9)
    os.waitpid(copy.pid, 0)
    assert not copy.give(["run"])
    assert told.read_text("utf-8").split() == ["rehearsed"]


def test_a_copy_ends_with_who_made_it(told: Path):
    """Nobody waits for orders that can't come any more."""
    maker = os.fork()
    if not maker:
        copy = ReadyCopy.of(lambda: None, lambda _: 0)
        told.write_text(str(copy.pid if copy else 0), "utf-8")
        os._exit(0)
    os.waitpid(maker, 0)
    process, end = Path("/proc", told.read_text("utf-8")), time.monotonic() + LONG
    while is_at_work(process) and time.monotonic() < end:
        time.sleep(0.02)
    assert not is_at_work(process)


def is_at_work(process: Path) -> bool:
    """Whether a process is there, and not only waits until somebody takes note of its end."""
    try:
        return process.joinpath("stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
