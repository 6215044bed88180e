"""What fair samples and fair inspectors need beside the score sheets of the demo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from qa_workbook.demo.calls import call_of, calls_of_month
from qa_workbook.demo.drafts import Row
from qa_workbook.demo.generator import DemoReport
from qa_workbook.demo.invented import Invented, invented
from qa_workbook.demo.lists import write_calls
from qa_workbook.demo.rechecks import recheck_of
from qa_workbook.demo.writing import write_draft
from qa_workbook.forms.book import FormBook
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.numbers import period

CALLS_FORM = "calls"
LEAD = "qa_lead"


@dataclass(frozen=True)
class FairDemo:
    """Adds to the sheets of `report`; the same seed gives the same bytes."""

    report: DemoReport
    vocabulary: Vocabulary
    language: str
    seed: int

    @property
    def words(self) -> Invented:
        """What people of the centre write."""
        return invented(self.language)

    def write_call_list(self, folder: Path, forms: FormBook) -> Path | None:
        """Writes every call of the month, and returns the file; None without the form for it."""
        rng, made = np.random.default_rng([self.seed, 2]), self.report
        rows = calls_of_month(made.heard, made.agents, period(made.period), self.words, rng)
        return self._write_calls(folder, rows, forms)

    def write_calls_of(self, folder: Path, heard: Sequence[Row], forms: FormBook) -> Path | None:
        """Writes the calls of some rows alone, as `write_call_list` does."""
        rng = np.random.default_rng([self.seed, 5])
        rows = [call_of(row, self.report.agents, self.words, rng) for row in heard]
        return self._write_calls(folder, rows, forms)

    def _write_calls(self, folder: Path, rows: Sequence[Row], forms: FormBook) -> Path | None:
        form = forms.get(CALLS_FORM)
        if form is None:
            return None
        path = folder / f"{self.words.files.calls.format(month=self.report.period)}.csv"
        write_calls(path, rows, form, self.vocabulary, self.language)
        return path

    @property
    def lead(self) -> str | None:
        """The name of the lead; None without one."""
        found = self.report.who_is(LEAD)
        return found.name if found else None

    def write_recheck(self, inbox: Path) -> Path | None:
        """Writes what a QA lead scored again, and returns the file; None without a lead."""
        lead, sound = self.lead, self.report.sound
        if lead is None or not sound:
            return None
        day = self.last_day
        file = f"{self.words.files.recheck.format(inspector=lead, day=day)}.xlsx"
        rng = np.random.default_rng([self.seed, 3])
        draft = recheck_of(sound, lead, day, file, rng)
        if draft is None:
            return None
        write_draft(inbox / draft.file, draft, self.words)
        return inbox / draft.file

    @property
    def last_day(self) -> date:
        """The last day on which anybody listened."""
        days = [draft.template.head.day for draft in self.report.daily]
        return max(day for day in days if day)
