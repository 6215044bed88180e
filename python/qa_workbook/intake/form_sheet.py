"""One sheet of a form, from grid to checked rows: header, labels, columns, then the checks."""

from __future__ import annotations

from datetime import date
from typing import Any

from qa_workbook.findings.places import SHEET, Label
from qa_workbook.findings.report import Report
from qa_workbook.forms.kinds import KINDS, CellContext
from qa_workbook.forms.model import Field, Form
from qa_workbook.forms.text_cells import blank
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.a1 import address
from qa_workbook.grids.grid import CellError, Grid
from qa_workbook.intake.columns import ColumnPlan
from qa_workbook.intake.form_values import FormValues, check_rows
from qa_workbook.intake.header import Head, Search, find_head
from qa_workbook.intake.roster import Roster
from qa_workbook.intake.row_finder import traits_of

_MOST_NEEDED = 3
"""So many headings of a form make a header, fewer where the form requires fewer columns."""


def search_of(form: Form, vocabulary: Vocabulary) -> Search:
    """Returns what the header of a form's sheet is found by."""
    labels = {normal(name): field.id for field in form.labels for name in field.headings}
    least = max(1, min(_MOST_NEEDED, len(form.ids("required"))))
    headings, rows = frozenset(form.lookup), vocabulary.limits.header_rows
    return Search(headings, labels, vocabulary.all_labels, rows, least)


def fits(form: Form, grid: Grid, vocabulary: Vocabulary) -> bool:
    """Returns whether a sheet with another name holds the form: all that it requires is there."""
    head = find_head(grid, search_of(form, vocabulary))
    if head is None:
        return False
    present = {form.lookup.get(name) for name in head.headings.values()}
    return present.issuperset(form.ids("required"))


def read_form(
    grid: Grid,
    form: Form,
    vocabulary: Vocabulary,
    today: date,
    roster: Roster | None,
    report: Report,
) -> FormValues | None:
    """Returns the rows of a sheet, read and checked; None where there are no columns to read."""
    head = find_head(grid, search_of(form, vocabulary))
    if head is None:
        if any(map(any, grid.rows)):
            expected = "、".join(form.by_id[key].heading for key in form.ids("required"))
            limit = vocabulary.limits.header_rows
            report.note("form-header-not-found", SHEET, limit=limit, expected=expected)
        else:
            report.note("sheet-empty", SHEET)
        return None
    cells = CellContext(vocabulary, grid.epoch_1904, grid.typed)
    labels = {field.id: _label(field, head, cells, report) for field in form.labels}
    table = ColumnPlan(grid, head, form, vocabulary, report, traits_of(form)).table(form.lookup)
    if report.sheet_rejected:
        return None
    values = FormValues(table, form, vocabulary, today, labels, roster)
    check_rows(values, report)
    return values


def _label(field: Field, head: Head, cells: CellContext, report: Report) -> Any:
    """The value of a label; one that is required and can't be read keeps the sheet out."""
    needed = field.need == "required"
    value, row, column = head.labels.get(field.id, ("", 0, 0))
    place = address(row, column) if field.id in head.labels else ""
    label = Label(place, field.heading, needed)
    nothing = KINDS[field.kind].nothing
    if isinstance(value, CellError):
        code = "formula-error" if value.words else "formula-not-calculated"
        report.note(code, label, value.words)
        return nothing
    if blank(value) and field.empty is None:
        if needed:
            report.note("label-missing", label)
        return nothing
    given = field.empty if blank(value) else value
    reading = KINDS[field.kind].read(given, field, cells)
    if reading.code:
        report.note(reading.code, label, value, **reading.details)
    return nothing if reading.value is None else reading.value
