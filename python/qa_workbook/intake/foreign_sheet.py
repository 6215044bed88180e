"""One sheet with a layout of its own, from grid to checked rows: unfolded first, then checked like
ours. What is found is told in the cells of the sheet itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from qa_workbook.findings.places import Cell, Heading, Label, Place
from qa_workbook.findings.report import Report
from qa_workbook.forms.kinds.days import read_date
from qa_workbook.forms.text_cells import names
from qa_workbook.grids.a1 import area, runs
from qa_workbook.grids.grid import Grid
from qa_workbook.grids.grid import Place as At
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.scheme_choice import version_of_days
from qa_workbook.intake.sheet import SheetRows, read_rows
from qa_workbook.intake.sheet_labels import SheetLabels
from qa_workbook.intake.unfolded_table import UnfoldedReport, UnfoldedTable
from qa_workbook.intake.values import SheetValues
from qa_workbook.layouts.model import Layout
from qa_workbook.layouts.unfold import unfold
from qa_workbook.layouts.unfolded import Understood, Unfolded
from qa_workbook.scheme.model import Scheme
from qa_workbook.sheets import Sheet, part_name


def read_foreign_sheet(
    grid: Grid, layout: Layout, context: IntakeContext, report: Report
) -> tuple[list[Sheet], list[SheetRows]]:
    """Reads one sheet by its layout, and its other parts by theirs.

    Returns what each part is, without the hash of its file, and its accepted rows; there are none
    of a part that is rejected. `report` gets what is wrong. Parts are called by
    `sheets.part_name`.
    """
    sheets, rows = list[Sheet](), list[SheetRows]()
    coverages: list[Mapping[At, Understood]] = []
    for number, part in enumerate(context.layouts.parts(layout), 1):
        cells, sheet, found = _read_part(grid, part, context, report)
        name = part_name(sheet.name, number)
        sheets.append(replace(sheet, name=name))
        rows += [replace(found, sheet=name)] if found else []
        coverages.append(cells)
    for place, value in _unsure(grid, coverages):
        report.note("cell-not-understood", place, value)
    return sheets, rows


def _read_part(
    grid: Grid, layout: Layout, context: IntakeContext, report: Report
) -> tuple[Mapping[At, Understood], Sheet, SheetRows | None]:
    """Reads a part of a sheet: what its cells were taken for, what it is, and its rows."""
    newest = context.schemes.latest(layout.scheme)
    unfolded = _unfold(grid, layout, newest, context, report)
    scheme = version_of_days(
        context.schemes, layout.scheme, lambda: _days(unfolded, context), Label(""), report
    )
    if scheme is not None and scheme.key != newest.key:
        unfolded = _unfold(grid, layout, scheme, context, report)
    table, own = UnfoldedTable(unfolded, layout), UnfoldedReport(report, unfolded, layout)
    if table.unscored:
        own.note("rows-not-scored", table.whom)
    told: list[Cell] = []
    for noted in unfolded.noted:
        place = table.place_of(noted)
        own.note(noted.code, place, noted.value, **noted.details)
        told += [place] if isinstance(place, Cell) else []
    report.take_over(own)
    if scheme is None or report.sheet_rejected or own.sheet_rejected:
        rejected = _rejected(table, scheme or newest, report)
        return _told(unfolded), rejected, None
    values = SheetValues(table.table, scheme, _labels(unfolded, context), context)
    read = UnfoldedReport(report, unfolded, layout)
    read.rejected_rows |= own.rejected_rows
    for cell in told:
        read.explain_cells([cell.row], [cell.column.index])
    sheet, rows = read_rows(values, read)
    report.take_over(read)
    rows = replace(rows, stated=table.stated(rows.lines), numbers_of=table.numbers)
    return _told(unfolded), replace(sheet, columns=table.source_columns), rows


def _told(unfolded: Unfolded) -> Mapping[At, Understood]:
    """What the cells were taken for; one with a fault of its own is told already."""
    cells = dict(unfolded.cells)
    for place in {noted.place for noted in unfolded.noted} & cells.keys():
        if cells[place].kind == "unsure":
            cells[place] = replace(cells[place], kind="ignored")
    return cells


def _unfold(
    grid: Grid, layout: Layout, scheme: Scheme, context: IntakeContext, report: Report
) -> Unfolded:
    form = context.headings.form(scheme)
    return unfold(grid, layout, scheme, form, context.vocabulary, report.file)


def _days(unfolded: Unfolded, context: IntakeContext) -> Collection[date]:
    """The days of the calls, which decide on the version; today where there are none."""
    place = unfolded.keys.index("call_date")
    earliest, grid = context.vocabulary.limits.earliest_date, unfolded.grid
    cells = (row[place] for row in grid.rows[1:])
    moments = (read_date(cell, earliest, grid.epoch_1904, grid.typed).value for cell in cells)
    days = {moment.date() for moment in moments if moment}
    return {day for day in days if day <= context.today} or {context.today}


def _labels(unfolded: Unfolded, context: IntakeContext) -> SheetLabels:
    """What holds for the whole sheet: of wide sheets only the project, for rows have the rest."""
    said = {key: value for key, (value, _, _) in unfolded.labels.items()}
    earliest, grid = context.vocabulary.limits.earliest_date, unfolded.grid
    day = read_date(said.get("inspected_on", ""), earliest, grid.epoch_1904, grid.typed).value
    inspector, project = names([said.get(key, "") for key in ("inspector", "project")])
    return SheetLabels(inspector, project, day)


def _unsure(grid: Grid, coverages: Sequence[Mapping[At, Understood]]) -> list[tuple[Place, object]]:
    """The cells that no part of the sheet understands, those beside one another as one place."""
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(coverages[0]):
        at = (row, column)
        if all(at not in cells or cells[at].kind == "unsure" for cells in coverages):
            by_row.setdefault(row, []).append(column)
    return [
        (Heading(area(row, first, row, last), "", last - first + 1), grid.rows[row][first])
        for row, columns in by_row.items()
        for first, last in runs(columns)
    ]


def _rejected(table: UnfoldedTable, scheme: Scheme, report: Report) -> Sheet:
    count = len(table.table.lines)
    return Sheet(
        report.file,
        report.sheet,
        scheme_key=scheme.key,
        rows_read=count,
        rows_rejected=count,
        rejected=True,
    )
