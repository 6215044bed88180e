"""一键完成: builds, then writes the register."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from qa_workbook.app.build import BuildReport, build_period
from qa_workbook.app.earlier_register import EarlierRegister
from qa_workbook.app.progress import Progress, silent
from qa_workbook.app.register import register_file, write_register
from qa_workbook.files import refuse_if_open
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
    """Builds, then writes the register. Raises as both do, before anything is merged."""
    started = time.perf_counter()
    span = period(period_text)
    config = workspace.required().load()
    file = register_file(workspace, span, language)
    refuse_if_open(file)
    if not keep_copy:
        EarlierRegister(workspace, file, config.vocabulary.limits).refuse_if_typed()
    workspace.load_penalties(config)  # a faulty tariff stops it too
    report = build_period(workspace, period_text, language, inbox, progress)
    registered = write_register(workspace, period_text, language, keep_copy=keep_copy)
    return replace(report, register=registered, seconds=time.perf_counter() - started)
