"""Sheets whose items run down and whose recordings stand beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from qa_workbook.forms.score_form import ScoreForm
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.grid import Grid
from qa_workbook.layouts.column_tables import ColumnTable, find_column_tables
from qa_workbook.layouts.fields import Area, Cell
from qa_workbook.layouts.headings import joined
from qa_workbook.layouts.item_lines import Lines, lines_of
from qa_workbook.layouts.items_down import BLANK, NAMING, ItemsDown, Recorded, cover_labels
from qa_workbook.layouts.labels import Label
from qa_workbook.layouts.labels_in_cells import find_labels, said_first
from qa_workbook.layouts.model import FieldSource, Layout
from qa_workbook.layouts.unfolded import Kind, Unfolded
from qa_workbook.scheme.model import Scheme


def unfold_columns(
    grid: Grid, layout: Layout, scheme: Scheme, form: ScoreForm, vocabulary: Vocabulary, file: str
) -> Unfolded:
    """Returns the plain table of a sheet whose recordings stand beside each other."""
    sheet = ItemsDown(grid, layout, scheme, form, vocabulary, file)
    tables = find_column_tables(sheet.cells, layout, sheet.labels)
    whole = sheet.cells.whole
    top = min((table.area.top for table in tables), default=whole.bottom)
    for_all = find_labels(sheet.cells, Area(0, 0, top, whole.right), sheet.labels)
    for table in tables:
        _Table(sheet, table, for_all).read()
    cover_labels(sheet, for_all)
    if not tables:
        sheet.note("table-not-found", (0, 0), value=layout.form.items or "")
    return sheet.finished()


@dataclass(frozen=True)
class _Table:
    """One table of a sheet; `for_all` are the labels above all of them."""

    sheet: ItemsDown
    table: ColumnTable
    for_all: Sequence[Label]

    def read(self) -> None:
        for column in self.table.recordings:
            self._read_column(column)
        self._pass_over_others()
        self._cover_lines()
        cover_labels(self.sheet, self.labels)
        self._note_lines()

    # --- where everything stands -----------------------------------------------------------------

    @cached_property
    def lines(self) -> Lines:
        """The lines of the table, by the names at their left."""
        rows = range(self.table.area.top, self.table.area.bottom)
        return lines_of(self.sheet.cells, rows, [*self.table.groups, *self.table.names])

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

    def _own_columns(self, column: int) -> range:
        """The columns of a recording: that of its marks and those beside it that belong to it."""
        return self.table.recordings[column]

    # --- what a column says ----------------------------------------------------------------------

    def _read_column(self, column: int) -> None:
        rule = self._rule(column)
        recorded = self._recorded(column)
        if rule:
            self._pass_over(self._own_columns(column), rule)
        elif not recorded.is_marked() and not self._is_named(column):
            self._pass_over(self._own_columns(column), BLANK)
        else:
            self._note_unnamed(column, recorded)
            self._cover_column(column)
            self.sheet.add(recorded)

    def _recorded(self, column: int) -> Recorded:
        layout = self.sheet.layout
        fields = self.sheet.fields.row(lambda source: self._where(source, column), self._label)
        recorded = Recorded(fields)
        for key, place in layout.marks.items():
            row = self._row(place.heading)
            if row is None:
                recorded.marks[key] = Cell("", self.table.head)
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
        return said_first(self.labels, name) or said_first(self.for_all, name)

    def _where(self, source: FieldSource, column: int) -> Cell | None:
        if source.head:
            return self._head(column)
        if source.group_row is not None:
            return self.sheet.group_row(source.group_row, self.table.header.start)
        row = self._row(source.heading)
        return None if row is None else self._said(row, column, source.fill_down)

    def _said(self, row: int, column: int, filled: bool) -> Cell:
        """What a line says of a recording; merged cells say it for all that they cover."""
        own = self._own_columns(column)
        places = [(row, each) for each in own]
        if filled:
            places += [(row, each) for each in range(column - 1, self.table.first - 1, -1)]
        cells = self.sheet.cells
        place = next((at for at in places if not cells.is_blank(at)), places[0])
        return Cell(cells.value(place), cells.first(place) if not cells.is_blank(place) else place)

    def _head(self, column: int) -> Cell:
        """What stands at the head of a column, levels joined; headings of all of them don't count."""
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
    def _rows_of_fields(self) -> dict[str, list[int]]:
        """The lines that fields are read from, by field."""
        rows = {
            key: [self._row(source.heading) for source in sources]
            for key, sources in self.sheet.layout.fields.items()
        }
        return {key: [row for row in found if row is not None] for key, found in rows.items()}

    def _is_named(self, column: int) -> bool:
        """Whether a line of the column itself says whose recording it is."""
        rows = [row for key in NAMING for row in self._rows_of_fields.get(key, ())]
        own = self._own_columns(column)
        return any(not blank(self.sheet.cells.grid.rows[row][each]) for row in rows for each in own)

    def _note_unnamed(self, column: int, recorded: Recorded) -> None:
        """Marks below nothing: no line says whose they are, and no head does."""
        said = [recorded.fields.value(key) for key in NAMING if key in self.sheet.layout.fields]
        if not said or any(not blank(cell.value) for cell in said):
            return
        place = next((cell.place for cell in said if cell.place), None)
        first = next(cell for cell in recorded.marks.values() if not blank(cell.value))
        self.sheet.note("marks-without-recording", place or self.table.head, "", first.value)

    def _rule(self, column: int) -> str:
        """The rule by which a column is passed over, "" for a recording."""
        cells = self.sheet.cells
        rows = [
            *self.table.header,
            *(row for rows in self._rows_of_fields.values() for row in rows),
        ]
        heads = [words(cells.value((row, column))) for row in rows]
        texts = {"": [head for head in heads if head]}
        for rule in self.sheet.layout.ignored.rows:
            row = self._row(rule.heading)
            if rule.heading and row is not None:
                texts[rule.heading] = [words(cells.value((row, column)))]
        own = next(filter(None, map(self.sheet.rule_of_name, heads)), "")
        return self.sheet.rule_of_row(texts) or own

    # --- what the cells are ----------------------------------------------------------------------

    def _pass_over(self, columns: range, rule: str) -> None:
        area = self.table.area
        for place in self.sheet.cells.filled(
            Area(area.top, columns.start, area.bottom, columns.stop)
        ):
            self.sheet.coverage.take(place, "ignored", "", rule)

    def _pass_over_others(self) -> None:
        """Columns that are none of a recording, as means."""
        taken_up = {each for columns in self.table.recordings.values() for each in columns}
        for column in set(range(self.table.first, self.table.area.right)) - taken_up:
            if rule := self._rule(column):
                self._pass_over(range(column, column + 1), rule)

    @cached_property
    def _heads(self) -> str:
        """The field that is read from the heads of columns, "" for none."""
        fields = self.sheet.layout.fields.items()
        named = (key for key, sources in fields if any(source.head for source in sources))
        return self.sheet.table.key(next(named, ""))

    def _cover_column(self, column: int) -> None:
        take, first = self.sheet.coverage.take, self.sheet.cells.first
        layout = self.sheet.layout
        items = {
            self.found[place.heading]: key
            for key, place in layout.marks.items()
            if place.heading in self.found
        }
        for row, key in items.items():
            take((row, column), "mark", self.sheet.column(key))
            if column in self.table.reasons:
                take((row, self.table.reasons[column]), "reason", self.sheet.column(key))
        for total in layout.totals:
            if total.heading in self.found:
                take((self.found[total.heading], column), "total", total.kind)
        own = self._own_columns(column)
        for key, rows in self._rows_of_fields.items():
            for row in rows:
                for each in own:
                    take(first((row, each)), "field", self.sheet.table.key(key))
        for row in self.table.header:
            kind: Kind = "field" if self._heads and row != self.table.sub_row else "heading"
            for each in own:
                take(first((row, each)), kind, self._heads if kind == "field" else "")

    def _cover_lines(self) -> None:
        """The names of lines, their full marks, and the columns beside them."""
        layout = self.sheet.layout
        keys = {place.heading: self.sheet.column(key) for key, place in layout.marks.items()}
        keys |= {total.heading: total.kind for total in layout.totals}
        keys |= {
            one.heading: self.sheet.table.key(key)
            for key, several in layout.fields.items()
            for one in several
        }
        for row in self.table.header:
            self._cover_left(row, "")
        for heading, row in self.found.items():
            if heading in layout.ignored.headings and heading not in keys:
                rule = f"ignored.headings[{layout.ignored.headings.index(heading)}]"
                for place in self.sheet.cells.filled(self._row_area(row)):
                    self.sheet.coverage.take(place, "ignored", "", rule)
            else:
                self._cover_left(row, keys.get(heading, ""))

    def _cover_left(self, row: int, key: str) -> None:
        header = row in self.table.header
        for column in range(self.table.first):
            if column in self.table.aside:
                rule = f"ignored.headings[{self.table.aside[column]}]"
                self.sheet.coverage.take((row, column), "ignored", "", rule)
            elif column == self.table.full:
                kind: Kind = "heading" if header else "full_mark"
                self.sheet.coverage.take((row, column), kind, key)
            elif (
                header
                or column in self.table.names
                or isinstance(self.sheet.cells.grid.rows[row][column], str)
            ):
                self.sheet.coverage.take((row, column), "heading", key)

    def _row_area(self, row: int) -> Area:
        return Area(row, self.table.area.left, row + 1, self.table.area.right)

    # --- what isn't understood -------------------------------------------------------------------

    def _note_lines(self) -> None:
        """Items that the table lacks, and lines that the layout doesn't know."""
        for item in self.sheet.layout.marks.values():
            if item.heading is not None and item.heading not in self.found:
                self.sheet.note("item-line-missing", self.table.head, item.heading)
        rows = set(range(self.table.header.stop, self.table.area.bottom)) - set(self.found.values())
        for row in sorted(rows):
            name = self.lines.name(row) if row in self.lines.levels else ""
            rule = self.sheet.rule_of_name(name) if name else ""
            if rule:
                for place in self.sheet.cells.filled(self._row_area(row)):
                    self.sheet.coverage.take(place, "ignored", "", rule)
            else:
                self._note_line(row, name)

    def _note_line(self, row: int, name: str) -> None:
        """Marks that belong to no item."""
        open_cells = [
            (row, column)
            for column in self.table.recordings
            if not self.sheet.cells.is_blank((row, column))
            and not self.sheet.coverage.knows(self.sheet.cells.first((row, column)))
        ]
        last = max(self.found.values(), default=-1)
        if not open_cells:
            if name and row < last:
                self._cover_left(row, "")
            return
        value = self.sheet.cells.value(open_cells[0])
        if not name:
            self.sheet.note("mark-without-item", open_cells[0], value=value)
        elif self.lines.again(row, self.found):
            for place in open_cells:
                self.sheet.note("item-line-doubled", place, name, self.sheet.cells.value(place))
        else:
            self.sheet.note("item-line-unknown", open_cells[0], name, value)
