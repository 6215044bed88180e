"""The inbox as a build would merge it: what is new, what was refused, what is set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa_workbook.app.beside import Meanwhile
from qa_workbook.app.inputs import read_inputs
from qa_workbook.app.merge_findings import form_findings, kept_sheets, merge_findings
from qa_workbook.app.other_periods import OtherPeriods, other_periods
from qa_workbook.app.progress import Progress
from qa_workbook.app.readers import EarlyReaders
from qa_workbook.findings.finding import Finding
from qa_workbook.intake.reader import Intake
from qa_workbook.keys import Purpose
from qa_workbook.numbers import Period
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.records.columns import SHEET
from qa_workbook.records.plan import CONFLICTING
from qa_workbook.sheets import Sheet
from qa_workbook.workspace import Config, Workspace


@dataclass(frozen=True)
class MergedInbox:
    """What reading the inbox for a period gave, and what merging it would do.

    `aside` are sheets of other periods in which nothing is new; neither `findings` nor the refused
    rows of `sheets` are about them.
    """

    intake: Intake
    plan: MergePlan
    aside: OtherPeriods
    findings: list[Finding]
    sheets: list[Sheet]


def merged_inbox(
    workspace: Workspace,
    config: Config,
    store: RecordStore,
    inbox: Path,
    span: Period,
    progress: Progress,
    early: EarlyReaders = None,
    meanwhile: Meanwhile | None = None,
) -> MergedInbox:
    """Reads and checks the inbox for a period; changes nothing.

    `early` are the processes that read, where some were started already. The caller holds the
    workspace. Raises PathNotFound, RecordsDamaged.
    """
    intake = read_inputs(
        config, [inbox], inbox, span, progress, store, workspace, early=early, meanwhile=meanwhile
    )
    return merged_again(config, store, intake, span)


def merged_again(config: Config, store: RecordStore, intake: Intake, span: Period) -> MergedInbox:
    """Sets what was read beside the records as they are now; changes nothing.

    Raises RecordsDamaged.
    """
    plan = store.plan(intake.tables, intake.sheets)
    aside, findings = other_periods(intake, plan, span, _found(config, store, intake, plan))
    sheets = aside.without_rejected(_after_merging(intake.sheets, plan))
    return MergedInbox(intake, plan, aside, findings, sheets)


def of_scores(config: Config, sheets: Sequence[Sheet]) -> list[Sheet]:
    """Returns the score sheets, and those that nobody could tell: all but those of other forms."""
    forms = config.forms.ids
    return [one for one in sheets if not one.scheme_key or one.scheme_key.id not in forms]


def of_figures(config: Config, sheets: Sequence[Sheet]) -> list[Sheet]:
    """Returns the score sheets whose rows may count: not those made for another purpose."""
    return [
        one
        for one in of_scores(config, sheets)
        if not one.scheme_key or one.scheme_key.purpose is Purpose.RANDOM
    ]


def _found(config: Config, store: RecordStore, intake: Intake, plan: MergePlan) -> list[Finding]:
    """All that reading and merging found, whatever period it is about."""
    return [
        *intake.findings,
        *merge_findings(plan.reported, config.schemes, config.vocabulary),
        *form_findings(plan.reported, config.forms),
        *kept_sheets(store, intake.sheets),
    ]


def _after_merging(sheets: Sequence[Sheet], plan: MergePlan) -> list[Sheet]:
    """Returns the sheets with the rows that the merge refused counted among the rejected ones."""
    refused = Counter(plan.of(CONFLICTING)[SHEET].itertuples(index=False, name=None))
    return [
        replace(sheet, rows_rejected=sheet.rows_rejected + refused[sheet.place]) for sheet in sheets
    ]
