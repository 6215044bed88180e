"""The death of a reader of foreign files costs that file, not the run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qa_workbook.workspace import initialise
from sheet_text import write_sheet

SHEET = """
方案 | monitoring-10x4 | 方案版本 | 2026.1 | 质检员 | 李晓
录音编号 | 通话日期 | 工号
"""
# A sitecustomize that makes the process die as soon as a file with this name is read.
DEADLY = """
import os
from pathlib import Path
reading = Path.read_bytes
def read_bytes(path):
    if path.name.startswith("dead"):
        os.{how}
    return reading(path)
Path.read_bytes = read_bytes
"""


@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
@pytest.mark.parametrize("how", ["abort()", "kill(os.getpid(), 9)"])
def test_a_file_that_kills_its_reader__is_one_finding(tmp_path: Path, how: str):
    """Aborted, or ended by the system for its memory: the other files are read all the same."""
    initialise(tmp_path)
    for name in ("a.xlsx", "dead1.xlsx", "dead2.xlsx", "z.xlsx"):
        write_sheet(tmp_path / "inbox" / name, SHEET)
    spoiling = tmp_path / "spoiling"
    spoiling.mkdir()
    (spoiling / "sitecustomize.py").write_text(DEADLY.format(how=how), "utf-8")
    path = os.pathsep.join([str(spoiling), *sys.path])
    command = [sys.executable, "-m", "qa_workbook", "--workspace", str(tmp_path), "--json"]
    done = subprocess.run(
        [*command, "validate", str(tmp_path / "inbox")],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )
    assert done.returncode == 1
    found = json.loads(done.stdout)["findings"]
    killers = [one["file"] for one in found if one["code"] == "file-kills-reader"]
    assert killers == ["dead1.xlsx", "dead2.xlsx"]
    assert {one["file"] for one in found} >= {"a.xlsx", "z.xlsx"}
