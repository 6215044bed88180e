"""One form of a foreign sheet: where its lines and labels are, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from qa_workbook.forms.text_cells import blank
from qa_workbook.layouts.fields import Cell
from qa_workbook.layouts.form_tables import FormTable, is_of_marks
from qa_workbook.layouts.headings import find_columns, levels_of
from qa_workbook.layouts.item_lines import Lines, lines_of
from qa_workbook.layouts.items_down import NAMING, LinesSheet, Recorded, Ticked
from qa_workbook.layouts.labels import Label
from qa_workbook.layouts.labels_in_cells import find_labels, said_first
from qa_workbook.layouts.model import FieldSource


@dataclass(frozen=True)
class FormReading:
    """A form while it is read; `for_all` are the labels above all forms of the sheet."""

    sheet: LinesSheet
    table: FormTable
    for_all: Sequence[Label]

    # --- where everything stands -----------------------------------------------------------------

    @cached_property
    def aside(self) -> dict[int, int]:
        """Columns that nothing is read from, with the number of the rule."""
        header, area = self.table.header, self.table.area
        levels = levels_of(self.sheet.cells.grid, header.start, header.stop - 1)
        taken_up = {*self.table.names, *self.table.columns.values()}
        free = {
            column: texts
            for column, texts in levels.items()
            if area.left <= column < area.right and column not in taken_up
        }
        headings = self.sheet.layout.ignored.headings
        found = find_columns(headings, free, area.left)
        return {found[name]: number for number, name in enumerate(headings) if name in found}

    @cached_property
    def groups(self) -> list[int]:
        """The columns left of the names of items that may name their groups."""
        before = range(self.table.area.left, self.table.names.start)
        return [column for column in before if column not in self.aside]

    @cached_property
    def columns(self) -> range:
        """The columns of the table of items."""
        taken_up = (*self.table.names, *self.table.columns.values(), *self.aside)
        return range(self.table.area.left, max(taken_up) + 1)

    @cached_property
    def mark_columns(self) -> list[int]:
        """The columns of marks, or those of which one is ticked."""
        return [column for name, column in self.table.columns.items() if is_of_marks(name)]

    @cached_property
    def lines(self) -> Lines:
        """The lines below the header, but those that are a label with its value.

        A line without anything where marks stand is the name of those below it.
        """
        cells, rows = self.sheet.cells, range(self.table.first, self.table.area.bottom)
        columns = [*self.groups, *self.table.names]
        spare = [column for column in self.aside if column < self.table.names.start]
        plain = self._without_labels(lines_of(cells, rows, columns, spare=spare))
        found = set(plain.find(self.sheet.wanted).values())
        above = [row for row in plain.levels if row not in found and not self.is_marked(row)]
        return self._without_labels(lines_of(cells, rows, columns, above, spare))

    def _without_labels(self, lines: Lines) -> Lines:
        labels, wanted = self.sheet.labels, set(self.sheet.wanted)
        rows = [
            row
            for row, place in lines.places.items()
            if lines.name(row) not in wanted and labels.parts(self.sheet.cells.value(place))
        ]
        return lines.without(rows)

    @cached_property
    def found(self) -> dict[str, int]:
        """The rows of the lines that the layout names."""
        return self.lines.find(self.sheet.wanted)

    @cached_property
    def labels(self) -> list[Label]:
        """The labels of the form."""
        rows = {*self.table.header, *self.found.values()}
        apart = {(row, column) for row in rows for column in self.columns}
        return find_labels(self.sheet.cells, self.table.area, self.sheet.labels, apart)

    def is_marked(self, row: int) -> bool:
        """Returns whether anything stands in a line where marks do."""
        return any(not blank(self.sheet.raw((row, column))) for column in self.mark_columns)

    # --- what it says ----------------------------------------------------------------------------

    @cached_property
    def recorded(self) -> Recorded:
        """What the form says."""
        layout, columns = self.sheet.layout, self.table.columns
        recorded = Recorded(self.sheet.fields.row(self._where, self._label))
        for key, place in layout.marks.items():
            row = self.found.get(place.heading or "")
            if row is None:
                self.sheet.lack(recorded, key, self.lines, self.table.head, min(self.mark_columns))
                continue
            if "marks" in columns:
                recorded.marks[key] = self._cell(row, columns["marks"])
            else:
                recorded.ticks[key] = self._ticks(row)
            if "reason" in columns:
                recorded.reasons[key] = self._cell(row, columns["reason"])
            if "full" in columns:
                recorded.full[key] = self._cell(row, columns["full"])
        for number, total in enumerate(layout.totals):
            if total.heading in self.found:
                recorded.totals[number] = self.value_of_line(self.found[total.heading])
            elif total.label and (label := self._label(total.label)):
                recorded.totals[number] = Cell(label.value, label.at)
        return recorded

    def _cell(self, row: int, column: int) -> Cell:
        return Cell(self.sheet.raw((row, column)), (row, column))

    def _ticks(self, row: int) -> Ticked:
        """The columns of a line of which one is ticked."""
        ticks = self.sheet.layout.form.ticks
        return [
            (ticks[number], self.sheet.raw((row, column)), (row, column))
            for number, column in sorted(self.table.ticks.items())
        ]

    def value_of_line(self, row: int) -> Cell:
        """Returns what a line says that is no item: below the marks, else in the first cell behind
        its name.
        """
        if "marks" in self.table.columns:
            cell = self._cell(row, self.table.columns["marks"])
            if not blank(cell.value):
                return cell
        full = self.table.columns.get("full")
        behind = [column for column in self.columns if column >= self.table.names.stop]
        filled = (self._cell(row, column) for column in behind if column != full)
        empty = Cell("", (row, self.table.columns.get("marks", self.table.names.stop)))
        return next((cell for cell in filled if not blank(cell.value)), empty)

    def _label(self, name: str) -> Label | None:
        own, shared = said_first(self.labels, name), said_first(self.for_all, name)
        return shared if own is None or (shared and blank(own.value)) else own

    def _where(self, source: FieldSource) -> Cell | None:
        if source.heading in self.found:
            return self.value_of_line(self.found[source.heading])
        if source.group_row is not None:
            return self.sheet.group_row(source.group_row, self.table.header.start)
        return None

    def is_named(self) -> bool:
        """Returns whether the form itself says whose it is."""
        sources = [one for key in NAMING for one in self.sheet.layout.fields.get(key, ())]
        labels = {source.label for source in sources}
        said = [label.value for label in self.labels if label.name in labels]
        rows = [self.found[one.heading] for one in sources if one.heading in self.found]
        said += [self.value_of_line(row).value for row in rows]
        return any(not blank(value) for value in said)
