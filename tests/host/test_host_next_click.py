"""In Excel a process that has loaded everything does one click: the next one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path

import pytest
from filelock import FileLock

from qa_workbook.host import excel_button, next_click, run_button
from qa_workbook.host.ticket import Caller, caller_of, hand_over, laid_out, lies_there

CALLER = Caller("qa_workbook.xlsm", "4711")
WORDS = ["--wb=qa_workbook.xlsm", "--from_xl=1", "--hwnd=4711"]
# Clicks write their action and command line into a file; some end in other ways.
WAITING = """
import os, sys
from pathlib import Path
from qa_workbook.host.next_click import wait_for_click
from qa_workbook.host.ticket import Caller

done, program, window = map(Path, sys.argv[1:])

def note(words):
    with done.open("a") as file:
        file.write(words + "\\n")

def work(action):
    note(" ".join([action, *sys.argv[1:]]))
    if action == "build":
        os.abort()
    if action == "validate":
        raise RuntimeError("the workbook was closed")

wait_for_click(
    Caller("qa_workbook.xlsm", "4711"),
    work,
    lambda: sorted(os.listdir(program)),
    lambda _: window.exists(),
    lambda: note("started the next"),
    pause=0.05,
)
"""


def soon(condition: Callable[[], object]) -> bool:
    """Whether something becomes true within a minute."""
    end = time.monotonic() + 60
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(condition())


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of the user's, and what stands for the program and the window."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    (tmp_path / "program").mkdir()
    for name in ("done", "window"):
        (tmp_path / name).touch()
    return tmp_path


@pytest.fixture
def waiting(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that waits for the next click."""
    files = [str(folder / name) for name in ("done", "program", "window")]
    with subprocess.Popen([sys.executable, "-c", WAITING, *files]) as process:
        assert soon(lambda: lies_there(CALLER))
        yield process
        process.kill()


def test_one_click_is_done_with_its_command_line__and_no_other(waiting, folder: Path):
    """Who clicked waits for the end of it; a second click finds no ticket and does its work itself."""
    assert hand_over(CALLER, "run", WORDS) == 0
    assert waiting.wait(20) == 0
    assert (folder / "done").read_text().splitlines() == [
        f"run {' '.join(WORDS)}",
        "started the next",
    ]
    assert hand_over(CALLER, "run", WORDS) is None
    assert not list(folder.glob("*.ticket*"))


@pytest.mark.parametrize("action", ["validate", "build"])
@pytest.mark.usefixtures("waiting")
def test_a_click_that_fails_or_dies_says_so(action: str):
    """It isn't done a second time: nobody knows how far it came."""
    assert hand_over(CALLER, action, WORDS) == 1


def test_a_changed_program_takes_no_click(waiting, folder: Path):
    """Then the click does its work itself, with the new program."""
    (folder / "program" / "new.py").touch()
    assert hand_over(CALLER, "run", WORDS) is None
    assert waiting.wait(20) == 0
    assert (folder / "done").read_text() == ""


@pytest.mark.parametrize(
    "gone", ["window", CALLER.ticket.name], ids=["window closed", "ticket taken"]
)
def test_nobody_waits_for_a_click_that_can_not_come(waiting, folder: Path, gone: str):
    """It ends with the window, or where somebody took the ticket and left; no ticket stays."""
    (folder / gone).unlink()
    assert waiting.wait(20) == 0
    assert not lies_there(CALLER)


@pytest.mark.usefixtures("waiting")
def test_only_who_has_the_key_is_heard():
    """Another program that finds the address can't click."""
    _, address = CALLER.ticket.read_text("utf-8").split(" ", 1)
    with pytest.raises(AuthenticationError):
        Client(address, authkey=b"guessed")
    assert hand_over(CALLER, "run", WORDS) == 0


def test_a_ticket_of_a_process_that_is_gone(folder: Path):
    """The click does its work itself, and the ticket is used up."""
    laid_out(CALLER, str(folder / "nowhere"), b"key")
    assert hand_over(CALLER, "run", WORDS) is None
    assert not list(folder.glob("*.ticket*"))


def test_other_command_lines_name_no_workbook():
    """Only Excel on Windows says a window; elsewhere each click does its work itself."""
    assert caller_of(WORDS) == CALLER
    assert caller_of(WORDS[:2]) is None
    assert caller_of(["--wb=a.xlsm", "--hwnd=0; del"]) is None


def test_the_first_click_prepares_the_second(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """It does its work first; a workbook that was closed meanwhile needs no further process."""
    happened: list[object] = []
    monkeypatch.setattr(sys, "argv", ["-c", *WORDS])
    monkeypatch.setattr(run_button, "run_button", happened.append)
    monkeypatch.setattr(next_click, "start_next", lambda *words: happened.append(words))

    class Book:
        fullname = str(tmp_path / "qa_workbook.xlsm")
        app = type("App", (), {"engine": type("Engine", (), {"name": "excel"})})

    monkeypatch.setattr("xlwings.Book.caller", Book)
    excel_button.click("run")
    assert happened == ["run", (CALLER, tmp_path)]
    monkeypatch.setattr("xlwings.Book.caller", lambda: os.strerror(-1).missing)
    excel_button.click("run")
    assert happened == ["run", (CALLER, tmp_path), "run"]


def test_a_real_process_waits_with_the_whole_program(tmp_path: Path):
    """The workbook isn't open in Excel here: the click is taken, fails, and says so by its exit code."""
    next_click.start_next(CALLER, tmp_path)
    assert soon(lambda: lies_there(CALLER))
    assert hand_over(CALLER, "run", WORDS) == 1
    assert "button run" in (tmp_path / "qa-workbook.log").read_text("utf-8")
    assert soon(lambda: lies_there(CALLER))  # the next one waits already
    CALLER.ticket.unlink()
    with FileLock(tmp_path / f"qa-workbook-next-{CALLER.name}.lock", timeout=60):
        pass  # it has ended
