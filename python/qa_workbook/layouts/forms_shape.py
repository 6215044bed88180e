"""Sheets of which every recording is a form of its own, its items below each other."""

from __future__ import annotations

from dataclasses import dataclass

from qa_workbook.forms.score_form import ScoreForm
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.grid import Grid
from qa_workbook.layouts.fields import Area
from qa_workbook.layouts.form_reading import FormReading
from qa_workbook.layouts.form_tables import find_forms
from qa_workbook.layouts.items_down import BLANK, ItemsDown
from qa_workbook.layouts.labels_in_cells import find_labels
from qa_workbook.layouts.model import Layout
from qa_workbook.layouts.unfolded import Kind, Unfolded
from qa_workbook.scheme.model import Scheme

_KINDS: dict[str, Kind] = {"reason": "reason", "full": "full_mark"}


def unfold_forms(
    grid: Grid, layout: Layout, scheme: Scheme, form: ScoreForm, vocabulary: Vocabulary, file: str
) -> Unfolded:
    """Returns the plain table of a sheet of shape `forms`; `file` is the name of its file."""
    sheet = ItemsDown(grid, layout, scheme, form, vocabulary, file)
    tables = find_forms(sheet.cells, layout, sheet.labels)
    top = min((table.area.top for table in tables), default=len(grid.rows))
    for_all = find_labels(sheet.cells, Area(0, 0, top, grid.width), sheet.labels)
    for table in tables:
        _read(sheet, FormReading(sheet, table, for_all))
    sheet.cover_labels(for_all)
    return sheet.finished(found=bool(tables))


def _read(sheet: ItemsDown, form: FormReading) -> None:
    """Adds the recording of a form, unless nobody has filled it in."""
    if not form.recorded.is_marked() and not form.is_named():
        for place in sheet.cells.filled(form.table.area):
            sheet.coverage.take(place, "ignored", "", BLANK)
        return
    covered = _Covered(sheet, form)
    covered.cover()
    covered.note_lines()
    sheet.add(form.recorded)


@dataclass(frozen=True)
class _Covered:
    """What the cells of a form are, and what in it isn't understood."""

    sheet: ItemsDown
    form: FormReading

    def cover(self) -> None:
        """Says of the header, of known lines and of labels what they are."""
        form, layout = self.form, self.sheet.layout
        for row in form.table.header:
            self._cover_line(row, "")
        for key, item in layout.marks.items():
            if item.heading in form.found:
                self._cover_item(form.found[item.heading], self.sheet.column(key))
        for total in layout.totals:
            if total.heading in form.found:
                self._cover_value(form.found[total.heading], "total", total.kind)
        for key, sources in layout.fields.items():
            for source in sources:
                if source.heading in form.found:
                    row = form.found[source.heading]
                    self._cover_value(row, "field", self.sheet.table.key(key))
        self.sheet.cover_labels(form.labels)

    def _cover_item(self, row: int, key: str) -> None:
        for name, column in self.form.table.columns.items():
            self.sheet.coverage.take((row, column), _KINDS.get(name, "mark"), key)
        self._cover_line(row, key)

    def _cover_value(self, row: int, kind: Kind, key: str) -> None:
        """A line with a total or a field, and its value."""
        take = self.sheet.coverage.take
        take(self.form.value_of_line(row).place, kind, key)
        if "full" in self.form.table.columns:
            take((row, self.form.table.columns["full"]), "full_mark", key)
        self._cover_line(row, key)

    def _cover_line(self, row: int, key: str) -> None:
        """The names of a line, and the cells in columns that nothing is read from."""
        form = self.form
        header = row in form.table.header
        for column in form.columns:
            place = (row, column)
            is_text = isinstance(self.sheet.raw(place), str)
            is_group = column in form.groups and is_text
            named = form.lines.places.get(row) == place
            if column in form.aside and (header or not named):
                rule = f"ignored.headings[{form.aside[column]}]"
                self.sheet.coverage.take(place, "ignored", "", rule)
            elif header or is_group or named or column in form.table.names:
                self.sheet.coverage.take(place, "heading", key)

    # --- what isn't understood -------------------------------------------------------------------

    def note_lines(self) -> None:
        """Passes over the lines that rules are about, and notes those that the layout doesn't
        know.
        """
        form = self.form
        known = set(form.found.values())
        last = max(known, default=form.table.first)
        for row in sorted(set(range(form.table.first, form.table.area.bottom)) - known):
            rule = self._rule(row)
            if rule:
                for place in self.sheet.cells.filled(self._row_area(row)):
                    self.sheet.coverage.take(place, "ignored", "", rule)
            elif row < last and row in form.lines.levels and not form.is_marked(row):
                self._cover_line(row, "")
            else:
                self._note_line(row)

    def _rule(self, row: int) -> str:
        """The rule by which a line is passed over, "" for none."""
        form = self.form
        places = self.sheet.cells.filled(self._row_area(row))
        values = [self.sheet.raw(at) for at in places if at[1] not in form.mark_columns]
        rule = self.sheet.rule_of_texts({"": [words(value) for value in values]})
        name = form.lines.name(row) if row in form.lines.levels else ""
        return rule or self.sheet.rule_of_name(name)

    def _note_line(self, row: int) -> None:
        """A mark that belongs to no item."""
        form = self.form
        places = [(row, column) for column in form.mark_columns]
        filled = [
            place
            for place in places
            if not blank(self.sheet.raw(place)) and not self.sheet.coverage.knows(place)
        ]
        if filled:
            if row in form.lines.levels:
                self._cover_line(row, "")
                if "full" in form.table.columns:
                    full = (row, form.table.columns["full"])
                    self.sheet.coverage.take(full, "full_mark")
            number = self.sheet.table.count + 1
            self.sheet.note_line(form.lines, row, filled[0], number)

    def _row_area(self, row: int) -> Area:
        return Area(row, self.form.table.area.left, row + 1, self.form.table.area.right)
