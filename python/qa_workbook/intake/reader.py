"""Reads files and folders of score sheets: rows for the records, findings for people (contract 3.2)."""

from __future__ import annotations

import errno
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from qa_workbook.findings.finding import Finding, finding, shown
from qa_workbook.findings.places import SHEET, WholeSheet
from qa_workbook.findings.report import Report
from qa_workbook.frames import Table
from qa_workbook.grids.a1 import address
from qa_workbook.grids.faults import NEVER_CAUGHT, FileFault, TooLarge
from qa_workbook.grids.grid import Workbook
from qa_workbook.grids.workbook import open_workbook
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.duplicates import check_between_sheets
from qa_workbook.intake.files import expand, is_regular, readable, relative
from qa_workbook.intake.frames import recordings_table
from qa_workbook.intake.sheet import SheetRows, has_header, read_sheet
from qa_workbook.keys import SchemeKey
from qa_workbook.labels.reasons import name_of, reason, technical
from qa_workbook.sheets import Sheet

__all__ = ["Intake", "IntakeContext", "expand", "read_paths"]


@dataclass(frozen=True)
class Intake:
    """Accepted rows per scheme version, all findings, and the sheets they came from."""

    tables: dict[SchemeKey, Table]
    findings: list[Finding]
    sheets: list[Sheet]

    @property
    def frames(self) -> dict[SchemeKey, pd.DataFrame]:
        """The accepted rows alone."""
        return {key: table.frame for key, table in self.tables.items()}


@dataclass(frozen=True)
class _FileRows:
    """What one file gave; small and picklable, so that workers can send it."""

    sheets: list[Sheet] = field(default_factory=list)
    rows: list[SheetRows] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_paths(
    paths: Sequence[Path],
    context: IntakeContext,
    progress: Callable[[int, int], None] | None = None,
) -> Intake:
    """Reads files and folders. Returns accepted rows, findings in the order of files and cells, and the sheets.

    `progress(done, total)` is called after each file. Nothing in a file raises: what can't be read is a finding.
    """
    files, others = expand(paths, context.vocabulary)
    results = []
    for done, result in enumerate(_results(files, context), 1):
        results.append(result)
        if progress:
            progress(done, len(files))
    rows = [sheet for result in results for sheet in result.rows]
    between = check_between_sheets(
        [sheet.sheet_keys() for sheet in rows], context.vocabulary.limits.group_from
    )
    findings = [*(context.roster.findings if context.roster else ())]
    findings += [found for result in results for found in result.findings]
    order = {
        sheet.file: place
        for place, sheet in enumerate(sheet for result in results for sheet in result.sheets)
    }
    findings = sorted([*findings, *between], key=lambda found: order.get(found.file, -1))
    skipped = [(relative(file, context.base), readable(file.name)) for file in others]
    findings += [finding("file-skipped", path, value=name, why=name) for path, name in skipped]
    return Intake(_tables(rows), findings, [sheet for result in results for sheet in result.sheets])


def _results(files: Sequence[Path], context: IntakeContext) -> Iterable[_FileRows]:
    if context.executor is None:
        return (read_file(file, context) for file in files)
    here = replace(context, executor=None)
    return context.executor.map(read_file, files, [here] * len(files))


def _tables(sheets: Sequence[SheetRows]) -> dict[SchemeKey, Table]:
    by_scheme: dict[SchemeKey, list[SheetRows]] = defaultdict(list)
    for sheet in sheets:
        by_scheme[sheet.scheme.key].append(sheet)
    return {key: recordings_table(found[0].scheme, found) for key, found in by_scheme.items()}


def read_file(file: Path, context: IntakeContext) -> _FileRows:
    """Reads one file of any kind."""
    name = relative(file, context.base)
    sha256 = ""
    try:
        if not is_regular(file):
            raise _not_regular()
        if not name.lower().endswith(context.vocabulary.files.suffixes):
            return _unread(
                name, sha256, finding("file-unsupported", name, value=readable(file.suffix))
            )
        if file.stat().st_size > context.vocabulary.limits.max_file_bytes:
            raise FileFault("file-too-large")
        data = file.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        return _read_workbook(open_workbook(data, context.vocabulary.limits), name, sha256, context)
    except OSError as error:
        fault = (
            _not_regular()
            if error.errno == errno.ELOOP
            else FileFault("file-unreadable", name_of(error), technical(error))
        )
    except FileFault as error:
        fault = error
    return _unread(name, sha256, _finding_of(fault, name, context))


def _finding_of(fault: FileFault, file: str, context: IntakeContext) -> Finding:
    if fault.code == "file-too-large":
        return finding(fault.code, file, limit=context.vocabulary.limits.max_file_megabytes)
    if fault.code == "file-unreadable":
        return finding(fault.code, file, why=fault.why, technical=fault.technical)
    return finding(fault.code, file)


def _unread(name: str, sha256: str, why: Finding) -> _FileRows:
    return _FileRows([Sheet(name, "", sha256, rejected=True)], [], [why])


def _not_regular() -> FileFault:
    return FileFault("file-unreadable", "not_regular")


def _read_workbook(workbook: Workbook, file: str, sha256: str, context: IntakeContext) -> _FileRows:
    result = _FileRows()
    for name, hidden in workbook.sheets:
        layout = context.vocabulary.layout_of(name)
        if layout == "ignored" or (hidden and not layout):
            continue  # lists and notes of our own templates
        report = Report(file, name)
        sheet, rows = _guarded(
            workbook, name, layout, hidden=hidden, context=context, report=report
        )
        if sheet is None:
            continue
        result.findings.extend(report.findings(context.vocabulary.limits))
        result.sheets.append(replace(sheet, sha256=sha256))
        if rows is not None:
            result.rows.append(rows)
    if not result.sheets:
        names = ", ".join(name for name, _ in workbook.sheets if name) or "—"
        result.findings.append(finding("no-score-sheet", file, value=names, sheets=names))
        result.sheets.append(Sheet(file, "", sha256, rejected=True))
    return result


def _guarded(
    workbook: Workbook,
    name: str,
    layout: str,
    *,
    hidden: bool,
    context: IntakeContext,
    report: Report,
) -> tuple[Sheet | None, SheetRows | None]:
    """Reads one sheet; a reader that fails on it becomes one more finding and doesn't stop the others."""
    try:
        grid = workbook.grid(name)
    except BaseException as error:  # readers of foreign files fail in every way there is
        if isinstance(error, NEVER_CAUGHT):
            raise
        if isinstance(error, TooLarge):
            report.note("sheet-too-large", SHEET)
        else:
            why = reason(name_of(error))
            report.note("sheet-unreadable", SHEET, why=why, technical=technical(error))
        return Sheet(report.file, report.sheet, rejected=True), None
    if grid.open_quote:
        row, column = grid.open_quote
        beginning = shown(grid.rows[row][column], 20)
        report.note("csv-quote-open", WholeSheet(address(row, column)), beginning)
    elif not layout and not has_header(grid, context):
        return None, None
    if not layout and name:  # the one sheet of a text file has no name
        expected = context.vocabulary.sheets.wide[0]
        report.note("sheet-name-unknown", SHEET, name, expected=expected)
    if hidden:
        report.note("sheet-hidden", SHEET, name)
    return read_sheet(grid, context, report)
