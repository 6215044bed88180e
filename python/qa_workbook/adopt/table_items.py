"""Which columns of a table are items, and which columns beside them belong to those."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from qa_workbook.adopt.columns import Column
from qa_workbook.adopt.found import Cells, FoundItem, Looked, Opinion
from qa_workbook.adopt.header import Header
from qa_workbook.adopt.mark_words import MarkWords
from qa_workbook.adopt.names import item_name
from qa_workbook.adopt.points_behind import with_points_behind
from qa_workbook.adopt.table_rows import TableRows
from qa_workbook.adopt.values import filled, number_of, percent_of
from qa_workbook.forms.text_cells import words
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellValue, Place
from qa_workbook.layouts.headings import joined
from qa_workbook.layouts.model import Tick

_SHORTEST = 2
"""Signs that the name of an item has at least."""
_LEAST_SAID, _MOST_MARKS = 5, 4
"""From so many values on, and with more different ones, a column of numbers marks nothing."""


@dataclass(frozen=True)
class Table:
    """A table with its rows sorted: what every finder of columns looks at."""

    looked: Looked
    header: Header
    columns: Sequence[Column]
    rows: TableRows
    marks: MarkWords

    def cells(self, column: int) -> Cells:
        """Returns the values of a column per recording; what is merged down holds for all rows."""
        places = [self._source((row, column)) for row in self.rows.recordings]
        grid = self.looked.rows
        values = [grid[row][col] if col < len(grid[row]) else "" for row, col in places]
        return Cells(tuple(values), tuple(places))

    @cached_property
    def _merged_columns(self) -> frozenset[int]:
        merged = self.looked.sample.grid.unseen.merged or {}
        return frozenset(column for (_, column), (rows, _) in merged.items() if rows > 1)

    def _source(self, place: Place) -> Place:
        row, column = place
        if column not in self._merged_columns:
            return place
        for above in range(row, max(self.header.last, row - 400), -1):
            if self.looked.text(above, column):
                down = self.looked.size(above, column)[0]
                return (above, column) if above + down > row else place
        return place

    def is_merged_down(self, column: int) -> bool:
        """Returns whether cells of a column are merged over several rows of recordings."""
        first = self.header.last + 1
        return any(
            self.looked.size(row, column)[0] > 1
            for row in self.rows.recordings
            if row >= first and self.looked.text(row, column)
        )

    def named(self, column: int) -> tuple[Place, ...]:
        """Returns the cells of the header that stand above a column."""
        rows = range(self.header.first, self.header.last + 1)
        return tuple((row, column) for row in rows if self.looked.text(row, column))


def find_items(table: Table, open_columns: Sequence[Column]) -> list[FoundItem]:
    """Returns the items of a table from the left; `open_columns` mean nothing else."""
    parts = [column for column in table.columns if column.part]
    found = {column.index: item for column, item in _items_of_parts(table, parts)}
    for column in _single(table, open_columns):
        found[column.index] = _single_item(table, column)
    items = [found[index] for index in sorted(found)]
    items = with_points_behind(_with_reasons(table, items, sorted(found)))
    return _without_common_group(items)


def _single(table: Table, open_columns: Sequence[Column]) -> list[Column]:
    """The open columns that hold marks: by their values, their points, or because they lie among
    such columns.
    """
    sure = {column.index for column in open_columns if _is_item(table, column)}
    if not sure and not any(column.part for column in table.columns):
        sure = _all_open(table, open_columns) or _repeated_words(table, open_columns)
    among = [*sure, *(column.index for column in table.columns if column.part)]
    if not among:
        return []
    found = {c.index for c in open_columns if c.index in sure}
    found |= {
        c.index
        for c in open_columns
        if min(among) <= c.index <= max(among) and _may_be_item(table, c)
    }
    for column in [*open_columns, *reversed(open_columns)]:  # both ways from those that are known
        if _touches(column, found) and _may_touch(table, column):
            found.add(column.index)
    return [column for column in open_columns if column.index in found]


def _is_item(table: Table, column: Column) -> bool:
    if _are_numbers(table, column):
        return False
    name = item_name(column.levels[-1])
    stated = name.full or name.weight
    stated = stated or table.rows.full.get(column.index) or table.rows.weights.get(column.index)
    values = table.cells(column.index).values
    return table.marks.are_marks(values) or (bool(stated) and not filled(values))


def _are_numbers(table: Table, column: Column) -> bool:
    """Whether a column tells things apart: 会员号, and many different values."""
    said = [words(value) for value in filled(table.cells(column.index).values)]
    if not table.looked.names.is_number(column.levels[-1]):
        return False
    return len(said) >= _LEAST_SAID and len(set(said)) > _MOST_MARKS


def _repeated_words(table: Table, open_columns: Sequence[Column]) -> set[int]:
    """The open columns that share a few words: 一级 二级 三级, of a sheet without other marks."""
    said = {
        column.index: {normal(words(v)) for v in values if number_of(v) is None}
        for column in open_columns
        if (values := filled(table.cells(column.index).values)) and table.marks.are_few(values)
    }
    times = Counter(word for each in said.values() for word in each)
    shared = {word for word, columns in times.items() if columns > 1}
    return {index for index, each in said.items() if each and 2 * len(each & shared) > len(each)}


def _may_be_item(table: Table, column: Column) -> bool:
    values = table.cells(column.index).values
    few = table.marks.are_few(values) or table.marks.are_nearly_marks(values)
    return not filled(values) or few


def _may_touch(table: Table, column: Column) -> bool:
    """Whether a column beside items may be one: it is empty and says no reasons, or damaged."""
    values = filled(table.cells(column.index).values)
    if normal(column.levels[-1]) in table.looked.names.words_of("reason"):
        return False
    return not values or table.marks.are_nearly_marks(values)


def _touches(column: Column, sure: set[int]) -> bool:
    return bool({column.index - 1, column.index + 1} & sure)


def _all_open(table: Table, open_columns: Sequence[Column]) -> set[int]:
    """All open columns of a sheet without any marks: it is a blank one."""
    if any(filled(table.cells(column.index).values) for column in open_columns):
        return set()
    reason = table.looked.names.words_of("reason")
    return {c.index for c in open_columns if normal(c.levels[-1]) not in reason}


def _single_item(table: Table, column: Column) -> FoundItem:
    levels, percent = _without_percent(column.levels)
    name = item_name(levels[-1])
    deducted = is_deducted(table.looked, levels[-1])
    return FoundItem(
        heading=column.heading,
        name=_without_deduction(table.looked, name.name) if deducted else name.name,
        marks=table.cells(column.index),
        named=table.named(column.index),
        group=tuple(item_name(level).name for level in levels[:-1]),
        full=table.rows.full.get(column.index) or name.full,
        weight=table.rows.weights.get(column.index) or name.weight or percent,
        deducted=deducted,
    )


def _without_percent(levels: Sequence[str]) -> tuple[Sequence[str], Decimal | None]:
    """The levels of a heading that are names, and the percentage below them: a row of weights."""
    percent = percent_of(levels[-1]) if len(levels) > 1 else None
    return (levels, None) if percent is None else (levels[:-1], percent)


def _without_deduction(looked: Looked, name: str) -> str:
    """The item of 态度扣分 is 态度."""
    ends = [word for word in looked.names.words_of("deducted") if name.endswith(word)]
    left = name.removesuffix(max(ends, key=len, default=""))
    return left if len(left) >= _SHORTEST else name


def is_deducted(looked: Looked, heading: str) -> bool:
    """Returns whether a heading says that points taken off stand below it: 态度扣分."""
    said = normal(heading)
    words = [word for word in looked.names.words_of("deducted") if not said.endswith(f"加{word}")]
    return any(said.endswith(word) or said.endswith(f"({word})") for word in words)


# --- an item over several columns ----------------------------------------------------------------


def _items_of_parts(table: Table, parts: Sequence[Column]) -> list[tuple[Column, FoundItem]]:
    found = []
    for _, below in groupby(parts, key=lambda column: column.levels[:-1]):
        group = list(below)
        maker = _ticked_item if group[0].part == "tick" else _item_over
        item = maker(table, group)
        if item:
            found.append((group[0], item))
    return found


def _item_over(table: Table, group: Sequence[Column]) -> FoundItem | None:
    """The item whose mark, deduction, full mark and reason stand beside each other."""
    by_part: dict[str, list[Column]] = {}
    for column in group:
        by_part.setdefault(column.part, []).append(column)
    opinions = [*by_part.get("mark", ()), *by_part.get("reviews", ())]
    marked = opinions or by_part.get("deducted", [])
    if not marked:
        return None
    place, name = marked[-1], item_name(group[0].levels[-2])
    full, reason = _only(by_part.get("full")), _only(by_part.get("reason"))
    stated = _stated(table, full) or table.rows.full.get(place.index) or name.full
    several = [Opinion(c.levels[-1], c.heading, table.cells(c.index)) for c in opinions]
    return FoundItem(
        heading=place.heading,
        name=name.name,
        marks=table.cells(place.index),
        named=table.named(group[0].index),
        group=tuple(item_name(level).name for level in group[0].levels[:-2]),
        full=stated,
        weight=_stated(table, _only(by_part.get("weight"))) or name.weight,
        deducted=not opinions,
        reason=reason.heading if reason else "",
        full_heading=full.heading if full else "",
        opinions=tuple(several) if len(several) > 1 else (),
    )


def _only(columns: Sequence[Column] | None) -> Column | None:
    return columns[0] if columns else None


def _stated(table: Table, column: Column | None) -> Decimal | None:
    """The number that a column says again and again."""
    if column is None:
        return None
    numbers = {table.marks.number(value) for value in filled(table.cells(column.index).values)}
    only = numbers.pop() if len(numbers) == 1 else None
    return only if only and only > 0 else None


def _ticked_item(table: Table, group: Sequence[Column]) -> FoundItem:
    """The item of whose columns one is ticked; its marks are the headings of the ticked ones."""
    ticked = [table.cells(column.index) for column in group]
    marks: list[CellValue] = []
    places: list[Place | None] = []
    words = [item_name(column.levels[-1]) for column in group]
    for line in range(len(table.rows.recordings)):
        ticks = [n for n, cells in enumerate(ticked) if filled([cells.values[line]])]
        marks.append(words[ticks[0]].name if len(ticks) == 1 else "")
        places.append(ticked[ticks[0]].places[line] if len(ticks) == 1 else None)
    name = item_name(group[0].levels[-2])
    points = [word.full for word in words if word.full]
    heading = " ".join(joined(group[0].levels[:-1]).split())
    return FoundItem(
        heading=heading,
        name=name.name,
        marks=Cells(tuple(marks), tuple(places)),
        named=table.named(group[0].index),
        group=tuple(item_name(level).name for level in group[0].levels[:-2]),
        full=name.full or max(points, default=None),
        weight=name.weight,
        ticks=tuple(
            Tick(heading=column.heading, mark=word.name)
            for column, word in zip(group, words, strict=True)
        ),
    )


# --- what is said of all of them -----------------------------------------------------------------


def _with_reasons(
    table: Table, items: Sequence[FoundItem], indices: Sequence[int]
) -> list[FoundItem]:
    """Items with the column of reasons that stands right of each of them."""
    words = table.looked.names.words_of("reason")
    headings: Mapping[int, Column] = {column.index: column for column in table.columns}
    reasons = {
        index: headings[index + 1].heading
        for index in indices
        if index + 1 in headings and normal(headings[index + 1].levels[-1]) in words
    }
    if len(reasons) < 2:
        return list(items)
    return [
        replaced(item, reason=reasons.get(index, item.reason))
        for index, item in zip(indices, items, strict=True)
    ]


def replaced(item: FoundItem, **changes: object) -> FoundItem:
    """Returns an item with some of its fields changed."""
    return FoundItem(**{**item.__dict__, **changes})


def _without_common_group(items: Sequence[FoundItem]) -> list[FoundItem]:
    """A heading over all items (评分项目) is no group of them."""
    found = list(items)
    while found and all(item.group and item.group[0] == found[0].group[0] for item in found):
        found = [replaced(item, group=item.group[1:]) for item in found]
    return found
