"""Tables of a foreign sheet: where each has its header, whatever stands above, between and beside.

A header may be repeated further down (pages, a table for each inspector), and tables may stand
beside each other, each with the same headings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from qa_workbook.forms.heading_names import bare_names
from qa_workbook.forms.text_cells import blank
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import Grid, Place
from qa_workbook.layouts.coverage import Coverage
from qa_workbook.layouts.fields import Area
from qa_workbook.layouts.headings import LONGEST, Levels, find_columns, joined, levels_of, parts_of
from qa_workbook.layouts.unfolded import Kind

_LIKE_THE_BEST = 2
"""A header has at least half the headings of the one that has most."""


@dataclass(frozen=True)
class Role:
    """What the cells of a column are taken for."""

    kind: Kind
    key: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Block:
    """A table: its header from row `first` to row `last`, the area down to the next header, the
    columns of the wanted headings, and all headings by column.
    """

    first: int
    last: int
    area: Area
    columns: Mapping[str, int]
    levels: Levels

    @property
    def rows(self) -> range:
        """The rows below the header."""
        return range(self.last + 1, self.area.bottom)

    def heading(self, column: int) -> str:
        """Returns the heading of a column as layouts write it, "" where it has none."""
        return joined(self.levels.get(column, ()))


@dataclass(frozen=True)
class _Header:
    first: int
    last: int
    levels: Levels
    columns: Mapping[str, int]


def find_blocks(
    grid: Grid, wanted: Sequence[str], levels: int, needed: Collection[str] = ()
) -> tuple[Block, ...]:
    """Returns the tables with the wanted headings, row by row, then from left to right.

    `levels` is the number of rows of a header. One of the `needed` headings must stand in it if it
    does in the header that has the most: averages per item above a table are none.
    """
    headers = _headers(grid, wanted, levels, needed)
    blocks: list[Block] = []
    for index, header in enumerate(headers):
        below = headers[index + 1].first if index + 1 < len(headers) else len(grid.rows)
        blocks += _beside(grid, header, wanted, below)
    return tuple(blocks)


def _headers(
    grid: Grid, wanted: Sequence[str], levels: int, needed: Collection[str]
) -> list[_Header]:
    firsts = _suspects(grid, parts_of(wanted), levels)
    found = [_header(grid, wanted, first, first + levels - 1) for first in firsts]
    best = max((len(header.columns) for header in found), default=0)
    if not best:
        return []
    fullest = [header for header in found if len(header.columns) == best]
    must = {name for name in needed if name in fullest[0].columns}
    likely = [
        header
        for header in found
        if _LIKE_THE_BEST * len(header.columns) >= best
        and (not must or any(name in header.columns for name in must))
    ]
    return _apart(likely)


def _suspects(grid: Grid, known: Collection[str], levels: int) -> list[int]:
    """The first rows of what may be a header: where many cells are known headings, those with
    numbering and points as well.
    """
    count = [
        sum(_may_be_heading(cell, known) for cell in cells if isinstance(cell, str))
        for cells in grid.rows
    ]
    sums = {first: sum(count[first : first + levels]) for first in range(len(count) - levels + 1)}
    most = max(sums.values(), default=0)
    return [first for first, number in sums.items() if number and 4 * number >= most]


@lru_cache(maxsize=20_000)
def _pieces(cell: str) -> frozenset[str]:
    return bare_names(normal(cell))


def _may_be_heading(cell: str, known: Collection[str]) -> bool:
    return len(cell) <= LONGEST and not _pieces(cell).isdisjoint(known)


def _header(grid: Grid, wanted: Sequence[str], first: int, last: int) -> _Header:
    levels = levels_of(grid, first, last)
    return _Header(first, last, levels, find_columns(wanted, levels))


def _apart(headers: Sequence[_Header]) -> list[_Header]:
    """Headers that don't overlap: of those that do the one with the most headings."""
    chosen: list[_Header] = []
    for header in sorted(headers, key=lambda header: (-len(header.columns), header.first)):
        if all(header.last < other.first or header.first > other.last for other in chosen):
            chosen.append(header)
    return sorted(chosen, key=lambda header: header.first)


# --- tables beside each other --------------------------------------------------------------------


def _beside(grid: Grid, header: _Header, wanted: Sequence[str], below: int) -> list[Block]:
    starts = _starts(header, wanted)
    edges = [0, *(_edge(header, start) for start in starts[1:])]
    lefts = [0, *(_gap(header, start) for start in starts[1:]), grid.width]
    blocks = []
    for edge, (left, right) in zip(edges, pairwise(lefts), strict=True):
        levels = {
            column: texts for column, texts in header.levels.items() if left <= column < right
        }
        columns = find_columns(wanted, levels, edge)
        area = Area(header.first, left, below, right)
        blocks.append(Block(header.first, header.last, area, columns, levels))
    return blocks


def _gap(header: _Header, start: int) -> int:
    """The first of the columns without heading before a table: what stands there belongs to it."""
    while start - 1 not in header.levels:
        start -= 1
    return start


def _edge(header: _Header, start: int) -> int:
    """The left edge of a table: as many columns without heading before it as before the first."""
    for _ in range(min(header.levels, default=0)):
        if start - 1 in header.levels:
            break
        start -= 1
    return start


def _starts(header: _Header, wanted: Iterable[str]) -> list[int]:
    """The columns in which tables begin that stand beside each other; one where it is one table.

    They are several if most of the headings stand there equally often.
    """
    names = {column: normal(joined(texts)) for column, texts in header.levels.items()}
    meant = {name: names[column] for name, column in header.columns.items() if column in names}
    if any(f"{normal(name)}#2" in {normal(one) for one in wanted} for name in meant):
        return [0]
    times = Counter(names.values())
    often = Counter(times[name] for name in meant.values())
    tables, many = max(often.items(), key=lambda item: item[1], default=(1, 0))
    if tables == 1 or 2 * many <= len(meant):
        return [0]
    first = min((c for c, name in names.items() if times[name] == tables), default=0)
    return [column for column, name in names.items() if name == names[first]]


# --- what its headings are -----------------------------------------------------------------------


def cover_headings(block: Block, roles: Mapping[int, Role], coverage: Coverage) -> None:
    """Says of the cells of a header what they are, by what their columns hold.

    A heading over several columns is known if one of them is.
    """
    for row in range(block.first, block.last + 1):
        for column in coverage.filled(row, range(block.area.left, block.area.right)):
            below = _below(block, coverage.grid, (row, column))
            known = [roles[each] for each in below if each in roles]
            named = [role for role in known if role.kind != "ignored"]
            if named:
                coverage.take((row, column), "heading", named[0].key or named[0].kind)
            elif known:
                coverage.take((row, column), "ignored", "", known[0].rule)


def _below(block: Block, grid: Grid, place: Place) -> list[int]:
    """The columns that a cell of a header is the heading of."""
    row, column = place
    text = normal(str(grid.rows[row][column]))
    found = [column]
    for beside in range(column + 1, block.area.right):
        levels = block.levels.get(beside, ())
        if not blank(grid.rows[row][beside]) or text not in map(normal, levels):
            break
        found.append(beside)
    return found
