"""Finding the LibreOffice whose button was clicked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qa_workbook.host.calc_office import RunningOffice, office_above

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Calc's buttons are not there on Windows"
)
SCRIPT = "import sys; sys.path[:0] = {path!r}; from qa_workbook.host.calc_office import office_above; print(office_above())"


def test_the_office_is_found_among_the_parents(tmp_path):
    """Program and profile of the office are read from its own command line, through a shell in between."""
    program = tmp_path / "soffice.bin"
    program.symlink_to("/bin/sh")
    (tmp_path / "soffice").touch()
    script = tmp_path / "child.py"
    script.write_text(SCRIPT.format(path=sys.path))
    inner = f"'{sys.executable}' '{script}'; exit 0"
    words = [
        str(program),
        "-c",
        f'/bin/sh -c "{inner}"; exit 0',
        "office",
        "-env:UserInstallation=file:///p%20q",
    ]
    shown = subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    assert shown == str(RunningOffice(str(tmp_path / "soffice"), "file:///p%20q"))


def test_without_an_office_there_is_none():
    """A process that no office started says so."""
    assert office_above(1) is None


def test_a_pipe_belongs_to_a_profile():
    """Each click of one office uses the same pipe, two offices never do."""
    assert RunningOffice("a", "file:///x").pipe == RunningOffice("b", "file:///x").pipe
    assert RunningOffice("a", "file:///x").pipe != RunningOffice("a", "").pipe


def test_a_click_without_an_office_ends_in_the_log(tmp_path):
    """Where no office can be reached the launcher ends with 4 and the workspace's log says why."""
    environment = {**os.environ, "PATH": str(tmp_path)}
    words = [
        sys.executable,
        "-m",
        "qa_workbook.host.calc_button",
        "help",
        "--document",
        str(tmp_path / "没有.xlsm"),
    ]
    done = subprocess.run(
        [*words, "--profile", "file:///nowhere"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "button help" in Path(tmp_path / "data" / "log" / "qa-workbook.log").read_text("utf-8")
