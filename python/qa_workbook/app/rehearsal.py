"""The main job done once for nothing, so that whoever does it next finds everything ready.

Models, frames without rows, digests of the program and much of the libraries are made when they
are asked for first: of a small click that is a tenth.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from qa_workbook.app.beside import alone
from qa_workbook.app.run import run_period
from qa_workbook.demo.generator import DemoOptions, generate
from qa_workbook.workspace import Workspace
from qa_workbook.workspace_paths import initialise

_SMALL = DemoOptions(inspectors=2, days=1, recordings=20, extras=False)


def rehearse() -> None:
    """Builds a few made sheets in a new workspace, with the config that is shipped; removes it.

    Nothing of anybody's workspace is looked at. Raises as `run_period` does.
    """
    with tempfile.TemporaryDirectory(prefix="qa-workbook-") as folder, alone():
        root = Path(folder)
        initialise(root)
        workspace = Workspace(root)
        config = workspace.load()
        made = generate(workspace.inbox, config.schemes, config.vocabulary, config.forms, _SMALL)
        run_period(workspace, made.period, _SMALL.language)
