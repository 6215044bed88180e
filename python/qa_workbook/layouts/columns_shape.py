"""Sheets whose items run down and whose recordings stand beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from qa_workbook.forms.score_form import ScoreForm
from qa_workbook.forms.text_cells import blank
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.grid import Grid, Place
from qa_workbook.layouts.column_reading import TableReading
from qa_workbook.layouts.column_tables import find_column_tables
from qa_workbook.layouts.fields import Area
from qa_workbook.layouts.items_down import BLANK, NAMING, ItemsDown, Recorded
from qa_workbook.layouts.labels_in_cells import find_labels
from qa_workbook.layouts.model import Layout
from qa_workbook.layouts.unfolded import Kind, Noted, Unfolded
from qa_workbook.scheme.model import Scheme


def unfold_columns(
    grid: Grid, layout: Layout, scheme: Scheme, form: ScoreForm, vocabulary: Vocabulary, file: str
) -> Unfolded:
    """Returns the plain table of a sheet of shape `columns`; `file` is the name of its file."""
    sheet = ItemsDown(grid, layout, scheme, form, vocabulary, file)
    tables = find_column_tables(sheet.cells, layout, sheet.labels)
    top = min((table.area.top for table in tables), default=len(grid.rows))
    for_all = find_labels(sheet.cells, Area(0, 0, top, grid.width), sheet.labels)
    for table in tables:
        _Columns(sheet, TableReading(sheet, table, for_all)).read()
    sheet.cover_labels(for_all)
    return sheet.finished(found=bool(tables))


class _Columns:
    """Reads one table, column by column, and says of its cells what they are."""

    def __init__(self, sheet: ItemsDown, reading: TableReading) -> None:
        self.reading, self.sheet, self.table = reading, sheet, reading.table
        self.take = sheet.coverage.take
        self.found = reading.found
        self.rows: dict[int, int] = {}
        """The rows of the plain table by the columns that they come from."""

    def read(self) -> None:
        """Adds the recordings of the table."""
        for column in self.table.recordings:
            self._read_column(column)
        self._pass_over_others()
        self._cover_lines()
        self.sheet.cover_labels(self.reading.labels)
        self._note_lines()

    def _read_column(self, column: int) -> None:
        rule = self.reading.rule(column)
        recorded = self.reading.recorded(column)
        if not rule and not recorded.is_marked() and not self.reading.is_named(column):
            rule = BLANK
        if rule:
            self._pass_over(self.table.recordings[column], rule)
            return
        if not self._is_headed(column) and _is_a_note(recorded):
            return  # nobody's marks: what stands there stays something that isn't understood
        self._note_unnamed(recorded)
        self._cover_column(column)
        self.sheet.add(recorded)
        self.rows[column] = self.sheet.table.count

    def _is_headed(self, column: int) -> bool:
        """Whether a line above or beside the marks says anything in the column itself."""
        raw = (self.sheet.raw((row, each)) for row in self._said for each in self._own(column))
        return any(not blank(value) for value in raw)

    def _own(self, column: int) -> range:
        return self.table.recordings[column]

    @cached_property
    def _said(self) -> list[int]:
        """The rows of the header and of what names a recording."""
        fields = [row for key in NAMING for row in self.reading.rows_of_fields.get(key, ())]
        return [*self.table.header, *fields]

    def _note_unnamed(self, recorded: Recorded) -> None:
        """Marks below nothing that says whose they are."""
        keys = [key for key in NAMING if key in self.sheet.layout.fields]
        said = [recorded.fields.value(key) for key in keys]
        if any(not blank(cell.value) for cell in said):
            return
        place = next((cell.place for cell in said if cell.place), self.table.head)
        row = self.sheet.table.count + 1
        self.sheet.table.noted.append(Noted("marks-without-recording", place, row=row))

    # --- what the cells are ----------------------------------------------------------------------

    @cached_property
    def _heads(self) -> str:
        """The field that is read from the heads of columns, "" for none."""
        fields = self.sheet.layout.fields.items()
        named = (key for key, sources in fields if any(source.head for source in sources))
        return self.sheet.table.key(next(named, ""))

    @cached_property
    def _keys(self) -> dict[str, tuple[Kind, str]]:
        """What the lines of the layout hold, by heading: their kind and the form's column."""
        layout, found = self.sheet.layout, dict[str, tuple[Kind, str]]()
        for key, sources in layout.fields.items():
            for source in sources:
                found[source.heading or ""] = ("field", self.sheet.table.key(key))
        for total in layout.totals:
            found[total.heading or ""] = ("total", total.kind)
        for key, place in layout.marks.items():
            found[place.heading or ""] = ("mark", self.sheet.column(key))
        return {heading: known for heading, known in found.items() if heading in self.found}

    def _cover_column(self, column: int) -> None:
        """The cells of a recording, and those merged over several of them."""
        own = self.table.recordings[column]
        for heading, (kind, key) in self._keys.items():
            row = self.found[heading]
            if kind == "field":
                self._take_shown(row, own, kind, key)
            self.take((row, column), kind, key)
            if kind == "mark" and column in self.table.reasons:
                self.take((row, self.table.reasons[column]), "reason", key)
        for row in self.table.header:
            if self._heads and row != self.table.sub_row:
                self._take_shown(row, own, "field", self._heads)
            self._take_shown(row, own, "heading", "")

    def _take_shown(self, row: int, columns: range, kind: Kind, key: str) -> None:
        for column in columns:
            self.take(self.sheet.cells.first((row, column)), kind, key)

    def _cover_lines(self) -> None:
        """The names of lines, their full marks, and the columns beside them."""
        ignored = self.sheet.layout.ignored.headings
        for row in self.table.header:
            self._cover_left(row, "")
        for heading, row in self.found.items():
            if heading in self._keys:
                self._cover_left(row, self._keys[heading][1])
            else:
                self._pass_over_row(row, f"ignored.headings[{ignored.index(heading)}]")
        for key, item in self.sheet.items.by_id.items():
            line = self.found.get(self.sheet.layout.marks[key].heading or "")
            if line is not None and self.table.full is not None:
                place = (line, self.table.full)
                value = self.sheet.raw(place)
                self.sheet.table.noted += self.sheet.items.full_mark_noted(item, value, place, 0)

    def _cover_left(self, row: int, key: str) -> None:
        """The cells of a line before the recordings."""
        is_header = row in self.table.header
        for column in range(self.table.first):
            place = (row, column)
            named = self.reading.lines.places.get(row) == place
            if column in self.table.aside and (is_header or not named):
                self.take(place, "ignored", "", f"ignored.headings[{self.table.aside[column]}]")
            elif column == self.table.full and not is_header:
                self.take(place, "full_mark", key)
            elif is_header or column in self.table.names or isinstance(self.sheet.raw(place), str):
                self.take(place, "heading", key)

    # --- what is passed over ---------------------------------------------------------------------

    def _pass_over(self, columns: range, rule: str) -> None:
        """The cells of a column that is no recording."""
        area = self.table.area
        for place in self._filled(Area(area.top, columns.start, area.bottom, columns.stop)):
            self.take(place, "ignored", "", rule)

    def _pass_over_others(self) -> None:
        """Columns that are none of a recording, as means."""
        taken_up = {each for columns in self.table.recordings.values() for each in columns}
        for column in set(range(self.table.first, self.table.area.right)) - taken_up:
            if rule := self.reading.rule(column):
                self._pass_over(range(column, column + 1), rule)

    def _pass_over_row(self, row: int, rule: str) -> None:
        for place in self._filled(Area(row, 0, row + 1, self.table.area.right)):
            self.take(place, "ignored", "", rule)

    def _filled(self, area: Area) -> Iterator[Place]:
        return self.sheet.cells.filled(area)

    # --- what isn't understood -------------------------------------------------------------------

    def _note_lines(self) -> None:
        """Lines that the layout doesn't know."""
        known = set(self.found.values())
        last = max(known, default=-1)
        lines = self.reading.lines
        for row in sorted(set(range(self.table.header.stop, self.table.area.bottom)) - known):
            name = lines.name(row) if row in lines.levels else ""
            rule = self.sheet.rule_of_name(name)
            open_cells = [(row, column) for column in self.rows if self._is_open((row, column))]
            if rule:
                self._pass_over_row(row, rule)
            elif open_cells:
                if name:
                    self._cover_left(row, "")
                for place in open_cells:
                    number = self.rows[place[1]]
                    self.sheet.note_line(lines, row, place, number)
            elif name and row < last:
                self._cover_left(row, "")

    def _is_open(self, place: Place) -> bool:
        return not blank(self.sheet.raw(place)) and not self.sheet.coverage.knows(place)


def _is_a_note(recorded: Recorded) -> bool:
    """Whether no number or short word of marks stands in a column, only one text."""
    values = [cell.value for cell in recorded.marks.values() if not blank(cell.value)]
    return len(values) == 1 and isinstance(values[0], str) and not recorded.ticks
