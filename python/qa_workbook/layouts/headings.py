"""Headings of a foreign table: what they say, and which of them a layout means.

A header of several rows gives each column a path, "开场白 / 得分"; a heading that is merged over
several columns, or stands above blanks in a row without merged cells, belongs to all of them.
`find_columns` compares with `forms.vocabulary.normal`, then without numbering and points, and at
last the lowest levels alone; only what is left of one column alone is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product

from qa_workbook.forms.heading_names import bare_names
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import Grid
from qa_workbook.layouts.model import LEVELS

Levels = Mapping[int, tuple[str, ...]]
"""The headings of each column that has one, from above, as the sheet writes them."""
LooksLike = Callable[[str, Sequence[str]], bool]
LONGEST = 400
"""No longer text is a heading."""
_OF_SEVERAL = re.compile(r"^(.+)#([1-9]\d?)$", re.DOTALL)
_WITHOUT_HEADING = re.compile(r"^@([1-9]\d{0,3})$")


def joined(levels: Sequence[str]) -> str:
    """Returns the heading of a column as layouts write it, its levels joined."""
    return LEVELS.join(levels)


def levels_of(grid: Grid, first: int, last: int) -> dict[int, tuple[str, ...]]:
    """Returns the headings of the columns of a header that runs from row `first` to row `last`."""
    last = min(last, len(grid.rows) - 1)  # merged cells may reach below the last row
    rows = [_spread(grid, row, last) for row in range(first, last + 1)]
    found: dict[int, tuple[str, ...]] = {}
    for column in range(grid.width):
        texts = [row[column] for row in rows if column in row]
        levels = [text for place, text in enumerate(texts) if not place or texts[place - 1] != text]
        if levels:
            found[column] = tuple(levels)
    return found


def _spread(grid: Grid, row: int, last: int) -> dict[int, str]:
    """The texts of a row of a header by column, also where they stand for the columns beside."""
    texts = {
        column: words(cell)
        for column, cell in enumerate(grid.rows[row])
        if not blank(cell) and 0 < len(words(cell)) <= LONGEST
    }
    merged = {
        place[1]: columns
        for place, (_, columns) in (grid.unseen.merged or {}).items()
        if place[0] == row and columns > 1
    }
    if merged:
        for start, columns in merged.items():
            if start in texts:
                texts |= dict.fromkeys(range(start, start + columns), texts[start])
    elif row < last:
        _spread_over_blanks(grid, row, texts)
    return texts


def _spread_over_blanks(grid: Grid, row: int, texts: dict[int, str]) -> None:
    """A group that isn't merged stands above its first column only."""
    below = grid.rows[row + 1]
    group = ""
    for column in range(grid.width):
        has_below = not blank(below[column])
        if column in texts:
            group = texts[column] if has_below else ""
        elif has_below and group:
            texts[column] = group
        else:
            group = ""


# --- what is meant by a heading of a layout ------------------------------------------------------


def find_columns(wanted: Iterable[str], levels: Levels, left: int = 0) -> dict[str, int]:
    """Returns the column of each wanted heading that there is.

    "得分#2" is the second column of one name, "@3" the third column from `left` on, if it has no
    heading. Without a number the first column of several of exactly that name is taken. What is
    only like a heading (without numbering or points, or in its lowest levels) must be so of one
    column, and that column of one heading.
    """
    every = list(dict.fromkeys(wanted))
    found = _unnamed(every, levels, left)
    of_name: dict[str, list[int]] = {}
    for column, texts in levels.items():
        of_name.setdefault(normal(joined(texts)), []).append(column)
    for one in every:
        named = _numbered(one, of_name)
        if one not in found and named is not None:
            found[one] = named
    for looks_like in (_is_tail, _is_bare, _is_bare_tail):
        found |= _nearly(every, levels, found, looks_like)
    return found


def _unnamed(wanted: Iterable[str], levels: Levels, left: int) -> dict[str, int]:
    numbers = {one: _WITHOUT_HEADING.match(one) for one in wanted}
    columns = {one: left + int(number[1]) - 1 for one, number in numbers.items() if number}
    return {one: column for one, column in columns.items() if column not in levels}


def _numbered(one: str, of_name: Mapping[str, Sequence[int]]) -> int | None:
    """The column of a heading, or the one of its number among those of one name."""
    if normal(one) in of_name:
        return of_name[normal(one)][0]
    numbered = _OF_SEVERAL.match(one)
    if not numbered:
        return None
    columns, number = of_name.get(normal(numbered[1]), ()), int(numbered[2])
    return columns[number - 1] if number <= len(columns) else None


def _nearly(
    wanted: Sequence[str], levels: Levels, found: Mapping[str, int], looks_like: LooksLike
) -> dict[str, int]:
    """The columns of headings that aren't found yet, where one is like one heading alone."""
    taken = set(found.values())
    claimed: dict[str, int] = {}
    for one in wanted:
        if one in found:
            continue
        numbered = _OF_SEVERAL.match(one)
        name, number = (numbered[1], int(numbered[2])) if numbered else (one, 0)
        columns = [column for column, texts in levels.items() if looks_like(name, texts)]
        if number and number <= len(columns):
            claimed[one] = columns[number - 1]
        elif len(columns) == 1 and not number:
            claimed[one] = columns[0]
    claims = Counter(claimed.values())
    return {
        one: column
        for one, column in claimed.items()
        if claims[column] == 1 and column not in taken
    }


def _is_tail(name: str, texts: Sequence[str]) -> bool:
    return any(normal(joined(texts[start:])) == normal(name) for start in range(1, len(texts)))


def _is_bare(name: str, texts: Sequence[str]) -> bool:
    return not _bare(name).isdisjoint(_bare(joined(texts)))


def _is_bare_tail(name: str, texts: Sequence[str]) -> bool:
    return any(_is_bare(name, texts[start:]) for start in range(1, len(texts)))


@lru_cache(maxsize=5_000)
def _bare(heading: str) -> frozenset[str]:
    """What is left of a heading without numbering and points in any of its levels."""
    parts = [bare_names(normal(part)) or {""} for part in heading.split(LEVELS)]
    return frozenset("/".join(names) for names in product(*parts)) - {""}


def same_name(one: str, other: str) -> bool:
    """Returns whether two names are equal, numbering and points aside."""
    return normal(one) == normal(other) or not _bare(one).isdisjoint(_bare(other))


def parts_of(wanted: Iterable[str]) -> frozenset[str]:
    """Returns the normalised words that the cells of a header with these headings may hold."""
    found: set[str] = set()
    for one in wanted:
        numbered = _OF_SEVERAL.match(one)
        for text in (one, numbered[1] if numbered else one):
            for part in (text, *text.split(LEVELS)):
                found |= bare_names(normal(part))
    return frozenset(found)
