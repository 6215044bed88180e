"""What has been read of the rows of one sheet so far: what the checks of `checks.py` work on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from qa_workbook.findings.places import Cell, Column
from qa_workbook.intake.context import IntakeContext, SchemeTools
from qa_workbook.intake.roster import Roster
from qa_workbook.intake.sheet_labels import SheetLabels
from qa_workbook.intake.table import Table
from qa_workbook.scheme.model import Scheme

Columns = Mapping[str, list[Any]]
"""Columns of the recordings frame as lists, one value for each data row."""


class RowValues:
    """The rows of one sheet. The checks that read fill it, those that stand below them look at it.

    Lists have one entry for each data row; a `position` counts these rows, a line those of the
    sheet. Rows that an error keeps out hold "", 0 or None where nothing could be read.
    """

    table: Table
    columns: dict[str, list[Any]]

    @property
    def roster(self) -> Roster | None:
        """Who works here, as far as that is known."""
        return None

    @property
    def count(self) -> int:
        """Number of data rows."""
        return len(self.table.lines)

    def cell(self, position: int, *keys: str) -> Cell:
        """Returns the cell of a row in the first of the columns `keys` that the sheet has."""
        key = next(key for key in keys if key in self.table.columns)
        return Cell(self.table.lines[position], self.table.columns[key])

    def without(self, rejected: set[int]) -> tuple[Columns, list[int]]:
        """Returns columns and lines without the rejected lines."""
        lines = self.table.lines
        if rejected.isdisjoint(lines):
            return dict(self.columns), list(lines)
        kept = [position for position, line in enumerate(lines) if line not in rejected]
        columns = {
            key: [values[position] for position in kept] for key, values in self.columns.items()
        }
        return columns, [lines[position] for position in kept]


@dataclass
class SheetValues(RowValues):
    """The rows of one score sheet."""

    table: Table
    scheme: Scheme
    labels: SheetLabels
    context: IntakeContext
    columns: dict[str, list[Any]] = field(default_factory=dict)
    basis: list[str] = field(default_factory=list)
    """What 依据 says (long sheets)."""
    unread_marks: dict[tuple[int, str], str] = field(default_factory=dict)
    """Code of the finding by position and column of every mark that can't be read."""

    @property
    def roster(self) -> Roster | None:
        """Who works here, as far as that is known."""
        return self.context.roster

    @cached_property
    def tools(self) -> SchemeTools:
        """Readers for the cells of this sheet's scheme."""
        return self.context.tools(self.scheme)

    @property
    def key_column(self) -> Column:
        """The column that names the recording: 录音编号 or 依据, else what stands for it."""
        keys = ("recording", "basis", "clause")
        return next(self.table.columns[key] for key in keys if key in self.table.columns)

    @cached_property
    def days(self) -> list[tuple[int, date]]:
        """Line and day of every row whose date could be read."""
        moments: Sequence[datetime | None] = self.columns["call_date"]
        pairs = zip(self.table.lines, moments, strict=True)
        return [(line, moment.date()) for line, moment in pairs if moment]
