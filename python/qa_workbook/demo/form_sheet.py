"""A filled sheet of any form of the inbox, in a workbook of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qa_workbook.demo.drafts import Row
from qa_workbook.demo.writing import Grid, Layout, write_plain
from qa_workbook.forms.model import Form


@dataclass(frozen=True)
class FormSheet:
    """The rows of a sheet as people write them: choices in words, real days.

    `file` is relative to the folder of the demo; `labels` are the values above the header by id.
    """

    file: str
    form: Form
    rows: tuple[Row, ...]
    labels: Mapping[str, object] = field(default_factory=dict)

    @property
    def above(self) -> Grid:
        """The labels above the header, all in one row."""
        line: list[object] = []
        for label in self.form.labels:
            line += [label.heading, self.labels.get(label.id, "")]
        return [line] if line else []

    def write(self, folder: Path) -> None:
        """Writes the sheet into a workbook of its own."""
        grid: Grid = [*self.above, [column.heading for column in self.form.columns]]
        for row in self.rows:
            grid.append([row.get(column.id, "") for column in self.form.columns])
        write_plain(folder / self.file, grid, self.form.sheet)

    def cell(self, row: int, column: str) -> str:
        """Returns the A1 address of a cell; rows are counted from 0."""
        return Layout(len(self.above), self.form.ids()).address(row, column)


def word(form: Form, column: str, choice: str) -> str:
    """Returns what the sheet writes for a choice. Raises KeyError."""
    words = {one.id: one.name.zh for one in form.by_id[column].choices}
    return words[choice]
