"""Recognises sheets of which every recording is a form of its own, items below each other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from qa_workbook.adopt.drafts import (
    draft,
    labels_beside,
    loose_labels,
    names_of_labels,
    plain_texts,
)
from qa_workbook.adopt.found import FoundItem, FoundSheet, Looked
from qa_workbook.adopt.line_fields import Sorted, cells_of, is_signature, sort_names
from qa_workbook.adopt.line_items import (
    Line,
    TableLines,
    begins_with_label,
    item_of,
    sort_lines,
    values_at,
)
from qa_workbook.adopt.line_table import LineTable, find_line_table
from qa_workbook.adopt.names import IDENTITY
from qa_workbook.adopt.outside import around
from qa_workbook.adopt.values import number_of
from qa_workbook.forms.text_cells import blank
from qa_workbook.grids.grid import Place
from qa_workbook.layouts.fields import Area, Cell
from qa_workbook.layouts.form_reading import FormReading
from qa_workbook.layouts.form_tables import find_forms
from qa_workbook.layouts.item_lines import lines_of
from qa_workbook.layouts.items import EMPTY_BOXES
from qa_workbook.layouts.items_down import NAMING, LinesSheet
from qa_workbook.layouts.labels import Label
from qa_workbook.layouts.labels_in_cells import find_labels, said_first
from qa_workbook.layouts.model import Ignored, Layout

_LEAST_ITEMS = 2
_NUMBER = re.compile(r"\s*(?:[(（【\[]\s*\d+\s*[)）】\]]|(?:No\.?|第)?\s*\d+\s*(?:号|份|张)?)$")
"""The number of a form behind its title."""


def recognise_forms(looked: Looked) -> FoundSheet | None:
    """Returns a sheet of forms; None for one without a table of items that are marked once."""
    table = find_line_table(looked)
    if table is None or table.across:
        return None
    found = _Forms(looked, table)
    return found.sheet() if len(found.lines) >= _LEAST_ITEMS else None


class _Forms:
    """The forms of a sheet, read by a layout that grows while they are looked at."""

    def __init__(self, looked: Looked, table: LineTable) -> None:
        self.looked, self.table = looked, table
        forms = self._readings(draft("forms", table))
        read = [self._lines(form) for form in forms]
        self.lines, self.others = sort_lines(looked, read)
        places = self._outside(forms, read)
        first = [*names_of_labels(around(looked, places, ())), *loose_labels(looked, places)]
        known = [name for name in dict.fromkeys(first) if self._is_known(name)]
        rest = names_of_labels(around(looked, self._without_values(places, known), ()))
        pairs = labels_beside(looked, places, known)
        self.labels = list(dict.fromkeys([*known, *pairs, *rest]))
        self.around = around(looked, self._without_values(places, self.labels), ())
        self.forms = [form for form in self._read(self.labels) if self._is_filled(form)]

    def _readings(self, layout: Layout) -> list[FormReading]:
        sample, vocabulary = self.looked.sample, self.looked.vocabulary
        sheet = LinesSheet(sample.grid, layout, vocabulary, sample.file)
        tables = find_forms(sheet.cells, layout, sheet.labels)
        top = min((table.area.top for table in tables), default=0)
        for_all = find_labels(sheet.cells, Area(0, 0, top, sample.grid.width), sheet.labels)
        return [FormReading(sheet, table, for_all) for table in tables]

    def _read(self, labels: Sequence[str]) -> list[FormReading]:
        """The forms with their items, other lines, and these labels."""
        items = [line.heading for line in self.lines]
        others = [line.heading for line in self.others]
        return self._readings(draft("forms", self.table, items, labels, others))

    def _is_known(self, name: str) -> bool:
        """Whether it is known what a label stands for, so that what is beside it is its value."""
        return bool(self.looked.names.meaning(name).key) or is_signature(self.looked, name)

    def _without_values(self, places: Sequence[Place], labels: Sequence[str]) -> list[Place]:
        """The places but those with the values of some labels."""
        forms = self._read(labels)
        found = [label for form in forms for label in (*form.labels, *form.for_all)]
        values = {label.at for label in found if label.at != label.place}
        return [place for place in places if place not in values]

    def _lines(self, form: FormReading) -> TableLines:
        """The lines of one form, with all that stands beside their names."""
        rows, grid = range(form.table.first, form.table.area.bottom), self.looked.rows
        spare = [column for column in form.aside if column < form.table.names.start]
        columns = [*form.groups, *form.table.names]
        lines = lines_of(form.sheet.cells, rows, columns, spare=spare)
        labels = [
            row
            for row, place in lines.places.items()
            if begins_with_label(
                self.looked, [self.looked.text(row, c) for c in spare if c != place[1]]
            )
        ]
        lines = lines.without(labels)
        weight = self.table.column("weight")
        offset = form.table.names[0] - self.table.first_of_names
        marks = {row: [grid[row][column] for column in form.mark_columns] for row in lines.levels}
        return TableLines(
            lines,
            values_at(grid, form.table.columns.get("full"), lines.levels),
            values_at(grid, None if weight is None else weight + offset, lines.levels),
            {row: [v for v in values if v not in EMPTY_BOXES] for row, values in marks.items()},
        )

    def _outside(self, forms: Sequence[FormReading], read: Sequence[TableLines]) -> list[Place]:
        """The filled cells that are neither in a header nor in a line."""
        known = {(line.heading, line.levels[-1]) for line in (*self.lines, *self.others)}
        names = {name for both in known for name in both}
        inside: set[Place] = set()
        for form, table in zip(forms, read, strict=True):
            lines = table.lines
            rows = [row for row in lines.levels if lines.name(row) in names]
            rows += [row for row in lines.levels if rows and row < max(rows)]
            inside |= {(r, c) for r in (*form.table.header, *rows) for c in form.columns}
        cells = forms[0].sheet.cells if forms else None
        return [place for place in cells.filled() if place not in inside] if cells else []

    def _is_filled(self, form: FormReading) -> bool:
        named = [label for label in form.labels if self._key(label) in NAMING]
        return form.recorded.is_marked() or any(not blank(label.value) for label in named)

    def _key(self, label: Label) -> str:
        return self.looked.names.meaning(label.name).key

    # --- what was found --------------------------------------------------------------------------

    def sheet(self) -> FoundSheet:
        """Returns the sheet as it was found."""
        items = [self._item(n, line) for n, line in enumerate(self.lines)]
        labels = sort_names(
            self.looked,
            {name: cells_of(self._said(form, name) for form in self.forms) for name in self.labels},
            self._named(),
            "label",
        )
        lines = sort_names(
            self.looked,
            {
                line.heading: cells_of(self._of_line(form, line) for form in self.forms)
                for line in self.others
                if line.key != "statistic"
            },
            {line.heading: tuple(line.places[:1]) for line in self.others},
            "heading",
        )
        labels = self._with_inspection_days(labels)
        fields = [*labels.fields, *(f for f in lines.fields if f.key not in _keys(labels.fields))]
        known = len({field.key for field in fields} & set(IDENTITY))
        form = self.table.form
        headings = [form.items, form.marks, *(tick.heading for tick in form.ticks)]
        return FoundSheet(
            sample=self.looked.sample,
            shape="forms",
            items=tuple(items),
            headings=tuple(
                dict.fromkeys([h for h in headings if h] + [line.heading for line in self.lines])
            ),
            recordings=len(self.forms),
            confidence=min(1.0, 0.8 + 0.1 * known),
            levels=len(self.table.header),
            form=form,
            fields=tuple(fields),
            totals=(*labels.totals, *lines.totals),
            ignored=Ignored(
                headings=self.table.aside,
                labels=tuple(labels.left),
                texts=plain_texts(self.around),
            ),
            title=_NUMBER.sub("", self.around.title),
            signed=tuple(self.around.signed),
        )

    def _with_inspection_days(self, labels: Sorted) -> Sorted:
        """A day below the items, beside a signature, is that of the inspection."""
        first = self.forms[0].table.head[0] if self.forms else self.table.header.start
        fields = [
            replace(field, key="inspected_on")
            if field.key == "call_date" and field.named and field.named[0][0] > first
            else field
            for field in labels.fields
        ]
        return Sorted(fields, labels.totals, labels.left)

    def _item(self, number: int, line: Line) -> FoundItem:
        cells = cells_of(self._mark(form, f"i{number}") for form in self.forms)
        points = [found for tick in self.table.form.ticks if (found := number_of(tick.mark))]
        most = max(points, default=self.table.most)
        return item_of(line, cells, deducted=self.table.deducted, points=most)

    def _mark(self, form: FormReading, key: str) -> Cell:
        """The mark of an item, of ticks what the ticked column stands for."""
        recorded = form.recorded
        if key not in recorded.ticks:
            return recorded.marks.get(key, Cell())
        ticked = [
            Cell((number_of(tick.mark) is not None and _plain(tick.mark)) or tick.mark, place)
            for tick, value, place in recorded.ticks[key]
            if not blank(value) and value not in EMPTY_BOXES
        ]
        return ticked[0] if len(ticked) == 1 else Cell()

    def _said(self, form: FormReading, name: str) -> Cell:
        label = said_first(form.labels, name) or said_first(form.for_all, name)
        return Cell() if label is None else Cell(label.value, label.at)

    def _of_line(self, form: FormReading, line: Line) -> Cell:
        row = form.found.get(line.heading)
        return Cell() if row is None else form.value_of_line(row)

    def _named(self) -> Mapping[str, tuple[Place, ...]]:
        found: dict[str, tuple[Place, ...]] = {}
        for form in self.forms:
            for label in (*form.for_all, *form.labels):
                found.setdefault(label.name, (label.place,))
        return found


def _keys(fields: Sequence[object]) -> set[str]:
    return {getattr(field, "key", "") for field in fields}


def _plain(mark: str) -> int | float:
    number = Decimal(mark)
    return int(number) if number == number.to_integral_value() else float(number)
