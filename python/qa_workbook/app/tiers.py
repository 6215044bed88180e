"""客服分级 (S20): where everybody stands, and the steps of applications entered into the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from qa_workbook.app.form_results import StoredForms, inputs_maker
from qa_workbook.app.ledger import WorkspaceLedger
from qa_workbook.app.metrics import analyse_corrected, rows_of
from qa_workbook.clock import now_text
from qa_workbook.errors import Busy, UsageError
from qa_workbook.form_results.catalogue import result_of
from qa_workbook.form_results.rules import ResultRuleBook
from qa_workbook.form_results.tier_rules import TierRules
from qa_workbook.form_results.tier_standing import TierReport, tier_report
from qa_workbook.forms.model import Form
from qa_workbook.grids.a1 import source_cell
from qa_workbook.labels import text
from qa_workbook.numbers import period
from qa_workbook.records import RecordStore
from qa_workbook.tiers.ledger_events import applications_of
from qa_workbook.tiers.recording import Recording, RefusedStep, listed_tiers
from qa_workbook.tiers.rows import FORM, step_rows
from qa_workbook.tiers.steps import STEPS, TIERS
from qa_workbook.workspace import Config, Workspace

Columns = Mapping[tuple[str, str], Mapping[str, str]]


class NoTierForm(UsageError):
    """A workspace without the form of applications."""

    label = "tiers.no_form"


@dataclass(frozen=True)
class TierFinding:
    """A row that wasn't entered: its cell, and the rule that it breaks."""

    refused: RefusedStep
    cell: str
    heading: str

    @property
    def file(self) -> str:
        """The file of the row, relative to the inbox."""
        return self.refused.row.file

    @property
    def sheet(self) -> str:
        """The sheet of the row."""
        return self.refused.row.sheet

    def message(self, language: str) -> str:
        """Returns the rule that is broken, and what to do."""
        row, value = self.refused.row, self.refused.value
        named = {*TIERS, *STEPS}
        said = text(f"tiers.{value}", language) if value in named else value
        details = {"agent": row.agent, "number": row.application, "value": said or "—"}
        return text(f"tiers.refused_{self.refused.code}", language, **details)

    def as_dict(self, language: str) -> dict[str, Any]:
        """Returns the finding as JSON has it."""
        return {
            "code": self.refused.code,
            "severity": "error",
            "file": self.file,
            "sheet": self.sheet,
            "cell": self.cell,
            "column": self.heading,
            "application": self.refused.row.application,
            "agent": self.refused.row.agent,
            "value": self.refused.value,
            "message": self.message(language),
        }


@dataclass(frozen=True)
class TierRecord:
    """What became of the rows of a period; each is counted once.

    `corrected` of the recorded ones replace what was entered for their step before. `unlisted` of
    them were taken by somebody whose role nobody knows, for there is no list of people.
    """

    recorded: int
    corrected: int
    unchanged: int
    unlisted: int
    findings: Sequence[TierFinding]

    @property
    def counts(self) -> dict[str, int]:
        """read = recorded + unchanged + refused."""
        refused = len(self.findings)
        return {
            "read": self.recorded + self.unchanged + refused,
            "recorded": self.recorded,
            "unchanged": self.unchanged,
            "refused": refused,
        }

    def as_dict(self, language: str) -> dict[str, Any]:
        """Returns the object of `tiers record --json`."""
        more = {"corrected": self.corrected, "unlisted": self.unlisted}
        return {
            **self.counts,
            **more,
            "findings": [one.as_dict(language) for one in self.findings],
        }


@dataclass(frozen=True)
class TierStanding:
    """Where everybody stands, also in sentences; `report` is None where nothing is known."""

    period: str
    report: TierReport | None
    sentences: Sequence[str]

    def as_dict(self) -> dict[str, Any]:
        """Returns the object of `tiers --json`."""
        nothing: dict[str, Any] = {
            "agents": [],
            "candidates": [],
            "applications": [],
            "unrecorded": 0,
            "refused": 0,
        }
        found = self.report.as_dict() if self.report else nothing
        return {"period": self.period, "sentences": list(self.sentences), **found}


def record_tiers(workspace: Workspace, period_text: str) -> TierRecord:
    """Enters the steps of the form `tiers` of a period into the ledger.

    Every row that may be, or on a failure none; a row that was entered before changes nothing.
    Raises UnknownPeriod, NoTierForm, ConfigError, RecordsDamaged, Busy, and as `Ledger` does.
    """
    span = period(period_text)
    config = workspace.required().load()
    form = _form(config)
    rules = _rules(workspace)
    _, people = workspace.load_procedure(config)
    with workspace.locked(config.settings.wait_for_lock):
        store = RecordStore(workspace.records)
        rows = step_rows(StoredForms(config, store)(form.id, span))
        ledger = WorkspaceLedger(workspace, config.settings)
        events = ledger.events()
        recording = Recording(
            applications_of(events), rules.at, people, listed_tiers(people), now_text()
        )
        recording.take_all(rows)
        if recording.drafts:
            last = events[-1].seq if events else 0
            with ledger.open() as opened, opened.writing() as writing:
                if writing.events(after=last):
                    raise Busy(path=opened.name)
                writing.append(recording.drafts)
        findings = _findings(recording.refused, form, store.sheet_columns())
    counts = (recording.recorded, recording.corrected, recording.unchanged, recording.unlisted)
    return TierRecord(*counts, findings)


def standing_of_tiers(workspace: Workspace, period_text: str, language: str) -> TierStanding:
    """Returns where everybody stands on the last day of a period; nothing is written.

    Raises UnknownPeriod, NoTierForm, ConfigError, RecordsDamaged, and as `Ledger` does.
    """
    span = period(period_text)
    config = workspace.required().load()
    form = _form(config)
    frames = rows_of(RecordStore(workspace.records), span)
    analyses = analyse_corrected(workspace, config, frames, span, language)
    inputs = inputs_maker(workspace, config, analyses, span, language)(form)
    held = _rules(workspace).at(span.last)
    report = tier_report(inputs, held) if held else None
    result = result_of(inputs, workspace.load_results())
    nothing = [text("tiers.told_nothing", language, period=span.text)]
    return TierStanding(span.text, report, result.sentences if result else nothing)


def _form(config: Config) -> Form:
    form = config.forms.get(FORM)
    if form is None:
        raise NoTierForm
    return form


def _rules(workspace: Workspace) -> ResultRuleBook[TierRules]:
    return cast("ResultRuleBook[TierRules]", workspace.load_results()[FORM])


def _findings(refused: Sequence[RefusedStep], form: Form, columns: Columns) -> list[TierFinding]:
    found = []
    for one in refused:
        letters = columns.get((one.row.file, one.row.sheet), {})
        cell = source_cell(letters.get(one.column, ""), one.row.row)
        found.append(TierFinding(one, cell, form.by_id[one.column].heading))
    return found
