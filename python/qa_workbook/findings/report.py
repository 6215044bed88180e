"""Collects the findings of one sheet and which of its rows they reject."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from qa_workbook.findings.finding import Finding, finding
from qa_workbook.grids.a1 import address, area, letters
from qa_workbook.grids.grid import CellError
from qa_workbook.grids.limits import Limits


@dataclass(frozen=True)
class Column:
    """One column of a sheet: what it is for, the heading as written, and its zero-based place."""

    key: str
    heading: str
    index: int


@dataclass(frozen=True)
class _Noted:
    finding: Finding
    row: int


class Report:
    """Findings of one sheet. Rows are zero-based rows of the sheet."""

    def __init__(self, file: str, sheet: str) -> None:
        self.file, self.sheet = file, sheet
        self.rejected_rows: set[int] = set()
        self.faults: dict[int, list[Column]] = defaultdict(
            list
        )  # the columns that rejected each row
        self.sheet_rejected = False
        self._whole: list[Finding] = []
        self._cells: dict[tuple[str, str], list[_Noted]] = defaultdict(list)

    def whole(
        self,
        code: str,
        cell: str = "",
        column: str = "",
        value: object = "",
        count: int = 1,
        **details: object,
    ) -> None:
        """Notes a fault of the whole sheet, of its header or of many rows; an error rejects the sheet."""
        noted = finding(code, self.file, self.sheet, cell, column, value, count, **details)
        self._whole.append(noted)
        self.sheet_rejected |= noted.severity == "error"

    def label(self, place: str, name: str, error: CellError, *, needed: bool) -> None:
        """Notes an error value above the header: it rejects the sheet where it is `needed`, else it is a warning."""
        code = "formula-error" if error.words else "formula-not-calculated"
        noted = finding(code, self.file, self.sheet, place, name, error.words)
        self._whole.append(noted if needed else replace(noted, severity="warning"))
        self.sheet_rejected |= needed

    def cell(
        self, code: str, row: int, column: Column, value: object = "", **details: object
    ) -> None:
        """Notes a fault of one cell; an error rejects its row."""
        noted = finding(
            code,
            self.file,
            self.sheet,
            address(row, column.index),
            column.heading,
            value,
            1,
            **details,
        )
        self._cells[code, letters(column.index)].append(_Noted(noted, row))
        if noted.severity == "error":
            self.rejected_rows.add(row)
            self.faults[row].append(column)

    def row(self, code: str, row: int, cells: str, column: int) -> None:
        """Notes a fault of several cells of one row; an error rejects it."""
        noted = finding(code, self.file, self.sheet, cells)
        self._cells[code, letters(column)].append(_Noted(noted, row))
        if noted.severity == "error":
            self.rejected_rows.add(row)

    def span(
        self, code: str, rows: list[int], column: Column, value: object = "", **details: object
    ) -> None:
        """Notes one fault that many cells of a column share, as one finding; rejects nothing."""
        cells = area(min(rows), column.index, max(rows), column.index)
        self._whole.append(
            finding(code, self.file, self.sheet, cells, column.heading, value, len(rows), **details)
        )

    def findings(self, limits: Limits) -> list[Finding]:
        """Returns all findings; equal ones below one another as one line with a range."""
        found = list(self._whole)
        for noted in self._cells.values():
            found.extend(_capped(_joined(noted, limits.group_from), limits.max_same_findings))
        return found


def _alike(one: Finding, other: Finding) -> bool:
    if one.severity != "error":
        return one.details.keys() == other.details.keys()
    return one.value == other.value and one.details == other.details


def _joined(noted: list[_Noted], least: int) -> list[Finding]:
    """Joins runs of at least `least` alike findings in rows that follow one another."""
    ordered = sorted(noted, key=lambda entry: entry.row)
    groups: list[list[_Noted]] = []
    for entry in ordered:
        last = groups[-1][-1] if groups else None
        if last and entry.row == last.row + 1 and _alike(last.finding, entry.finding):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    joined: list[Finding] = []
    for group in groups:
        if len(group) >= least:
            joined.append(_one([entry.finding for entry in group]))
        else:
            joined.extend(entry.finding for entry in group)
    return joined


def _one(group: list[Finding]) -> Finding:
    first, last = group[0], group[-1]
    cell = f"{first.cell.partition(':')[0]}:{last.cell.rpartition(':')[2]}"
    return replace(first, cell=cell, count=sum(entry.count for entry in group))


def _capped(found: list[Finding], most: int) -> list[Finding]:
    return found if len(found) <= most else [*found[: most - 1], _one(found[most - 1 :])]
