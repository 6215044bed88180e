"""The table under a header: its columns by key, and its data rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from qa_workbook.findings.places import Column
from qa_workbook.forms.text_cells import all_words, blank
from qa_workbook.grids.grid import CellValue, Grid
from qa_workbook.intake.words_in_columns import folded_together, holds_any

_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")


@dataclass(frozen=True)
class Table:
    """Columns of a sheet by key, its computed columns, and the lines of its data rows (from 0)."""

    grid: Grid
    columns: Mapping[str, Column]
    computed: tuple[Column, ...]
    lines: list[int]

    def values(self, key: str) -> list[Any]:
        """Returns one column of the data rows, "" throughout when the sheet doesn't have it."""
        if key not in self.columns:
            return [""] * len(self.lines)
        index = self.columns[key].index
        rows = self.grid.rows
        return [rows[line][index] for line in self.lines]

    def texts(self, key: str) -> list[str]:
        """Returns a column as text, "" throughout when the sheet doesn't have it."""
        if key not in self._texts:
            self._texts[key] = all_words(self.values(key))
        return list(self._texts[key])

    def may_say(self, key: str, words: Iterable[str]) -> bool:
        """Returns whether one of the normalised `words` may stand in a text of a column; that it
        doesn't is certain.
        """
        if key not in self.columns:
            return False
        if key not in self._folded:
            self._folded[key] = folded_together(self.texts(key))
        return holds_any(self._folded[key], words)

    @cached_property
    def _texts(self) -> dict[str, list[str]]:
        """Columns as text, made once: several checks look at the same ones."""
        return {}

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {}

    def numbers(self, key: str) -> list[Any]:
        """Returns a column with its numbers as numbers; in a text file they are text at first."""
        values = self.values(key)
        if self.grid.typed:
            return values
        return [_number(value) for value in values]

    def at(self, key: str, position: int) -> Any:
        """Returns one cell of the data rows."""
        return self.grid.rows[self.lines[position]][self.columns[key].index]

    def shown_column(self, column: Column) -> list[CellValue]:
        """Returns the cells of a computed column as `shown` does."""
        cells = [self.grid.rows[line][column.index] for line in self.lines]
        return [self.shown(column, line) for line in self.lines] if 0 in cells else cells

    def shown(self, column: Column, line: int) -> CellValue:
        """Returns a cell of a computed column, "" where its formula shows 0: programs that write
        files give formulas that 0, and leave it to Excel to work them out.
        """
        cell = self.grid.rows[line][column.index]
        is_formula = (line, column.index) in (self.grid.unseen.formulas or ())
        return "" if is_formula and cell == 0 else cell

    def filled(self, index: int) -> list[int]:
        """Returns the data rows that hold something in the column at `index`."""
        return self.filled_of(self.lines, index)

    def filled_of(self, lines: Iterable[int], index: int) -> list[int]:
        """Returns those of some rows that hold something in the column at `index`."""
        return [line for line in lines if not blank(self.grid.rows[line][index])]


def _number(value: Any) -> Any:
    if isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value):
        return float(value)
    return value
