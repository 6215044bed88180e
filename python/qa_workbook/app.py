"""The use cases, shared by the command line and the buttons: plain arguments in, reports out, no printing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from qa_workbook.analysis import Analysis, analyse
from qa_workbook.books.analysis.book import write_analysis_book
from qa_workbook.books.findings.book import write_findings_book
from qa_workbook.errors import PathNotFound, SchemeVersionGone, UsageError
from qa_workbook.files import refuse_if_open, written, written_together
from qa_workbook.findings.finding import Finding
from qa_workbook.intake.reader import Intake, IntakeContext, SheetInfo, read_paths
from qa_workbook.labels import text
from qa_workbook.merge_findings import merge_findings
from qa_workbook.numbers import Period, period, plain
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.scheme.model import Scheme
from qa_workbook.scheme.policies import MOST_ROWS
from qa_workbook.workspace import Config, Workspace, initialise

if TYPE_CHECKING:
    from qa_workbook.penalties import Register

Progress = Callable[[str, int, int], None]


def _quiet(_what: str, _done: int, _total: int) -> None:
    pass


def severities(findings: Sequence[Finding]) -> dict[str, int]:
    """Returns the number of faults of each severity: error, warning, info."""
    counts = {"error": 0, "warning": 0, "info": 0}
    for finding in findings:
        counts[finding.severity] += finding.count
    return counts


@dataclass(frozen=True)
class Validation:
    """What `validate` found: every finding, the sheets it looked at and the findings workbook."""

    findings: list[Finding]
    sheets: list[SheetInfo]
    file: Path

    @property
    def rejected(self) -> bool:
        """Whether some input would be kept out of a build."""
        return (
            any(sheet.rejected or sheet.rows_rejected for sheet in self.sheets)
            or severities(self.findings)["error"] > 0
        )

    def as_dict(self, language: str) -> dict[str, Any]:
        """Returns the contract's JSON object."""
        return {"findings": [finding.as_dict(language) for finding in self.findings]}


@dataclass(frozen=True)
class RegisterReport:
    """What `register` wrote."""

    period: Period
    register: Register
    file: Path
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """Returns counts and totals; points and money as text, because they are Decimals."""
        lines = self.register.lines
        return {
            "period": self.period.text,
            "lines": len(lines),
            "agents": len(self.register.agents),
            "points": plain(sum(lines["points"], Decimal(0))),
            "money": str(sum(lines["money"], Decimal(0))),
            "unpriced": len(self.register.unpriced),
            "files": {"register": str(self.file)},
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True)
class BuildReport:
    """What `build` read, merged and wrote; `register` is filled by `run`."""

    period: Period
    sheets: dict[str, int]
    recordings: dict[str, int]
    findings: list[Finding]
    analyses: list[Analysis]
    analysis_file: Path
    findings_file: Path
    seconds: float
    register: RegisterReport | None = field(default=None)

    @property
    def rejected(self) -> bool:
        """Whether some input was kept out."""
        return self.sheets["rejected"] > 0 or self.recordings["rejected"] > 0

    def as_dict(self) -> dict[str, Any]:
        """Returns the contract's JSON object."""
        result: dict[str, Any] = {
            "period": self.period.text,
            "sheets": self.sheets,
            "recordings": self.recordings,
            "findings": severities(self.findings),
            "files": {"analysis": str(self.analysis_file), "findings": str(self.findings_file)},
            "seconds": round(self.seconds, 3),
        }
        if self.register:
            result["files"]["register"] = str(self.register.file)
            result["register"] = self.register.as_dict()
        return result


def protected(workspace: Workspace, out: Path, inputs: Sequence[Path] = ()) -> Path:
    """Returns `out` made absolute. Raises UsageError where writing it would harm what others own: inputs, records, config."""
    target = out.resolve()
    kept = [workspace.root / "data", workspace.root / "config", *inputs]
    inside = any(target == place.resolve() or place.resolve() in target.parents for place in kept)
    if inside or (target.exists() and workspace.inbox.resolve() in target.parents):
        raise UsageError(what=f"--out {out}")
    return target


def _store(workspace: Workspace) -> RecordStore:
    return RecordStore(workspace.records)


def _read(
    config: Config, paths: Sequence[Path], base: Path, span: Period | None, progress: Progress
) -> Intake:
    for path in paths:
        if not path.exists():
            raise PathNotFound(path=path)
    context = IntakeContext(
        schemes=config.schemes,
        vocabulary=config.vocabulary,
        roster=config.roster,
        today=date.today(),  # noqa: DTZ011 - a date in the future is judged by the user's own calendar
        period=span,
        base=base,
    )
    intake = read_paths(
        paths, context, progress=lambda done, total: progress("reading", done, total)
    )
    unread = (
        [] if config.roster else config.roster_findings
    )  # those of a readable roster come with the intake
    return replace(intake, findings=[*unread, *intake.findings])


def validate(
    workspace: Workspace,
    paths: Sequence[Path],
    language: str,
    out: Path | None = None,
    progress: Progress = _quiet,
) -> Validation:
    """Checks files or folders and writes the findings workbook; changes nothing else. Raises PathNotFound, OutputLocked."""
    config = workspace.load()
    file = protected(
        workspace, out or workspace.output / text("cli.findings_plain", language), paths
    )
    refuse_if_open(file)
    base = Path.cwd() if len(paths) != 1 or paths[0].is_file() else paths[0]
    intake = _read(config, paths, base, None, progress)
    with written(file) as beside:
        write_findings_book(
            beside,
            intake.findings,
            language=language,
            sheets=intake.sheets,
            base=base,
            home=file.parent,
        )
    return Validation(intake.findings, intake.sheets, file)


def _versions(config: Config, keys: Sequence[str]) -> dict[str, dict[str, Scheme]]:
    """Returns scheme id → key → version, for every key that the records use. Raises SchemeVersionGone."""
    versions: dict[str, dict[str, Scheme]] = {}
    for key in keys:
        scheme_id, _, version = key.partition("@")
        scheme = config.schemes.version(scheme_id, version)
        if scheme is None:
            raise SchemeVersionGone(scheme=scheme_id, version=version)
        versions.setdefault(scheme_id, {})[key] = scheme
    return versions


def _analyse(
    config: Config, frames: Mapping[str, pd.DataFrame], span: Period, language: str
) -> list[Analysis]:
    versions = _versions(config, sorted(key for key, frame in frames.items() if len(frame)))
    policy = config.settings.two_inspectors
    return [
        analyse(of_id, {key: frames[key] for key in of_id}, span, policy, language)
        for of_id in versions.values()
    ]


def analyses(workspace: Workspace, period_text: str, language: str) -> list[Analysis]:
    """Returns the analysis of each scheme that has recordings in the period, by scheme id."""
    span = period(period_text)
    return _analyse(workspace.required().load(), _store(workspace).read(span), span, language)


def _sheet_counts(intake: Intake, plan: MergePlan) -> dict[str, int]:
    return {
        "read": len(intake.sheets),
        "unchanged": plan.sheets_unchanged,
        "rejected": sum(sheet.rejected for sheet in intake.sheets),
    }


def _recording_counts(intake: Intake, plan: MergePlan) -> dict[str, int]:
    return {
        "read": sum(sheet.rows_read for sheet in intake.sheets),
        "added": plan.added,
        "replaced": plan.replaced,
        "unchanged": plan.unchanged,
        "rejected": sum(sheet.rows_rejected for sheet in intake.sheets) + plan.rejected,
    }


def build(
    workspace: Workspace,
    period_text: str,
    language: str,
    inbox: Path | None = None,
    progress: Progress = _quiet,
) -> BuildReport:
    """Validates, scores and merges the inbox, and writes the findings and analysis workbooks (S3, contract 3.3).

    Everything is computed and written beside before the records are committed, so a failure leaves the old state.
    Raises Busy, OutputLocked, ConfigError, PathNotFound, UnknownPeriod.
    """
    started = time.perf_counter()
    span = period(period_text)
    config = workspace.required().load()
    inbox = (inbox or workspace.inbox).resolve()
    analysis_file = workspace.output.resolve() / text(
        "cli.analysis_name", language, period=span.text
    )
    findings_file = workspace.output.resolve() / text(
        "cli.findings_name", language, period=span.text
    )
    store = _store(workspace)
    with store.locked(float(config.settings.wait_for_lock)):
        refuse_if_open(analysis_file)
        refuse_if_open(findings_file)
        intake = _read(config, [inbox], inbox, span, progress)
        plan = store.plan(intake.frames, intake.sheets)
        findings = [*intake.findings, *merge_findings(plan, config.schemes, config.vocabulary)]
        found = _analyse(config, store.read(span, plan=plan), span, language)
        progress("writing", 0, 2)
        with written_together(findings_file, analysis_file) as books:
            write_findings_book(
                books.beside[0],
                findings,
                language=language,
                sheets=intake.sheets,
                base=inbox,
                home=findings_file.parent,
            )
            progress("writing", 1, 2)
            write_analysis_book(
                books.beside[1],
                sorted(found, key=lambda analysis: -analysis.metrics["recordings"]),
                language=language,
                inbox=inbox,
                period=span,
                small_sample=config.settings.small_sample,
            )
            progress("writing", 2, 2)
            books.publish()
            store.commit(plan)
    return BuildReport(
        period=span,
        sheets=_sheet_counts(intake, plan),
        recordings=_recording_counts(intake, plan),
        findings=findings,
        analyses=found,
        analysis_file=analysis_file,
        findings_file=findings_file,
        seconds=time.perf_counter() - started,
    )


def _assess(workspace: Workspace, config: Config, span: Period, language: str) -> Register:
    """Assesses the rows that count, of whole months, because the caps are monthly."""
    from qa_workbook.penalties import assess, whole_months

    months = whole_months(span)
    frames = _store(workspace).read(months)
    keys = ["recording", "inspector", "agent"]
    limited: dict[str, pd.DataFrame] = {}
    for analysis in _analyse(config, frames, months, language):
        counted = analysis.detail.loc[analysis.detail["counted"], keys].drop_duplicates()
        of_id = {
            key: frame
            for key, frame in frames.items()
            if key.partition("@")[0] == analysis.scheme.id
        }
        limited |= {key: frame.merge(counted, on=keys, how="inner") for key, frame in of_id.items()}
    schemes = {
        key: scheme
        for of_id in _versions(config, list(limited)).values()
        for key, scheme in of_id.items()
    }
    penalty = workspace.load_penalties(config.schemes)
    return assess(penalty.tariffs, schemes, limited, penalty.wages, span, language)


def penalties(workspace: Workspace, period_text: str, language: str) -> Register:
    """Returns the assessed register of the merged records, without writing it. Raises ConfigError, UnknownPeriod."""
    span = period(period_text)
    config = workspace.required().load()
    return _assess(workspace, config, span, language)


def register(workspace: Workspace, period_text: str, language: str) -> RegisterReport:
    """Writes the penalty register of the merged records (S6). Raises Busy, OutputLocked, ConfigError, UnknownPeriod."""
    from qa_workbook.books.register.book import write_register_book

    started = time.perf_counter()
    span = period(period_text)
    config = workspace.required().load()
    file = workspace.output.resolve() / text("cli.register_name", language, period=span.text)
    store = _store(workspace)
    with store.locked(float(config.settings.wait_for_lock)):
        refuse_if_open(file)
        result = _assess(workspace, config, span, language)
        with written(file) as beside:
            write_register_book(beside, result, language=language, inbox=workspace.inbox.resolve())
    return RegisterReport(span, result, file, time.perf_counter() - started)


def run(
    workspace: Workspace,
    period_text: str,
    language: str,
    inbox: Path | None = None,
    progress: Progress = _quiet,
) -> BuildReport:
    """Builds, then writes the register. Raises as both do."""
    started = time.perf_counter()
    span = period(period_text)
    refuse_if_open(
        workspace.output.resolve() / text("cli.register_name", language, period=span.text)
    )
    workspace.load_penalties(
        workspace.required().load().schemes
    )  # a faulty tariff is told before anything is merged
    report = build(workspace, period_text, language, inbox, progress)
    registered = register(workspace, period_text, language)
    return replace(report, register=registered, seconds=time.perf_counter() - started)


def template(
    workspace: Workspace,
    scheme_id: str,
    language: str,
    out: Path | None = None,
    inspector: str = "",
    day: date | None = None,
    project: str = "",
    rows: int | None = None,
) -> Path:
    """Writes a blank score sheet of the scheme version that holds on `day` (default: the newest) and returns its path."""
    from qa_workbook.books.score_sheet.sheet import write_score_sheet

    schemes = workspace.load().schemes
    scheme = (day and schemes.at(scheme_id, day)) or schemes.latest(scheme_id)
    if rows is not None and not 1 <= rows <= MOST_ROWS:
        raise UsageError(what=text("cli.template_rows", language, rows=rows, most=MOST_ROWS))
    file = protected(
        workspace, out or workspace.output / text("cli.template_name", language, scheme=scheme.id)
    )
    refuse_if_open(file)
    with written(file) as beside:
        write_score_sheet(
            beside,
            scheme,
            language=language,
            inspector=inspector,
            date=day,
            project=project,
            rows=rows,
        )
    return file


def scheme_summaries(found: Sequence[Analysis], language: str) -> list[str]:
    """Returns one sentence per scheme with its key figures."""
    lines = []
    for analysis in found:
        figures = analysis.metrics
        levels = analysis.scheme.alerts.levels if analysis.scheme.alerts else ()
        alerts = {level.colour: level.name.say(language) for level in levels}
        missing = text("cli.none", language)
        ratios = {
            name: missing if value is None else f"{value:.1%}"
            for name, value in figures["rates"].items()
        }
        defect = figures["average_defect_ratio"]
        lines.append(
            text(
                "cli.summary_scheme",
                language,
                name=analysis.scheme.name.say(language),
                recordings=figures["recordings"],
                mean=f"{figures['mean_score']:.2f}",
                final=f"{figures['mean_final']:.2f}",
                good=ratios["good"],
                defect=missing if defect is None else f"{defect:.1%}",
                alert=alerts.get(figures["alert"], missing),
            )
        )
    return lines


def init(root: Path, language: str) -> list[Path]:
    """Makes or completes a workspace; returns what it added. `qa_workbook.xlsm` learns this Python and the last full month."""
    from qa_workbook.console.personalise import personalise

    added = initialise(root)
    workbook = root / "qa_workbook.xlsm"
    new = not workbook.exists()
    last_month = date.today().replace(day=1) - timedelta(days=1)  # noqa: DTZ011 - the month on the user's own calendar
    personalise(workbook, Path(sys.executable), f"{last_month:%Y-%m}", language)
    return [*added, workbook] if new else added


def demo(
    folder: Path, inspectors: int, days: int, seed: int, language: str, progress: Progress = _quiet
) -> BuildReport:
    """Makes a workspace with realistic filled score sheets, a few with the usual mistakes, and runs the main job on it."""
    from qa_workbook.demo import generate, write_roster

    init(folder, language)
    workspace = Workspace(folder)
    made = generate(
        workspace.inbox,
        workspace.load().schemes,
        inspectors=inspectors,
        days=days,
        seed=seed,
        language=language,
        progress=lambda done, total: progress("demo_sheets", done, total),
    )
    write_roster(folder / "config" / "roster.csv", made.agents)
    return run(workspace, made.period, language, progress=progress)
