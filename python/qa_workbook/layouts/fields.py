"""Where something that is no mark comes from: the sources of a layout, and what they say.

A shape knows where its headings and group rows are and says so by a `Where`; labels, names of sheet
and file, constants, patterns and incomplete days are the same for all shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import cached_property
from pathlib import PurePath

from qa_workbook.forms.kinds.days import read_date
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.grid import CellError, CellValue, Grid, Place
from qa_workbook.layouts.coverage import Coverage
from qa_workbook.layouts.days import Frame, completed, frame_of, in_order
from qa_workbook.layouts.expressions import taken
from qa_workbook.layouts.labels import Label, Labels
from qa_workbook.layouts.model import FieldSource, Layout
from qa_workbook.layouts.titles import title_part, years_named


@dataclass(frozen=True)
class Cell:
    """A cell of the plain table: its value, and the place in the foreign sheet that it comes from.

    `written` is what stands there, where the value says it in another way; None where it is the
    same. `made`: a name that nobody typed, made of other fields.
    """

    value: CellValue = ""
    place: Place | None = None
    written: CellValue | None = None
    made: bool = False


NOTHING = Cell()
DAYS = frozenset({"call_date", "inspected_on"})
"""Fields that are days."""
Where = Callable[[FieldSource], Cell | None]
"""What a source says that only the shape of the sheet can find (heading, head, group row); None for
all others."""


@dataclass(frozen=True)
class Area:
    """A part of a sheet; `bottom` and `right` lie outside."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, place: Place) -> bool:
        """Returns whether a place lies in it."""
        return self.top <= place[0] < self.bottom and self.left <= place[1] < self.right


class Fields:
    """The fields of a layout in one sheet."""

    def __init__(
        self, grid: Grid, layout: Layout, vocabulary: Vocabulary, file: str, labels: Labels
    ) -> None:
        self.grid, self.layout, self.vocabulary = grid, layout, vocabulary
        self.file, self.labels = file, labels
        self.unmatched: dict[Place, str] = {}
        """Cells of which a pattern took nothing, with the field that it is about."""

    def row(self, where: Where, label: Callable[[str], Label | None]) -> RowFields:
        """Returns the fields of one recording; `label` finds the label of a name that is its."""
        return RowFields(self, where, label)

    def inside(self, name: str, area: Area) -> Label | None:
        """Returns the label of a name in a form; that of the sheet where the form has none."""
        named = self.labels.named(name)
        within = [label for label in named if area.holds(label.place)]
        return next(iter(within or named), None)

    def around(self, name: str, areas: Sequence[Area], index: int) -> Label | None:
        """Returns the label of a name that holds for one of several tables in a sheet.

        If the first table has it above itself, each has the nearest above; else the first one
        beside or below its header. Tables beside each other have those above or below their own
        columns. A table without an own label has that of the table before.
        """
        named = self.labels.named(name)
        area = areas[index]
        own = [label for label in named if area.left <= label.place[1] < area.right]
        named = tuple(own) or named
        if not named:
            return None
        above = [label for label in named if label.place[0] < area.top]
        if named[0].place[0] < min(each.top for each in areas):
            return above[-1] if above else named[0]
        below = [label for label in named if label.place[0] >= area.top]
        beside = [label for label in below if label.place[0] < area.bottom]
        return next(iter(beside), None) or (above[-1] if above else below[0])

    @cached_property
    def labelled(self) -> frozenset[str]:
        """The labels that fields are read from."""
        sources = (source for several in self.layout.fields.values() for source in several)
        return frozenset(source.label for source in sources if source.label)

    @cached_property
    def years_named(self) -> frozenset[int]:
        """The years that titles and the names of sheet and file say."""
        return years_named(self.grid, self.file)

    def cover_labels(self, coverage: Coverage) -> None:
        """Says of every label of the layout and its value what they are."""
        keys = {
            source.label: key
            for key, several in self.layout.fields.items()
            for source in several
            if source.label
        }
        totals = {total.label: total.kind for total in self.layout.totals if total.label}
        for label in self.labels.found:
            if label.name in keys:
                coverage.take(label.place, "label", keys[label.name])
                coverage.take(label.at, "field", keys[label.name])
            elif label.name in totals:
                coverage.take(label.place, "label", totals[label.name])
                coverage.take(label.at, "total", totals[label.name])
            else:
                rule = "ignored.labels"
                coverage.take(label.place, "ignored", "", rule)
                coverage.take(label.at, "ignored", "", rule)

    def cover_unmatched(self, coverage: Coverage) -> None:
        """Says of the cells of which a pattern took nothing that they aren't understood."""
        for place, key in self.unmatched.items():
            coverage.take(place, "unsure", key, f"fields.{key}.pattern")

    # --- what one source says --------------------------------------------------------------------

    def of_sheet(self, source: FieldSource) -> Cell | None:
        """Returns what the name of the sheet or file, a title or a constant says, else None."""
        if source.sheet_name is not None:
            return Cell(taken(source.sheet_name, self.grid.name))
        if source.file_name is not None:
            return Cell(taken(source.file_name, PurePath(self.file).stem))
        if source.title is not None:
            return Cell(title_part(self.grid, source.title))
        if source.constant is not None:
            return Cell(source.constant)
        return None

    def refined(self, key: str, source: FieldSource, cell: Cell, frame: Frame) -> Cell:
        """Returns what a source means by a cell: its part of the text, in the form's words, with
        year and month; the same cell where it is plain.
        """
        value = cell.value
        if blank(value) or isinstance(value, CellError):
            return cell
        if source.pattern is not None:
            value = taken(source.pattern, words(value))
            if not value and cell.place is not None:
                self.unmatched.setdefault(cell.place, key)
        meant = {normal(word): meaning for word, meaning in source.words.items()}
        value = meant.get(normal(words(value)), value)
        if source.day_first is not None:
            value = in_order(value, day_first=source.day_first)
        value = completed(value, frame)
        if key in DAYS:
            value = self._as_day(source, value)
        return cell if value == cell.value else replace(cell, value=value, written=cell.value)

    def _as_day(self, source: FieldSource, value: CellValue) -> CellValue:
        """Returns the day that 20261008 says, or that the layout takes out of a longer text.

        Nobody can write such a day as a date, so nothing is to be told about it.
        """
        if isinstance(value, datetime) or not isinstance(value, str | int | float):
            return value
        earliest = self.vocabulary.limits.earliest_date
        day = read_date(value, earliest, self.grid.epoch_1904, self.grid.typed)
        is_taken = source.pattern or source.group_row or source.sheet_name or source.file_name
        if day.value is None or not (day.code == "date-compact" or is_taken):
            return value
        return day.value if day.value.time() != time() else day.value.date()


def label_cell(label: Label) -> Cell:
    """Returns the value of a label as a cell."""
    return Cell(label.value, label.at)


class RowFields:
    """The fields of one recording, each looked up once."""

    def __init__(self, fields: Fields, where: Where, label: Callable[[str], Label | None]) -> None:
        self.fields, self.where, self.label = fields, where, label
        self._known: dict[str, Cell] = {}
        self._asked: set[str] = set()

    def value(self, key: str) -> Cell:
        """Returns what the first source of a field says that says something; an empty cell, at its
        place if it has one, where none does.
        """
        if key not in self._known and key not in self._asked:
            self._asked.add(key)
            self._known[key] = self._first(key)
        return self._known.get(key, NOTHING)

    def _first(self, key: str) -> Cell:
        empty = NOTHING
        for source in self.fields.layout.fields.get(key, ()):
            cell = self._said(source)
            if cell is None:
                continue
            cell = self.fields.refined(key, source, cell, self._frame(source))
            if not blank(cell.value):
                return cell
            if empty.place is None:
                empty = cell
        return empty

    def _said(self, source: FieldSource) -> Cell | None:
        if source.made_of:
            return self._made(source.made_of)
        if source.label is not None:
            label = self.label(source.label)
            return None if label is None else label_cell(label)
        return self.fields.of_sheet(source) or self.where(source)

    def _frame(self, source: FieldSource) -> Frame:
        """Year and month of days written short. A year of the layout that neither title nor names
        say, though they say another, is an old one: the days stay unreadable, and are told.
        """
        year, month = source.year, source.month
        named = self.fields.years_named
        if year and named and year not in named:
            return None, None
        if source.within is not None:
            within = frame_of(self.value(source.within).value)
            year, month = year or within[0], month or within[1]
        return year, month

    def _made(self, keys: Sequence[str]) -> Cell:
        """A name made of other fields, "" where one of them is empty.

        It stays the same when anything else of the row is corrected. Rows of which all these fields
        are equal are numbered in their order (`table.PlainTable`), so of those the order decides.
        """
        cells = [self.value(key) for key in keys]
        if any(blank(cell.value) or isinstance(cell.value, CellError) for cell in cells):
            return Cell("", cells[0].place)
        spoken = "-".join(map(self._spoken, keys, cells))
        return Cell(spoken, cells[0].place, cells[0].value, made=True)

    def _spoken(self, key: str, cell: Cell) -> str:
        """A field as part of a name: days in one spelling, with the time where they have one."""
        if key in DAYS:
            grid, earliest = self.fields.grid, self.fields.vocabulary.limits.earliest_date
            day = read_date(cell.value, earliest, grid.epoch_1904, grid.typed).value
            if day is not None:
                return f"{day:%Y%m%d}" if day.time() == time() else f"{day:%Y%m%dT%H%M%S}"
        return "".join(words(cell.value).split())
