"""Wide sheets: a row per recording, a column per item or point (contract 3.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from qa_workbook.intake.a1 import area
from qa_workbook.intake.codes import yes_or_no
from qa_workbook.intake.context import IntakeContext, SchemeTools, SheetLabels
from qa_workbook.intake.grid import CellError
from qa_workbook.intake.marks import MarkReader, Reading, exact, plain, read_count
from qa_workbook.intake.report import Column, Report
from qa_workbook.intake.rows import date_column, number_column, people_columns, texts
from qa_workbook.intake.table import Table
from qa_workbook.intake.text_cells import blank, half_width, words
from qa_workbook.records.frames import ABSENT, NOT_APPLICABLE
from qa_workbook.scheme.model import Indicator, Scheme


def read_wide(
    table: Table, scheme: Scheme, labels: SheetLabels, context: IntakeContext, report: Report
) -> dict[str, list[Any]]:
    """Returns the columns of the recordings frame for every data row; rows that `report` rejects hold placeholders."""
    tools = context.tools(scheme)
    columns: dict[str, list[Any]] = {"recording": number_column(table, "recording", report)}
    columns["call_date"] = date_column(table, scheme, labels, context, report)
    columns |= people_columns(table, context, report)
    columns["round"] = texts(table, "round")
    columns["remark"] = texts(table, "remark")
    marks = _marks(table, tools, report)
    columns |= marks
    columns |= _counts(table, tools, report)
    columns |= Codes(table, tools, context, report).columns(columns["remark"])
    columns["points"] = _points(table, tools, marks, report)
    return columns


# --- marks -------------------------------------------------------------------------------------------------------------


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
        report.cell(reading.code, table.lines[position], column, values[position], **reading.details)

    if reader.scale.unit == "percent":
        values = _percents(values, column, table, report)
    return reader.column(values, odd)


def _check_ones(found: dict[str, list[int]], table: Table, tools: SchemeTools, report: Report) -> None:
    """Among percentages written as fractions, 1 means 100 and not 1: refused like the others."""
    for key, reader in tools.marks.items():
        one = reader.clean.get(1.0)
        if key in table.columns and one is not None and reader.scale.unit == "percent":
            for position, tick in enumerate(found[key]):
                if tick == one:
                    column, allowed = table.columns[key], reader.allowed_words
                    report.cell(
                        "mark-looks-like-fraction", table.lines[position], column, 1, read="100", allowed=allowed
                    )


def _percents(values: list[Any], column: Column, table: Table, report: Report) -> list[Any]:
    """Numbers in cells that show percents, as percents: 0.95 that shows as 95% is 95."""
    places = table.grid.percents()
    if not places:
        return values
    read = list(values)
    for position, value in enumerate(values):
        line = table.lines[position]
        if (line, column.index) in places and isinstance(value, int | float) and not isinstance(value, bool):
            number = exact(value) * 100
            read[position] = float(number)
            report.cell("mark-percent", line, column, value, read=plain(number))
    return read


def _check_missing(
    found: dict[str, list[int]], unread: Collection[tuple[int, str]], table: Table, tools: SchemeTools, report: Report
) -> None:
    """Every item needs its mark, or those of all its points; a row without a single mark is one finding."""
    gaps: dict[int, list[str]] = defaultdict(list)
    for item in tools.scheme.items:
        if item.scale or item.children:
            for position, key in _gaps(item, found, table, tools):
                if (position, key) not in unread and not isinstance(table.at(key, position), CellError):
                    gaps[position].append(key)
    columns = {key: table.columns[key] for key in table.columns if key in tools.marks}
    for position, keys in gaps.items():
        _report_gaps(position, keys, columns, table, report)
    applicable = [found[key] for key in tools.marks if key in table.columns]
    if any(NOT_APPLICABLE in ticks for ticks in applicable):
        for position, row in enumerate(zip(*applicable, strict=True)):
            if all(tick in (NOT_APPLICABLE, ABSENT) for tick in row) and NOT_APPLICABLE in row:
                report.cell("nothing-applicable", table.lines[position], next(iter(columns.values())))


def _gaps(item: Indicator, found: dict[str, list[int]], table: Table, tools: SchemeTools) -> list[tuple[int, str]]:
    """Positions and columns where a mark of `item` is missing."""
    own = f"mark.{item.id}"
    children = [f"mark.{leaf.id}" for leaf in item.walk() if not leaf.children and leaf is not item and leaf.scale]
    children = [key for key in children if key in table.columns]
    if own in table.columns and ABSENT not in found[own]:
        return []
    direct = found.get(own, [ABSENT] * len(table.lines))
    if not children:
        return (
            [(position, own) for position, tick in enumerate(direct) if tick == ABSENT] if own in table.columns else []
        )
    open_rows = [position for position, tick in enumerate(direct) if tick == ABSENT]
    gaps = [(position, key) for position in open_rows for key in children if found[key][position] == ABSENT]
    if own not in table.columns:
        return gaps
    # both the item and its points have columns: a row without any of them lacks the item's own mark
    bare = {position for position in open_rows if all(found[key][position] == ABSENT for key in children)}
    return [(position, own) for position in sorted(bare)] + [gap for gap in gaps if gap[0] not in bare]


def _report_gaps(position: int, keys: list[str], columns: dict[str, Column], table: Table, report: Report) -> None:
    line = table.lines[position]
    lacking = [columns[key] for key in keys]
    if len(lacking) > 1 and len(lacking) == len(columns):
        indexes = [column.index for column in lacking]
        report.row("row-without-marks", line, area(line, min(indexes), line, max(indexes)), lacking[0].index)
        return
    for column in lacking:
        report.cell("mark-missing", line, column)


def _counts(table: Table, tools: SchemeTools, report: Report) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for key, node in tools.nodes.items():
        if not node.count:
            continue
        readings = [read_count(value) for value in table.numbers(key)]
        for position, reading in enumerate(readings):
            if reading.code:
                report.cell(
                    reading.code, table.lines[position], table.columns[key], table.at(key, position), **reading.details
                )
        found[key] = [reading.ticks or 0 for reading in readings]
    return found


# --- scoring points ----------------------------------------------------------------------------------------------------


def _points(table: Table, tools: SchemeTools, marks: dict[str, list[int]], report: Report) -> list[str]:
    typed = texts(table, "points")
    required = tools.scheme.sheet.deduction_points == "required" and "points" in table.columns
    if not required and not any(typed):
        return typed
    pointed = [node for node in tools.scheme.graded if node.points]
    full = {node.id: tools.scheme.scale_of(node).full_ticks for node in pointed}
    found = []
    for position, cell in enumerate(typed):
        below = [node.id for node in pointed if 0 <= marks[f"mark.{node.id}"][position] < full[node.id]]
        ids = _points_of_cell(cell, below, tools, table, position, report) if cell else []
        if required:
            for node in pointed:
                if node.id in below and not any(tools.points.item_of[point].id == node.id for point in ids):
                    report.cell(
                        "point-missing", table.lines[position], table.columns["points"], cell, item=node.name.zh
                    )
        found.append(";".join(ids))
    return found


def _points_of_cell(
    cell: str, below: list[str], tools: SchemeTools, table: Table, position: int, report: Report
) -> list[str]:
    column, line = table.columns["points"], table.lines[position]
    ids: list[str] = []
    for typed in tools.points.names.split(cell):
        point, code = tools.points.find(typed, below)
        if code:
            report.cell(
                code, line, column, typed, nearest=tools.points.names.nearest(half_width(typed).rpartition(":")[2])
            )
            continue
        item = tools.points.item_of[point]
        if item.id not in below and f"mark.{item.id}" in table.columns:
            report.cell("point-of-full-item", line, column, typed, item=item.name.zh)
        ids.append(point)
    return list(dict.fromkeys(ids))


# --- error deductions and fatal errors -----------------------------------------------------------------------------------


class Codes:
    """差错扣分, 差错代码 and 致命错误 of every row, checked against one another (S2, S13)."""

    def __init__(self, table: Table, tools: SchemeTools, context: IntakeContext, report: Report) -> None:
        self.table, self.tools, self.report = table, tools, report
        self.vocabulary = context.vocabulary
        self.deduction = tools.scheme.error_deduction

    def _note(self, code: str, position: int, key: str, value: Any = "", **details: object) -> None:
        column = self.table.columns.get(key) or next(iter(self.table.columns.values()))
        self.report.cell(code, self.table.lines[position], column, value, **details)

    def columns(self, remarks: list[str]) -> dict[str, list[Any]]:
        """Returns error_deduction, error_codes, fatal, fatal_codes of every row."""
        count = len(self.table.lines)
        found: dict[str, list[Any]] = {
            "error_deduction": [0] * count,
            "error_codes": [""] * count,
            "fatal": [False] * count,
            "fatal_codes": [""] * count,
        }
        codes, fatal = self.table.values("error_codes"), self.table.values("fatal")
        deductions = self.table.numbers("error_deduction")
        for position, cells in enumerate(zip(deductions, codes, fatal, strict=True)):
            if cells != ("", "", ""):
                ticks = self._deduction(position, cells[0])
                errors, fatals = self._codes(position, cells[1])
                is_fatal = self._fatal(position, cells[2], fatals)
                self._check(position, cells, ticks, errors, fatals, is_fatal, remarks[position])
                values = (ticks, ";".join(errors), is_fatal, ";".join(fatals))
                for column, value in zip(found.values(), values, strict=True):
                    column[position] = value
        return found

    def _deduction(self, position: int, value: Any) -> int:
        rule = self.deduction
        if rule is None or blank(value) or isinstance(value, CellError):
            return 0
        number, code = self._number(value)
        if number is None:
            self._note("deduction-not-a-number", position, "error_deduction", value, highest=plain(rule.highest))
            return 0
        limits = {"lowest": plain(rule.lowest), "highest": plain(rule.highest), "step": plain(rule.step)}
        if number < 0:
            self._note("deduction-negative", position, "error_deduction", value, positive=plain(-number), **limits)
        elif number and not rule.lowest <= number <= rule.highest:
            self._note("deduction-out-of-range", position, "error_deduction", value, **limits)
        elif number and (number - rule.lowest) % rule.step != 0:
            self._note("deduction-off-step", position, "error_deduction", value, **limits)
        else:
            if code:
                self._note(code, position, "error_deduction", value, read=plain(number))
            return int(number.scaleb(rule.decimals))
        return 0

    def _number(self, value: Any) -> tuple[Any, str]:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return exact(value), ""
        if not isinstance(value, str):
            return None, ""
        text = half_width(value.strip()).replace(" ", "")
        for unit in self.vocabulary.words.mark_units:
            text = text.removesuffix(unit)
        bare = text.lstrip("+-")
        if not bare.replace(".", "", 1).isdecimal() or len(bare) > 12:
            return None, ""
        return exact(float(text)), "number-as-text"

    def _codes(self, position: int, value: Any) -> tuple[list[str], list[str]]:
        errors: list[str] = []
        fatals: list[str] = []
        cell = words(value)
        for typed in self.tools.codes.split(cell) if cell else []:
            if fatal := self.tools.fatal_codes.find(typed):
                fatals.append(fatal)
            elif known := self.tools.error_codes.find(typed):
                errors.append(known)
            else:
                self._note("unknown-code", position, "error_codes", typed, nearest=self.tools.codes.nearest(typed))
                errors.append(typed)
        return list(dict.fromkeys(errors)), list(dict.fromkeys(fatals))

    def _fatal(self, position: int, value: Any, fatals: list[str]) -> bool:
        said = yes_or_no(value, self.vocabulary)
        if said is not None:
            return said
        codes = [self.tools.fatal_codes.find(typed) for typed in self.tools.fatal_codes.split(words(value))]
        if codes and all(codes):
            self._note("fatal-code-in-fatal-column", position, "fatal", value, codes=", ".join(codes))
            fatals.extend(code for code in codes if code not in fatals)
            return True
        self._note("fatal-unclear", position, "fatal", value)
        return False

    def _check(
        self, position: int, cells: tuple, ticks: int, errors: list[str], fatals: list[str], is_fatal: bool, remark: str
    ) -> None:
        damaged = self.table.lines[position] in self.report.rejected_rows
        if is_fatal and not fatals:
            known = ", ".join(key for key, _ in self.tools.fatal_codes.entries)
            self._note("fatal-without-code", position, "fatal", cells[2], known=known)
        if fatals and not is_fatal and not (damaged and not blank(cells[2])):
            self._note("code-without-fatal", position, "error_codes", cells[1], codes=", ".join(fatals))
        rule = self.deduction
        if rule and ticks and rule.reason == "required" and not (errors or fatals or remark):
            self._note("deduction-without-reason", position, "error_deduction", cells[0])
        if rule and not ticks and errors and not damaged:
            self._note("code-without-deduction", position, "error_codes", cells[1])
