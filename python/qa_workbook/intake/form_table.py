"""The rows of a sheet that holds a form, while they are read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from qa_workbook.findings.places import Cell, Column
from qa_workbook.forms.kinds import KINDS, CellContext
from qa_workbook.forms.model import Form
from qa_workbook.forms.policy import Policy
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.intake.roster import Roster
from qa_workbook.intake.table import Table
from qa_workbook.intake.values import RowValues


@dataclass
class FormValues(RowValues):
    """The rows of one sheet of a form; `labels` are the values above its header by id."""

    table: Table
    form: Form
    vocabulary: Vocabulary
    today: date
    labels: dict[str, Any] = field(default_factory=dict)
    people: Roster | None = None
    columns: dict[str, list[Any]] = field(default_factory=dict)
    repeated: set[int] = field(default_factory=set)
    """Lines that say once more what an earlier one says."""
    label_cells: Mapping[str, str] = field(default_factory=dict)
    """The address of the value of each label that the sheet has."""
    policy: Policy = field(default_factory=Policy)

    @property
    def roster(self) -> Roster | None:
        """Who works here, as far as that is known."""
        return self.people

    @property
    def cells(self) -> CellContext:
        """What reading a cell of this sheet takes."""
        grid = self.table.grid
        return CellContext(self.vocabulary, grid.epoch_1904, grid.typed)

    @property
    def key_column(self) -> Column:
        """The first column of the key that the sheet has."""
        return next(self.table.columns[key] for key in self.form.key if key in self.table.columns)

    def place(self, position: int, field_id: str) -> Cell:
        """Returns the cell of a row in a column; for a label that of the key."""
        column = self.table.columns.get(field_id, self.key_column)
        return Cell(self.table.lines[position], column)

    def typed(self, position: int, field_id: str) -> Any:
        """Returns what stands in a cell."""
        return self.table.at(field_id, position) if field_id in self.table.columns else ""

    def is_empty(self, position: int, field_id: str) -> bool:
        """Returns whether a row has no value in a column."""
        value = self.columns[field_id][position]
        return bool(value == KINDS[self.form.by_id[field_id].kind].nothing)
