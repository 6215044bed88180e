"""Recognises sheets whose recordings stand beside each other, items below each other."""

from __future__ import annotations

from collections.abc import Sequence

from qa_workbook.adopt.drafts import draft, names_of_labels, plain_texts
from qa_workbook.adopt.found import FoundField, FoundItem, FoundSheet, Looked
from qa_workbook.adopt.line_fields import (
    cells_of,
    head_fields,
    sort_names,
)
from qa_workbook.adopt.line_items import Line, TableLines, item_of, sort_lines, values_at
from qa_workbook.adopt.line_table import LineTable, find_line_table
from qa_workbook.adopt.names import IDENTITY
from qa_workbook.adopt.outside import around
from qa_workbook.forms.text_cells import blank
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import Place
from qa_workbook.layouts.column_reading import TableReading
from qa_workbook.layouts.column_tables import find_column_tables
from qa_workbook.layouts.fields import Area, Cell
from qa_workbook.layouts.items_down import NAMING, LinesSheet
from qa_workbook.layouts.labels_in_cells import find_labels, said_first
from qa_workbook.layouts.model import FieldSource, Ignored, Layout, RowRule

_LEAST_ITEMS, _LONGEST = 2, 8
_LEAST_ACROSS = 2
_HEADS = ("full", "weight", "mark", "deducted", "reason", "standard", "remark")
Recording = tuple[TableReading, int]
"""A recording: the table that it stands in, and the column of its marks."""


def recognise_columns(looked: Looked) -> FoundSheet | None:
    """Returns a sheet whose recordings are columns; None for one without items that run down."""
    table = find_line_table(looked)
    if table is None or not table.across:
        return None
    found = _Across(looked, table)
    return found.sheet() if len(found.lines) >= _LEAST_ITEMS else None


class _Across:
    """The tables of a sheet, read by a layout that grows while they are looked at."""

    def __init__(self, looked: Looked, table: LineTable) -> None:
        self.looked, self.table = looked, table
        self.rules = self._rules()
        tables = self._readings(draft("columns", table, rules=self.rules))
        read = [self._lines(one) for one in tables]
        self.lines, self.others = sort_lines(looked, read, empty_too=True)
        places = self._outside(tables)
        self.labels = names_of_labels(around(looked, places, ()))
        every = self._read()
        values = {label.at for one in every for label in one.labels if label.at != label.place}
        self.around = around(looked, [place for place in places if place not in values], ())
        columns = [(one, column) for one in every for column in one.table.recordings]
        self.recordings = [one for one in columns if self._is_recording(*one)]

    def _readings(self, layout: Layout) -> list[TableReading]:
        sample, vocabulary = self.looked.sample, self.looked.vocabulary
        sheet = LinesSheet(sample.grid, layout, vocabulary, sample.file)
        tables = find_column_tables(sheet.cells, layout, sheet.labels)
        top = min((table.area.top for table in tables), default=0)
        for_all = find_labels(sheet.cells, Area(0, 0, top, sample.grid.width), sheet.labels)
        return [TableReading(sheet, table, for_all) for table in tables]

    def _read(self) -> list[TableReading]:
        items = [line.heading for line in self.lines]
        others = [line.heading for line in self.others if line.key != "statistic"]
        layout = draft("columns", self.table, items, self.labels, others, self.rules)
        return self._readings(layout)

    def _rules(self) -> list[RowRule]:
        """Columns that are no recordings by what stands at their head: means, sums."""
        looked, first = self.looked, self.table.first
        rows = range(self.table.header.stop)
        heads = {
            text
            for row in rows
            for column in range(first, looked.sample.grid.width)
            if (text := looked.text(row, column)) and self._is_statistic(text)
        }
        return [RowRule(words=tuple(sorted(heads)), kind="average")] if heads else []

    def _is_statistic(self, text: str) -> bool:
        said, totals = normal(text), self.looked.vocabulary.totals
        ends = tuple(word for word in totals if not word.isascii())
        known = said in totals | self.looked.names.words_of("statistics")
        return known or (len(said) <= _LONGEST and said.endswith(ends))

    def _lines(self, reading: TableReading) -> TableLines:
        """The lines of one table, with all that stands beside their names."""
        columns = [c for c in reading.table.recordings if not reading.rule(c)]
        heading = [row for row in reading.table.header if self._is_heading(reading, row)]
        heading += [row for row in reading.lines.levels if self._are_heads(row, columns)]
        lines, grid = reading.lines.without(heading), self.looked.rows
        weight = self.table.column("weight")
        return TableLines(
            lines,
            values_at(grid, reading.table.full, lines.levels),
            values_at(grid, weight, lines.levels),
            {row: [reading.sheet.raw((row, column)) for column in columns] for row in lines.levels},
            reading.table.header.stop,
        )

    def _is_heading(self, reading: TableReading, row: int) -> bool:
        """Whether a row of the header only names the column of the items."""
        name = reading.lines.name(row) if row in reading.lines.levels else ""
        is_field = self.looked.names.meaning(name).key in IDENTITY
        return normal(name) == normal(self.table.form.items or "") and not is_field

    def _are_heads(self, row: int, columns: Sequence[int]) -> bool:
        """Whether a row holds the heads of columns, 分值 得分 说明: no words are marks of those."""
        names = self.looked.names
        heads = frozenset[str]().union(*map(names.words_of, _HEADS))
        said = [text for column in columns if (text := self.looked.text(row, column))]
        return len(said) >= _LEAST_ACROSS and all(normal(text) in heads for text in said)

    def _outside(self, tables: Sequence[TableReading]) -> list[Place]:
        """The filled cells that are in no header, no line, and below no head."""
        names = {line.levels[-1] for line in (*self.lines, *self.others)}
        inside: set[int] = set()
        for one in tables:
            rows = [row for row in one.lines.levels if one.lines.name(row) in names]
            inside |= {*one.table.header, *rows}
            inside |= {
                row for row in one.lines.levels if min(rows, default=0) < row < max(rows, default=0)
            }
        cells = tables[0].sheet.cells if tables else None
        return [place for place in cells.filled() if place[0] not in inside] if cells else []

    def _is_recording(self, reading: TableReading, column: int) -> bool:
        if reading.rule(column):
            return False
        rows = [
            reading.found[line.heading]
            for line in self.others
            if line.key in NAMING and line.heading in reading.found
        ]
        said = [reading.sheet.cells.value((row, column)) for row in rows]
        return reading.recorded(column).is_marked() or any(not blank(value) for value in said)

    # --- what was found --------------------------------------------------------------------------

    def sheet(self) -> FoundSheet:
        """Returns the sheet as it was found."""
        looked, form = self.looked, self.table.form
        lines = sort_names(
            looked,
            {
                line.heading: cells_of(self._of_line(one, line) for one in self.recordings)
                for line in self.others
                if line.key != "statistic"
            },
            {line.heading: tuple(line.places[:1]) for line in self.others},
            "heading",
        )
        labels = sort_names(
            looked,
            {
                name: cells_of(self._said(one, name) for one in self.recordings)
                for name in self.labels
            },
            self._named(),
            "label",
        )
        fields = [*lines.fields, *self._heads({field.key for field in lines.fields})]
        taken = {field.key for field in fields}
        fields += [field for field in labels.fields if field.key not in taken]
        double = [field.source.label for field in labels.fields if field.key in taken]
        known = len({field.key for field in fields} & set(IDENTITY))
        statistics = [line.heading for line in self.others if line.key == "statistic"]
        return FoundSheet(
            sample=looked.sample,
            shape="columns",
            items=tuple(self._item(n, line) for n, line in enumerate(self.lines)),
            headings=tuple(dict.fromkeys([form.items or "", *(one.heading for one in self.lines)])),
            recordings=len(self.recordings),
            confidence=min(1.0, 0.8 + 0.1 * known),
            levels=len(self.table.header),
            form=form,
            fields=tuple(fields),
            totals=(*lines.totals, *labels.totals),
            ignored=Ignored(
                rows=tuple(self.rules),
                headings=(*self.table.aside, *lines.left, *statistics),
                labels=(*labels.left, *(name for name in double if name)),
                texts=plain_texts(self.around),
            ),
            title=self.around.title,
            signed=tuple(self.around.signed),
        )

    def _item(self, number: int, line: Line) -> FoundItem:
        cells = [
            reading.recorded(column).marks.get(f"i{number}", Cell())
            for reading, column in self.recordings
        ]
        return item_of(line, cells_of(cells), deducted=self.table.deducted, points=None)

    def _of_line(self, recording: Recording, line: Line) -> Cell:
        reading, column = recording
        row = reading.found.get(line.heading)
        if row is None:
            return Cell()
        at = reading.sheet.cells.first((row, column))
        return Cell(reading.sheet.cells.value(at), at)

    def _said(self, recording: Recording, name: str) -> Cell:
        reading, _ = recording
        label = said_first(reading.labels, name) or said_first(reading.for_all, name)
        return Cell() if label is None else Cell(label.value, label.at)

    def _heads(self, taken: set[str]) -> list[FoundField]:
        """The fields that stand at the heads of columns."""
        if self.table.form.marks and len(self.table.header) == 1:
            return []
        source = FieldSource(head=True)
        cells = cells_of(
            reading.said_by(source, column) or Cell() for reading, column in self.recordings
        )
        found = head_fields(self.looked, cells, tuple(at for at in cells.places[:1] if at))
        return [field for field in found if field.key not in taken]

    def _named(self) -> dict[str, tuple[Place, ...]]:
        found: dict[str, tuple[Place, ...]] = {}
        for reading, _ in self.recordings:
            for label in (*reading.for_all, *reading.labels):
                found.setdefault(label.name, (label.place,))
        return found
