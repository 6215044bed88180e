"""One sheet from grid to accepted rows: header, scheme, columns, cells, duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from qa_workbook.findings.places import SHEET, Column, Label
from qa_workbook.findings.report import Report
from qa_workbook.forms.dates import read_date
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.a1 import address
from qa_workbook.grids.grid import CellError, Grid
from qa_workbook.intake.choice import choose
from qa_workbook.intake.columns import place_columns
from qa_workbook.intake.context import IntakeContext, SheetLabels
from qa_workbook.intake.data_rows import RowFinder
from qa_workbook.intake.duplicates import Key, SheetKeys, check_in_sheet
from qa_workbook.intake.header import Head, find_head
from qa_workbook.intake.long import read_long
from qa_workbook.intake.rows import kept, source_columns
from qa_workbook.intake.table import Table, check_unseen
from qa_workbook.intake.wide import read_wide
from qa_workbook.keys import SchemeKey
from qa_workbook.scheme.model import Scheme

_SURE = 6
_ORIGIN = ("recording", "inspector", "entry")


@dataclass(frozen=True)
class SheetSummary:
    """What `SheetInfo` says of a sheet."""

    scheme_key: SchemeKey | None = None
    inspector: str = ""
    inspected_on: date | None = None
    rows_read: int = 0
    rows_rejected: int = 0
    rejected: bool = False
    rejected_keys: tuple[Key, ...] = ()


@dataclass(frozen=True)
class SheetRows:
    """The accepted rows of one sheet: columns of the recordings frame as lists, and zero-based rows."""

    scheme: Scheme
    file: str
    sheet: str
    labels: SheetLabels
    columns: dict[str, list[Any]]
    lines: list[int]
    sources: str
    key_column: Column
    agent_column: Column
    date_column: Column

    def sheet_keys(self) -> SheetKeys:
        """Returns what `duplicates.check_between_sheets` wants."""
        facts = [
            (self.agent_column, self.columns["agent"]),
            (self.date_column, self.columns["call_date"]),
        ]
        return SheetKeys(
            self.scheme.id,
            self.file,
            self.sheet,
            self.key_column,
            keys_of(self.columns),
            self.lines,
            facts,
        )


def keys_of(columns: dict[str, list[Any]]) -> list[Key]:
    """Returns (recording, inspector, entry, agent) of each row; in wide sheets agent is ""."""
    agents = columns["agent"] if "clause" in columns else [""] * len(columns["agent"])
    return list(
        zip(columns["recording"], columns["inspector"], columns["entry"], agents, strict=True)
    )


def has_header(grid: Grid, context: IntakeContext) -> bool:
    """Returns whether a sheet with an unknown name is a score sheet: its headings and at least one of its labels are there.

    Reports that repeat the headings, our own analysis workbook among them, have no such labels. A text file has only
    one sheet and needs none to be told what it lacks.
    """
    head = find_head(grid, context.headings)
    if head is None or (grid.typed and not head.labels.keys() & {"scheme", "inspector"}):
        return False
    return len({name for name in head.headings.values() if name in context.headings.any}) >= _SURE


def read_sheet(
    grid: Grid, context: IntakeContext, report: Report
) -> tuple[SheetSummary, SheetRows | None]:
    """Reads one sheet. Returns its summary and its accepted rows (None when the sheet is rejected)."""
    head = find_head(grid, context.headings)
    if head is None:
        if any(map(any, grid.rows)):
            limit = context.vocabulary.limits.header_rows
            report.note("header-not-found", SHEET, limit=limit)
        else:
            report.note("sheet-empty", SHEET)
        return SheetSummary(rejected=report.sheet_rejected), None
    labels = _labels(head, grid, context, report)
    scheme = choose(head, context.headings, lambda: _days(head, labels, grid, context), report)
    if scheme is None:
        return _rejected(labels, _row_count(grid, head, context), None), None
    table = place_columns(grid, head, context.headings, scheme, report)
    if scheme.sheet.layout == "wide" and not labels.inspector and not report.sheet_rejected:
        place = head.labels.get("inspector")
        report.note("inspector-missing", Label(address(place[1], place[2]) if place else ""))
    if report.sheet_rejected:
        return _rejected(labels, len(table.lines), scheme), None
    if not table.lines:
        report.note("sheet-without-rows", SHEET)
    if grid.epoch_1904:
        report.note("date-system-1904", SHEET)
    return _rows(table, scheme, labels, context, report)


def _rows(
    table: Table, scheme: Scheme, labels: SheetLabels, context: IntakeContext, report: Report
) -> tuple[SheetSummary, SheetRows]:
    check_unseen(table, report)
    count = len(table.lines)
    long = scheme.sheet.layout == "long"
    columns = (read_long if long else read_wide)(table, scheme, labels, context, report)
    columns.setdefault("inspector", [labels.inspector] * count)
    columns.setdefault("entry", [""] * count)
    key_column = table.columns.get("basis" if long else "recording") or table.columns["clause"]
    sound, lines = kept(columns, table.lines, report.rejected_rows)
    contents = list(
        zip(*(values for key, values in sound.items() if key not in _ORIGIN), strict=True)
    )
    check_in_sheet(keys_of(sound), contents, lines, key_column, report)
    accepted, lines = kept(columns, table.lines, report.rejected_rows)
    accepted_lines = set(lines)
    lost = [
        key
        for key, line in zip(keys_of(columns), table.lines, strict=True)
        if line not in accepted_lines and key[0]
    ]
    places = (key_column, table.columns["agent"], table.columns["call_date"])
    rows = SheetRows(
        scheme, report.file, report.sheet, labels, accepted, lines, source_columns(table), *places
    )
    day = labels.inspected_on.date() if labels.inspected_on else None
    summary = SheetSummary(
        scheme.key, labels.inspector, day, count, count - len(lines), False, tuple(lost)
    )
    return summary, rows


def _rejected(labels: SheetLabels, rows: int, scheme: Scheme | None) -> SheetSummary:
    day = labels.inspected_on.date() if labels.inspected_on else None
    return SheetSummary(scheme.key if scheme else None, labels.inspector, day, rows, rows, True)


def _labels(head: Head, grid: Grid, context: IntakeContext, report: Report) -> SheetLabels:
    for key, (value, row, column) in head.labels.items():
        if isinstance(
            value, CellError
        ):  # only the inspector can't be done without: it is part of every row's key
            name = getattr(context.vocabulary.labels, key)[0]
            code = "formula-error" if value.words else "formula-not-calculated"
            needed = key == "inspector"
            report.note(code, Label(address(row, column), name, needed), value.words)
    inspector, project = (
        words(head.labels.get(key, ("", 0, 0))[0]) for key in ("inspector", "project")
    )
    return SheetLabels(inspector, project, _inspected_on(head, grid, context, report))


def _inspected_on(
    head: Head, grid: Grid, context: IntakeContext, report: Report
) -> datetime | None:
    """质检日期; a day that can't be is as good as none, for a slip above the header must not cost a day's work."""
    value, row, column = head.labels.get("inspected_on", ("", 0, 0))
    cell, name = address(row, column), "质检日期"
    if isinstance(value, CellError):
        return None
    if blank(value):
        found = "inspected_on" in head.labels
        report.note("inspected-on-missing", Label(cell if found else "", name))
        return None
    moment = read_date(
        value, context.vocabulary.limits.earliest_date, grid.epoch_1904, grid.typed
    ).moment
    if moment is None:
        report.note("inspection-date-unreadable", Label(cell, name), value)
    elif moment.date() > context.today:
        today = context.today.isoformat()
        report.note("inspected-on-in-future", Label(cell, name), moment.date(), today=today)
        return None
    return moment


def _days(head: Head, labels: SheetLabels, grid: Grid, context: IntakeContext) -> set[date]:
    """The days that decide on a missing version: those of the calls, without any 质检日期, else today."""
    proper = normal(context.vocabulary.columns.call_date[0])
    places = [
        index
        for index, name in head.headings.items()
        if context.headings.fixed.get(name) == "call_date"
    ]
    place = min(places, key=lambda index: head.headings[index] != proper, default=None)
    earliest = context.vocabulary.limits.earliest_date
    cells = (
        [] if place is None else [grid.rows[line][place] for line in _lines(grid, head, context)]
    )
    moments = (read_date(cell, earliest, grid.epoch_1904, grid.typed).moment for cell in cells)
    days = {day for moment in moments if moment and (day := moment.date()) <= context.today}
    return days or {labels.inspected_on.date() if labels.inspected_on else context.today}


def _row_count(grid: Grid, head: Head, context: IntakeContext) -> int:
    """How many data rows a sheet of an unknown scheme has."""
    return len(_lines(grid, head, context))


def _lines(grid: Grid, head: Head, context: IntakeContext) -> list[int]:
    """The data rows of a sheet whose scheme is not known yet."""
    known = {
        index: context.headings.fixed.get(name, "entry") for index, name in head.headings.items()
    }
    return RowFinder(grid, head, context.vocabulary, known).find(Report("", grid.name))
