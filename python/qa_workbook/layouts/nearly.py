"""Sheets that have nearly all headings of a layout: which they lack, and what stands there instead.

A renamed heading must not make a sheet of scores look like one that is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from qa_workbook.forms.heading_names import bare_names
from qa_workbook.forms.text_cells import nearest, words
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import Grid, Place
from qa_workbook.layouts.model import LEVELS, FieldSource, Layout

_ROWS = 400
"""So many rows of a sheet are searched for the headings of a layout."""
_LEAST, _SHARE = 3, 0.6
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_BEGINNING = "0123456789.、,()[]【】"
_ALIKE = 0.4
"""How like a heading must be to one that is missing to be shown as what it may have become."""


@dataclass(frozen=True)
class Lacking:
    """A heading that a sheet lacks, the nearest one of the sheet, "" for none, and its place."""

    heading: str
    nearest: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class Nearly:
    """A layout that a sheet nearly fits."""

    layout: Layout
    lacking: tuple[Lacking, ...]


def wanted_words(layout: Layout) -> dict[str, str]:
    """Returns the words that must stand in a sheet as written, by their normalised form; of a path
    each of its levels.
    """
    parts = (part for heading in layout.match.headings for part in heading.split(LEVELS))
    plain = (part.partition("#")[0] for part in parts)
    return {normal(part): part for part in plain}


def texts_of(grid: Grid) -> dict[str, Place]:
    """Returns the normalised texts of a sheet and where each stands first."""
    found: dict[str, Place] = {}
    for row, cells in enumerate(grid.rows[:_ROWS]):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and cell:
                found.setdefault(normal(cell), (row, column))
    return found


def lacking_words(wanted: Iterable[str], texts: dict[str, Place]) -> list[str]:
    """Returns which wanted words a sheet lacks; numbering, and whether points are said, aside.

    Other points or weights than those of the layout are another heading: the scheme may be new.
    """
    absent = [word for word in wanted if word not in texts]
    if not absent:
        return []
    by_name: dict[str, list[str]] = {}
    for text in texts:
        for name in _bare(text):
            by_name.setdefault(name, []).append(text)
    return [
        word
        for word in absent
        if not any(_agree(word, text) for name in _bare(word) for text in by_name.get(name, ()))
    ]


def _agree(one: str, other: str) -> bool:
    amounts = [_amounts(text) for text in (one, other)]
    return not all(amounts) or amounts[0] == amounts[1]


def _amounts(text: str) -> frozenset[str]:
    """The numbers that stand behind the beginning of a name: its points and its weight."""
    return frozenset(_NUMBER.findall(text.lstrip(_BEGINNING)))


@lru_cache(maxsize=20_000)
def _bare(text: str) -> frozenset[str]:
    """What may be left of a text; a weight alone, 10%, is nothing but itself."""
    return frozenset({text, *(name for name in bare_names(text) if any(map(str.isalpha, name)))})


def nearly(layout: Layout, grid: Grid, texts: dict[str, Place]) -> Nearly | None:
    """Returns what a sheet lacks of a layout, None if it has too few of its headings.

    A sheet that says neither which recording nor which day is a summary of such sheets.
    """
    wanted = wanted_words(layout)
    absent = lacking_words(wanted, texts)
    found = len(wanted) - len(absent)
    if found < _LEAST or found < _SHARE * len(wanted) or not _of_recordings(layout, texts):
        return None
    others = [text for text in texts if text not in wanted]
    return Nearly(layout, tuple(_lacking(wanted[word], others, grid, texts) for word in absent))


def _lacking(heading: str, others: list[str], grid: Grid, texts: dict[str, Place]) -> Lacking:
    near = nearest(heading, others, _ALIKE)
    if not near:
        return Lacking(heading)
    row, column = texts[near]
    return Lacking(heading, words(grid.rows[row][column]), (row, column))


def _of_recordings(layout: Layout, texts: dict[str, Place]) -> bool:
    """Whether a sheet says a recording or a day where its layout expects one."""
    sources = [
        source for key in ("recording", "call_date") for source in layout.fields.get(key, ())
    ]
    said = [name for source in sources if (name := _said_by(source))]
    return not said or len(lacking_words(said, texts)) < len(said)


def _said_by(source: FieldSource) -> str:
    """The last level of the heading or label that a source is read from, "" for others."""
    name = source.heading or source.label or ""
    return normal(name.rpartition(LEVELS)[2].partition("#")[0])
