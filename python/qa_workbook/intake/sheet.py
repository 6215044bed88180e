"""One sheet from grid to accepted rows: header, labels, scheme, columns, then the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from qa_workbook.findings.places import SHEET, Column, Heading, Label
from qa_workbook.findings.report import Report
from qa_workbook.forms.kinds.days import read_date
from qa_workbook.forms.recordings import recordings_schema
from qa_workbook.forms.score_form import PER_ROW
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.a1 import address, area, letters
from qa_workbook.grids.grid import CellValue, Grid
from qa_workbook.intake.blocks import Block, blocks
from qa_workbook.intake.checks import check_rows
from qa_workbook.intake.columns import note_unclear_headings, place_columns
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.duplicates import SheetKeys, keys_of
from qa_workbook.intake.group_rows import with_days_of_groups
from qa_workbook.intake.header import Head, find_head
from qa_workbook.intake.row_finder import RowFinder
from qa_workbook.intake.scheme_choice import choose
from qa_workbook.intake.sheet_labels import SheetLabels, read_labels
from qa_workbook.intake.table import Table
from qa_workbook.intake.values import Columns, SheetValues
from qa_workbook.keys import Purpose, SchemeKey
from qa_workbook.scheme.model import Scheme
from qa_workbook.sheets import Sheet

_SURE = 6
"""So many known headings make a score sheet of a sheet with another name."""


class StatedColumn(NamedTuple):
    """A column of a sheet that says what its rows come to, and its cells.

    `kind` is one of the kinds of totals of a layout, "" where the heading says what it is.
    """

    column: Column
    cells: Sequence[CellValue]
    kind: str = ""


@dataclass(frozen=True)
class SheetRows:
    """The accepted rows of one sheet: columns of the recordings frame, and the lines (from 0)."""

    scheme: Scheme
    file: str
    sheet: str
    labels: SheetLabels
    columns: Columns
    lines: list[int]
    key_column: Column
    agent_column: Column
    date_column: Column
    stated: Sequence[StatedColumn] = ()
    """What a wide sheet says itself that its rows come to."""
    numbers_of: Mapping[int, int] | None = None
    """The number of each line that the records keep as its row, where it isn't the next one: of
    sheets that were unfolded by a layout."""
    purpose: Purpose = Purpose.RANDOM
    """What the rows were scored for."""

    @property
    def key(self) -> SchemeKey:
        """What the records keep the rows by."""
        return self.scheme.key.made_for(self.purpose)

    @property
    def numbers(self) -> list[int]:
        """What the records keep as the row of each line."""
        if self.numbers_of is None:
            return [line + 1 for line in self.lines]
        return [self.numbers_of[line] for line in self.lines]

    @property
    def owner(self) -> str:
        """Whose recordings the rows are of: a recording of another owner is another one."""
        list_number = f":{self.labels.list_number}" if self.purpose is not Purpose.RANDOM else ""
        return f"{self.key.id}{list_number}"

    def sheet_keys(self) -> SheetKeys:
        """Returns what `duplicates.check_between_sheets` wants."""
        facts = [
            (self.agent_column, self.columns["agent"]),
            (self.date_column, self.columns["call_date"]),
        ]
        return SheetKeys(
            self.owner,
            self.file,
            self.sheet,
            self.key_column,
            keys_of(self.columns),
            self.lines,
            facts,
        )


def has_header(grid: Grid, context: IntakeContext) -> bool:
    """Returns whether a sheet with an unknown name is a score sheet.

    Its headings and at least one of its labels are there: reports that repeat the headings, our own
    analysis workbook among them, have no such labels. A text file has only one sheet and needs none
    to be told what it lacks.
    """
    head = find_head(grid, context.headings.search)
    if head is None or (grid.typed and not head.labels.keys() & {"scheme", "inspector"}):
        return False
    return _known(head, context) >= _SURE


def score_headings(grid: Grid, context: IntakeContext) -> int:
    """Returns how many headings of score sheets a sheet has."""
    head = find_head(grid, context.headings.search)
    return _known(head, context) if head else 0


def _known(head: Head, context: IntakeContext) -> int:
    return len(context.headings.any.intersection(head.headings.values()))


def read_sheet(
    grid: Grid, context: IntakeContext, report: Report, person: str = ""
) -> tuple[Sheet, list[SheetRows]]:
    """Reads one sheet. Returns what it is, without the hash of its file, and its accepted rows.

    Tables below one another, each with a header of its own, are read one by one. There are no rows
    of a table that is rejected; the sheet is rejected when all of them are. `person` is whom the
    sheet is named after, the inspector where it names no other.
    """
    search = context.headings.search
    head = find_head(grid, search)
    if head is None:
        if any(map(any, grid.rows)):
            limit = context.vocabulary.limits.header_rows
            report.note("header-not-found", SHEET, limit=limit)
        else:
            report.note("sheet-empty", SHEET)
        return Sheet(report.file, report.sheet, rejected=report.sheet_rejected), []
    sheets, rows = _read_tables(blocks(grid, head, search), context, report, person)
    return _one_sheet(sheets), rows


def _read_tables(
    parts: Sequence[Block], context: IntakeContext, report: Report, person: str
) -> tuple[list[Sheet], list[SheetRows]]:
    """Reads the tables of a sheet: what each of them is, and the rows of those that are sound."""
    sheets, rows = list[Sheet](), list[SheetRows]()
    only = ""  # the scheme of the first table that is sound: one sheet, one scheme
    for part in parts:
        own = report if len(parts) == 1 else Report(report.file, report.sheet)
        sheet, found = _read_table(part.grid, part.head, context, own, person, only)
        sheets.append(sheet)
        rows += [found] if found else []
        if own is not report:
            report.take_over(own)
        if sheet.scheme_key and not sheet.rejected:
            only = only or sheet.scheme_key.id
    further = zip(parts[1:], sheets[1:], strict=True)
    _note_tables([part for part, sheet in further if _is_of(only, sheet)], context, report)
    return sheets, rows


def _is_of(scheme_id: str, table: Sheet) -> bool:
    """Whether a table isn't one of another scheme, which is told by itself."""
    return not scheme_id or table.scheme_key is None or table.scheme_key.id == scheme_id


def _note_tables(parts: Sequence[Block], context: IntakeContext, report: Report) -> None:
    for part in parts:
        if part.labelled >= 0:
            _note_labels(part, context, report)
            continue
        first, last = min(part.head.written), max(part.head.written)
        span = area(part.head.row, first, part.head.row, last)
        report.note("second-table", Heading(span, part.head.written[first]))


def _note_labels(part: Block, context: IntakeContext, report: Report) -> None:
    """What the labels between two recordings say of the rows below them."""
    for key, (value, row, column) in part.head.labels.items():
        if row >= part.labelled:
            name = getattr(context.vocabulary.labels, key)[0]
            place = Label(address(row, column), name, needed=False)
            report.note("labels-between-rows", place, value, name=name)


def _one_sheet(tables: Sequence[Sheet]) -> Sheet:
    """What a sheet is, from what its tables are.

    Labels and letters of columns on which they don't agree are those of none.
    """
    first = next((table for table in tables if not table.rejected), tables[0])
    return replace(
        first,
        labels=_agreed([table.labels for table in tables]),
        columns=_agreed([table.columns for table in tables if not table.rejected]),
        rows_read=sum(table.rows_read for table in tables),
        rows_rejected=sum(table.rows_rejected for table in tables),
        rejected=all(table.rejected for table in tables),
        rejected_keys=tuple(key for table in tables for key in table.rejected_keys),
    )


def _agreed(mappings: Sequence[Mapping[str, str]]) -> dict[str, str]:
    if not mappings:
        return {}
    first, others = mappings[0], mappings[1:]
    return {
        key: value
        for key, value in first.items()
        if all(other.get(key) == value for other in others)
    }


def _read_table(
    grid: Grid, head: Head, context: IntakeContext, report: Report, person: str, only: str
) -> tuple[Sheet, SheetRows | None]:
    """Reads one table of a sheet; the tables above are of the scheme `only`, "" for any."""
    grid = _with_days(grid, head, context, report)
    labels = read_labels(head, grid, context, report)
    note_unclear_headings(head, report)
    scheme = choose(head, context.headings, lambda: _days(head, labels, grid, context), report)
    if scheme is None:
        return _rejected(report, labels, len(_lines(grid, head, context)), None), None
    if only and scheme.id != only:
        span = area(head.row, min(head.written), head.row, max(head.written))
        place = Heading(span, head.written[min(head.written)])
        report.note("second-scheme", place, scheme.name.zh, other=only)
        return _rejected(report, labels, len(_lines(grid, head, context)), scheme), None
    # By the roster a name says whose row it is where there are no numbers.
    instead = {"agent": "name"} if context.roster else {}
    table = place_columns(grid, head, context.headings, scheme, report, instead)
    if scheme.sheet.layout == "wide" and not labels.inspector and not report.sheet_rejected:
        labels = replace(labels, inspector=_inspector(table, head, person, report))
    if report.sheet_rejected:
        return _rejected(report, labels, len(table.lines), scheme), None
    return read_rows(SheetValues(table, scheme, labels, context), report)


def _inspector(table: Table, head: Head, person: str, report: Report) -> str:
    """The inspector of a sheet without the label: whom it is named after, unless its rows say."""
    filled = table.filled(table.columns["inspector"].index) if "inspector" in table.columns else []
    if person and (not filled or len(filled) < len(table.lines)):
        report.note("inspector-from-sheet", SHEET, person)
        return person
    if not filled:
        report.note("inspector-missing", Label(_address_of(head, "inspector")))
    return ""


def _address_of(head: Head, label: str) -> str:
    """Address of a label's value, "" where the label isn't there."""
    if label not in head.labels:
        return ""
    _, row, column = head.labels[label]
    return address(row, column)


def read_rows(values: SheetValues, report: Report) -> tuple[Sheet, SheetRows]:
    """Reads and checks the rows of a sheet. Returns what it is, and its accepted rows."""
    check_rows(values, report)
    columns, lines = values.without(report.rejected_rows)
    rows = SheetRows(
        values.scheme,
        report.file,
        report.sheet,
        values.labels,
        columns,
        lines,
        values.key_column,
        values.table.columns.get("agent") or values.table.columns["name"],
        values.table.columns["call_date"],
        _stated(values, lines),
    )
    sheet = Sheet(
        report.file,
        report.sheet,
        scheme_key=values.scheme.key,
        labels=_common(values),
        columns=_letters_of(values.table),
        rows_read=values.count,
        rows_rejected=values.count - len(lines),
        rejected_keys=_rejected_keys(values, report.rejected_rows),
    )
    return sheet, rows


def _stated(values: SheetValues, lines: list[int]) -> list[StatedColumn]:
    """The computed columns of a wide sheet that hold something."""
    if values.scheme.sheet.layout == "long":
        return []
    table = values.table
    table = replace(table, lines=lines)
    columns = ((column, table.shown_column(column)) for column in table.computed)
    return [StatedColumn(column, cells) for column, cells in columns if any(cells)]


def _rejected_keys(values: SheetValues, rejected: set[int]) -> tuple[tuple[str, ...], ...]:
    """The keys of rejected rows, as far as it is known which recording they belong to."""
    if not rejected:
        return ()
    names = recordings_schema(values.scheme).key
    rows = zip(keys_of(values.columns), values.table.lines, strict=True)
    return tuple(
        tuple(getattr(key, name) for name in names)
        for key, line in rows
        if line in rejected and key.recording
    )


def _letters_of(table: Table) -> dict[str, str]:
    """The letters of the columns that were read, by key."""
    columns = (column for key, column in table.columns.items() if key != "serial")
    return {column.key: letters(column.index) for column in columns}


def _identity(labels: SheetLabels) -> dict[str, str]:
    """What tells the sheet from another one that is filled later in its place."""
    day = labels.inspected_on.date().isoformat() if labels.inspected_on else ""
    return {"inspector": labels.inspector, "inspected_on": day}


def _common(values: SheetValues) -> dict[str, str]:
    """What tells the sheet from another one, as far as all its rows agree on it."""
    found = _identity(values.labels)
    for key in PER_ROW.intersection(values.table.columns):
        said = set(values.columns[key])
        if len(said) > 1:
            del found[key]
        for value in said if len(said) == 1 else ():
            found[key] = value.date().isoformat() if isinstance(value, datetime) else value or ""
    return found


def _rejected(report: Report, labels: SheetLabels, rows: int, scheme: Scheme | None) -> Sheet:
    return Sheet(
        report.file,
        report.sheet,
        scheme_key=scheme.key if scheme else None,
        labels=_identity(labels),
        rows_read=rows,
        rows_rejected=rows,
        rejected=True,
    )


def _days(head: Head, labels: SheetLabels, grid: Grid, context: IntakeContext) -> set[date]:
    """The days that decide on a missing version.

    They are those of the calls; without any 质检日期, else today.
    """
    days = {day for day in _call_days(head, grid, context) if day <= context.today}
    if days:
        return days
    return {labels.inspected_on.date() if labels.inspected_on else context.today}


def _with_days(grid: Grid, head: Head, context: IntakeContext, report: Report) -> Grid:
    """The grid with the days that are said once for the rows below."""
    place = _place_of_days(head, context)
    if place is None:
        return grid
    earliest = context.vocabulary.limits.earliest_date

    def data_rows(bare: Grid) -> list[int]:
        return _lines(bare, head, context)

    return with_days_of_groups(grid, head, place, earliest, data_rows, report)


def _place_of_days(head: Head, context: IntakeContext) -> int | None:
    """The column of the days of calls, in a sheet whose scheme is not known yet."""
    fixed, proper = context.headings.fixed, normal(context.vocabulary.columns.call_date[0])
    places = [index for index, name in head.headings.items() if fixed.get(name) == "call_date"]
    return min(places, key=lambda index: head.headings[index] != proper, default=None)


def _call_days(head: Head, grid: Grid, context: IntakeContext) -> Iterator[date]:
    place = _place_of_days(head, context)
    if place is None:
        return
    earliest = context.vocabulary.limits.earliest_date
    for line in _lines(grid, head, context):
        cell = grid.rows[line][place]
        moment = read_date(cell, earliest, grid.epoch_1904, grid.typed).value
        if moment:
            yield moment.date()


def _lines(grid: Grid, head: Head, context: IntakeContext) -> list[int]:
    """The data rows of a sheet whose scheme is not known yet."""
    fixed = context.headings.fixed
    known = {index: fixed.get(name, "entry") for index, name in head.headings.items()}
    return RowFinder(grid, head, context.vocabulary, known).find(Report("", grid.name))
