"""One table of a foreign sheet whose recordings stand beside each other: what its lines and columns
say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from qa_workbook.forms.text_cells import blank, words
from qa_workbook.layouts.column_tables import ColumnTable
from qa_workbook.layouts.fields import Cell
from qa_workbook.layouts.headings import joined
from qa_workbook.layouts.item_lines import Lines, lines_of
from qa_workbook.layouts.items_down import NAMING, LinesSheet, Recorded
from qa_workbook.layouts.labels import Label
from qa_workbook.layouts.labels_in_cells import find_labels, said_first
from qa_workbook.layouts.model import FieldSource


@dataclass(frozen=True)
class TableReading:
    """A table while it is read; `for_all` are the labels above all tables of the sheet."""

    sheet: LinesSheet
    table: ColumnTable
    for_all: Sequence[Label]

    # --- where everything stands -----------------------------------------------------------------

    @cached_property
    def lines(self) -> Lines:
        """The lines of the table, by the names at their left."""
        rows = range(self.table.area.top, self.table.area.bottom)
        spare = [column for column in self.table.aside if column < self.table.names.start]
        columns = [*self.table.groups, *self.table.names]
        return lines_of(self.sheet.cells, rows, columns, spare=spare)

    @cached_property
    def found(self) -> dict[str, int]:
        """The rows of the lines that the layout names."""
        return self.lines.find([*self.sheet.wanted, *self.sheet.layout.ignored.headings])

    @cached_property
    def labels(self) -> list[Label]:
        """The labels above, below and beside the table."""
        rows = {*self.table.header, *self.found.values()}
        apart = {(row, column) for row in rows for column in range(self.table.area.right)}
        return find_labels(self.sheet.cells, self.table.area, self.sheet.labels, apart)

    def _row(self, heading: str | None) -> int | None:
        return self.found.get(heading) if heading else None

    # --- what a column says ----------------------------------------------------------------------

    def recorded(self, column: int) -> Recorded:
        """Returns what a column says."""
        layout = self.sheet.layout
        fields = self.sheet.fields.row(lambda source: self.said_by(source, column), self._label)
        recorded = Recorded(fields)
        for key, place in layout.marks.items():
            row = self._row(place.heading)
            if row is None:
                self.sheet.lack(recorded, key, self.lines, self.table.head, column)
                continue
            recorded.marks[key] = self._cell(row, column)
            if column in self.table.reasons:
                recorded.reasons[key] = self._cell(row, self.table.reasons[column])
        for number, total in enumerate(layout.totals):
            row = self._row(total.heading)
            if row is not None:
                recorded.totals[number] = self._cell(row, column)
        return recorded

    def _cell(self, row: int, column: int) -> Cell:
        return Cell(self.sheet.cells.grid.rows[row][column], (row, column))

    def _label(self, name: str) -> Label | None:
        own, shared = said_first(self.labels, name), said_first(self.for_all, name)
        return shared if own is None or (shared and blank(own.value)) else own

    def said_by(self, source: FieldSource, column: int) -> Cell | None:
        """Returns what a source says of a recording; None for one that stands elsewhere."""
        if source.head:
            return self._head(column)
        if source.group_row is not None:
            return self.sheet.group_row(source.group_row, self.table.header.start)
        row = self._row(source.heading)
        return None if row is None else self._said(row, column, source.fill_down)

    def _said(self, row: int, column: int, fill: bool) -> Cell:
        """What a line says of a recording; merged cells say it for all that they cover.

        To be filled, an empty cell takes what stands left of it, as long as nothing else there says
        that the recording is somebody else's.
        """
        places = [(row, each) for each in self.table.recordings[column]]
        cells = self.sheet.cells
        place = next((at for at in places if not cells.is_blank(at)), None)
        if place is None and fill:
            before = [each for each in self.table.recordings if each < column]
            near = next(
                (each for each in reversed(before) if not cells.is_blank((row, each))), None
            )
            if near is not None and self._is_same_person(row, column, near):
                place = (row, near)
        return (
            Cell("", places[0]) if place is None else Cell(cells.value(place), cells.first(place))
        )

    def _is_same_person(self, row: int, column: int, other: int) -> bool:
        """Whether the lines that name people say nothing else of a column than of another."""
        people = {one for key in ("agent", "name") for one in self.rows_of_fields.get(key, ())}
        if row not in people:
            return True
        name = self.sheet.cells.name
        said = ((name((one, column)), name((one, other))) for one in people - {row})
        return all(not own or own == its for own, its in said)

    def _head(self, column: int) -> Cell:
        """What stands at the head of a column, levels joined, without what all of them have."""
        cells = self.sheet.cells
        rows = [row for row in self.table.header if row != self.table.sub_row]
        places = {
            cells.first((row, column)): None for row in rows if not cells.is_blank((row, column))
        }
        if not places:
            return Cell("", (self.table.header.start, column))
        *_, place = places
        if len(places) == 1:
            return Cell(cells.value(place), place)
        return Cell(
            joined([words(cells.value(each)) for each in places]), place, cells.value(place)
        )

    @cached_property
    def rows_of_fields(self) -> dict[str, list[int]]:
        """The lines that fields are read from, by field."""
        rows = {
            key: [self._row(source.heading) for source in sources]
            for key, sources in self.sheet.layout.fields.items()
        }
        return {key: [row for row in found if row is not None] for key, found in rows.items()}

    def is_named(self, column: int) -> bool:
        """Returns whether a line of the column itself says whose recording it is."""
        rows = [row for key in NAMING for row in self.rows_of_fields.get(key, ())]
        own = self.table.recordings[column]
        return any(not blank(self.sheet.cells.grid.rows[row][each]) for row in rows for each in own)

    def rule(self, column: int) -> str:
        """Returns the rule by which a column is passed over, "" for a recording."""
        cells = self.sheet.cells
        naming = [row for key in NAMING for row in self.rows_of_fields.get(key, ())]
        heads = [words(cells.value((row, column))) for row in (*self.table.header, *naming)]
        texts = {"": [head for head in heads if head]}
        for rule in self.sheet.layout.ignored.rows:
            row = self._row(rule.heading)
            if rule.heading and row is not None:
                texts[rule.heading] = [words(cells.value((row, column)))]
        own = next(filter(None, map(self.sheet.rule_of_name, heads)), "")
        return self.sheet.rule_of_texts(texts) or own
