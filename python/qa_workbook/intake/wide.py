"""Wide sheets: a row per recording, a column per item or point (contract 3.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from qa_workbook.findings.places import Cell, Column, RowCells
from qa_workbook.findings.report import Report
from qa_workbook.forms.marks import MarkReader, Reading, exact, read_count
from qa_workbook.frames import ABSENT, NOT_APPLICABLE
from qa_workbook.grids.grid import CellError
from qa_workbook.intake.context import IntakeContext, SchemeTools, SheetLabels
from qa_workbook.intake.rows import date_column, number_column, people_columns, texts
from qa_workbook.intake.table import Table
from qa_workbook.intake.wide_codes import CodeColumns
from qa_workbook.intake.wide_points import PointColumn
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Indicator, Scheme


def read_wide(
    table: Table, scheme: Scheme, labels: SheetLabels, context: IntakeContext, report: Report
) -> dict[str, list[Any]]:
    """Returns the columns of the recordings frame for every data row; rejected rows hold placeholders."""
    tools = context.tools(scheme)
    columns: dict[str, list[Any]] = {"recording": number_column(table, "recording", report)}
    columns["call_date"] = date_column(table, scheme, labels, context, report)
    columns |= people_columns(table, context, report)
    columns["round"] = texts(table, "round")
    columns["remark"] = texts(table, "remark")
    marks = _marks(table, tools, report)
    columns |= marks
    columns |= _counts(table, tools, report)
    columns |= CodeColumns(table, tools, context.vocabulary, report).columns(columns["remark"])
    columns["points"] = PointColumn(table, tools, report).read(marks)
    return columns


def _marks(table: Table, tools: SchemeTools, report: Report) -> dict[str, list[int]]:
    count = len(table.lines)
    found = {f"mark.{node.id}": [ABSENT] * count for node in tools.scheme.graded}
    unread: dict[tuple[int, str], str] = {}
    for key, reader in tools.marks.items():
        if key in table.columns:
            found[key] = _mark_column(key, reader, table, unread, report)
    if "mark-looks-like-fraction" in unread.values():
        _check_ones(found, table, tools, report)
    _check_missing(found, unread.keys(), table, tools, report)
    return found


def _mark_column(
    key: str, reader: MarkReader, table: Table, unread: dict[tuple[int, str], str], report: Report
) -> list[int]:
    """Ticks of one column; cells that can't be read are put into `unread` with their code."""
    column, values = table.columns[key], table.numbers(key)

    def odd(position: int, reading: Reading) -> None:
        if reading.ticks is None:
            unread[position, key] = reading.code
        place = Cell(table.lines[position], column)
        report.note(reading.code, place, values[position], **reading.details)

    if reader.scale.unit == "percent":
        values = _percents(values, column, table, report)
    return reader.column(values, odd)


def _check_ones(
    found: dict[str, list[int]], table: Table, tools: SchemeTools, report: Report
) -> None:
    """Among percentages written as fractions, 1 means 100 and not 1: refused like the others."""
    for key, reader in tools.marks.items():
        one = reader.clean.get(1.0)
        if key in table.columns and one is not None and reader.scale.unit == "percent":
            for position, tick in enumerate(found[key]):
                if tick == one:
                    place, allowed = (
                        Cell(table.lines[position], table.columns[key]),
                        reader.allowed_words,
                    )
                    report.note("mark-looks-like-fraction", place, 1, read="100", allowed=allowed)


def _percents(values: list[Any], column: Column, table: Table, report: Report) -> list[Any]:
    """Numbers in cells that show percents, as percents: 0.95 that shows as 95% is 95."""
    places = table.grid.percents()
    if not places:
        return values
    read = list(values)
    for position, value in enumerate(values):
        line = table.lines[position]
        if (
            (line, column.index) in places
            and isinstance(value, int | float)
            and not isinstance(value, bool)
        ):
            number = exact(value) * 100
            read[position] = float(number)
            report.note("mark-percent", Cell(line, column), value, read=plain(number))
    return read


def _check_missing(
    found: dict[str, list[int]],
    unread: Collection[tuple[int, str]],
    table: Table,
    tools: SchemeTools,
    report: Report,
) -> None:
    """Every item needs its mark, or those of all its points; a row without a single mark is one finding."""
    gaps: dict[int, list[str]] = defaultdict(list)
    for item in tools.scheme.items:
        if item.scale or item.children:
            for position, key in _gaps(item, found, table):
                if (position, key) not in unread and not isinstance(
                    table.at(key, position), CellError
                ):
                    gaps[position].append(key)
    columns = {key: table.columns[key] for key in table.columns if key in tools.marks}
    for position, keys in gaps.items():
        _report_gaps(position, keys, columns, table, report)
    applicable = [found[key] for key in tools.marks if key in table.columns]
    if any(NOT_APPLICABLE in ticks for ticks in applicable):
        for position, row in enumerate(zip(*applicable, strict=True)):
            if all(tick in (NOT_APPLICABLE, ABSENT) for tick in row) and NOT_APPLICABLE in row:
                place = Cell(table.lines[position], next(iter(columns.values())))
                report.note("nothing-applicable", place)


def _gaps(item: Indicator, found: dict[str, list[int]], table: Table) -> list[tuple[int, str]]:
    """Positions and columns where a mark of `item` is missing."""
    own = f"mark.{item.id}"
    children = [
        f"mark.{leaf.id}"
        for leaf in item.walk()
        if not leaf.children and leaf is not item and leaf.scale
    ]
    children = [key for key in children if key in table.columns]
    if own in table.columns and ABSENT not in found[own]:
        return []
    direct = found.get(own, [ABSENT] * len(table.lines))
    if not children:
        return (
            [(position, own) for position, tick in enumerate(direct) if tick == ABSENT]
            if own in table.columns
            else []
        )
    open_rows = [position for position, tick in enumerate(direct) if tick == ABSENT]
    gaps = [
        (position, key)
        for position in open_rows
        for key in children
        if found[key][position] == ABSENT
    ]
    if own not in table.columns:
        return gaps
    # both the item and its points have columns: a row without any of them lacks the item's own mark
    bare = {
        position
        for position in open_rows
        if all(found[key][position] == ABSENT for key in children)
    }
    return [(position, own) for position in sorted(bare)] + [
        gap for gap in gaps if gap[0] not in bare
    ]


def _report_gaps(
    position: int, keys: list[str], columns: dict[str, Column], table: Table, report: Report
) -> None:
    line = table.lines[position]
    lacking = [columns[key] for key in keys]
    if len(lacking) > 1 and len(lacking) == len(columns):
        report.note("row-without-marks", RowCells(line, lacking))
        return
    for column in lacking:
        report.note("mark-missing", Cell(line, column))


def _counts(table: Table, tools: SchemeTools, report: Report) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for key, node in tools.nodes.items():
        if not node.count:
            continue
        readings = [read_count(value) for value in table.numbers(key)]
        for position, reading in enumerate(readings):
            if reading.code:
                place = Cell(table.lines[position], table.columns[key])
                report.note(reading.code, place, table.at(key, position), **reading.details)
        found[key] = [reading.ticks or 0 for reading in readings]
    return found
