"""Which cells of a copy that came back are other than in the copy that was sent back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa_workbook.grids.a1 import address, place_of
from qa_workbook.returning.copies import KeptSheet

_MOST_PAIRS = 200_000
"""So many pairs of rows are compared at most; beyond that rows are only met in their places."""
Row = Sequence[str]


@dataclass(frozen=True)
class Changed:
    """A cell that says something else than before, by zero-based place; `old` and `new` as `told`.

    Of a row that is new `old` is "" and `is_new_row` True.
    """

    row: int
    column: int
    old: str
    new: str
    is_new_row: bool = False


@dataclass(frozen=True)
class SheetChanges:
    """What has changed in a sheet: cells, and the rows that are there no more, as they were.

    `known` of `rows` rows of the copy as sent back have been found again, changed or not.
    """

    cells: Sequence[Changed]
    gone: Sequence[Row]
    known: int
    rows: int


def changes(before: KeptSheet, now: KeptSheet) -> SheetChanges:
    """Returns what has changed between two states of a sheet.

    Rows that were moved, sorted, inserted or deleted are found again: only cells in which something
    else stands are changed. The results of formulas don't count.
    """
    old, new = _numbered(before), _numbered(now)
    pairs = _same_rows(old, new)
    left_old = {row: cells for row, cells in old.items() if row not in pairs}
    met = set(pairs.values())
    left_new = {row: cells for row, cells in new.items() if row not in met}
    more = _alike_rows(left_old, left_new)
    results = _results(now)
    found = list[Changed]()
    for one, other in sorted(more.items()):
        # Where a value stood and a formula stands now (Calc makes one of TRUE), its result counts.
        said = {place: told for place, told in results.get(other, {}).items() if place in old[one]}
        found += _cells(old[one], {**new[other], **said}, other)
    met |= set(more.values())
    for row in sorted(new.keys() - met):
        found += [Changed(row, place, "", cell, True) for place, cell in new[row].items()]
    gone = [list(old[row].values()) for row in sorted(old.keys() - pairs.keys() - more.keys())]
    found.sort(key=lambda cell: (cell.row, cell.column))
    return SheetChanges(found, gone, len(pairs) + len(more), len(old))


def _numbered(sheet: KeptSheet) -> dict[int, dict[int, str]]:
    """The filled cells by column of each row that has any, without those that hold a formula."""
    formulas = set(sheet.formulas)
    found = {}
    for row, cells in enumerate(sheet.rows):
        filled = {
            place: cell
            for place, cell in enumerate(cells)
            if cell and not (formulas and address(row, place) in formulas)
        }
        if filled:
            found[row] = filled
    return found


def _results(sheet: KeptSheet) -> dict[int, dict[int, str]]:
    """The results of formulas, by row and column."""
    found: dict[int, dict[int, str]] = {}
    for cell in sheet.formulas:
        row, column = place_of(cell)
        if row < len(sheet.rows) and column < len(sheet.rows[row]):
            found.setdefault(row, {})[column] = sheet.rows[row][column]
    return found


Rows = Mapping[int, Mapping[int, str]]


def _same_rows(old: Rows, new: Rows) -> dict[int, int]:
    """Pairs of rows that say the same, in the order in which they stand."""
    waiting: dict[tuple[tuple[int, str], ...], list[int]] = defaultdict(list)
    for row, cells in new.items():
        waiting[tuple(cells.items())].append(row)
    pairs = {}
    for row, cells in old.items():  # first those that have stayed in their places
        others = waiting[tuple(cells.items())]
        if row in others:
            others.remove(row)
            pairs[row] = row
    for row, cells in old.items():
        others = waiting[tuple(cells.items())]
        if row not in pairs and others:
            pairs[row] = others.pop(0)
    return pairs


def _alike_rows(old: Rows, new: Rows) -> dict[int, int]:
    """Pairs of rows of which at least half says the same: the likest first, then the nearest."""
    ranked = []
    if len(old) * len(new) <= _MOST_PAIRS:
        weights = _weights([*old.values(), *new.values()])
        for row, cells in old.items():
            for other, others in new.items():
                score = _likeness(cells, others, weights)
                if score:
                    ranked.append((-score, abs(row - other), row, other))
    pairs: dict[int, int] = {}
    met: set[int] = set()
    for *_, row, other in sorted(ranked):
        if row not in pairs and other not in met:
            pairs[row] = other
            met.add(other)
    for row in old.keys() & new.keys():  # what is left is the same row if it stands in its place
        if row not in pairs and row not in met:
            pairs[row] = row
            met.add(row)
    return pairs


def _weights(rows: Sequence[Mapping[int, str]]) -> Mapping[tuple[int, str], float]:
    """How much a cell tells of its row: a number of a recording more than one mark of many."""
    counts = Counter(cell for row in rows for cell in row.items())
    return {cell: 1 / count for cell, count in counts.items()}


def _likeness(
    one: Mapping[int, str], other: Mapping[int, str], weights: Mapping[tuple[int, str], float]
) -> float:
    """How much two rows have in common, 0 where that is less than half of the smaller one."""
    common = one.items() & other.items()
    if 2 * len(common) < min(len(one), len(other)):
        return 0
    return sum(weights[cell] for cell in common)


def _cells(before: Mapping[int, str], now: Mapping[int, str], row: int) -> Iterator[Changed]:
    for place in sorted(before.keys() | now.keys()):
        was, said = before.get(place, ""), now.get(place, "")
        if was != said:
            yield Changed(row, place, was, said)
