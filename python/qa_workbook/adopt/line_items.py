"""Which lines of a table are items, and which say something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from qa_workbook.adopt.found import Cells, FoundItem, Looked
from qa_workbook.adopt.line_fields import OF_LINES, is_signature
from qa_workbook.adopt.names import IDENTITY, TOTALS, item_name
from qa_workbook.adopt.values import number_of, percent_of
from qa_workbook.forms.text_cells import blank
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellValue, Place
from qa_workbook.layouts.headings import joined
from qa_workbook.layouts.item_lines import Lines

_HUNDRED = 100
_WIDE = 2
_SECTION = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.]|part\b|section\b")

_COLON = re.compile("[:：]")


@dataclass(frozen=True)
class TableLines:
    """The lines of one table, with the values of columns that count: full marks, weights, and those
    of the marks. Items stand from row `first` on.
    """

    lines: Lines
    full: Mapping[int, CellValue]
    weights: Mapping[int, CellValue]
    marks: Mapping[int, Sequence[CellValue]]
    first: int = 0

    def is_marked(self, row: int) -> bool:
        """Returns whether anything stands where marks do."""
        return any(not blank(value) for value in self.marks.get(row, ()))


@dataclass
class Line:
    """A line that all tables of a sheet may have, by how the layout calls it."""

    heading: str
    levels: tuple[str, ...]
    places: list[Place] = field(default_factory=list)
    full: CellValue = ""
    weight: CellValue = ""
    marked: bool = False
    wide: bool = False
    key: str = ""


def sort_lines(
    looked: Looked, tables: Sequence[TableLines], *, empty_too: bool = False
) -> tuple[list[Line], list[Line]]:
    """Returns the lines of items, and those that say something else (sums, fields).

    Who and when is said by lines only where `empty_too` says so: else they are labels beside which
    the values stand.
    """
    found: dict[str, Line] = {}
    for table in tables:
        _gather(looked, table, found)
    every = list(found.values())
    others = [
        line
        for line in every
        if line.key in TOTALS
        or (line.key and empty_too)
        or (line.marked and line.key and line.key not in IDENTITY)
    ]
    has_full = any(number_of(line.full) is not None for line in every)
    sums = _sums(every)
    items = [
        line
        for line in every
        if not line.key and _is_item(line, has_full) and line.heading not in sums
    ]
    return _in_sections(every, items), others


def _is_item(line: Line, has_full: bool) -> bool:
    """Whether a line is marked, or would be: the name of a part of the form is not."""
    if line.marked or number_of(line.full) is not None:
        return True
    return not has_full and not line.wide and not _SECTION.match(normal(line.levels[-1]))


def _sums(every: Sequence[Line]) -> set[str]:
    """The headings of lines without a mark whose full mark is that of the lines below together.

    One line below may have the same full mark by chance, so it counts only beside real sums.
    """
    if not any(line.marked and not line.key for line in every):
        return set()
    counts = {line.heading: _summed(every, place) for place, line in enumerate(every)}
    if not any(count > 1 for count in counts.values()):
        return set()
    return {heading for heading, count in counts.items() if count}


def _summed(every: Sequence[Line], place: int) -> int:
    """How many of the lines below have together the full mark of a line without a mark."""
    full, together = number_of(every[place].full), Decimal(0)
    if full is None or every[place].marked or every[place].key:
        return 0
    for count, below in enumerate(every[place + 1 :], 1):
        together += number_of(below.full) or Decimal(0)
        if below.key or together >= full:
            return count if together == full and not below.key else 0
    return 0


def _in_sections(every: Sequence[Line], items: Sequence[Line]) -> list[Line]:
    """The items, with the name of their part of the form as their group."""
    section = ""
    for line in every:
        if line in items:
            if section and len(line.levels) == 1:
                line.levels = (section, *line.levels)
        elif not line.key:
            section = line.levels[-1]
    return list(items)


def _gather(looked: Looked, table: TableLines, found: dict[str, Line]) -> None:
    """Adds the lines of a table, down to the first that is a label or a signature."""
    names = [normal(table.lines.name(row)) for row in table.lines.levels]
    closed = False
    for row, levels in table.lines.levels.items():
        name = levels[-1]
        if any(_COLON.search(part) or is_signature(looked, part) for part in levels):
            continue
        if any(_key(looked, part) for part in levels[:-1]):
            continue  # a label with its value
        key = _key(looked, name)
        closed = closed or bool(key and row >= table.first)
        if not key and (row < table.first or (closed and not table.is_marked(row))):
            continue
        heading = name if names.count(normal(name)) == 1 else joined(levels)
        line = found.setdefault(normal(heading), Line(heading, levels, key=key))
        line.places.append(table.lines.places[row])
        line.full = line.full if not blank(line.full) else table.full.get(row, "")
        line.weight = line.weight if not blank(line.weight) else table.weights.get(row, "")
        line.marked = line.marked or table.is_marked(row)
        line.wide = line.wide or looked.size(*table.lines.places[row])[1] > _WIDE


def _key(looked: Looked, name: str) -> str:
    meaning = looked.names.meaning(name)
    known = meaning.key in (*TOTALS, *OF_LINES, "aside") and meaning.sure
    statistic = normal(name) in looked.vocabulary.totals | looked.names.words_of("statistics")
    return meaning.key if known else "statistic" if statistic else ""


def item_of(line: Line, marks: Cells, *, deducted: bool, points: Decimal | None) -> FoundItem:
    """Returns the item of a line; `points` are the most that a tick stands for."""
    name = item_name(line.levels[-1])
    full = number_of(line.full)
    return FoundItem(
        heading=line.heading,
        name=name.name,
        marks=marks,
        named=tuple(line.places[:1]),
        group=tuple(item_name(level).name for level in line.levels[:-1]),
        full=(full if full else None) or name.full or points,
        weight=_weight(line.weight) or name.weight,
        deducted=deducted,
    )


def _weight(value: CellValue) -> Decimal | None:
    """A weight as percent: 0.3 and 30% are 30."""
    percent = percent_of(value)
    if percent is not None:
        return percent
    number = number_of(value)
    if number is None or number <= 0:
        return None
    return number * _HUNDRED if number <= 1 else number


def values_at(
    rows: Sequence[Sequence[CellValue]], column: int | None, of: Iterable[int]
) -> dict[int, CellValue]:
    """Returns the values of a column in some rows; nothing without a column."""
    if column is None:
        return {}
    return {row: rows[row][column] for row in of if column < len(rows[row])}


def begins_with_label(looked: Looked, texts: Iterable[str]) -> bool:
    """Returns whether one of the texts left of a name is a label: 质检员：| 陈晨."""
    return any(":" in normal(text) or _key(looked, text) in IDENTITY for text in texts if text)
