"""Finds the header of a table with a recording (or an answer) a row, of one or several levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa_workbook.adopt.found import Looked
from qa_workbook.adopt.names import IDENTITY, TOTALS
from qa_workbook.adopt.values import day_of, number_of
from qa_workbook.forms.text_cells import blank
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellValue
from qa_workbook.layouts.headings import levels_of

_FARTHEST = 40
"""Rows in which a header is looked for."""
_LONGEST = 60
_LEAST_TEXTS, _LEAST_KNOWN, _MOST_LEVELS = 4, 2, 4
_FEW_BESIDE = 0.5
_WEIGHT_OF_KNOWN, _WEIGHT_OF_VALUE = 3, 4
_COUNTED = frozenset(
    (*IDENTITY, *TOTALS, "serial", "remark", "project", "round", "clause", "times")
)


@dataclass(frozen=True)
class Header:
    """A header from row `first` to row `last`; `levels` are the headings of each of its columns.

    `aside` are the columns right of it that belong to another table.
    """

    first: int
    last: int
    levels: Mapping[int, tuple[str, ...]]
    aside: Mapping[int, tuple[str, ...]]


def find_header(looked: Looked) -> Header | None:
    """Returns the header of the main table, None where no row looks like one.

    It is the row that names most fields (and columns): titles, labels and statistics above name
    fewer.
    """
    row = _best_row(looked)
    if row is None:
        return None
    first, last = _extent(looked, row)
    levels = levels_of(looked.sample.grid, first, last)
    main, aside = _split(looked, last, levels)
    return Header(first, last, main, aside)


def _best_row(looked: Looked) -> int | None:
    rows = range(min(len(looked.rows), _FARTHEST))
    scores = {row: _likeness(looked, row) for row in rows}
    best = max(scores, key=lambda row: (scores[row], -row), default=None)
    return best if best is not None and scores[best] > 0 else None


def _likeness(looked: Looked, row: int) -> int:
    """How much a row looks like a header: what it names, less what in it are values."""
    cells = [cell for cell in looked.rows[row] if not blank(cell)]
    texts = [cell for cell in cells if isinstance(cell, str) and _is_heading(cell)]
    meanings = [looked.names.meaning(text) for text in texts]
    known = {meaning.key for meaning in meanings if meaning.key in _COUNTED}
    if len(texts) < _LEAST_TEXTS or len(known) < _LEAST_KNOWN or not known & set(IDENTITY):
        return 0
    values = len(cells) - len(texts)
    return len(known) * _WEIGHT_OF_KNOWN + len(texts) - values * _WEIGHT_OF_VALUE


def _is_heading(cell: CellValue) -> bool:
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return False
    said = normal(cell)
    is_pair = ":" in said and not said.endswith(")")
    return not is_pair and number_of(cell) is None and day_of(cell) is None


def _extent(looked: Looked, row: int) -> tuple[int, int]:
    """The rows of a header: as far as its cells are merged, and rows of groups and sub-headings."""
    width = looked.sample.grid.width
    spans = [looked.size(row, column)[0] for column in range(width) if looked.text(row, column)]
    deepest = max(spans, default=1)
    lowest = row + (deepest if deepest <= _MOST_LEVELS else 1) - 1
    first, last = row, min(lowest, len(looked.rows) - 1)
    while last - first + 1 < _MOST_LEVELS and _is_below(looked, row, last + 1):
        last += 1
    while last - first + 1 < _MOST_LEVELS and _is_above(looked, row, first - 1):
        first -= 1
    return first, last


def _is_below(looked: Looked, row: int, below: int) -> bool:
    """Whether a row holds sub-headings: words under headings of groups, nothing under fields."""
    if below >= len(looked.rows):
        return False
    fields: list[int] = []
    others: list[int] = []
    for column in range(looked.sample.grid.width):
        meaning = looked.names.meaning(looked.text(row, column))
        is_field = meaning.sure and meaning.key and looked.size(row, column)[1] == 1
        (fields if is_field else others).append(column)
    words = [looked.text(below, column) for column in others if looked.text(below, column)]
    if any(looked.text(below, column) for column in fields) or len(words) < _LEAST_KNOWN:
        return False
    under_group = [column for column in others if _under_group(looked, row, below, column)]
    is_words = all(number_of(word) is None for word in words)
    return bool(under_group) and (is_words or len(under_group) == len(words))


def _under_group(looked: Looked, row: int, below: int, column: int) -> bool:
    """Whether a filled cell stands below a heading over several columns, or below nothing."""
    if not looked.text(below, column):
        return False
    if not looked.text(row, column):
        return True
    return looked.size(row, column)[1] > 1 or not looked.text(row, column + 1)


def _is_above(looked: Looked, row: int, above: int) -> bool:
    """Whether a row holds headings of groups: over several columns each, none over the first."""
    if above < 0:
        return False
    width = looked.sample.grid.width
    left = next(column for column in range(width) if looked.text(row, column))
    columns = [column for column in range(width) if looked.text(above, column)]
    if not columns or columns[0] <= left:
        return False
    texts = [looked.text(above, column) for column in columns]
    if any(not _is_heading(text) for text in texts):
        return False
    wide = [column for column in columns if looked.size(above, column)[1] > 1]
    unmerged = not looked.sample.grid.unseen.merged and len(columns) >= _LEAST_KNOWN
    pairs = any(
        looked.names.meaning(text).sure and looked.names.meaning(text).key for text in texts
    )
    return bool(wide or unmerged) and not (pairs and not wide)


def _split(
    looked: Looked, last: int, levels: Mapping[int, tuple[str, ...]]
) -> tuple[dict[int, tuple[str, ...]], dict[int, tuple[str, ...]]]:
    """The columns of the table, and those of one beside it: behind an empty column, and naming
    people again.
    """
    columns = sorted(levels)
    keys = {column: looked.names.meaning(levels[column][-1]).key for column in columns}
    for before, column in pairwise(columns):
        gap = range(before + 1, column)
        if not gap or any(_has_values(looked, last, empty) for empty in gap):
            continue
        seen = {keys[one] for one in columns if one <= before}
        again = {keys[one] for one in columns if one >= column} & set(IDENTITY)
        right = [one for one in columns if one >= column]
        if (again and again <= seen) or (len(right) > 1 and _is_short(looked, last, column, right)):
            return _parted(levels, column)
    return dict(levels), {}


def _parted(
    levels: Mapping[int, tuple[str, ...]], start: int
) -> tuple[dict[int, tuple[str, ...]], dict[int, tuple[str, ...]]]:
    main = {column: texts for column, texts in levels.items() if column < start}
    return main, {column: texts for column, texts in levels.items() if column >= start}


def _is_short(looked: Looked, last: int, column: int, right: Sequence[int]) -> bool:
    """Whether columns right of a gap have far fewer rows than the table left of it, but some."""
    rows = range(last + 1, len(looked.rows))
    left = range(column)
    main = [row for row in rows if sum(bool(looked.text(row, c)) for c in left) > 1]
    beside = [row for row in rows if any(looked.text(row, c) for c in right)]
    return 0 < len(beside) < _FEW_BESIDE * len(main)


def _has_values(looked: Looked, last: int, column: int) -> bool:
    return any(looked.text(row, column) for row in range(last + 1, len(looked.rows)))
