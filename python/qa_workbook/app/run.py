"""一键完成: builds and writes the register, both or neither."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from qa_workbook.app.build import plan_build
from qa_workbook.app.build_report import BuildReport
from qa_workbook.app.progress import Progress, silent
from qa_workbook.app.register import PlannedRegister
from qa_workbook.files import written_together
from qa_workbook.numbers import period
from qa_workbook.workspace import Workspace


def run_period(
    workspace: Workspace,
    period_text: str,
    language: str,
    inbox: Path | None = None,
    progress: Progress = silent,
    *,
    keep_copy: bool = False,
) -> BuildReport:
    """Builds and writes the register of what is merged.

    Raises as `build_period` and `write_register` do; then nothing was changed.
    """
    started = time.perf_counter()
    span = period(period_text)
    config = workspace.required().load()
    workspace.load_penalties(config)  # a faulty tariff stops it before anything is touched
    with workspace.locked(config.settings.wait_for_lock):
        register = PlannedRegister(workspace, config, span, language, keep_copy=keep_copy)
        planned = plan_build(workspace, config, span, language, inbox, progress)
        with written_together() as files:
            registered = register.write(files, planned.plan, planned.left_out)
            built = planned.write(files, progress)
            with register.remembered():
                planned.commit(files)
    return replace(built, register=registered, seconds=time.perf_counter() - started)
