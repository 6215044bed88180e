"""The marks of a wide sheet: a column per item or per point, and occurrences of counted clauses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from qa_workbook.findings.places import Cell, Column, RowCells
from qa_workbook.findings.report import Report
from qa_workbook.forms.kinds.numbers import exact, read_count
from qa_workbook.forms.marks import MarkReader, Ticks
from qa_workbook.frames import ABSENT, MARK, NOT_APPLICABLE
from qa_workbook.grids.grid import CellError
from qa_workbook.intake.values import SheetValues
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Indicator

OF_MARKS = (
    "mark-out-of-range",
    "mark-off-step",
    "mark-not-a-number",
    "mark-looks-like-fraction",
    "mark-as-text",
    "mark-full-width",
    "mark-with-unit",
    "mark-percent",
    "not-applicable-refused",
    "formula-error",
)
"""What can be wrong with a mark that is there."""


def read_marks(sheet: SheetValues, report: Report) -> None:
    """Ticks of every graded indicator; ABSENT where nothing could be read."""
    for node in sheet.scheme.graded:
        sheet.columns[f"{MARK}{node.id}"] = [ABSENT] * sheet.count
    for key, reader in sheet.tools.marks.items():
        if key in sheet.table.columns:
            sheet.columns[key] = _ticks(key, reader, sheet, report)


def _ticks(key: str, reader: MarkReader, sheet: SheetValues, report: Report) -> list[int]:
    values = sheet.table.numbers(key)
    if reader.scale.unit == "percent":
        values = _percents(values, key, sheet, report)

    def note(position: int, reading: Ticks) -> None:
        if reading.value is None:
            sheet.unread_marks[position, key] = reading.code
        place = sheet.cell(position, key)
        report.note(reading.code, place, values[position], **reading.details)

    ticks = reader.column(values, note)
    blank = sheet.scheme.blank_mark(sheet.tools.nodes[key])
    if blank is None:
        return ticks
    # An inspector of such a scheme fills in only what was lost.
    instead = reader.scale.stored(blank)
    return [
        instead if tick == ABSENT and _is_blank(value) else tick
        for tick, value in zip(ticks, values, strict=True)
    ]


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _percents(values: list[Any], key: str, sheet: SheetValues, report: Report) -> list[Any]:
    """Numbers in cells that show percents, as percents: 0.95 that shows as 95% is 95."""
    shown_as_percents = sheet.table.grid.percents()
    if not shown_as_percents:
        return values
    read, index = list(values), sheet.table.columns[key].index
    for position, (line, value) in enumerate(zip(sheet.table.lines, values, strict=True)):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and (line, index) in shown_as_percents:
            percent = exact(value) * 100
            read[position] = float(percent)
            report.note("mark-percent", sheet.cell(position, key), value, read=plain(percent))
    return read


def check_ones(sheet: SheetValues, report: Report) -> None:
    """Among percentages written as fractions 1 means 100 and not 1: refused like the others."""
    if "mark-looks-like-fraction" not in sheet.unread_marks.values():
        return
    for key, reader in sheet.tools.marks.items():
        one = reader.clean.get(1.0)
        if key not in sheet.table.columns or one is None or reader.scale.unit != "percent":
            continue
        for position, ticks in enumerate(sheet.columns[key]):
            if ticks == one:
                details = {"read": "100", "allowed": reader.allowed_words}
                report.note("mark-looks-like-fraction", sheet.cell(position, key), 1, **details)


def check_marks_given(sheet: SheetValues, report: Report) -> None:
    """Every item needs its mark, or those of all its points; a row without any is one finding."""
    gaps: dict[int, list[str]] = defaultdict(list)
    for item in sheet.scheme.items:
        if item.scale or item.children:
            for position, key in _gaps(item, sheet):
                is_error = isinstance(sheet.table.at(key, position), CellError)
                if not is_error and (position, key) not in sheet.unread_marks:
                    gaps[position].append(key)
    columns = [one for one in _mark_columns(sheet) if sheet.tools.nodes[one.key].scored]
    for position, keys in gaps.items():
        line = sheet.table.lines[position]
        if len(keys) > 1 and len(keys) == len(columns):
            report.note("row-without-marks", RowCells(line, columns))
            continue
        for key in keys:
            report.note("mark-missing", sheet.cell(position, key))


def _gaps(item: Indicator, sheet: SheetValues) -> Iterator[tuple[int, str]]:
    """Positions and columns where a mark of `item` is missing.

    An item is marked itself or by its points. Where a sheet has columns for both, a row without
    any of them lacks the item's own mark, a row with some points the others.
    """
    columns, own = sheet.table.columns, f"{MARK}{item.id}"
    open_rows: list[int] = list(range(sheet.count))
    if own in columns:
        marks = sheet.columns[own]
        if ABSENT not in marks:
            return
        open_rows = [position for position in open_rows if marks[position] == ABSENT]
    leaves = (leaf for leaf in item.walk() if not leaf.children and leaf is not item)
    points = [f"{MARK}{leaf.id}" for leaf in leaves if leaf.scale]
    points = [key for key in points if key in columns]
    missing = {position: _missing(points, position, sheet) for position in open_rows}
    if own in columns:
        # These come first: they are findings of another column than the points' ones.
        bare = [position for position in open_rows if len(missing[position]) == len(points)]
        for position in bare:
            yield position, own
            del missing[position]
    for position, keys in missing.items():
        for key in keys:
            yield position, key


def _missing(keys: Sequence[str], position: int, sheet: SheetValues) -> list[str]:
    return [key for key in keys if sheet.columns[key][position] == ABSENT]


def check_applicable(sheet: SheetValues, report: Report) -> None:
    """A row in which everything that is marked doesn't apply can't be scored.

    A mark that can't be read may be one that applies: it has a finding of its own.
    """
    nodes = sheet.tools.nodes
    columns = [column for column in _mark_columns(sheet) if nodes[column.key].scored]
    marks = [sheet.columns[column.key] for column in columns]
    if not any(NOT_APPLICABLE in ticks for ticks in marks):
        return
    for position, row in enumerate(zip(*marks, strict=True)):
        if NOT_APPLICABLE in row and set(row) <= {NOT_APPLICABLE, ABSENT}:
            line = sheet.table.lines[position]
            at_fault = {column.key for column in report.faults.get(line, ())}
            if at_fault.isdisjoint(sheet.tools.marks):
                report.note("nothing-applicable", Cell(line, columns[0]))


def _mark_columns(sheet: SheetValues) -> list[Column]:
    columns = sheet.table.columns.items()
    return [column for key, column in columns if key in sheet.tools.marks]


def read_counts(sheet: SheetValues, report: Report) -> None:
    """How often each counted clause occurred; 0 where nothing could be read."""
    limit = sheet.context.vocabulary.limits.most_times
    for key, node in sheet.tools.nodes.items():
        if not node.count:
            continue
        readings = [read_count(value) for value in sheet.table.numbers(key)]
        for position, reading in enumerate(readings):
            if limit and (reading.value or 0) > limit:
                place, value = sheet.cell(position, key), sheet.table.at(key, position)
                report.note("count-implausible", place, value, limit=limit)
            elif reading.code:
                place, value = sheet.cell(position, key), sheet.table.at(key, position)
                report.note(reading.code, place, value, **reading.details)
        sheet.columns[key] = [reading.value or 0 for reading in readings]
