"""Where a register, slip or payroll is not what was written: each cell with what stood there."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from qa_workbook.books.register.lines import PROCEDURE
from qa_workbook.books.register.typed_cells import plain, renamed, without_blank_end
from qa_workbook.casework.decision_sheet import INPUTS, heading
from qa_workbook.grids.a1 import address
from qa_workbook.grids.grid import Grid
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.workbook import open_workbook
from qa_workbook.labels import LANGUAGES, text


@dataclass(frozen=True)
class Difference:
    """A cell that holds something else than what was written; "" is an empty cell.

    `cell` is that of the file at hand. Of a row that is missing it is the one where it stood; a
    sheet that is missing has none.
    """

    sheet: str
    cell: str
    expected: str
    found: str


class _Result(NamedTuple):
    """What a formula came to: not the same as the value typed in its place."""

    value: Any


_Row = tuple[Any, ...]
_AMOUNT, _NUMBER = re.compile(r"-?\d+\.\d\d"), re.compile(r"-?\d+(\.\d+)?")


def differences(written: bytes, found: bytes, limits: Limits) -> list[Difference] | None:
    """Returns where the workbook `found` differs from the one that was `written`.

    None where the two have no sheet in common, or are text tables without a row in common: it is
    another file altogether.
    Rows that were sorted otherwise and cells that are there to be filled in don't count, nor what
    a filter makes of the sums of what it shows. Raises FileFault when it can't be read.
    """
    before, after = _rows_of_sheets(written, limits), _rows_of_sheets(found, limits)
    if not before.keys() & after.keys() or _are_strangers(before, after):
        return None
    cells: list[Difference] = []
    for sheet, rows in after.items():
        own = before.get(sheet) or renamed(before, after, rows)
        changed = _changed(own, rows)
        fields = _fields(own)
        cells += [
            Difference(sheet, address(place, column), _shown(expected), _shown(now))
            for place, column, expected, now in changed
            if not (expected == "" and fields.are_for_filling_in(place, column))
        ]
    gone = [
        name for name, rows in before.items() if name not in after and rows not in after.values()
    ]
    return [*cells, *(Difference(name, "", name, "") for name in gone)]


def _are_strangers(before: Mapping[str, list[_Row]], after: Mapping[str, list[_Row]]) -> bool:
    """Text tables have one sheet without a name, whatever they hold."""
    return before.keys() == {""} and not {*before[""]} & {*after[""]}


def _rows_of_sheets(data: bytes, limits: Limits) -> dict[str, list[_Row]]:
    book = open_workbook(data, limits)
    return {name: _rows(book.grid(name)) for name, _ in book.sheets}


def _rows(grid: Grid) -> list[_Row]:
    formulas = grid.unseen.formulas or frozenset()
    # Where rows are hidden the sums of what is shown are others, and nobody changed them.
    filtered = bool(grid.unseen.hidden_rows)
    rows = []
    for number, cells in enumerate(grid.rows):
        row: list[Any] = []
        for column, value in enumerate(cells):
            if (number, column) in formulas:
                row.append(_Result("" if filtered else plain(value)))
            else:
                row.append(plain(value))
        rows.append(without_blank_end(row))
    return rows


_Change = tuple[int, int, Any, Any]
"""Row and column from 0, what was written there, what stands there."""


def _changed(before: Sequence[_Row], after: Sequence[_Row]) -> Iterator[_Change]:
    """Compares the rows that have no equal one, in their place or moved elsewhere."""
    gone, new = _without_equal(before, after)
    pairs = _pairs(before, after, gone, new)
    for place in new:
        own = before[pairs[place]] if place in pairs else ()
        for column in range(max(len(own), len(after[place]))):
            expected, now = _at(own, column), _at(after[place], column)
            if not _agree(expected, now):
                yield place, column, expected, now
    for place in set(gone) - set(pairs.values()):
        for column, expected in enumerate(before[place]):
            if expected != "":
                yield place, column, expected, ""


def _without_equal(before: Sequence[_Row], after: Sequence[_Row]) -> tuple[list[int], list[int]]:
    """Returns the rows of before and of after that the other hasn't; the same place goes first."""
    both = range(min(len(before), len(after)))
    same = {place for place in both if before[place] == after[place]}
    left: defaultdict[_Row, list[int]] = defaultdict(list)
    for place, row in enumerate(before):
        if place not in same:
            left[row].append(place)
    new = []
    for place, row in enumerate(after):
        if place in same:
            continue
        if left[row]:
            left[row].pop()
        else:
            new.append(place)
    return sorted(place for places in left.values() for place in places), new


def _pairs(
    before: Sequence[_Row], after: Sequence[_Row], gone: Sequence[int], new: Sequence[int]
) -> dict[int, int]:
    """Which row of before each of the new ones was: that of its number, or that in its place."""
    numbers = Counter(_first(before[place]) for place in gone)
    named = {_first(before[place]): place for place in gone if numbers[_first(before[place])] == 1}
    free, pairs = set(gone), dict[int, int]()
    for place in new:
        own = named.get(_first(after[place]))
        if own in free:
            pairs[place] = own
            free.discard(own)
    for place in new:
        if place not in pairs and place in free:
            pairs[place] = place
            free.discard(place)
    return pairs


def _first(row: _Row) -> Any:
    return row[0] if row else ""


def _at(row: _Row, column: int) -> Any:
    return row[column] if column < len(row) else ""


def _agree(expected: Any, now: Any) -> bool:
    """Formulas of which one was not calculated agree: who saved the file may not calculate.

    So do amounts in a text table that a program wrote shorter: 80.00 and 80.
    """
    if isinstance(expected, _Result) and isinstance(now, _Result):
        return expected == now or "" in (expected.value, now.value)
    if isinstance(expected, str) and isinstance(now, str) and _AMOUNT.fullmatch(expected):
        return bool(_NUMBER.fullmatch(now)) and Decimal(expected) == Decimal(now)
    return bool(expected == now)


def _shown(value: Any) -> str:
    if isinstance(value, _Result):
        return _shown(value.value)
    if isinstance(value, float):
        return f"{value:.12g}"
    return str(value)


@dataclass(frozen=True)
class _Fields:
    """Where a sheet has cells to be filled in: columns of a table, or the rows below a sum."""

    columns: frozenset[int] = frozenset()
    rows: Container[int] = range(0)

    def are_for_filling_in(self, place: int, column: int) -> bool:
        """Returns whether that cell is one of them."""
        return place in self.rows and (not self.columns or column in self.columns)


def _fields(rows: Sequence[_Row]) -> _Fields:
    """The columns in which people decide; what stands under the sum of a slip."""
    names, sums = _words(*PROCEDURE), _words("total")
    if any(_first(row) in _SIGNATURES for row in rows):  # a slip of one case, or several
        signed = (place for place, row in enumerate(rows) if _first(row) in names)
        return _Fields(rows=frozenset(signed))
    inputs = {heading(name, language) for name in INPUTS for language in LANGUAGES}
    header = next((place for place, row in enumerate(rows) if len(inputs & {*row}) > 1), None)
    if header is not None:
        columns = frozenset(column for column, cell in enumerate(rows[header]) if cell in inputs)
        return _Fields(columns, range(header + 1, len(rows)))
    total = next((place for place, row in enumerate(rows) if _first(row) in sums), len(rows))
    is_signed = any(_first(row) in names for row in rows[total:])
    return _Fields(rows=range(total + 1, len(rows)) if is_signed else range(0))


_SIGNATURES = {text("papers.signatures", language) for language in LANGUAGES}


def _words(*keys: str) -> set[str]:
    return {text(f"register_book.{key}", language) for key in keys for language in LANGUAGES}
