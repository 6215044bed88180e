"""A build that is worked out before anything is written: findings, analysis workbook, records."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.period_report import PeriodReport, report_alone
from qa_workbook.app.analysed_period import AnalysedPeriod, analysed_period
from qa_workbook.app.beside import MOST_ROWS, Meanwhile, beside, meanwhile
from qa_workbook.app.build_report import BuildReport, FormCounts
from qa_workbook.app.earlier_analysis import EarlierAnalysis
from qa_workbook.app.form_results import results_of
from qa_workbook.app.left_out import left_out_of, remember
from qa_workbook.app.merged_inbox import (
    MergedInbox,
    merged_again,
    merged_inbox,
    of_figures,
    of_scores,
)
from qa_workbook.app.other_periods import only_of
from qa_workbook.app.period_report import report_of
from qa_workbook.app.progress import Progress
from qa_workbook.app.readers import EarlyReaders
from qa_workbook.app.scheme_summary import scheme_summary
from qa_workbook.app.successors import remember_successors
from qa_workbook.app.used_forms import remember_forms
from qa_workbook.books.analysis.book import write_analysis_book
from qa_workbook.books.findings.book import write_findings_book
from qa_workbook.files import Together, refuse_if_open
from qa_workbook.intake.reader import Intake
from qa_workbook.keys import SchemeKey
from qa_workbook.labels import text
from qa_workbook.memory import give_back
from qa_workbook.numbers import Period
from qa_workbook.records import MergePlan, RecordStore, RowCounts, packed
from qa_workbook.scheme.model import Scheme
from qa_workbook.sheets import LeftOut, Sheet
from qa_workbook.workspace import Config, Workspace

if TYPE_CHECKING:
    from qa_workbook.form_results.model import FormResult

_MANY = 50_000
"""So many new recordings take more room than the search for what is free takes time."""
_YOUNG = 1
"""The generation of objects that are searched: those of the workbooks are not in the oldest."""


@dataclass(frozen=True)
class PlannedBuild:
    """A build that is worked out, and of which nothing is written yet."""

    report: BuildReport
    plan: MergePlan
    store: RecordStore
    merged: MergedInbox
    config: Config
    inbox: Path
    language: str
    workspace: Workspace
    left_out: LeftOut
    analyses: Sequence[Analysis]
    period_report: PeriodReport
    results: Sequence[FormResult]
    only_new: bool
    """Whether the merge had nothing to say but that rows are new, and all are of the period: then
    what the next build says is known without asking the records."""
    earlier: EarlierAnalysis

    @contextmanager
    def begun(self, files: Together) -> Iterator[Callable[[], Path]]:
        """Begins the analysis workbook beside what the block does; gives what waits for its file.

        The block gives that to `write`.
        """
        file = files.begin(self.report.analysis_file)

        def written() -> Path:
            self._write_analysis(file)
            return file

        rows = sum(len(analysis.detail) for analysis in self.analyses)
        with beside(written, pays=rows <= MOST_ROWS) as analysis:
            yield analysis

    def write(
        self, files: Together, progress: Progress, analysis: Callable[[], Path] | None = None
    ) -> BuildReport:
        """Writes the findings and the analysis workbook beside those that are there.

        `analysis` waits for one that was begun before. Returns the report with the copy of what
        people changed, if they changed anything.
        """
        report = self.report
        progress("writing", 0, 2)
        findings_file = files.add(report.findings_file)
        _write_findings(findings_file, report, self.merged.sheets, self.inbox, self.language)
        progress("writing", 1, 2)
        file = files.add(report.analysis_file, analysis and analysis())
        if analysis is None:
            self._write_analysis(file)
        self.earlier.save_original(file.read_bytes(), files)
        remember(files, self.workspace, report.period, self.left_out)
        pins = self.config.used_schemes.with_used(self._used_schemes())
        if pins != self.config.used_schemes:
            files.add(self.workspace.used_schemes, first=True).write_bytes(pins.as_bytes())
        remember_forms(files, self.workspace, self.config.forms, self.store, self.plan)
        remember_successors(files, self.workspace, self.merged.sheets)
        now = datetime.now()  # noqa: DTZ005 - copies are named by the user's own clock
        kept = self.earlier.keep(now, files)
        progress("writing", 2, 2)
        return replace(report, kept=kept)

    def without_figures(self) -> PlannedBuild:
        """Returns what is left to do once the workbooks are written: it needs the room of figures.

        Writing the records of a large inbox takes much by itself.
        """
        return replace(self, analyses=(), period_report=report_alone(()), results=())

    def _write_analysis(self, file: Path) -> None:
        if _brings_many(self.plan):
            give_back()
        write_analysis_book(
            file,
            self.period_report,
            results=self.results,
            language=self.language,
            inbox=self.inbox,
            notes=self.earlier.notes,
        )
        # A workbook and its sheets refer to one another: they would stay until the next search,
        # which is soon enough where few records are to be written.
        if _brings_many(self.plan):
            gc.collect(_YOUNG)

    def again(self) -> BuildReport | None:
        """Returns what a build would say that finds everything as this one left it.

        None where it would say something else of the files, so that it must be made.
        """
        report, merged = self.report, self.merged
        if self.plan.is_empty:
            return report  # nothing was written to the records: they say the same again
        if self.only_new:
            return self._with_all_known()
        new = merged_again(self.config, self.store, merged.intake, report.period)
        findings = [*new.findings, *new.aside.line()]
        is_same = new.plan.is_empty and new.sheets == self.merged.sheets
        if not is_same or findings != report.findings:
            return None
        return replace(
            report,
            sheets=_sheet_counts(new.intake, new.plan),
            recordings=_recording_counts(self.config, new.sheets, new.plan),
            forms=_form_counts(self.config, new.sheets, new.plan),
            aside=new.aside,
            withdrawn=0,
        )

    def _with_all_known(self) -> BuildReport:
        report = self.report
        sheets = {**report.sheets, "unchanged": len(self.merged.intake.sheets)}
        forms = [replace(one, rows=_all_known(one.rows)) for one in report.forms]
        recordings = _all_known(report.recordings)
        return replace(report, sheets=sheets, recordings=recordings, forms=forms)

    def _used_schemes(self) -> list[Scheme]:
        """The versions that score the rows of the period, and those of the rows that are new."""
        keys = set(self.plan.writes)
        for analysis in self.analyses:
            versions = analysis.detail["version"].unique()
            keys |= {SchemeKey(analysis.scheme.id, version) for version in versions}
        keys = {key.plain for key in keys}
        used = [self.config.schemes.version(*key) for key in sorted(keys)]
        return [scheme for scheme in used if scheme]

    def commit(self, files: Together) -> None:
        """Puts `files` in place and commits the records: both, or neither."""
        files.publish()
        self.earlier.remove_old()
        try:
            self.store.commit(self.plan)
        except BaseException:
            # Interrupted after the records were committed: their workbooks stay.
            if self.store.holds(self.plan):
                files.keep()
            raise


def plan_build(
    workspace: Workspace,
    config: Config,
    span: Period,
    language: str,
    inbox: Path | None,
    progress: Progress,
    early: EarlyReaders = None,
) -> PlannedBuild:
    """Reads, checks, scores and analyses what a build of the period would merge; writes nothing.

    `early` are the processes that read, where some were started already. The caller holds the
    workspace. Raises OutputLocked, PathNotFound, RecordsDamaged.
    """
    with meanwhile() as later:
        inbox = (inbox or workspace.inbox).resolve()
        return _planned(workspace, config, span, language, inbox, progress, early, later)


def _planned(
    workspace: Workspace,
    config: Config,
    span: Period,
    language: str,
    inbox: Path,
    progress: Progress,
    early: EarlyReaders,
    later: Meanwhile,
) -> PlannedBuild:
    workbooks = _workbooks(workspace, span, language)
    store = RecordStore(workspace.records)
    merged = merged_inbox(workspace, config, store, inbox, span, progress, early, later)
    plan, only_new = merged.plan, _brings_new_rows_alone(merged, span)
    if plan.is_empty or only_new:
        # Nobody will set them beside the records once more: their room is needed for the figures.
        merged = replace(merged, intake=replace(merged.intake, tables={}))
    if _brings_many(plan):
        give_back()  # reading leaves the most behind
    analysed = analysed_period(workspace, config, store, span, language, plan)
    analyses = analysed.analyses
    report = _report(config, merged, span, analyses, language, workbooks)
    left_out = _left_out(report, analyses, of_figures(config, merged.sheets))
    period_report = _period_report(workspace, config, analysed, span, language, plan, left_out)
    results = results_of(workspace, config, analyses, span, language, plan=plan)
    del analysed  # its rows are those of the plan: packed they take a tenth of the room
    plan = packed(plan)
    return PlannedBuild(
        report=report,
        plan=plan,
        store=store,
        merged=replace(merged, plan=plan),
        config=config,
        inbox=inbox,
        language=language,
        workspace=workspace,
        left_out=left_out,
        analyses=analyses,
        period_report=period_report,
        results=results,
        earlier=EarlierAnalysis(workspace, workbooks[0], config.vocabulary.limits),
        only_new=only_new,
    )


def _period_report(
    workspace: Workspace,
    config: Config,
    analysed: AnalysedPeriod,
    span: Period,
    language: str,
    plan: MergePlan,
    left_out: LeftOut,
) -> PeriodReport:
    return report_of(
        workspace,
        config,
        analysed.analyses,
        analysed.frames,
        span,
        language,
        plan=plan,
        left_out=left_out,
        theme_weeks=analysed.theme_weeks,
        past=analysed.past,
    )


def _brings_many(plan: MergePlan) -> bool:
    """Whether so much is new that giving memory back pays: the system clears it again slowly."""
    return plan.added + plan.replaced >= _MANY


def _brings_new_rows_alone(merged: MergedInbox, span: Period) -> bool:
    return (
        merged.plan.reported.empty
        and not any(sheet.rejected for sheet in merged.intake.sheets)
        and only_of(merged.intake, span, merged.findings)
    )


def _workbooks(workspace: Workspace, span: Period, language: str) -> tuple[Path, Path]:
    """Where the analysis and the findings go. Raises OutputLocked where one of them is open."""
    output = workspace.output.resolve()
    analysis = output / text("cli.analysis_name", language, period=span.text)
    findings = output / text("cli.findings_name", language, period=span.text)
    refuse_if_open(analysis)
    refuse_if_open(findings)
    return analysis, findings


def _report(
    config: Config,
    merged: MergedInbox,
    span: Period,
    analyses: Sequence[Analysis],
    language: str,
    files: tuple[Path, Path],
) -> BuildReport:
    """What a build says of a merged inbox; `files` are the analysis and the findings."""
    plan, sheets = merged.plan, merged.sheets
    analysis_file, findings_file = files
    return BuildReport(
        period=span,
        sheets=_sheet_counts(merged.intake, plan),
        recordings=_recording_counts(config, sheets, plan),
        forms=_form_counts(config, sheets, plan),
        findings=[*merged.findings, *merged.aside.line()],
        aside=merged.aside,
        withdrawn=plan.withdrawn,
        lines=tuple(scheme_summary(one, language) for one in analyses),
        analysis_file=analysis_file,
        findings_file=findings_file,
        seconds=0,
    )


def _left_out(
    report: BuildReport, analyses: Sequence[Analysis], sheets: Sequence[Sheet]
) -> LeftOut:
    kept = sum(len(analysis.detail) for analysis in analyses)
    rejected = sum(sheet.rows_rejected for sheet in sheets)
    return left_out_of(sheets, kept, rejected, report.findings_file)


def _write_findings(
    path: Path, report: BuildReport, sheets: Sequence[Sheet], inbox: Path, language: str
) -> None:
    write_findings_book(
        path,
        report.findings,
        language=language,
        sheets=sheets,
        base=inbox,
        home=report.findings_file.parent,
    )


def _sheet_counts(intake: Intake, plan: MergePlan) -> dict[str, int]:
    return {
        "read": len(intake.sheets),
        "unchanged": plan.sheets_unchanged,
        "rejected": sum(sheet.rejected for sheet in intake.sheets),
    }


def _recording_counts(config: Config, sheets: Sequence[Sheet], plan: MergePlan) -> dict[str, int]:
    """Rows of score sheets, and of sheets that nobody could tell."""
    merged = [counts for key, counts in plan.counts.items() if key not in config.forms.ids]
    return _row_counts(of_scores(config, sheets), merged)


def _form_counts(config: Config, sheets: Sequence[Sheet], plan: MergePlan) -> list[FormCounts]:
    """Rows of each form of which there were sheets."""
    found = []
    for form in config.forms.inbox:
        own = [sheet for sheet in sheets if _id_of(sheet) == form.id]
        if own:
            rows = _row_counts(own, [plan.counts.get(form.id, RowCounts())])
            found.append(FormCounts(form, rows))
    return found


def _id_of(sheet: Sheet) -> str:
    return sheet.scheme_key.id if sheet.scheme_key else ""


def _all_known(rows: Mapping[str, int]) -> dict[str, int]:
    """The counts of the same rows once they are in the records."""
    known = rows["added"] + rows["replaced"] + rows["unchanged"]
    return {**rows, "added": 0, "replaced": 0, "unchanged": known}


def _row_counts(sheets: Sequence[Sheet], merged: Sequence[RowCounts]) -> dict[str, int]:
    return {
        "read": sum(sheet.rows_read for sheet in sheets),
        "added": sum(counts.added for counts in merged),
        "replaced": sum(counts.replaced for counts in merged),
        "unchanged": sum(counts.unchanged for counts in merged),
        "rejected": sum(sheet.rows_rejected for sheet in sheets),
    }
