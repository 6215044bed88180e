"""Which rows below a header hold data, and which are sums, notes or the header once more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from qa_workbook.findings.places import Cell, Column
from qa_workbook.findings.report import Report
from qa_workbook.forms.model import Form
from qa_workbook.forms.text_cells import blank, half_width
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.grid import Grid
from qa_workbook.intake.header import COMPUTED, Head

_SPARSE = 4
_LEAD = 12
_FIGURE = re.compile(r"[-+]?[0-9.]+\s*\D?")
_COLONS = (":", "：")


@dataclass(frozen=True)
class RowTraits:
    """Which columns tell data rows from sums, notes and signatures below a table, by their keys."""

    leading: frozenset[str]
    """Where the words of sums and notes stand."""
    whose: frozenset[str]
    """Filled in data rows: a row of these that begins with 合计 is somebody of that name."""
    naming: frozenset[str]
    """Whatever stands here names a record."""
    beside: frozenset[str]
    """Where a signature may stand; in other columns a number tells a data row."""
    people: frozenset[str] = frozenset({"agent"})
    """Where a number tells a data row and a name a signature."""


SCORE_TRAITS = RowTraits(
    leading=frozenset({"serial", "recording", "call_date", "agent", "name"}),
    whose=frozenset({"agent", "call_date"}),
    naming=frozenset({"recording", "basis", "call_date", "clause"}),
    beside=frozenset(
        {"serial", "name", "team", "round", "points", "registrar", "remark", COMPUTED}
    ),
)
_LEADING_COLUMNS = 5


def traits_of(form: Form) -> RowTraits:
    """Returns the traits of a form's sheets: they follow from the kinds of its columns."""
    named = [field.id for field in form.columns if field.kind in ("id", "day", "moment", "month")]
    texts = [field.id for field in form.columns if field.kind in ("serial", "text")]
    required = set(form.ids("required"))
    return RowTraits(
        leading=frozenset(form.ids()[:_LEADING_COLUMNS]),
        whose=frozenset(required.intersection(named)),
        naming=frozenset(named) - {"agent"},
        beside=frozenset([*texts, COMPUTED]),
    )


@dataclass(frozen=True)
class RowFinder:
    """Finds the data rows of one sheet.

    `known` gives the key of each column that counts, by its zero-based place.
    """

    grid: Grid
    head: Head
    vocabulary: Vocabulary
    known: Mapping[int, str]
    traits: RowTraits = SCORE_TRAITS

    def find(self, report: Report) -> list[int]:
        """Returns the rows that hold data: not blank, not only numbered, no sum, note or repeated
        header (noted).
        """
        firsts = [index for index, key in self.known.items() if key in self.traits.leading]
        filled = self._filled()
        odd = self._suspects(firsts, filled)
        if not odd:
            return filled
        kept = []
        for line in filled:
            if line not in odd:
                kept.append(line)
                continue
            row = self.grid.rows[line]
            words = [
                (index, cell[:_LEAD])
                for index in firsts
                if isinstance(cell := row[index], str) and cell
            ]
            words = [(index, cell) for index, cell in words if not cell[0].isdigit()]
            code = self._aside(words, row) if words else ""
            if code:
                index = words[0][0]
                column = Column("", self.head.written.get(index, ""), index)
                report.note(code, Cell(line, column), row[index])
            else:
                kept.append(line)
        return kept

    def _suspects(self, firsts: list[int], lines: list[int]) -> set[int]:
        """Rows with a heading or a word of sums and notes in a leading column; a column's equal
        cells are judged once.
        """
        odd: set[int] = set()
        for index in firsts:
            cells = [self.grid.rows[line][index] for line in lines]
            heading = self.head.written.get(index)
            suspicious = {
                cell
                for cell in {cell for cell in cells if isinstance(cell, str)}
                if self._named(cell, heading)
            }
            if suspicious:
                odd.update(
                    line for line, cell in zip(lines, cells, strict=True) if cell in suspicious
                )
        return odd

    def _named(self, cell: str, heading: str | None) -> bool:
        lead = cell[:_LEAD]
        if lead == heading:
            return True
        first = normal(lead)
        return (
            first in self.vocabulary.totals
            or first.partition(":")[0] in self.vocabulary.notes
            or cell.endswith(_COLONS)
        )

    def _filled(self) -> list[int]:
        """Rows with anything in a column that counts; whole rows are compared at once, for there
        may be a million.
        """
        places = sorted(
            index for index, key in self.known.items() if key not in ("serial", COMPUTED)
        )
        if not places:
            return []
        picked = itemgetter(*places) if len(places) > 1 else lambda row: (row[places[0]],)
        found = []
        for line in range(self.head.row + 1, len(self.grid.rows)):
            cells = picked(self.grid.rows[line])
            empty = cells.count("")
            if empty < len(cells) and (empty < len(cells) - _SPARSE or not all(map(blank, cells))):
                found.append(line)
        return found

    def _aside(self, words: list[tuple[int, str]], row: list[Any]) -> str:
        """The finding for a row that is no recording, "" for one that is."""
        if any(cell == self.head.written.get(index) for index, cell in words) and self._repeats(
            row
        ):
            return "header-repeated"
        place, first = words[0][0], normal(words[0][1])
        if first in self.vocabulary.totals:
            return "" if self._whose(row, place) == self.traits.whose else "total-row-ignored"
        if first.partition(":")[0] in self.vocabulary.notes:
            return (
                "" if self._whose(row, place) and self._recorded(row, place) else "note-row-ignored"
            )
        label = isinstance(row[place], str) and row[place].endswith(_COLONS)
        return "note-row-ignored" if label and not self._recorded(row, place) else ""

    def _recorded(self, row: list[Any], place: int) -> bool:
        """Whether a row names a recording, a date, an agent's number or a mark beside the cell at
        `place`: no signature.
        """
        filled = (
            (key, row[index])
            for index, key in self.known.items()
            if index != place and not blank(row[index])
        )
        return any(self._tells(key, cell) for key, cell in filled)

    def _whose(self, row: list[Any], place: int) -> set[str]:
        """Which of agent and date a row names, beside the cell at `place`."""
        whose = self.traits.whose
        named = {key: index for index, key in self.known.items() if key in whose and index != place}
        return {key for key, index in named.items() if not blank(row[index])}

    def _repeats(self, row: list[Any]) -> bool:
        headings = self.head.headings.items()
        same = sum(
            isinstance(row[index], str) and normal(row[index]) == name for index, name in headings
        )
        return same > len(self.head.headings) // 2

    def _tells(self, key: str, cell: Any) -> bool:
        """Whether a filled cell belongs to a record; a signature or a day may stand elsewhere."""
        if key in self.traits.people:
            return not isinstance(cell, str) or any(sign.isdigit() for sign in cell)
        if key in self.traits.beside or key in self.traits.naming:
            return key in self.traits.naming
        if isinstance(cell, str):
            return _FIGURE.fullmatch(half_width(cell).strip()) is not None
        return not isinstance(cell, date)
