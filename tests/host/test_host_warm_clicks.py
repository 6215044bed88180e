"""A process that has loaded everything takes the clicks of one workbook in Calc."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa_workbook.host.calc_keeper import keep
from qa_workbook.host.click_channel import hand_over, is_waited_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process is copied")
# Clicks write their action into a file; 生成分析 ends its process in the middle of the work.
WAITING = """
import os, sys
from pathlib import Path
from qa_workbook.host import warm_clicks
from qa_workbook.host.click_channel import listening

def perform(action, document, office):
    with open(sys.argv[2], "a") as file:
        file.write(action + "\\n")
    if action == "build":
        os.abort()
    return 0

warm_clicks.perform_click = perform
warm_clicks._rehearse = lambda: None
warm_clicks.program_files = lambda: frozenset(os.listdir(sys.argv[3]))
document = Path(sys.argv[1])
with listening(document) as line:
    clicks = warm_clicks.WarmClicks(line, document)
    Path(sys.argv[2]).touch()
    while clicks.wait(0.05):
        pass
"""


def soon(condition: Callable[[], object]) -> bool:
    """Whether something becomes true within some seconds."""
    end = time.monotonic() + 20
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(condition())


@pytest.fixture
def document(tmp_path: Path) -> str:
    path = tmp_path / "工作区" / "qa_workbook.xlsm"
    path.parent.mkdir()
    path.touch()
    return str(path)


@pytest.fixture
def done(tmp_path: Path) -> Path:
    """The file in which clicks note themselves; it is there once they are waited for."""
    return tmp_path / "done"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A folder that stands for the files of the program."""
    path = tmp_path / "program"
    path.mkdir()
    return path


@pytest.fixture
def waiting(document: str, done: Path, program: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that waits for the clicks of the document."""
    words = [sys.executable, "-c", WAITING, document, str(done), str(program)]
    with subprocess.Popen(words) as process:
        assert soon(done.exists)
        assert is_waited_for(document)
        yield process
        process.kill()


def test_without_a_waiting_process__no_click_is_taken(document: str):
    """The first click of a workbook does its work itself."""
    assert not hand_over(document, "run", "")


def test_a_click_that_dies_costs_no_other_click(waiting, document: str, done: Path):
    """Each click has a process of its own: the one after a crash is taken and done."""
    for action in ("run", "build", "validate"):
        assert hand_over(document, action, "")
        assert soon(lambda: action in done.read_text().split()), done.read_text()  # noqa: B023
    assert done.read_text().split() == ["run", "build", "validate"]
    assert waiting.poll() is None


@pytest.mark.usefixtures("waiting")
def test_clicks_of_others_are_not_taken(document: str, done: Path, tmp_path: Path):
    """Nothing is done but a button of this very workbook, by whatever name its folder goes."""
    other = tmp_path / "other.xlsm"
    assert not hand_over(str(other), "run", "")
    assert not hand_over(document, "say_goodbye", "")
    (tmp_path / "link").symlink_to(Path(document).parent)
    assert hand_over(str(tmp_path / "link" / "qa_workbook.xlsm"), "help", "")
    assert soon(lambda: done.read_text().split() == ["help"])


def test_a_changed_program_takes_no_click(waiting, document: str, done: Path, program: Path):
    """Who has loaded what isn't there any more ends, so that the click starts the new program."""
    (program / "new.py").touch()
    assert not hand_over(document, "run", "")
    assert waiting.wait(20) == 0
    assert not is_waited_for(document)
    assert done.read_text() == ""


def test_the_keeper_ends_with_an_office_that_crashed(document: str):
    """Calc's lock stays behind then; nothing may wait for clicks that can't come."""
    Path(document).with_name(".~lock.qa_workbook.xlsm#").touch()
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    keep(Path(document), 0.01, office=ended.pid)
