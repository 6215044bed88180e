"""生成分析: checks, scores and merges the inbox; writes findings and analysis workbook."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qa_workbook.app.build_report import BuildReport
from qa_workbook.app.nothing_new import LastBuild
from qa_workbook.app.progress import Progress, silent
from qa_workbook.app.readers import early_readers
from qa_workbook.files import written_together
from qa_workbook.numbers import period
from qa_workbook.workspace import Workspace

if TYPE_CHECKING:
    from qa_workbook.app.planned_build import PlannedBuild


def build_period(
    workspace: Workspace,
    period_text: str,
    language: str,
    inbox: Path | None = None,
    progress: Progress = silent,
) -> BuildReport:
    """Validates, scores and merges the inbox, and writes the findings and analysis workbooks (S3).

    Everything is computed and written beside before the records are committed, so that a failure
    leaves the old state. Where nothing is new since the last build, nothing is written.
    Raises Busy, OutputLocked, ConfigError, PathNotFound, UnknownPeriod.
    """
    started = time.perf_counter()
    span = period(period_text)
    config = workspace.required().load()
    inbox = (inbox or workspace.inbox).resolve()
    with workspace.locked(config.settings.wait_for_lock):
        last = LastBuild(workspace, config, span, language, inbox)
        report = last.answer()
        if report is None:
            with early_readers(workspace, config, inbox, span) as early:
                # Whoever only hears that nothing is new needn't wait until all this is loaded.
                from qa_workbook.app.planned_build import plan_build

                planned = plan_build(workspace, config, span, language, inbox, progress, early)
            with written_together() as files:
                with planned.begun(files) as analysis:
                    report = planned.write(files, progress, analysis)
                planned = planned.without_figures()
                planned.commit(files)
            keep_for_next(last, planned)
    return replace(report, seconds=time.perf_counter() - started)


def keep_for_next(last: LastBuild, planned: PlannedBuild) -> None:
    """Keeps what the next build would say if nothing is new by then; nothing where that differs."""
    again = planned.again()
    if again is None:
        last.forget()
    else:
        last.remember(again)
