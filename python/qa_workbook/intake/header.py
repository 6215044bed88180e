"""Finds the header of a score sheet by its names, and the label/value pairs above it (contract 3.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.grid import ERROR_WORDS, CellError, Grid
from qa_workbook.keys import SchemeKey
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Indicator, Scheme

COMPUTED = "computed"
_NOTE = re.compile(r"\([^()]*\)$")
_PAIR = re.compile(
    r"([^\s:：]{1,20})\s{0,4}[:：]\s{0,20}([^:：]*?)(?=\s+[^\s:：]{1,20}\s{0,4}[:：]|\s*$)"
)
_LONGEST_HEADING = 60
_LONGEST_PAIRS = 300
_LEAST_MATCHES = 3
_SURE_MATCHES = 6


def indicator_key(node: Indicator) -> str:
    """Returns the frame's name for an indicator's column: mark.<id> or count.<id>."""
    return f"{'count' if node.count else 'mark'}.{node.id}"


def entered(scheme: Scheme) -> tuple[Indicator, ...]:
    """Returns every indicator that may have a column in a sheet of `scheme`, in the order of the sheet."""
    if scheme.sheet.entry == "items":
        return scheme.items
    if scheme.sheet.entry == "points":
        return scheme.leaves
    return tuple(dict.fromkeys([*scheme.items, *scheme.leaves]))


@dataclass(frozen=True)
class Headings:
    """All known headings: key of a column by the normalised heading."""

    vocabulary: Vocabulary
    schemes: SchemeBook

    @cached_property
    def fixed(self) -> dict[str, str]:
        """Fixed and computed columns."""
        return (
            dict.fromkeys(self.vocabulary.computed_names, COMPUTED) | self.vocabulary.column_aliases
        )

    @cached_property
    def _canonical(self) -> dict[str, str]:
        return {
            normal(aliases[0]): key for key, aliases in self.vocabulary.columns.model_dump().items()
        }

    @cached_property
    def _of_schemes(self) -> dict[SchemeKey, dict[str, str]]:
        return {scheme.key: self._scheme_headings(scheme) for scheme in self.schemes.schemes}

    def _scheme_headings(self, scheme: Scheme) -> dict[str, str]:
        if scheme.sheet.layout == "long":
            return self.fixed
        found: dict[str, str] = {}
        for node in reversed(entered(scheme)):
            found |= dict.fromkeys(
                map(normal, (node.name.en, node.id, node.name.zh)), indicator_key(node)
            )
        return self.fixed | found | self._canonical

    def of(self, scheme: Scheme) -> dict[str, str]:
        """Returns the keys of the columns of a scheme's sheet by normalised heading."""
        return self._of_schemes[scheme.key]

    @cached_property
    def any(self) -> frozenset[str]:
        """Every heading of any scheme."""
        return frozenset(self.fixed).union(*self._of_schemes.values())


@dataclass(frozen=True)
class Head:
    """Where a header lies (zero-based row), its headings by column, normalised and as written, and the labels above."""

    row: int
    headings: Mapping[int, str]
    written: Mapping[int, str]
    labels: Mapping[str, tuple[Any, int, int]]


def heading_of(cell: Any, known: frozenset[str]) -> str:
    """Returns the normalised heading in a cell, without a note in brackets that is no part of a known name."""
    return (
        _heading(cell, known) if isinstance(cell, str) and 0 < len(cell) <= _LONGEST_HEADING else ""
    )


@lru_cache(maxsize=5_000)
def _heading(cell: str, known: frozenset[str]) -> str:
    name = normal(cell)
    return name if name in known else _NOTE.sub("", name) or name


def find_head(grid: Grid, names: Headings) -> Head | None:
    """Returns the header: among the first rows the one with the most known headings, at least three; else None."""
    best, most = -1, _LEAST_MATCHES - 1
    for index, row in enumerate(grid.rows[: names.vocabulary.limits.header_rows]):
        matches = len({name for cell in row if (name := heading_of(cell, names.any)) in names.any})
        if matches > most:
            best, most = index, matches
            if matches >= _SURE_MATCHES:
                break
    if best < 0:
        return None
    first, last = _rows_of_header(grid, best, names.any)
    written: dict[int, str] = {}
    for row in grid.rows[first : last + 1]:
        below = {
            index: cell for index, cell in enumerate(row) if isinstance(cell, str) and cell.strip()
        }
        written |= (
            below
            if not written
            else {i: cell for i, cell in below.items() if heading_of(cell, names.any) in names.any}
        )
    headings = {index: heading_of(cell, names.any) for index, cell in written.items()}
    return Head(last, headings, written, _labels(grid, first, names.vocabulary))


def _rows_of_header(grid: Grid, best: int, known: frozenset[str]) -> tuple[int, int]:
    """First and last row of a header: two rows when the names are spread over both, as under merged group headings."""

    def named(row: int) -> set[int]:
        cells = grid.rows[row] if 0 <= row < len(grid.rows) else []
        return {index for index, cell in enumerate(cells) if heading_of(cell, known) in known}

    own = named(best)
    if len(named(best + 1) - own) >= _LEAST_MATCHES:
        return best, best + 1
    if best and len(named(best - 1) - own) >= _LEAST_MATCHES:
        return best - 1, best
    return best, best


def _labels(grid: Grid, header: int, vocabulary: Vocabulary) -> dict[str, tuple[Any, int, int]]:
    """Values of the labels above the header with their places: right of the label, or behind its colon in one cell."""
    found: dict[str, tuple[Any, int, int]] = {}
    for row_index, row in enumerate(grid.rows[:header]):
        for column, cell in enumerate(row):
            if not isinstance(cell, str) or not cell.strip():
                continue
            if key := vocabulary.label_aliases.get(normal(cell)):
                place = _value_place(grid, row_index, column, vocabulary)
                found.setdefault(
                    key, (_value(row[place]) if place < len(row) else "", row_index, place)
                )
                continue
            for name, value in _PAIR.findall(
                cell[:_LONGEST_PAIRS]
            ):  # 质检员：李晓　质检日期：2026-10-05
                if value and (key := vocabulary.label_aliases.get(normal(name))):
                    found.setdefault(key, (value, row_index, column))
    return found


def _value(cell: Any) -> Any:
    """Returns the value of a label; an error value that was pasted as text is still one."""
    return (
        CellError(cell.strip())
        if isinstance(cell, str) and ERROR_WORDS.match(cell.strip())
        else cell
    )


def _value_place(grid: Grid, row: int, column: int, vocabulary: Vocabulary) -> int:
    """Column of a label's value: right of the label, which may be a merged cell.

    In files that don't tell what is merged blanks are passed over, up to the next label.
    """
    if grid.unseen.spans is not None:
        return column + grid.unseen.spans.get((row, column), 1)
    cells = grid.rows[row]
    for place in range(column + 1, len(cells)):
        cell = cells[place]
        if isinstance(cell, str) and not cell.strip():
            continue
        is_label = isinstance(cell, str) and normal(cell) in vocabulary.all_labels
        return column + 1 if is_label else place
    return column + 1
