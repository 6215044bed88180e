"""The columns of a table: what their headings mean, and which of them belong to one item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from qa_workbook.adopt.found import Looked
from qa_workbook.adopt.header import Header
from qa_workbook.adopt.names import Meaning, item_name
from qa_workbook.adopt.values import number_of
from qa_workbook.forms.vocabulary import normal
from qa_workbook.layouts.headings import joined

PARTS = ("mark", "deducted", "full", "weight", "reviews", "reason")
_MARKED = ("mark", "deducted", "reviews")


@dataclass(frozen=True)
class Column:
    """A column: its headings from above, and its heading as layouts write it.

    `part` says what it holds of the item that stands above it: one of `PARTS`, or "tick".
    """

    index: int
    levels: tuple[str, ...]
    heading: str
    meaning: Meaning
    part: str = ""


def columns_of(looked: Looked, header: Header) -> list[Column]:
    """Returns the columns of a table from the left."""
    seen: Counter[str] = Counter()
    found = []
    for index in sorted(header.levels):
        levels = header.levels[index]
        heading = " ".join(joined(levels).split())
        seen[normal(heading)] += 1
        number = seen[normal(heading)]
        written = f"{heading}#{number}" if number > 1 else heading
        found.append(Column(index, levels, written, looked.names.meaning(levels[-1])))
    return _with_parts(looked, found)


def _with_parts(looked: Looked, columns: list[Column]) -> list[Column]:
    """The same columns; those below the heading of one item say which part of it they hold."""
    found: list[Column] = []
    below_all = [
        (parent, list(below))
        for parent, below in groupby(columns, key=lambda column: column.levels[:-1])
    ]
    times = Counter(_said_below(group) for _, group in below_all)
    for parent, group in below_all:
        parts = _parts(looked, parent, group) if parent else [""] * len(group)
        if parent and not any(parts) and times[_said_below(group)] > 1:
            parts = _mark_beside_reason(looked, group)
        for column, part in zip(group, parts, strict=True):
            found.append(replace(column, meaning=Meaning(), part=part) if part else column)
    return found


def _said_below(group: Sequence[Column]) -> tuple[str, ...]:
    return tuple(normal(column.levels[-1]) for column in group)


def _mark_beside_reason(looked: Looked, group: Sequence[Column]) -> list[str]:
    """The parts of an item with a column beside that of its reasons whose name says nothing that is
    known: it is the mark where it is so of several items, 表现 | 原因.
    """
    parts = [part_of(looked, column.levels[-1]) for column in group]
    unknown = [c for c, part in zip(group, parts, strict=True) if not part and not c.meaning.key]
    if sorted(parts) != ["", "reason"] or len(unknown) != 1:
        return [""] * len(group)
    return [part or "mark" for part in parts]


def _parts(looked: Looked, parent: tuple[str, ...], group: Sequence[Column]) -> list[str]:
    none = [""] * len(group)
    if not parent or len(group) < 2:
        return none
    above = looked.names.meaning(parent[-1])
    if above.key and above.sure:
        return none
    said = [column.levels[-1] for column in group]
    parts = [part_of(looked, word) for word in said]
    if all(parts) and any(part in _MARKED for part in parts):
        return parts
    is_tick = len({normal(word) for word in said}) == len(said)
    if is_tick and all(is_tick_heading(looked, word) for word in said):
        return ["tick"] * len(group)
    return none


def part_of(looked: Looked, word: str) -> str:
    """Returns which part of an item a sub-heading names, "" for none."""
    said = normal(word)
    if said in looked.vocabulary.value_headings:
        return "mark"
    for part in PARTS:
        if said in looked.names.words_of(part):
            return part
    return ""


def is_tick_heading(looked: Looked, word: str) -> bool:
    """Returns whether a column may be ticked for a mark: a grade, a yes or no, a number."""
    said = normal(item_name(word).name)
    vocabulary = looked.vocabulary
    sets = (vocabulary.yes, vocabulary.no, vocabulary.passed, vocabulary.failed)
    grades = {normal(w) for grade in looked.words.grades for same in grade.words for w in same}
    known = grades.union(*sets, vocabulary.inapplicable)
    return said in known or number_of(word.removesuffix("分")) is not None
