"""一键完成: builds and writes the register, both or neither."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from qa_workbook.app.build import keep_for_next
from qa_workbook.app.build_report import BuildReport
from qa_workbook.app.nothing_new import LastBuild
from qa_workbook.app.planned_build import plan_build
from qa_workbook.app.progress import Progress, silent
from qa_workbook.app.readers import early_readers
from qa_workbook.app.register import Occasion, PlannedRegister
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

    Where nothing is new since the last build that isn't made again; the register always is.
    Raises as `build_period` and `write_register` do; then nothing was changed.
    """
    started = time.perf_counter()
    span = period(period_text)
    config = workspace.required().load()
    inbox = (inbox or workspace.inbox).resolve()
    penalty = workspace.load_penalties(config)  # a faulty one stops it before anything is touched
    with workspace.locked(config.settings.wait_for_lock):
        register = PlannedRegister(
            workspace, config, span, language, keep_copy=keep_copy, penalty=penalty
        )
        last = LastBuild(workspace, config, span, language, inbox)
        known = last.answer()
        if known:
            built, registered = known, register.give_out()
        else:
            with early_readers(workspace, config, inbox, span) as early:
                planned = plan_build(workspace, config, span, language, inbox, progress, early)
            with written_together() as files:
                with planned.begun(files) as analysis:
                    registered = register.write(files, Occasion(planned.plan, planned.left_out))
                    built = planned.write(files, progress, analysis)
                planned = planned.without_figures()
                with register.remembered():
                    planned.commit(files)
            keep_for_next(last, planned)
    return replace(built, register=registered, seconds=time.perf_counter() - started)
