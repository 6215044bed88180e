"""一键完成: builds, then writes the register."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from qa_workbook.app.build import BuildReport, build_period
from qa_workbook.app.progress import Progress, silent
from qa_workbook.app.register import write_register
from qa_workbook.files import refuse_if_open
from qa_workbook.labels import text
from qa_workbook.numbers import period
from qa_workbook.workspace import Workspace


def run_period(
    workspace: Workspace,
    period_text: str,
    language: str,
    inbox: Path | None = None,
    progress: Progress = silent,
) -> BuildReport:
    """Builds, then writes the register. Raises as both do."""
    started = time.perf_counter()
    span = period(period_text)
    refuse_if_open(
        workspace.output.resolve() / text("cli.register_name", language, period=span.text)
    )
    # a faulty tariff is reported before anything is merged
    workspace.load_penalties(workspace.required().load().schemes)
    report = build_period(workspace, period_text, language, inbox, progress)
    registered = write_register(workspace, period_text, language)
    return replace(report, register=registered, seconds=time.perf_counter() - started)
