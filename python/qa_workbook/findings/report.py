"""Collects the findings of one sheet and which of its rows they reject."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product

from qa_workbook.findings.codes import CODES
from qa_workbook.findings.finding import Finding, finding
from qa_workbook.findings.places import Cell, Column, Label, Place, RowCells, Rows, WholeRows
from qa_workbook.grids.a1 import column_index
from qa_workbook.grids.limits import Limits

_IN_ONE_ROW = re.compile(r"([A-Z]+)([0-9]+)(?::[A-Z]+([0-9]+))?")


@dataclass(frozen=True, slots=True)
class _Noted:
    finding: Finding
    at: tuple[int, int]

    def follows(self, other: _Noted) -> bool:
        """Whether this cell is the one below another, or right of it."""
        (row, column), (row_before, column_before) = self.at, other.at
        return (row - row_before, column - column_before) in ((1, 0), (0, 1))


class Report:
    """Findings of one sheet. Rows are zero-based rows of the sheet.

    `rejected_rows` are the rows that an error keeps out, `faults` the columns that were at fault in
    each of them; `sheet_rejected` is whether an error keeps the whole sheet out.
    """

    def __init__(self, file: str, sheet: str) -> None:
        self.file, self.sheet = file, sheet
        self.rejected_rows: set[int] = set()
        self.faults: dict[int, list[Column]] = defaultdict(list)
        self.sheet_rejected = False
        self._explained_rows: set[int] = set()
        self._explained_cells: set[tuple[int, int]] = set()
        self._listed: list[Finding] = []
        # Findings of single rows by code and column: equal ones below one another become one.
        self._of_rows: dict[tuple[str, int], list[_Noted]] = defaultdict(list)

    def note(self, code: str, place: Place, value: object = "", **details: object) -> None:
        """Notes a finding. An error keeps out what its place says: a row, some rows, or the sheet.

        Raises KeyError for an unknown code, ValueError for one that doesn't fall on such a place,
        TypeError unless the details are those the code declares (`findings.codes`).
        """
        if place.target not in CODES[code].targets:
            raise ValueError(f"{code} falls on {CODES[code].targets}, not on a {place.target}")
        if self._is_explained(place):
            return
        cells, heading, count = place.cells, place.heading, place.count
        noted = finding(code, self.file, self.sheet, cells, heading, value, count, **details)
        if isinstance(place, Label) and not place.needed and noted.severity == "error":
            noted = replace(noted, severity="warning")
        if isinstance(place, Cell):
            at = place.column.at(place.row)
            self._of_rows[code, place.column.index].append(_Noted(noted, at))
        elif isinstance(place, RowCells):
            first = min(place.columns, key=lambda column: column.index)
            self._of_rows[code, first.index].append(_Noted(noted, first.at(place.row)))
        else:
            self._listed.append(noted)
        if noted.severity == "error":
            self._reject(place)

    def explain_row(self, row: int) -> None:
        """What else is wrong in a row follows from what was noted: no more is said of it."""
        self._explained_rows.add(row)

    def explain_cells(self, rows: Iterable[int], columns: Iterable[int]) -> None:
        """What is wrong with these cells follows from what was noted: no more is said of them."""
        self._explained_cells.update(product(rows, columns))

    def _is_explained(self, place: Place) -> bool:
        if isinstance(place, Cell):
            columns = [place.column]
        elif isinstance(place, RowCells):
            columns = list(place.columns)
        else:
            return False
        if place.row in self._explained_rows:
            return True
        cells = ((place.row, column.index) for column in columns)
        return bool(self._explained_cells) and self._explained_cells.issuperset(cells)

    def _reject(self, place: Place) -> None:
        if isinstance(place, Cell):
            self.rejected_rows.add(place.row)
            self.faults[place.row].append(place.column)
        elif isinstance(place, RowCells):
            self.rejected_rows.add(place.row)
        elif isinstance(place, Rows | WholeRows):
            self.rejected_rows.update(place.rows)
        else:
            self.sheet_rejected = True

    def take_over(self, other: Report) -> None:
        """Adds what was found in a part of the sheet; which rows it rejects is that part's own."""
        self._listed += [found for found in other._listed if found not in self._listed]
        for place, noted in other._of_rows.items():
            self._of_rows[place] += noted

    def findings(self, limits: Limits) -> list[Finding]:
        """Returns all findings; equal ones below one another as one line with a range."""
        found = list(self._listed)
        for noted in self._of_rows.values():
            found.extend(_capped(_joined(noted, limits.group_from), limits.max_same_findings))
        return found


def joined(
    findings: Iterable[Finding], limits: Limits, *, only_equal: bool = False
) -> list[Finding]:
    """Returns findings of one file, those of cells next to one another as one line with a range.

    With `only_equal` only where they also say the same.
    """
    listed: list[Finding] = []
    of_rows: dict[tuple[str, str, str], list[_Noted]] = defaultdict(list)
    for found in findings:
        place = _IN_ONE_ROW.fullmatch(found.cell)
        if place and found.count == 1 and place[3] in (None, place[2]):
            entry = _Noted(found, (int(place[2]), column_index(place[1])))
            of_rows[found.code, found.sheet, found.column].append(entry)
        else:
            listed.append(found)
    for noted in of_rows.values():
        found_in_rows = _joined(noted, limits.group_from, only_equal=only_equal)
        listed.extend(_capped(found_in_rows, limits.max_same_findings))
    return listed


def _alike(one: Finding, other: Finding, *, only_equal: bool) -> bool:
    """Whether two findings of a code may become one: of errors people need to see every value."""
    if only_equal:
        return one.value == other.value and one.details == other.details
    if one.severity != "error" or CODES[one.code].is_of_block:
        return True
    return one.value == other.value and one.details == other.details


def _joined(noted: list[_Noted], least: int, *, only_equal: bool = False) -> list[Finding]:
    """Joins runs of at least `least` alike findings in rows that follow one another."""
    groups: list[list[_Noted]] = []
    for entry in sorted(noted, key=lambda entry: entry.at):
        last = groups[-1][-1] if groups else None
        follows = last is not None and entry.follows(last)
        if last and follows and _alike(last.finding, entry.finding, only_equal=only_equal):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    lines: list[Finding] = []
    for group in groups:
        found = [entry.finding for entry in group]
        lines.extend([_one(found)] if len(found) >= least else found)
    return lines


def _one(group: list[Finding]) -> Finding:
    """One finding for several: the words of the first, from its cell to the last one's."""
    first, last = group[0], group[-1]
    cells = f"{first.cell.partition(':')[0]}:{last.cell.rpartition(':')[2]}"
    return replace(first, cell=cells, count=sum(found.count for found in group))


def _capped(found: list[Finding], most: int) -> list[Finding]:
    """At most `most` findings: the last one stands for all that are left."""
    if len(found) <= most:
        return found
    return [*found[: most - 1], _one(found[most - 1 :])]
