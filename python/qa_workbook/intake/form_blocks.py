"""Another table further down in a sheet of a form: its rows are kept out.

Labels hold for every row of a sheet, so the rows below other labels, or below another header, would
be counted for the wrong exam or month.
"""

from __future__ import annotations

from dataclasses import replace

from qa_workbook.findings.places import WholeRows
from qa_workbook.findings.report import Report
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import Grid
from qa_workbook.intake.blocks import blocks, label_rows
from qa_workbook.intake.header import Head, Search, labels_between
from qa_workbook.intake.table import Table


def without_second_table(
    table: Table, grid: Grid, head: Head, search: Search, report: Report
) -> Table:
    """Returns the table without further rows of labels; the rows below other ones are rejected."""
    labelled = set(label_rows(grid, head, search))
    lines = [line for line in table.lines if line not in labelled]
    tops = [row for row in labelled if _says_otherwise(grid, row, head, search)]
    tops += [part.head.row for part in blocks(grid, head, search)[1:]]
    below = [line for line in lines if tops and line > min(tops)]
    if below:
        report.note("rows-of-second-table", WholeRows(below, max(head.written)))
        for line in below:
            report.explain_row(line)
    return replace(table, lines=lines)


def _says_otherwise(grid: Grid, row: int, head: Head, search: Search) -> bool:
    """Whether a label of a row says something else than above the first header."""
    found = labels_between(grid, row, row + 1, search)
    return any(
        normal(str(value)) != normal(str(head.labels.get(key, ("",))[0]))
        for key, (value, _, _) in found.items()
        if value != ""
    )
