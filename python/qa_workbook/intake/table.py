"""The table under a header: which column is what, and which rows hold data."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from qa_workbook.intake.a1 import address, area, letters, runs
from qa_workbook.intake.choice import REQUIRED_LONG, REQUIRED_WIDE
from qa_workbook.intake.grid import CellError, Grid
from qa_workbook.intake.header import COMPUTED, Head, Headings, entered, indicator_key
from qa_workbook.intake.report import Column, Report
from qa_workbook.intake.text_cells import blank, nearest
from qa_workbook.intake.vocabulary import Vocabulary, normal
from qa_workbook.scheme.model import Scheme

_LEAD = 12
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")
_SPARSE = 4
_LONG_ONLY = ("clause", "times", "aggravated", "basis", "registrar")


@dataclass(frozen=True)
class Table:
    """Columns of a sheet by key, and its data rows (zero-based rows of the sheet)."""

    grid: Grid
    columns: Mapping[str, Column]
    computed: tuple[Column, ...]
    lines: list[int]

    def values(self, key: str) -> list[Any]:
        """Returns one column of the data rows, "" throughout when the sheet doesn't have it."""
        if key not in self.columns:
            return [""] * len(self.lines)
        index = self.columns[key].index
        rows = self.grid.rows
        return [rows[line][index] for line in self.lines]

    def numbers(self, key: str) -> list[Any]:
        """Returns a column of numbers; in a text file, where a number can't be anything but text, as numbers."""
        values = self.values(key)
        return values if self.grid.typed else [_number(value) for value in values]

    def at(self, key: str, position: int) -> Any:
        """Returns one cell of the data rows."""
        return self.grid.rows[self.lines[position]][self.columns[key].index]


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value) else value


def expected_columns(scheme: Scheme) -> dict[str, str]:
    """Returns the canonical column keys of a scheme's sheet: "required", "needed" (dropped: a warning) or "optional"."""
    if scheme.sheet.layout == "long":
        keys = dict.fromkeys(REQUIRED_LONG, "required") | dict.fromkeys(
            ("name", "team", "times", "aggravated"), "needed"
        )
        return {**keys, **dict.fromkeys(("serial", "basis", "registrar", "remark"), "optional")}
    keys = dict.fromkeys(REQUIRED_WIDE, "required") | {"name": "needed", "team": "needed"}
    for node in entered(scheme):
        keys[indicator_key(node)] = "optional" if scheme.sheet.entry == "either" else "required"
    if scheme.error_deduction:
        keys["error_deduction"] = "required"
    if scheme.error_deduction or scheme.fatal:
        keys["error_codes"] = "needed"
    if scheme.fatal:
        keys["fatal"] = "required"
    if any(node.points for node in scheme.nodes) and scheme.sheet.deduction_points != "none":
        keys["points"] = "required" if scheme.sheet.deduction_points == "required" else "needed"
    return {**keys, **dict.fromkeys(("serial", "round", "remark"), "optional")}


def heading_names(scheme: Scheme, vocabulary: Vocabulary) -> dict[str, str]:
    """Returns the canonical heading of every column key of a scheme's sheet."""
    fixed = {key: aliases[0] for key, aliases in vocabulary.columns.model_dump().items()}
    if scheme.sheet.layout == "long":
        return {**fixed, "call_date": "日期" if "日期" in vocabulary.columns.call_date else fixed["call_date"]}
    return fixed | {indicator_key(node): node.name.zh for node in entered(scheme)}


def data_rows(grid: Grid, head: Head, vocabulary: Vocabulary, known: Mapping[int, str], report: Report) -> list[int]:
    """Returns the rows below the header that hold data: not blank, not only numbered, no sum, note or repeated header.

    `known` gives the key of each column that counts.
    """
    places = sorted(index for index, key in known.items() if key not in ("serial", COMPUTED))
    if not places:
        return []
    picked = itemgetter(*places) if len(places) > 1 else lambda row: (row[places[0]],)
    rows = grid.rows
    lines = []
    for line in range(head.row + 1, len(rows)):
        cells = picked(rows[line])
        empty = cells.count("")
        if empty == len(cells) or (empty >= len(cells) - _SPARSE and all(map(blank, cells))):
            continue
        lines.append(line)
    return _without_remarks(lines, grid, head, vocabulary, known, report)


def _without_remarks(
    lines: list[int], grid: Grid, head: Head, vocabulary: Vocabulary, known: Mapping[int, str], report: Report
) -> list[int]:
    """Leaves out sums, notes and repeated headers, each reported."""
    firsts = [index for index, key in known.items() if key in ("serial", "recording", "call_date", "agent", "name")]
    kept = []
    for line in lines:
        row = grid.rows[line]
        short = [
            (index, cell[:_LEAD])
            for index in firsts
            if isinstance(cell := row[index], str) and cell and not cell[0].isdigit()
        ]
        code = _aside(short, row, head, vocabulary, known) if short else ""
        if code:
            index = short[0][0]
            report.cell(code, line, Column("", head.written.get(index, ""), index), row[index])
        else:
            kept.append(line)
    return kept


def _aside(
    short: list[tuple[int, str]], row: list[Any], head: Head, vocabulary: Vocabulary, known: Mapping[int, str]
) -> str:
    first = normal(short[0][1])
    if any(cell == head.written.get(index) for index, cell in short) and _repeats(row, head):
        return "header-repeated"
    lead = first.partition(":")[0]
    if first not in vocabulary.totals and lead not in vocabulary.notes:
        return ""
    place = short[0][0]
    filled = {known[index] for index in known if index != place and not blank(row[index])}
    if first in vocabulary.totals:
        return "" if {"agent", "call_date"} <= filled else "total-row-ignored"
    return "" if {"agent", "call_date"} & filled else "note-row-ignored"


def _repeats(row: list[Any], head: Head) -> bool:
    same = sum(isinstance(row[index], str) and normal(row[index]) == name for index, name in head.headings.items())
    return same > len(head.headings) // 2


def place_columns(grid: Grid, head: Head, names: Headings, scheme: Scheme, report: Report) -> Table:
    """Returns the table, its columns told by their headings; what is missing, doubled, renamed or unknown is noted."""
    lookup = names.of(scheme)
    known = {index: lookup.get(name, "") for index, name in head.headings.items()}
    counted = {index: key for index, key in known.items() if key}
    lines = data_rows(grid, head, names.vocabulary, counted, report)
    by_key: dict[str, list[Column]] = defaultdict(list)
    for index, key in known.items():
        by_key[key].append(Column(key, head.written[index].strip(), index))
    unknown, computed = by_key.pop("", []), by_key.pop(COMPUTED, [])
    wanted = expected_columns(scheme)
    unknown += [column for key in [*by_key] if key not in wanted for column in by_key.pop(key)]
    columns = {key: _single(found, grid, head.row, lines, report) for key, found in by_key.items()}
    _check_missing(columns, unknown, head, scheme, wanted, names.vocabulary, report)
    _check_without_heading(grid, head, lines, report)
    return Table(grid, columns, tuple(computed), lines)


def _single(found: list[Column], grid: Grid, head_row: int, lines: list[int], report: Report) -> Column:
    """The column to read when a heading stands twice: an error unless the others are empty or say the same."""
    if len(found) == 1:
        return found[0]
    contents = [[grid.rows[line][column.index] for line in lines] for column in found]
    filled = [position for position, cells in enumerate(contents) if not all(map(blank, cells))]
    first = filled[0] if filled else 0
    for position, column in enumerate(found):
        if position == first:
            continue
        same = position not in filled or contents[position] == contents[first]
        code = "column-doubled-ignored" if same else "column-doubled"
        other = letters(found[first].index)
        report.whole(code, address(head_row, column.index), column.heading, column.heading, first=other)
    return found[first]


def _check_missing(
    columns: Mapping[str, Column],
    unknown: list[Column],
    head: Head,
    scheme: Scheme,
    wanted: Mapping[str, str],
    vocabulary: Vocabulary,
    report: Report,
) -> None:
    canonical = heading_names(scheme, vocabulary)
    missing = {canonical[key]: need for key, need in wanted.items() if key not in columns and need != "optional"}
    missing |= {node: "required" for node in _incomplete(scheme, columns)}
    renamed: dict[str, Column] = {}
    for column in unknown:
        likely = nearest(column.heading, [name for name in missing if name not in renamed])
        cell = address(head.row, column.index)
        if likely:
            renamed[likely] = column
            code = "column-renamed" if missing[likely] == "required" else "column-renamed-ignored"
            report.whole(code, cell, column.heading, column.heading, nearest=likely)
        else:
            report.whole("column-unknown", cell, column.heading, column.heading)
    span = area(head.row, min(head.written), head.row, max(head.written))
    for name, need in missing.items():
        if name not in renamed:
            report.whole(
                "column-missing" if need == "required" else "column-missing-optional", span, name, "", expected=name
            )


def _incomplete(scheme: Scheme, columns: Mapping[str, Column]) -> list[str]:
    """Names of the indicators that a sheet by items or points lacks: an item needs its own column or those of all its points."""
    if scheme.sheet.layout == "long" or scheme.sheet.entry != "either":
        return []
    lacking: list[str] = []
    for item in scheme.items:
        if indicator_key(item) in columns:
            continue
        children = [child for child in item.walk() if not child.children and child is not item]
        present = [child for child in children if indicator_key(child) in columns]
        lacking += [child.name.zh for child in children if child not in present] if present else [item.name.zh]
    return lacking


def _check_without_heading(grid: Grid, head: Head, lines: list[int], report: Report) -> None:
    for index in range(grid.width):
        if index in head.written:
            continue
        filled = [line for line in lines if not blank(grid.rows[line][index])]
        if filled:
            column = Column("", letters(index), index)
            report.span("column-without-heading", filled, column, grid.rows[filled[0]][index])


def check_unseen(table: Table, report: Report) -> None:
    """Notes error values, formulas without results, hidden rows and columns with data, and totals typed over formulas."""
    unseen, lines = table.grid.unseen, table.lines
    by_index = {column.index: column for column in table.columns.values() if column.key != "serial"}
    data = set(lines)
    for (row, index), error in sorted(unseen.errors.items()):
        if row in data and index in by_index:
            report.cell("formula-error" if error.words else "formula-not-calculated", row, by_index[index], error.words)
    if not table.grid.typed:
        _check_written_errors(table, report)
    hidden = [line for line in lines if line in unseen.hidden_rows]
    for first, last in runs(hidden):
        report.whole("hidden-rows", area(first, 0, last, max(by_index, default=0)), count=last - first + 1)
    for index in sorted(unseen.hidden_columns & by_index.keys()):
        filled = [line for line in lines if not blank(table.grid.rows[line][index])]
        if filled:
            report.span("hidden-columns", filled, by_index[index])
    if unseen.formulas is not None:
        _check_totals(table, unseen.formulas, report)


def _check_written_errors(table: Table, report: Report) -> None:
    for key, column in table.columns.items():
        for line, value in zip(table.lines, table.values(key), strict=True):
            if isinstance(value, CellError):
                report.cell("formula-error", line, column, value.words)


def _check_totals(table: Table, formulas: frozenset[tuple[int, int]], report: Report) -> None:
    for column in table.computed:
        typed = [
            line
            for line in table.lines
            if not blank(table.grid.rows[line][column.index]) and (line, column.index) not in formulas
        ]
        for first, last in runs(typed):
            report.span("total-overwritten", list(range(first, last + 1)), column, table.grid.rows[first][column.index])
