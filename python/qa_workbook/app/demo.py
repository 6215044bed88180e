"""Realistic score sheets, and the main job on them."""

from __future__ import annotations

from pathlib import Path

from qa_workbook.app.build import BuildReport
from qa_workbook.app.init import make_workspace
from qa_workbook.app.progress import Progress, silent
from qa_workbook.app.run import run_period
from qa_workbook.demo.generator import DemoOptions, generate
from qa_workbook.demo.lists import write_people, write_roster, write_wages
from qa_workbook.workspace import Workspace


def run_demo(
    folder: Path, inspectors: int, days: int, seed: int, language: str, progress: Progress = silent
) -> BuildReport:
    """Makes a workspace with realistic filled score sheets and runs the main job on it.

    A few sheets have the usual mistakes.
    """
    make_workspace(folder, language)
    workspace = Workspace(folder)
    config = workspace.load()
    made = generate(
        workspace.inbox,
        config.schemes,
        config.vocabulary,
        config.forms,
        DemoOptions(inspectors, days, seed, language=language),
        progress=lambda done, total: progress("demo_sheets", done, total),
    )
    lists = workspace.root / "config"
    write_roster(lists / "roster.csv", made.agents, config.forms.form("roster"))
    write_wages(lists / "wages.csv", made.agents, config.forms.form("wages"))
    write_people(lists / "people.csv", made.staff, config.forms.form("people"), language)
    return run_period(workspace, made.period, language, progress=progress)
