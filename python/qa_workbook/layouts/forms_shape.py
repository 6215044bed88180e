"""Sheets of which every recording is a form of its own, its items below each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from qa_workbook.forms.score_form import ScoreForm
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.grid import Grid
from qa_workbook.layouts.fields import Area, Cell
from qa_workbook.layouts.form_tables import FormTable, find_forms
from qa_workbook.layouts.headings import find_columns, levels_of
from qa_workbook.layouts.item_lines import Lines, lines_of
from qa_workbook.layouts.items_down import BLANK, NAMING, ItemsDown, Recorded, cover_labels
from qa_workbook.layouts.labels import Label
from qa_workbook.layouts.labels_in_cells import find_labels, said_first
from qa_workbook.layouts.model import FieldSource, Layout
from qa_workbook.layouts.unfolded import Kind, Unfolded
from qa_workbook.scheme.model import Scheme

_KINDS: dict[str, Kind] = {"reason": "reason", "full": "full_mark"}
_NOT_TICKED = frozenset("□☐○〇◯◻▢")


def unfold_forms(
    grid: Grid, layout: Layout, scheme: Scheme, form: ScoreForm, vocabulary: Vocabulary, file: str
) -> Unfolded:
    """Returns the plain table of a sheet of forms."""
    sheet = ItemsDown(grid, layout, scheme, form, vocabulary, file)
    tables = find_forms(sheet.cells, sheet.layout, sheet.labels)
    whole = sheet.cells.whole
    top = min((table.area.top for table in tables), default=whole.bottom)
    for_all = find_labels(sheet.cells, Area(0, 0, top, whole.right), sheet.labels)
    for table in tables:
        _Form(sheet, table, for_all).read()
    cover_labels(sheet, for_all)
    if not tables:
        sheet.note("table-not-found", (0, 0), value=layout.form.items or "")
    return sheet.finished()


@dataclass(frozen=True)
class _Form:
    """One form of a sheet; `for_all` are the labels above all forms."""

    sheet: ItemsDown
    table: FormTable
    for_all: Sequence[Label]

    def read(self) -> None:
        recorded = self._recorded()
        if not recorded.is_marked() and not self._is_named():
            self._pass_over()
            return
        self._cover()
        self._note_lines()
        self.sheet.add(recorded)

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
    def lines(self) -> Lines:
        """The lines below the header, those aside that are a label with its value."""
        cells, rows = self.sheet.cells, range(self.table.first, self.table.area.bottom)
        columns = [*self.groups, *self.table.names]
        plain = self._without_labels(lines_of(cells, rows, columns))
        found = plain.find(self.sheet.wanted).values()
        sections = [
            row for row in plain.levels if row not in found and not self._says_anything(row)
        ]
        return self._without_labels(lines_of(cells, rows, columns, sections))

    def _without_labels(self, lines: Lines) -> Lines:
        wanted = set(self.sheet.wanted)
        labels = [
            row
            for row, place in lines.places.items()
            if lines.name(row) not in wanted
            and self.sheet.labels.parts(self.sheet.cells.value(place))
        ]
        return lines.without(labels)

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

    # --- what it says ----------------------------------------------------------------------------

    def _recorded(self) -> Recorded:
        fields = self.sheet.fields.row(self._where, self._label)
        recorded = Recorded(fields)
        for key, place in self.sheet.layout.marks.items():
            row = self.found.get(place.heading or "")
            if row is None:
                continue
            recorded.marks[key] = self._mark(row)
            if "reason" in self.table.columns:
                recorded.reasons[key] = self._cell(row, self.table.columns["reason"])
        for number, total in enumerate(self.sheet.layout.totals):
            if total.heading in self.found:
                recorded.totals[number] = self._value_of_line(self.found[total.heading])
            elif total.label and (label := self._label(total.label)):
                recorded.totals[number] = Cell(label.value, label.at)
        return recorded

    def _cell(self, row: int, column: int) -> Cell:
        return Cell(self.sheet.cells.grid.rows[row][column], (row, column))

    def _mark(self, row: int) -> Cell:
        """The mark of a line: what is written, or the one that is ticked."""
        if "marks" in self.table.columns:
            return self._cell(row, self.table.columns["marks"])
        ticked = self._ticked(row)
        if not ticked:
            return Cell("", (row, min(self.table.ticks.values())))
        ticks = self.sheet.layout.form.ticks
        place = (row, self.table.ticks[ticked[0]])
        said = self.sheet.cells.value(place)
        if len(ticked) == 1:
            return Cell(ticks[ticked[0]].mark, place, said)
        marks = "、".join(ticks[number].heading for number in ticked)
        self.sheet.note("ticks-several", place, self.lines.name(row), marks)
        return Cell("", place, said)

    def _ticked(self, row: int) -> list[int]:
        values = {
            number: self.sheet.cells.grid.rows[row][column]
            for number, column in self.table.ticks.items()
        }
        return [
            number
            for number, value in sorted(values.items())
            if not blank(value) and words(value) not in _NOT_TICKED
        ]

    def _value_of_line(self, row: int) -> Cell:
        """What a line says that is no item: below the marks, else in the first cell behind it."""
        if "marks" in self.table.columns:
            cell = self._cell(row, self.table.columns["marks"])
            if not blank(cell.value):
                return cell
        full = self.table.columns.get("full")
        behind = [column for column in self.columns if column >= self.table.names.stop]
        filled = (self._cell(row, column) for column in behind if column != full)
        first = Cell("", (row, self.table.columns.get("marks", self.table.names.stop)))
        return next((cell for cell in filled if not blank(cell.value)), first)

    def _label(self, name: str) -> Label | None:
        own = said_first(self.labels, name)
        return own or said_first(self.for_all, name)

    def _where(self, source: FieldSource) -> Cell | None:
        if source.heading in self.found:
            return self._value_of_line(self.found[source.heading])
        if source.group_row is not None:
            return self.sheet.group_row(source.group_row, self.table.header.start)
        return None

    def _is_named(self) -> bool:
        """Whether the form itself says whose it is."""
        named = {
            source.label or source.heading or ""
            for key in NAMING
            for source in self.sheet.layout.fields.get(key, ())
        }
        said = [label.value for label in self.labels if label.name in named]
        said += [self._value_of_line(self.found[name]).value for name in named & set(self.found)]
        return any(not blank(value) for value in said)

    def _says_anything(self, row: int) -> bool:
        """Whether anything stands in a line where marks do."""
        columns = [column for name, column in self.table.columns.items() if _is_mark(name)]
        return any(not blank(self.sheet.cells.grid.rows[row][column]) for column in columns)

    # --- what the cells are ----------------------------------------------------------------------

    def _pass_over(self) -> None:
        """A copy that nobody has filled in."""
        for place in self.sheet.cells.filled(self.table.area):
            self.sheet.coverage.take(place, "ignored", "", BLANK)

    def _cover(self) -> None:
        for row in self.table.header:
            self._cover_line(row, "heading", "")
        layout = self.sheet.layout
        for key, item in layout.marks.items():
            if item.heading in self.found:
                self._cover_item(self.found[item.heading], self.sheet.column(key))
        for total in layout.totals:
            if total.heading in self.found:
                self._cover_value(self.found[total.heading], "total", total.kind)
        for key, sources in layout.fields.items():
            for source in sources:
                if source.heading in self.found:
                    self._cover_value(
                        self.found[source.heading], "field", self.sheet.table.key(key)
                    )
        cover_labels(self.sheet, self.labels)

    def _cover_item(self, row: int, key: str) -> None:
        take = self.sheet.coverage.take
        for name, column in self.table.columns.items():
            kind = _KINDS.get(name, "mark")
            take((row, column), kind, key)
        self._cover_line(row, "heading", key)

    def _cover_value(self, row: int, kind: Kind, key: str) -> None:
        """A line with a total or a field, and its value."""
        self.sheet.coverage.take(self._value_of_line(row).place, kind, key)
        if "full" in self.table.columns:
            self.sheet.coverage.take((row, self.table.columns["full"]), "full_mark", key)
        self._cover_line(row, "heading", key)

    def _cover_line(self, row: int, kind: Kind, key: str) -> None:
        """The cells of a line left of the marks, and those in columns that nothing is read from."""
        header = row in self.table.header
        for column in self.columns:
            place = (row, column)
            if column in self.aside:
                rule = f"ignored.headings[{self.aside[column]}]"
                self.sheet.coverage.take(place, "ignored", "", rule)
            elif header or column in self.table.names:
                self.sheet.coverage.take(place, kind, key)
            elif column in self.groups and isinstance(self.sheet.cells.grid.rows[row][column], str):
                self.sheet.coverage.take(place, "heading")

    # --- what isn't understood -------------------------------------------------------------------

    def _note_lines(self) -> None:
        """Lines that the layout doesn't know, and items that the form lacks."""
        for item in self.sheet.layout.marks.values():
            if item.heading is not None and item.heading not in self.found:
                self.sheet.note("item-line-missing", self.table.head, item.heading)
        last = max(self.found.values(), default=self.table.first)
        rows = range(self.table.first, self.table.area.bottom)
        for row in sorted(set(rows) - set(self.found.values())):
            rule = self.sheet.rule_of_row(self._texts(row))
            if rule:
                for place in self.sheet.cells.filled(self._row_area(row)):
                    self.sheet.coverage.take(place, "ignored", "", rule)
            elif row < last and row in self.lines.levels and not self._says_anything(row):
                self._cover_line(row, "heading", "")
            else:
                self._note_line(row)

    def _note_line(self, row: int) -> None:
        """A mark that belongs to no item."""
        columns = [column for name, column in self.table.columns.items() if _is_mark(name)]
        open_cells = [
            (row, column)
            for column in columns
            if not blank(self.sheet.cells.grid.rows[row][column])
            and not self.sheet.coverage.knows((row, column))
        ]
        if not open_cells:
            return
        value = self.sheet.cells.value(open_cells[0])
        if row not in self.lines.levels:
            self.sheet.note("mark-without-item", open_cells[0], value=value)
            return
        name = self.lines.name(row)
        again = self.lines.again(row, self.found)
        code = "item-line-doubled" if again else "item-line-unknown"
        self.sheet.note(code, open_cells[0], name, value)

    def _row_area(self, row: int) -> Area:
        return Area(row, self.table.area.left, row + 1, self.table.area.right)

    def _texts(self, row: int) -> dict[str, list[str]]:
        """The texts of a line beside the marks."""
        marks = {column for name, column in self.table.columns.items() if _is_mark(name)}
        places = list(self.sheet.cells.filled(self._row_area(row)))
        texts = [words(self.sheet.cells.value(at)) for at in places if at[1] not in marks]
        return {"": texts}


def _is_mark(name: str) -> bool:
    return name == "marks" or name.startswith("ticks.")
