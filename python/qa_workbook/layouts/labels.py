"""Labels of a foreign sheet with their values: beside, below, or behind the colon in one cell."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.grid import CellValue, Grid, Place
from qa_workbook.layouts.headings import same_name

_BEGINS = r"(?:^|(?<=[\s;；,，|/、（(]))"
_ANY_LABEL = r"[^\W\d][^\s:：;；,，|]{0,19}"
_BLANK_LINE = "_＿ \t\n\r\u3000"
_ENDS = ";；,，|、"
_FARTHEST = 4
"""So many columns right of a label its value may stand, over empty cells."""


@dataclass(frozen=True)
class Label:
    """A label that stands in a sheet: `name` as the layout calls it, its value with its place.

    `value` is "" where nothing is filled in; `at` is then the place of the label, as it is where
    both stand in one cell.
    """

    name: str
    place: Place
    value: CellValue
    at: Place


class Labels:
    """All labels of a sheet that a layout names, and those that everybody knows.

    `headings` are the places where neither a label stands nor its value.
    """

    def __init__(
        self, grid: Grid, names: Iterable[str], vocabulary: Vocabulary, headings: Collection[Place]
    ) -> None:
        self.grid, self.headings = grid, set(headings)
        self.wanted = tuple(dict.fromkeys(names))
        self._wanted = {normal(name): name for name in self.wanted}
        self._known = vocabulary.all_labels | frozenset(self._wanted)

    @cached_property
    def found(self) -> tuple[Label, ...]:
        """Every label that the layout names, row by row."""
        return tuple(self._find()) if self.wanted else ()

    def named(self, name: str) -> tuple[Label, ...]:
        """Returns the labels of one name, row by row."""
        return tuple(label for label in self.found if label.name == name)

    def _find(self) -> Iterator[Label]:
        for row, cells in enumerate(self.grid.rows):
            for column, cell in enumerate(cells):
                if not isinstance(cell, str) or blank(cell) or (row, column) in self.headings:
                    continue
                yield from self._in_cell(cell, (row, column))

    def _in_cell(self, cell: str, place: Place) -> Iterator[Label]:
        name = self._name_of_cell(cell)
        if name:
            value, at = self._beside(place)
            yield Label(name, place, value, at)
            return
        for said, value in self._pairs(cell):
            name = self._name(said)
            if not name:
                continue
            if value:
                yield Label(name, place, value, place)
            else:
                beside, at = self._beside(place)
                yield Label(name, place, beside, at)

    def _name_of_cell(self, cell: str) -> str:
        """The label that a cell holds and nothing else: 工号：001 isn't 工号 with its points."""
        return "" if ":" in normal(cell) else self._name(cell)

    def _name(self, text: str) -> str:
        """The label of the layout that a text is, "" for any other."""
        said = normal(text)
        if said in self._wanted:
            return self._wanted[said]
        if len(said) > 30:
            return ""
        alike = [name for name in self.wanted if same_name(name, text)]
        return alike[0] if len(alike) == 1 else ""

    def names(self, cell: CellValue) -> bool:
        """Returns whether a cell holds a label of the layout."""
        if not isinstance(cell, str) or blank(cell):
            return False
        return bool(self._name_of_cell(cell)) or any(
            self._name(said) for said, _ in self._pairs(cell)
        )

    def is_label(self, cell: CellValue) -> bool:
        """Returns whether a cell names something itself, so that it is no value of another."""
        if not isinstance(cell, str):
            return False
        said = normal(cell)
        return said in self._known or any(normal(name) in self._known for name, _ in pairs(cell))

    def _pairs(self, cell: str) -> list[tuple[str, str]]:
        if ":" not in cell and "：" not in cell:
            return []
        return pairs(cell, self.wanted)

    def _beside(self, place: Place) -> tuple[CellValue, Place]:
        """What a label that stands alone in its cell is the label of."""
        row, column = place
        rows, columns = (self.grid.unseen.merged or {}).get(place, (1, 1))
        right = (row, column + columns)
        if self._holds_value(right):
            return self._at(right), right
        below = (row + rows, column)
        if self._holds_value(below):
            return self._at(below), below
        for step in range(1, _FARTHEST):
            place_there = (row, right[1] + step)
            if not blank(self._at(place_there)):
                if self._holds_value(place_there):
                    return self._at(place_there), place_there
                break
        return "", place

    def _at(self, place: Place) -> CellValue:
        row, column = place
        inside = row < len(self.grid.rows) and column < self.grid.width
        return self.grid.rows[row][column] if inside else ""

    def _holds_value(self, place: Place) -> bool:
        cell = self._at(place)
        return not blank(cell) and place not in self.headings and not self.is_label(cell)


def pairs(cell: str, names: Collection[str] = ()) -> list[tuple[str, str]]:
    """Returns the labels in a text with what stands behind the colon of each: 质检员：陈晨  日期：.

    A label begins the text or stands behind a blank or a sign; one of `names` stands anywhere.
    """
    return [
        (words(match[1]), cell[match.end() : end].strip(_BLANK_LINE).rstrip(_ENDS).strip())
        for match, end in _found_in(cell, names)
    ]


def with_value(cell: str, name: str, value: str, names: Collection[str] = ()) -> str | None:
    """Returns the text with another value behind the colon of a label; None where it has none.

    What stood there goes, also a line to write on; labels behind it stay.
    """
    for match, end in _found_in(cell, names):
        if same_name(words(match[1]), name):
            rest = cell[end:].lstrip(_BLANK_LINE)
            return f"{cell[: match.end()]}{value}{'  ' if rest else ''}{rest}"
    return None


def _found_in(cell: str, names: Collection[str]) -> list[tuple[re.Match[str], int]]:
    """The labels in a text, each with the end of its value."""
    wanted = sorted((re.escape(name) for name in names), key=len, reverse=True)
    known = "|".join(wanted)
    label = rf"{_BEGINS}{_ANY_LABEL}" if not known else rf"(?:{known})|{_BEGINS}{_ANY_LABEL}"
    found = list(re.finditer(rf"({label})\s*[:：]", cell))
    ends = [*(match.start() for match in found[1:]), len(cell)][: len(found)]
    return list(zip(found, ends, strict=True))
