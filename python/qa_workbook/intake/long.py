"""Long sheets: a row per breach of a clause (contract 3.2, S15)."""

from __future__ import annotations

from typing import Any

from qa_workbook.findings.places import Cell
from qa_workbook.findings.report import Report
from qa_workbook.forms.codes import yes_or_no
from qa_workbook.forms.marks import read_count
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.frames import stand_in
from qa_workbook.grids.grid import CellError
from qa_workbook.intake.context import IntakeContext, SchemeTools, SheetLabels
from qa_workbook.intake.recordings import check_recordings, numbered_entries
from qa_workbook.intake.rows import date_column, number_column, people_columns, texts
from qa_workbook.intake.table import Table
from qa_workbook.scheme.model import Scheme


def read_long(
    table: Table, scheme: Scheme, labels: SheetLabels, context: IntakeContext, report: Report
) -> dict[str, list[Any]]:
    """Returns the columns of the long recordings frame for every data row; rejected rows hold placeholders.

    `recording` is "" in rejected rows of which nobody knows the recording.
    """
    tools = context.tools(scheme)
    count = len(table.lines)
    columns: dict[str, list[Any]] = {
        "call_date": date_column(table, scheme, labels, context, report)
    }
    columns |= people_columns(table, context, report)
    columns["inspector"] = _inspectors(table, labels, report)
    columns["clause"] = _clauses(table, tools, report)
    columns["times"] = _times(table, report)
    columns["aggravated"] = _aggravated(table, tools, columns["clause"], context, report)
    basis = number_column(table, "basis", report, required=False)
    columns["recording"] = [
        given or stand_in(agent, moment.date(), inspector)
        for given, agent, moment, inspector in zip(
            basis, columns["agent"], columns["call_date"], columns["inspector"], strict=True
        )
    ]
    columns["remark"] = _remarks(table, columns["inspector"])
    columns["entry"] = numbered_entries(columns)
    known = check_recordings(columns, basis, table, report)
    _check_basis(table, basis, report)
    columns["recording"] = [
        name if sure else "" for name, sure in zip(columns["recording"], known, strict=True)
    ]
    columns |= {"error_deduction": [0] * count, "fatal": [False] * count}
    columns |= {key: [""] * count for key in ("round", "error_codes", "fatal_codes", "points")}
    return columns


def _check_basis(table: Table, basis: list[str], report: Report) -> None:
    """A breach that nobody can look up is no ground for a penalty."""
    column = table.columns.get("basis") or table.columns["clause"]
    for line, given, value in zip(table.lines, basis, table.values("basis"), strict=True):
        if not given and blank(value):
            report.note("basis-missing", Cell(line, column))


def _inspectors(table: Table, labels: SheetLabels, report: Report) -> list[str]:
    """质检员 of the sheet; 登记人 of the row only where the sheet has none: who registers is not always who listens."""
    if labels.inspector:
        return [labels.inspector] * len(table.lines)
    found = texts(table, "registrar")
    if "" in found:
        column = table.columns.get("registrar") or table.columns["clause"]
        for position, inspector in enumerate(found):
            if not inspector:
                report.note("registrar-missing", Cell(table.lines[position], column))
    return found


def _remarks(table: Table, inspectors: list[str]) -> list[str]:
    """备注, with 登记人 where that is somebody else than the inspector."""
    found = texts(table, "remark")
    if "registrar" not in table.columns:
        return found
    heading = table.columns["registrar"].heading
    registrars = texts(table, "registrar")
    for position, (registrar, inspector) in enumerate(zip(registrars, inspectors, strict=True)):
        if registrar and registrar != inspector:
            found[position] = "；".join(filter(None, [found[position], f"{heading}：{registrar}"]))
    return found


def _clauses(table: Table, tools: SchemeTools, report: Report) -> list[str]:
    column = table.columns["clause"]
    found = []
    for position, value in enumerate(table.values("clause")):
        typed = words(value)
        clause = tools.clauses.find(typed) if typed else ""
        if not typed and not isinstance(value, CellError):
            report.note("clause-missing", Cell(table.lines[position], column))
        elif not clause and typed:
            place = Cell(table.lines[position], column)
            report.note("clause-unknown", place, typed, nearest=tools.clauses.nearest(typed))
        found.append(clause)
    return found


def _times(table: Table, report: Report) -> list[int]:
    if "times" not in table.columns:
        return [1] * len(table.lines)
    column = table.columns["times"]
    found = []
    for position, value in enumerate(table.numbers("times")):
        line = table.lines[position]
        reading = read_count(value)
        if blank(value):
            report.note("times-missing", Cell(line, column))
        elif reading.code or (reading.ticks == 0 and not isinstance(value, CellError)):
            code = reading.code or "count-invalid"
            report.note(code, Cell(line, column), value, **reading.details)
        found.append(reading.ticks or 1)
    return found


def _aggravated(
    table: Table, tools: SchemeTools, clauses: list[str], context: IntakeContext, report: Report
) -> list[bool]:
    found = []
    for position, value in enumerate(table.values("aggravated")):
        said = yes_or_no(value, context.vocabulary)
        if said is None:
            place = Cell(table.lines[position], table.columns["aggravated"])
            report.note("aggravated-unclear", place, value)
        clause = tools.scheme.by_id.get(clauses[position])
        if said and clause and clause.count and clause.count.aggravated is None:
            place = Cell(table.lines[position], table.columns["aggravated"])
            report.note("aggravated-not-allowed", place, value, clause=clause.name.zh)
        found.append(bool(said))
    return found
