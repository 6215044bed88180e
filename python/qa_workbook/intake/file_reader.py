"""Reads one file: its sheets by a form, a layout, or as score sheets of ours."""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qa_workbook.files import RESULT
from qa_workbook.findings.finding import Finding, finding, shown
from qa_workbook.findings.places import SHEET, WholeSheet
from qa_workbook.findings.report import Report
from qa_workbook.forms.model import Form
from qa_workbook.grids.a1 import address
from qa_workbook.grids.faults import FileFault
from qa_workbook.grids.grid import Grid, Workbook
from qa_workbook.grids.workbook import category_of, open_workbook, read_grid, read_values
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.files import is_regular, readable
from qa_workbook.intake.form_sheet import FormRows, known_headings, read_form_sheet
from qa_workbook.intake.header import find_head, may_have_head
from qa_workbook.intake.lacking import nearest_of_sheet
from qa_workbook.intake.last_file import SLOW, being_read, fate_of_reader
from qa_workbook.intake.origins import Lying
from qa_workbook.intake.returned import came_back, without_fronts
from qa_workbook.intake.sheet import SheetRows, has_header, read_sheet, score_headings
from qa_workbook.labels.reasons import ByLanguage, name_of, technical
from qa_workbook.sheets import Sheet

_BEGINNING = 20  # characters of an open quote that are shown


@dataclass(frozen=True)
class FileRows:
    """What one file gave; small and picklable, so that workers can send it."""

    sheets: list[Sheet] = field(default_factory=list)
    rows: list[SheetRows] = field(default_factory=list)
    form_rows: list[FormRows] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    lying: Lying | None = None
    foreign: list[str] = field(default_factory=list)
    """The sheets that layouts read."""


def read_file(file: Path, context: IntakeContext) -> FileRows:
    """Reads one file of any kind."""
    name = context.names.name(file)
    fate = fate_of_reader(file)
    if fate:
        return FileRows([Sheet(name, "", rejected=True)], findings=[_of_fate(fate, name, context)])
    with being_read(file, context.vocabulary.limits.most_seconds):
        return _read_file(file, name, context)


def _of_fate(fate: str, name: str, context: IntakeContext) -> Finding:
    """The finding of a file whose reader died, or didn't come back."""
    if fate == SLOW:
        return finding("file-too-slow", name, limit=context.vocabulary.limits.most_seconds)
    return finding("file-kills-reader", name)


def _read_file(file: Path, name: str, context: IntakeContext) -> FileRows:
    sha256 = ""
    try:
        data = _bytes_of(file, name, context)
        sha256 = hashlib.sha256(data).hexdigest()
        workbook = open_workbook(data, context.vocabulary.limits)
    except FileFault as fault:
        unread = Sheet(name, "", sha256, rejected=True)
        return FileRows([unread], findings=[_finding_of(fault, file, name, context)])
    workbook, number = without_fronts(workbook)
    result = _read_workbook(workbook, name, sha256, context)
    if not result.sheets:
        own = category_of(data) == RESULT
        why = "" if own else _nearest(workbook, context)
        _note_without_scores(result, workbook, name, sha256, why, own=own)
    came = came_back(workbook, number, name, context) if number else None
    lying = Lying(file, name, sha256, came, _labels(result), _about(result))
    return replace(result, lying=lying)


def _labels(result: FileRows) -> list[list[str]]:
    """What the sheets of a file say of themselves: scheme, inspector and day."""
    return [
        [str(sheet.scheme_key or ""), *(sheet.labels[key] for key in sorted(sheet.labels))]
        for sheet in result.sheets
    ]


def _about(result: FileRows) -> str:
    """The recordings, or first parts of keys, that the rows of a file are about (`Lying.about`)."""
    found = {key[0] for sheet in result.sheets for key in sheet.rejected_keys if key}
    for rows in result.rows:
        found.update(rows.columns["recording"])
    for form_rows in result.form_rows:
        found.update(map(str, form_rows.columns[form_rows.form.key[0]]))
    return json.dumps(sorted(found - {""}))


def _nearest(workbook: Workbook, context: IntakeContext) -> ByLanguage | str:
    """What separates the first likely sheet of a file from a score sheet, "" if none is likely."""
    for name, _ in workbook.sheets:
        grid = _grid(workbook, name, Report("", name))
        near = nearest_of_sheet(grid, context.headings) if grid else ""
        if near:
            return near
    return ""


def _bytes_of(file: Path, name: str, context: IntakeContext) -> bytes:
    """The content of a file. Raises FileFault for what isn't a spreadsheet by name or nature."""
    suffixes = context.vocabulary.files.suffixes
    return _content(file, context, of_a_sheet=name.lower().endswith(suffixes))


def _content(file: Path, context: IntakeContext, *, of_a_sheet: bool = True) -> bytes:
    """The content of an ordinary file that isn't too large. Raises FileFault."""
    try:
        if not is_regular(file):
            raise FileFault("file-unreadable", "not_regular")
        if not of_a_sheet:
            raise FileFault("file-unsupported", "not_a_spreadsheet")
        if file.stat().st_size > context.vocabulary.limits.max_file_bytes:
            raise FileFault("file-too-large")
        return file.read_bytes()
    except OSError as error:
        is_loop = error.errno == errno.ELOOP  # a link to itself
        why = "not_regular" if is_loop else name_of(error)
        raise FileFault("file-unreadable", why, technical(error)) from None


def _finding_of(fault: FileFault, file: Path, name: str, context: IntakeContext) -> Finding:
    if fault.code == "file-too-large":
        return finding(fault.code, name, limit=context.vocabulary.limits.max_file_megabytes)
    if fault.code == "file-unreadable":
        return finding(fault.code, name, why=fault.why, technical=fault.technical)
    if fault.code == "file-unsupported":
        return finding(fault.code, name, value=readable(file.suffix))
    return finding(fault.code, name)


def _read_workbook(workbook: Workbook, file: str, sha256: str, context: IntakeContext) -> FileRows:
    result, beside = FileRows(), list[Grid]()
    people = _people(workbook, context)
    for name, hidden in workbook.sheets:
        report = Report(file, name)
        form, layout = context.forms.of_sheet(name), context.vocabulary.layout_of(name)
        named = form is not None or bool(layout)
        if layout == "ignored" or (hidden and not named):
            # Lists and notes of our own templates; but nobody's scores are passed over in silence.
            result.findings.extend(_passed_over(workbook, name, report, context))
            continue
        grid = _grid(workbook, name, report)
        if grid and _is_foreign(grid, sha256, context, report, result):
            result.findings.extend(report.findings(context.vocabulary.limits))
            continue
        if grid and not named and not grid.open_quote:
            form = _form_of(grid, context)
            if form is None and not has_header(grid, context):
                if _is_nearly_foreign(grid, sha256, context, report, result):
                    result.findings.extend(report.findings(context.vocabulary.limits))
                else:
                    beside.append(grid)
                continue
        if grid is None:
            result.sheets.append(Sheet(file, name, sha256, rejected=True))
        else:
            expected = form.sheet if form else context.vocabulary.sheets.wide[0]
            named = named or name in people
            _check_sheet(grid, report, hidden=hidden, expected="" if named else expected)
            person = name if name in people else ""
            _read_rows(grid, form, sha256, context, report, result, person)
        result.findings.extend(report.findings(context.vocabulary.limits))
    if result.foreign:
        result.findings.extend(_told_beside(beside, file, context))
    return result


def _told_beside(beside: Sequence[Grid], file: str, context: IntakeContext) -> list[Finding]:
    """The sheets beside those that layouts read of which no layout speaks; empty ones are none."""
    found: list[Finding] = []
    for grid in beside:
        if any(map(any, grid.rows)) and not context.layouts.passes_over(grid.name, file):
            found.append(finding("sheet-beside-layout", file, grid.name, value=grid.name))
    return found


def _is_foreign(
    grid: Grid, sha256: str, context: IntakeContext, report: Report, result: FileRows
) -> bool:
    """Whether a sheet has a layout of its own; it is read by it then.

    One that names its scheme is ours, whatever its headings are.
    """
    found = context.layouts.of_sheet(grid, report.file)
    head = find_head(grid, context.headings.search) if found else None
    if not found or (head and "scheme" in head.labels):
        return False
    if len(found) > 1:
        report.note("layout-ambiguous", SHEET, known=", ".join(one.id for one in found))
        result.sheets.append(Sheet(report.file, report.sheet, sha256, rejected=True))
        return True
    result.foreign.append(grid.name)
    # only who uses sheets of others waits until the reading of layouts is loaded
    from qa_workbook.intake.foreign_sheet import read_foreign_sheet

    sheets, rows = read_foreign_sheet(grid, found[0], context, report)
    result.sheets.extend(replace(sheet, sha256=sha256) for sheet in sheets)
    result.rows.extend(rows)
    return True


def _is_nearly_foreign(
    grid: Grid, sha256: str, context: IntakeContext, report: Report, result: FileRows
) -> bool:
    """Whether a sheet lacks little of a layout: a score sheet that can't be read, never a note."""
    near = context.layouts.nearest_of(grid, report.file)
    if near is None:
        return False
    for lacking in near.lacking:
        place = WholeSheet(address(*lacking.place)) if lacking.place else SHEET
        name: ByLanguage = {"zh": near.layout.name.zh, "en": near.layout.name.en}
        said = {"expected": lacking.heading, "near": lacking.nearest or "—"}
        report.note("layout-nearly-fits", place, lacking.nearest, layout=name, **said)
    result.sheets.append(Sheet(report.file, report.sheet, sha256, rejected=True))
    return True


def _note_without_scores(
    result: FileRows,
    workbook: Workbook,
    file: str,
    sha256: str,
    why: ByLanguage | str,
    *,
    own: bool,
) -> None:
    """A file in which no sheet holds scores; one of our `own` results is nobody's fault."""
    if own:
        result.findings.append(finding("own-output", file))
        return
    names = ", ".join(name for name, _ in workbook.sheets if name) or "—"
    result.findings.append(finding("no-score-sheet", file, value=names, sheets=names, why=why))
    result.sheets.append(Sheet(file, "", sha256, rejected=True))


def _people(workbook: Workbook, context: IntakeContext) -> frozenset[str]:
    """The sheets that are named after people: several of them, for one may be anything."""
    found = [name for name, _ in workbook.sheets if context.vocabulary.is_person(name)]
    return frozenset(found if len(found) > 1 else [])


def _passed_over(
    workbook: Workbook, name: str, report: Report, context: IntakeContext
) -> list[Finding]:
    """What is said of a sheet that isn't looked into: only that it seems to hold scores."""
    values = read_values(workbook, name)
    if values is not None and not may_have_head(values, context.headings.search):
        return []  # as nearly always: nothing else need be known of the sheet
    grid = _grid(workbook, name, Report(report.file, name))
    if grid and has_header(grid, context):
        report.note("sheet-passed-over", SHEET, name)
    return report.findings(context.vocabulary.limits)


def _form_of(grid: Grid, context: IntakeContext) -> Form | None:
    """The form that a sheet with any name holds: it has more of its headings than of any other."""
    counts = [
        (known_headings(grid, form, context.vocabulary), form) for form in context.forms.inbox
    ]
    most = max((count for count, _ in counts), default=0)
    best = [form for count, form in counts if count == most]
    if not most or len(best) > 1 or most < score_headings(grid, context):
        return None
    return best[0]


def _read_rows(
    grid: Grid,
    form: Form | None,
    sha256: str,
    context: IntakeContext,
    report: Report,
    result: FileRows,
    person: str,
) -> None:
    """Reads a sheet by its form, a score sheet without one, and adds it to what its file gave."""
    if form is None:
        sheet, rows = read_sheet(grid, context, report, person)
        result.rows.extend(rows)
    else:
        sheet, form_rows = read_form_sheet(grid, form, context, report)
        result.form_rows.extend([form_rows] if form_rows else [])
    result.sheets.append(replace(sheet, sha256=sha256))


def _grid(workbook: Workbook, name: str, report: Report) -> Grid | None:
    """One sheet; where its reader fails that is one more finding, and the other sheets are read."""
    try:
        return read_grid(workbook, name)
    except FileFault as fault:
        if fault.code == "file-too-large":
            report.note("sheet-too-large", SHEET)
        else:
            report.note("sheet-unreadable", SHEET, why=fault.why, technical=fault.technical)
        return None


def _check_sheet(grid: Grid, report: Report, *, hidden: bool, expected: str) -> None:
    """What can be said of a sheet before its header is read.

    `expected` is the name that it should have, "" where it has a name that is known.
    """
    if grid.open_quote:
        row, column = grid.open_quote
        beginning = shown(grid.rows[row][column], _BEGINNING)
        report.note("csv-quote-open", WholeSheet(address(row, column)), beginning)
    if expected and grid.name:  # the one sheet of a text file has no name
        report.note("sheet-name-unknown", SHEET, grid.name, expected=expected)
    if hidden:
        report.note("sheet-hidden", SHEET, grid.name)


def is_table_of_scores(file: Path, context: IntakeContext) -> bool:
    """Whether a text file of another kind holds the headings of a score sheet."""
    if file.suffix.lower() != ".txt":
        return False
    if fate_of_reader(file):
        return True  # whatever it is called, it is no plain text
    limits = context.vocabulary.limits
    try:
        with being_read(file, limits.most_seconds):
            workbook = open_workbook(_content(file, context), limits)
            grids = [read_grid(workbook, name) for name, _ in workbook.sheets]
        return any(has_header(grid, context) for grid in grids)
    except FileFault:
        return False
