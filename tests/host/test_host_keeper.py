"""A console saved by Calc is made whole again, and nothing else is touched."""

from __future__ import annotations

import re
import threading
import time
import zipfile
from pathlib import Path

import pytest

from qa_workbook.cli import main
from qa_workbook.console.buttons import BUTTONS
from qa_workbook.console.calc_saved import restore
from qa_workbook.console.names import CODE_NAMES, VBA_PROJECT
from qa_workbook.console.workbook import write_console
from qa_workbook.host.calc_keeper import keep


@pytest.fixture
def console(tmp_path) -> Path:
    path = tmp_path / "qa_workbook.xlsm"
    write_console(path, ["monitoring-10x4"])
    return path


def save_as_calc_does(path: Path) -> None:
    """Takes away what LibreOffice loses when it saves."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            lost = re.sub(rb' codeName="[^"]*"', b"", content) if name.endswith(".xml") else content
            if name.startswith("xl/drawings/drawing"):
                lost = re.sub(rb'<xdr:sp macro="[^"]*" textlink="">', b"<xdr:sp>", lost)
            package.writestr(name, b"LibreOffice's own" if name == "xl/vbaProject.bin" else lost)


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def whole(path: Path) -> bool:
    parts = parts_of(path)
    sheets = b"".join(
        content
        for name, content in parts.items()
        if name.startswith(("xl/worksheets/", "xl/workbook"))
    )
    drawings = b"".join(parts[name] for name in parts if name.startswith("xl/drawings/drawing"))
    macros = all(f'macro="[0]!{button.macro}"'.encode() in drawings for button in BUTTONS)
    names = all(f'codeName="{name}"'.encode() in sheets for name in CODE_NAMES)
    return macros and names and parts["xl/vbaProject.bin"] == VBA_PROJECT.read_bytes()


def test_what_calc_loses_is_put_back(console):
    """Macros of the buttons, code names and our VBA project are there again; the file keeps its time."""
    save_as_calc_does(console)
    assert not whole(console)
    before = console.stat().st_mtime_ns
    assert restore(console)
    assert whole(console)
    assert console.stat().st_mtime_ns == before
    assert not restore(console)


def test_a_whole_console_is_not_touched(console):
    """What we or Excel wrote stays byte for byte."""
    before = console.read_bytes()
    assert not restore(console)
    assert console.read_bytes() == before


@pytest.fixture
def saved_by_calc(workspace) -> Path:
    """The console of a workspace, as Calc has left it before any click."""
    workspace.console.unlink(missing_ok=True)
    write_console(workspace.console, ["monitoring-10x4"])
    save_as_calc_does(workspace.console)
    return workspace.console


def call(folder: Path, *words: str) -> None:
    with pytest.raises(SystemExit):
        main(["--workspace", str(folder), *words])


COMMANDS = [
    ("schemes",),
    ("schemes", "check"),
    ("build", "--period", "2026-10"),
    ("metrics", "--period", "2026-10"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_makes_the_console_whole(saved_by_calc, command):
    """Whatever is called next puts back what Calc lost, also where no button was ever clicked."""
    assert not whole(saved_by_calc)
    call(saved_by_calc.parent, *command)
    assert whole(saved_by_calc)


def test_no_command_fails_or_waits_because_of_the_console(saved_by_calc, capsys):
    """A console that is open, damaged or missing is left alone; the command does its work."""
    lock = saved_by_calc.with_name(f".~lock.{saved_by_calc.name}#")
    lock.touch()
    before = saved_by_calc.read_bytes()
    call(saved_by_calc.parent, "schemes")
    assert saved_by_calc.read_bytes() == before
    lock.unlink()
    saved_by_calc.write_bytes(b"no workbook")
    call(saved_by_calc.parent, "schemes")
    saved_by_calc.unlink()
    call(saved_by_calc.parent, "schemes")
    assert capsys.readouterr().out.count("monitoring-10x4") == 3


def test_the_keeper_mends_each_save_and_ends_with_the_workbook(console):
    """As long as Calc's lock is there every save is mended; then the keeper ends by itself."""
    lock = console.with_name(f".~lock.{console.name}#")
    lock.touch()
    keeper = threading.Thread(target=keep, args=(console, 0.05))
    keeper.start()
    for _ in range(2):
        save_as_calc_does(console)
        end = time.monotonic() + 10
        while not whole(console) and time.monotonic() < end:
            time.sleep(0.02)
        assert whole(console)
    lock.unlink()
    keeper.join(5)
    assert not keeper.is_alive()


def test_the_keeper_ends_without_a_workbook(tmp_path):
    """No file and no lock: nothing to do."""
    keep(tmp_path / "gone.xlsm", 0.01)
