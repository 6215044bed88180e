"""What the demo shows of fair samples and fair inspectors: before the main job, and after it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from qa_workbook.app.calibration_last import report_last
from qa_workbook.app.calibration_new import WantedSession, new_session
from qa_workbook.app.calibration_sessions import all_sessions
from qa_workbook.app.call_files import draw_from_folder
from qa_workbook.app.drafts import try_draft
from qa_workbook.calibration.session import Session
from qa_workbook.demo.fair import FairDemo
from qa_workbook.demo.scheme_draft import draft_text
from qa_workbook.demo.sessions import BlindPack, filled_packs, repeats_of, session_calls
from qa_workbook.demo.writing import write_draft
from qa_workbook.keys import Purpose
from qa_workbook.sampling.lists import Issue, ListEntry, list_number
from qa_workbook.workspace import Config, Workspace

CALLS = 4
MOST_INSPECTORS = 8
"""So many take part in the session; a big demo has hundreds."""
_REPEATS = "demo-repeats"


@dataclass(frozen=True)
class FairSteps:
    """The steps of the demo in one workspace. Taken twice they change nothing."""

    workspace: Workspace
    config: Config
    demo: FairDemo

    @property
    def day(self) -> date:
        """The day after the last one on which anybody listened."""
        return self.demo.last_day + timedelta(days=1)

    def before(self) -> None:
        """Writes what the main job reads: call list, sheets of the lead, packs, repeats, draft."""
        workspace, demo = self.workspace, self.demo
        demo.write_call_list(workspace.calls, self.config.forms)
        if not demo.report.sound:
            return
        demo.write_recheck(workspace.inbox)
        self._write_session()
        self._write_repeats()
        self._write_draft()

    def after(self) -> Mapping[str, Path]:
        """Draws a sample, reports on the session and tries the draft. Returns the files made."""
        workspace, language = self.workspace, self.demo.language
        if not self.demo.report.sound:
            return {}
        scheme, day = self.demo.report.daily[0].scheme.id, self.day.isoformat()
        found = {}
        if workspace.calls.is_dir():
            drawn = draw_from_folder(workspace, day, scheme, str(self.demo.seed), language)
            found["sample"] = drawn.file
        if all_sessions(workspace):
            found["calibration"] = report_last(workspace, language).file
        tried = try_draft(workspace, scheme, self.demo.report.period, language)
        return {**found, "laboratory": tried.file}

    def _write_session(self) -> None:
        """A session about calls of some inspectors, and its packs as they come back."""
        report, lead = self.demo.report, self.demo.lead
        calls = session_calls(report.sound, CALLS)
        if lead is None or len(calls) < CALLS:
            return
        there = [one for one in all_sessions(self.workspace) if one.day == self.day]
        session = there[0] if there else self._announced(lead)
        packs = [BlindPack(one.list, one.person.called, one.gold) for one in session.packs]
        folder = self.demo.words.files.session.format(day=self.day)
        seed = self.demo.seed
        for draft in filled_packs(report.sound[0], packs, calls, self.day, folder, seed):
            write_draft(self.workspace.inbox / draft.file, draft, self.demo.words)

    def _announced(self, lead: str) -> Session:
        report, demo = self.demo.report, self.demo
        inspectors = [one.name for one in report.staff if one.role == "inspector"]
        with tempfile.TemporaryDirectory() as folder:
            calls = session_calls(report.sound, CALLS)
            file = demo.write_calls_of(Path(folder), calls, self.config.forms)
            wanted = WantedSession(
                report.daily[0].scheme.id,
                self.day,
                file=file,
                inspectors=inspectors[:MOST_INSPECTORS],
                lead=lead,
                announced_on=self.day - timedelta(days=1),
            )
            return new_session(self.workspace, wanted, demo.language).session

    def _write_repeats(self) -> None:
        """A list for each inspector of calls that he or she scored before, not knowing it."""
        report, words = self.demo.report, self.demo.words
        first = {one.template.head.inspector: one for one in reversed(report.sound)}
        rng = np.random.default_rng([self.demo.seed, 4])
        lists = []
        for inspector, draft in sorted(first.items()):
            number = list_number(_REPEATS, inspector)
            file = f"{words.files.sample.format(inspector=inspector, day=self.day)}.xlsx"
            again = repeats_of(draft, number, self.day, file, rng)
            names = tuple(str(row["recording"]) for row in again.rows)
            scheme = draft.scheme.id
            lists.append(ListEntry(number, Purpose.RANDOM, scheme, inspector, names, repeats=names))
            write_draft(self.workspace.inbox / again.file, again, words)
        Issue(_REPEATS, tuple(lists)).write(self.workspace.lists)

    def _write_draft(self) -> None:
        """The next version of the daily scheme, where it can be made of its text."""
        scheme = self.demo.report.daily[0].scheme
        file = self.workspace.config_folder / "schemes" / f"{scheme.id}.yaml"
        if not file.is_file():
            return
        year = self.demo.last_day.year + 1
        text = draft_text(file.read_text("utf-8"), year, self.demo.words.draft)
        if text:
            self.workspace.drafts.mkdir(exist_ok=True)
            target = self.workspace.drafts / f"{scheme.id}_{year}.yaml"
            target.write_text(text, encoding="utf-8")
