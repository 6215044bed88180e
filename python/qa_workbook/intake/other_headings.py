"""Headings of items that name something other than the mark: 开场白（扣分）, or 扣分 around it.

What stands there would turn the scores upside down. Such a column isn't that of the mark.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace

from qa_workbook.forms.score_form import ScoreForm
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.grid import Grid
from qa_workbook.intake.header import Head
from qa_workbook.intake.sub_headings import JOINT

_NOTE = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]$")
_DIGIT = re.compile(r"\d")
_PARTS = re.compile(r"[,，、;；:：/\s]+")


def without_other_headings(
    grid: Grid, head: Head, lookup: Mapping[str, str], form: ScoreForm, vocabulary: Vocabulary
) -> Head:
    """Returns the header in which no item's column says that it holds something else.

    `lookup` gives the keys of normalised headings. A heading that does is unknown then, under its
    full words, and `renamed` has the name of the item.
    """
    items = {
        column: lookup[name]
        for column, name in head.headings.items()
        if lookup.get(name) in form.indicators
    }
    headings, written, renamed = dict(head.headings), dict(head.written), {}
    words_below = _row_of_words(grid, head, items, vocabulary)
    for column, key in items.items():
        heading = head.written[column].strip()
        above = _above(grid, head, column, items, vocabulary)
        below = words_below.get(column, "")
        ways = [(_within(heading, form, key), heading)]
        ways += [(words, f"{words}{JOINT}{heading}") for words in above]
        ways += [(below, f"{heading}{JOINT}{below}")]
        is_counted = form.indicators[key].count is not None
        ways = [(words, full) for words, full in ways if words]  # mostly there are none
        full = next((full for words, full in ways if _is_other(words, vocabulary)), "")
        if full and not is_counted:
            headings[column], written[column] = normal(full), full
            renamed[column] = form.by_id[key].heading
    return replace(head, headings=headings, written=written, renamed=renamed)


def _within(heading: str, form: ScoreForm, key: str) -> str:
    """What stands in brackets behind a heading and is no part of the name of its item."""
    name = normal(heading)
    note = _NOTE.search(name)
    return note[1] if note and name not in map(normal, form.by_id[key].headings) else ""


def _is_other(words: str, vocabulary: Vocabulary) -> bool:
    """Whether words name something other than the mark; 得分, or 满分5, name nothing else."""
    parts = [normal(part) for part in _PARTS.split(words) if part]
    if any(part in vocabulary.aside_headings for part in parts):
        return True
    return any(word in part for part in parts for word in vocabulary.other_headings)


def _above(
    grid: Grid, head: Head, column: int, items: Container[int], vocabulary: Vocabulary
) -> Iterator[str]:
    """The words of merged cells above a heading, from the column of an item on."""
    first = head.first if head.first >= 0 else head.row
    rows = range(max(first - 1, 0), head.row)
    merged = (grid.unseen.merged or {}).items()
    wide = [
        place
        for place, (_, width) in merged
        if place[0] < head.row and place[1] <= column < place[1] + width
    ]
    for row in rows if wide else ():
        for line, start in wide:
            width = (grid.unseen.merged or {})[line, start][1]
            if line != row or start not in items:
                continue
            words = normal(str(grid.rows[row][start]))
            is_mark = any(word in words for word in vocabulary.value_headings)
            if width > 1 and words not in vocabulary.all_labels and not is_mark:
                yield words


def _row_of_words(
    grid: Grid, head: Head, items: Container[int], vocabulary: Vocabulary
) -> dict[int, str]:
    """The words in the row below the headings, by column; none where that is a recording.

    满分 may be a mark.
    """
    if head.row + 1 >= len(grid.rows):
        return {}
    cells = grid.rows[head.row + 1]
    if any(_DIGIT.search(str(cells[place])) for place in head.written if place not in items):
        return {}
    texts = {place: cell.strip() for place, cell in enumerate(cells) if isinstance(cell, str)}
    return {
        place: text for place, text in texts.items() if normal(text) not in vocabulary.full_marks
    }
