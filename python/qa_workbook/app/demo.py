"""Realistic score sheets, and the main job on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qa_workbook.app.build import build_period
from qa_workbook.app.build_report import BuildReport
from qa_workbook.app.demo_fair import FairSteps
from qa_workbook.app.init import make_workspace
from qa_workbook.app.progress import Progress, silent
from qa_workbook.app.run import run_period
from qa_workbook.app.tiers import record_tiers
from qa_workbook.demo.branches import write_branches
from qa_workbook.demo.fair import FairDemo
from qa_workbook.demo.generator import DemoOptions, DemoReport, generate
from qa_workbook.demo.lists import write_people, write_roster, write_wages
from qa_workbook.demo.tariff import with_complaints
from qa_workbook.demo.visits import write_visits_form
from qa_workbook.numbers import period
from qa_workbook.workspace import Workspace


@dataclass(frozen=True)
class DemoRun:
    """What the main job says, and what else was made: `sample`, `calibration`, `laboratory`."""

    built: BuildReport
    files: Mapping[str, Path]

    def as_dict(self) -> dict[str, Any]:
        """Returns the JSON object of the main job with all files."""
        result = self.built.as_dict()
        more = {name: str(file) for name, file in self.files.items()}
        return {**result, "files": {**result["files"], **more}}


def run_demo(
    folder: Path, inspectors: int, days: int, seed: int, language: str, progress: Progress = silent
) -> DemoRun:
    """Makes a workspace with realistic filled score sheets and runs the main job on it.

    A few sheets have the usual mistakes. The month before is built and filed already, so that there
    is something to compare with; it is without mistakes. A QA lead has scored some recordings
    again, there was a calibration session, some calls came back hidden, a sample is drawn from the
    list of all calls of the month, and a draft of the scheme is tried. The tariff prices upheld
    complaints, as the shipped one only offers. Of the applications for a tier those of the month
    before are entered into the ledger, those of the month not yet.
    """
    make_workspace(folder, language)
    workspace = Workspace(folder)
    _name_branches(workspace, language)
    write_visits_form(workspace.root / "config" / "forms")
    tariff = workspace.config_folder / "penalties" / "service-quality.yaml"
    tariff.write_text(with_complaints(tariff.read_text("utf-8")), "utf-8", newline="")
    config = workspace.load()

    def made_in(inbox: Path, options: DemoOptions) -> DemoReport:
        return generate(
            inbox,
            config.schemes,
            config.vocabulary,
            config.forms,
            options,
            progress=lambda done, total: progress("demo_sheets", done, total),
        )

    options = DemoOptions(inspectors, days, seed, language=language)
    made = made_in(workspace.inbox, options)
    before = period(made.period).before.text
    filed = workspace.archive / before
    made_in(filed, replace(options, month=before, mistakes=False, draw=1))
    build_period(workspace, before, language, filed, progress)
    lists = workspace.root / "config"
    write_roster(lists / "roster.csv", made.agents, config.forms.form("roster"))
    write_wages(lists / "wages.csv", made.agents, config.forms.form("wages"))
    people = config.forms.form("people")
    write_people(lists / "people.csv", made.staff, people, language, made.period)
    record_tiers(workspace, before)
    fair = FairDemo(made, config.vocabulary, language, seed)
    steps = FairSteps(workspace, config, fair)
    steps.before()
    built = run_period(workspace, made.period, language, progress=progress)
    return DemoRun(built, steps.after())


def _name_branches(workspace: Workspace, language: str) -> None:
    """Adds the branches to the rules of the analysis, where a workspace has none."""
    newest = workspace.load().rules.versions[-1]
    if not newest.branches:
        write_branches(workspace.root / "config" / "analysis.yaml", language)
