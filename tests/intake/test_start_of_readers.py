"""Processes that only read sheets start quickly."""

from __future__ import annotations

import subprocess
import sys


def test_reading_sheets_loads_no_pandas() -> None:
    """A process that reads sheets doesn't wait for pandas, which it has no use for."""
    asked = "import sys, qa_workbook.intake.file_reader; print('pandas' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False"]
