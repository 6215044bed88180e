"""One sheet of a form, from grid to checked rows: header, labels, columns, then the checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from qa_workbook.findings.codes import code_of_error
from qa_workbook.findings.places import SHEET, Column, Label
from qa_workbook.findings.report import Report
from qa_workbook.forms.frames import form_schema
from qa_workbook.forms.kinds import KINDS, CellContext, spoken
from qa_workbook.forms.model import Field, Form
from qa_workbook.forms.policy import Policy
from qa_workbook.forms.text_cells import blank
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.frames import Role
from qa_workbook.grids.a1 import address, letters
from qa_workbook.grids.grid import CellError, Grid
from qa_workbook.intake.columns import ColumnPlan
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.form_blocks import without_second_table
from qa_workbook.intake.form_table import FormValues
from qa_workbook.intake.form_values import check_rows
from qa_workbook.intake.header import Head, Search, find_head
from qa_workbook.intake.roster import Roster
from qa_workbook.intake.row_traits import traits_of
from qa_workbook.intake.values import Columns
from qa_workbook.sheets import Sheet

_MOST_NEEDED = 3
"""So many headings of a form make a header, fewer where the form requires fewer columns."""


def search_of(form: Form, vocabulary: Vocabulary) -> Search:
    """Returns what the header of a form's sheet is found by."""
    labels = {normal(name): field.id for field in form.labels for name in field.headings}
    least = max(1, min(_MOST_NEEDED, len(form.ids("required"))))
    headings, rows = frozenset(form.lookup), vocabulary.limits.header_rows
    return Search(headings, labels, vocabulary.all_labels, rows, least)


def known_headings(grid: Grid, form: Form, vocabulary: Vocabulary) -> int:
    """Returns how many headings of the form a sheet with any name has.

    It is 0 unless all columns that the form requires are there, and half of all its columns, and
    hardly any that it doesn't have: a score sheet names recordings, agents and days as well.
    """
    head = find_head(grid, search_of(form, vocabulary))
    if head is None:
        return 0
    present = {form.lookup[name] for name in head.headings.values() if name in form.lookup}
    others = sum(name not in form.lookup for name in head.headings.values())
    is_enough = len(present) * 2 >= len(form.entered) and others * 2 <= len(present)
    return len(present) if is_enough and present.issuperset(form.ids("required")) else 0


@dataclass(frozen=True)
class FormRows:
    """The accepted rows of one sheet: columns of the frame as lists, and zero-based rows.

    `found` says where each column stands.
    """

    form: Form
    file: str
    sheet: str
    columns: Columns
    lines: list[int]
    found: Mapping[str, Column]


def read_form_sheet(
    grid: Grid, form: Form, context: IntakeContext, report: Report
) -> tuple[Sheet, FormRows | None]:
    """Reads one sheet. Returns what it is, without the hash of its file, and its accepted rows.

    There are no rows when the sheet is rejected.
    """
    vocabulary, roster = context.vocabulary, context.roster
    values = read_form(grid, form, vocabulary, context.today, roster, report, context.policy)
    if values is None:
        rejected = report.sheet_rejected
        sheet = Sheet(report.file, report.sheet, scheme_key=form.scheme_key, rejected=rejected)
        return sheet, None
    columns, lines = values.without(report.rejected_rows)
    found = values.table.columns.items()
    sheet = Sheet(
        report.file,
        report.sheet,
        scheme_key=form.scheme_key,
        labels={name: spoken(values.labels[name]) for name in form_schema(form).having(Role.SHEET)},
        columns={key: letters(column.index) for key, column in found},
        rows_read=values.count,
        rows_rejected=values.count - len(lines),
        rejected_keys=_rejected_keys(values, report.rejected_rows),
    )
    return sheet, FormRows(form, report.file, report.sheet, columns, lines, values.table.columns)


def _rejected_keys(values: FormValues, rejected: set[int]) -> tuple[tuple[str, ...], ...]:
    """The keys of rejected rows that could be read."""
    names = form_schema(values.form).key
    rows = zip(*(values.columns[name] for name in names), strict=True)
    keys = [tuple(map(spoken, key)) for key in rows]
    lines = values.table.lines
    return tuple(
        key for key, line in zip(keys, lines, strict=True) if line in rejected and all(key)
    )


def read_form(
    grid: Grid,
    form: Form,
    vocabulary: Vocabulary,
    today: date,
    roster: Roster | None,
    report: Report,
    policy: Policy | None = None,
) -> FormValues | None:
    """Returns the rows of a sheet, read and checked; None where there are no columns to read.

    Without a `policy` what depends on it isn't checked.
    """
    search = search_of(form, vocabulary)
    head = find_head(grid, search)
    if head is None:
        if any(map(any, grid.rows)):
            expected = "、".join(form.by_id[key].heading for key in form.ids("required"))
            limit = vocabulary.limits.header_rows
            report.note("form-header-not-found", SHEET, limit=limit, expected=expected)
        else:
            report.note("sheet-empty", SHEET)
        return None
    cells = CellContext(vocabulary, grid.epoch_1904, grid.typed)
    labels = {field.id: _label(field, form, head, cells, report) for field in form.labels}
    table = ColumnPlan(grid, head, form, vocabulary, report, traits_of(form)).table(form.lookup)
    if report.sheet_rejected:
        return None
    table = without_second_table(table, grid, head, search, report)
    places = {key: address(row, column) for key, (_, row, column) in head.labels.items()}
    values = FormValues(
        table,
        form,
        vocabulary,
        today,
        labels,
        roster,
        label_cells=places,
        policy=policy or Policy(),
    )
    check_rows(values, report)
    return values


def _label(field: Field, form: Form, head: Head, cells: CellContext, report: Report) -> Any:
    """The value of a label; one of the key, or required, that can't be read keeps the sheet out."""
    needed = field.need == "required"
    value, row, column = head.labels.get(field.id, ("", 0, 0))
    place = address(row, column) if field.id in head.labels else ""
    label = Label(place, field.heading, needed)
    nothing = KINDS[field.kind].nothing
    if_unread = replace(label, needed=needed or field.id in form.key)
    if isinstance(value, CellError):
        code = code_of_error(value)
        report.note(code, if_unread, value.words)
        return nothing
    if blank(value) and field.empty is None:
        if field.need in ("required", "needed"):
            report.note("label-missing" if needed else "label-empty", label)
        return nothing
    given = field.empty if blank(value) else value
    reading = KINDS[field.kind].read(given, field, cells)
    if reading.code:
        report.note(reading.code, if_unread, value, **reading.details)
    return nothing if reading.value is None else reading.value
