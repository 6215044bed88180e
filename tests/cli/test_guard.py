"""The death of a reader of foreign files costs that file, not the run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from qa_workbook.workspace_paths import initialise
from sheet_text import write_sheet

SHEET = """
方案 | monitoring-10x4 | 方案版本 | 2026.1 | 质检员 | 李晓
录音编号 | 通话日期 | 工号
"""
# A sitecustomize that does something as soon as a file with this name is read.
SPOILING = """
import os, time
from pathlib import Path
reading = Path.read_bytes
def read_bytes(path):
    if path.name.startswith("dead"):
        {what}
    return reading(path)
Path.read_bytes = read_bytes
{at_once}
"""


def validated(
    folder: Path, what: str, names: Sequence[str], at_once: str = ""
) -> subprocess.CompletedProcess[bytes]:
    """What `validate --json` says of sheets, in whose reader something happens."""
    initialise(folder)
    for name in names:
        write_sheet(folder / "inbox" / name, SHEET)
    spoiling = folder / "spoiling"
    spoiling.mkdir()
    (spoiling / "sitecustomize.py").write_text(
        SPOILING.format(what=what or "pass", at_once=at_once), "utf-8"
    )
    path = os.pathsep.join([str(spoiling), *sys.path])
    command = [sys.executable, "-m", "qa_workbook", "--workspace", str(folder), "--json"]
    return subprocess.run(
        [*command, "validate", str(folder / "inbox")],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )


@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
@pytest.mark.parametrize(
    ("how", "dead"),
    [
        ("os.abort()", ["dead 1.xlsx", "dead甲.xlsx"]),  # a process more for each
        ("os.kill(os.getpid(), 9)", ["dead甲.xlsx"]),
        ("os._exit(3)", ["dead 1.xlsx"]),
    ],
)
def test_a_file_that_kills_its_reader__is_one_finding(tmp_path: Path, how: str, dead: list[str]):
    """Aborted, or ended by the system for its memory: the other files are read all the same."""
    done = validated(tmp_path, how, ["a.xlsx", *dead, "z.xlsx"])
    assert done.returncode == 1
    found = json.loads(done.stdout)["findings"]
    killers = [one["file"] for one in found if one["code"] == "file-kills-reader"]
    assert killers == dead
    assert {one["file"] for one in found} >= {"a.xlsx", "z.xlsx"}


@pytest.mark.slow
def test_a_file_that_is_read_for_ever__is_one_finding(tmp_path: Path):
    """Its reader is ended after the seconds of the config, and the other files are read."""
    initialise(tmp_path)
    config = tmp_path / "config" / "intake.yaml"
    words = config.read_text("utf-8")
    config.write_text(words.replace("most_seconds: 300", "most_seconds: 2"), "utf-8")
    done = validated(tmp_path, "time.sleep(600)", ("dead 1.xlsx", "z.xlsx"))
    assert done.returncode == 1
    found = json.loads(done.stdout)["findings"]
    assert [one["file"] for one in found if one["code"] == "file-too-slow"] == ["dead 1.xlsx"]
    assert "z.xlsx" in {one["file"] for one in found}


def test_a_command_that_is_ended__says_so(tmp_path: Path):
    """Where no file is at fault there is an exit code of the contract, a sentence and JSON."""
    done = validated(tmp_path, "", [], at_once="if 'QA_WORKBOOK_NOTE' in os.environ: os._exit(77)")
    assert done.returncode == 4
    assert json.loads(done.stdout)["error"]["code"] == "command_died"
    assert "内存" in done.stderr.decode()
