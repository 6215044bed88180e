"""Which column is what, and what is missing, doubled, renamed or unknown among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from qa_workbook.findings.places import Column, Heading, Rows
from qa_workbook.findings.report import Report
from qa_workbook.forms.heading_names import is_decorated, stated_points
from qa_workbook.forms.model import Field, Form, Need
from qa_workbook.forms.score_form import ScoreForm
from qa_workbook.forms.text_cells import blank, nearest
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.a1 import address, area, letters
from qa_workbook.grids.grid import Grid
from qa_workbook.intake.column_order import moved_columns
from qa_workbook.intake.header import COMPUTED, Head, Headings
from qa_workbook.intake.lacking import incomplete
from qa_workbook.intake.merged_cells import FILLED_DOWN, filled_down, note_unclear
from qa_workbook.intake.named_people import people_column
from qa_workbook.intake.other_headings import without_other_headings
from qa_workbook.intake.row_finder import RowFinder
from qa_workbook.intake.row_traits import SCORE_TRAITS, RowTraits
from qa_workbook.intake.side_tables import without_side_table
from qa_workbook.intake.table import Table
from qa_workbook.intake.wide_headings import with_wide_headings
from qa_workbook.scheme.model import Scheme

_LISTED = 20
"""So many unknown columns are told one by one; more of them as one finding."""
_NAMED = 3
"""So many headings stand for all of them then."""


@dataclass
class ColumnPlan:
    """Tells the columns of one sheet by their headings and notes what is wrong with them.

    `lacking` returns the headings that are missing beyond what the form requires, if any, by the
    keys of the columns that are there.
    """

    grid: Grid
    head: Head
    form: Form
    vocabulary: Vocabulary
    report: Report
    traits: RowTraits
    lacking: Callable[[Collection[str]], list[str]] = lambda _present: []
    instead: Mapping[str, str] = field(default_factory=dict)
    unknown: list[Column] = field(default_factory=list)

    def table(self, lookup: Mapping[str, str]) -> Table:
        """Returns the table; `lookup` gives the key of each normalised heading."""
        known = {
            index: lookup[name] for index, name in self.head.headings.items() if name in lookup
        }
        self.grid = filled_down(self.grid, self.head, known, FILLED_DOWN, self.report)
        finder = RowFinder(self.grid, self.head, self.vocabulary, known, self.traits)
        lines = finder.find(self.report)
        note_unclear(self.grid, self.head, known, lines, self.report)
        wanted = {field.id for _, field in self.form.entered} | {COMPUTED}
        by_key: dict[str, list[Column]] = defaultdict(list)
        for index, written in self.head.written.items():
            column = Column(known.get(index, ""), written.strip(), index)
            if index in finder.judging:
                continue
            if column.key in wanted:
                by_key[column.key].append(column)
            else:
                self.unknown.append(column)
        computed = tuple(by_key.pop(COMPUTED, ()))
        columns = {key: self._single(key, found, lines) for key, found in by_key.items()}
        for column in self.unknown:
            finder.validity.note_void(column, lines, self.report)
        self._note_missing(columns)
        self._note_moved(columns)
        table = Table(self.grid, columns, computed, lines)
        self._note_without_heading(table)
        return table

    def _single(self, key: str, found: list[Column], lines: list[int]) -> Column:
        """The column to read when several headings mean the same: the only one with the first name.

        A heading that stands twice is an error unless the other column is empty or says the same.
        """
        if len(found) == 1:
            return found[0]
        proper = normal(self.form.by_id[key].heading)
        named = [column for column in found if self.head.headings[column.index] == proper]
        if len(named) == 1:
            self.unknown.extend(column for column in found if column is not named[0])
            return named[0]
        contents = [[self.grid.rows[line][column.index] for line in lines] for column in found]
        filled = [position for position, cells in enumerate(contents) if not all(map(blank, cells))]
        first = filled[0] if filled else 0
        for position, column in enumerate(found):
            if position != first:
                same = position not in filled or contents[position] == contents[first]
                code = "column-doubled-ignored" if same else "column-doubled"
                self._note(code, column, first=letters(found[first].index))
        return found[first]

    def _note(self, code: str, column: Column, **details: object) -> None:
        place = Heading(address(self.head.row, column.index), column.heading)
        self.report.note(code, place, column.heading, **details)

    def _note_unknown(self, unknown: list[Column]) -> None:
        """Each column that means nothing, or all of them as one finding when they are many."""
        below = [column for column in unknown if column.index in self.head.beside]
        unknown = [column for column in unknown if column not in below]
        if below and not self.head.unclear:
            self._note_together(below)
        if len(unknown) <= _LISTED:
            for column in unknown:
                self._note("column-unknown", column)
            return
        self._note_together(unknown)

    def _note_together(self, unknown: list[Column]) -> None:
        span = area(self.head.row, unknown[0].index, self.head.row, unknown[-1].index)
        more = "…" if len(unknown) > _NAMED else ""
        names = "、".join(column.heading for column in unknown[:_NAMED]) + more
        self.report.note("column-unknown", Heading(span, names, len(unknown)), names)

    def _note_missing(self, columns: Mapping[str, Column]) -> None:
        missing: dict[str, Need] = {
            field.heading: field.need
            for _, field in self.form.entered
            if field.id not in columns
            and field.need != "optional"
            and self.instead.get(field.id) not in columns
        }
        missing |= dict.fromkeys(self.lacking(columns), "required")
        called = self._called(missing, columns)
        renamed: set[str] = set()
        unknown: list[Column] = []
        for column in sorted(self.unknown, key=lambda column: column.index):
            names = {called[name]: name for name in missing if name not in renamed}
            near = nearest(column.heading, list(names))
            likely = self.head.renamed.get(column.index) or (names[near] if near else None)
            if likely:
                renamed.add(likely)
                required = missing[likely] == "required"
                code = "column-renamed" if required else "column-renamed-ignored"
                self._note(code, column, nearest=called[likely])
            else:
                unknown.append(column)
        self._note_unknown(unknown)
        span = area(self.head.row, min(self.head.written), self.head.row, max(self.head.written))
        for name, need in missing.items():
            if name not in renamed:
                code = "column-missing" if need == "required" else "column-missing-optional"
                self.report.note(code, Heading(span, called[name]), expected=called[name])

    def _called(self, missing: Iterable[str], columns: Mapping[str, Column]) -> dict[str, str]:
        """Returns what each of the missing headings is called in the language of this sheet."""
        there = [column.heading for column in columns.values()]
        if 2 * sum(heading.isascii() for heading in there) <= len(there):
            return {name: name for name in missing}
        english = {field.heading: _in_english(field) for _, field in self.form.entered}
        return {name: english.get(name, name) for name in missing}

    def _note_moved(self, columns: Mapping[str, Column]) -> None:
        if moved := moved_columns(list(columns.values()), self.form.orders):
            span = area(self.head.row, moved[0].index, self.head.row, moved[-1].index)
            names = "、".join(column.heading for column in moved)
            self.report.note("columns-moved", Heading(span, names), names)

    def _note_without_heading(self, table: Table) -> None:
        told = {place for wide in self.head.unclear for place in range(wide.first, wide.last + 1)}
        bare = {
            index: table.filled(index)
            for index in range(self.grid.width)
            if index not in self.head.written and index not in told
        }
        bare = {index: filled for index, filled in bare.items() if filled}
        if len(bare) > _LISTED:
            lines, first, last = sorted(set().union(*bare.values())), min(bare), max(bare)
            cells = area(lines[0], first, lines[-1], last)
            names = f"{letters(first)}–{letters(last)}"
            self.report.note("column-without-heading", Heading(cells, names, len(bare)))
            return
        for index, filled in bare.items():
            place = Rows(filled, Column("", letters(index), index))
            self.report.note("column-without-heading", place, self.grid.rows[filled[0]][index])


def _in_english(field: Field) -> str:
    """The English heading of a column: one in words rather than its id."""
    english = [heading for heading in field.headings if heading.isascii()]
    words = [heading for heading in english if heading != field.id.rpartition(".")[2]]
    return (words or english or [field.heading])[0]


def note_unclear_headings(head: Head, report: Report) -> None:
    """Notes headings over several columns of which nobody knows which holds the marks."""
    if not head.unclear:
        return
    first, last = head.unclear[0], head.unclear[-1]
    span = area(head.first, first.first, head.row, last.last)
    place = Heading(span, first.heading, len(head.unclear))
    report.note("heading-merged", place, first.heading, names="、".join(first.names.values()))


def place_columns(
    grid: Grid,
    head: Head,
    names: Headings,
    scheme: Scheme,
    report: Report,
    instead: Mapping[str, str],
) -> Table:
    """Returns the table of a score sheet, its columns told by their headings.

    What is missing, doubled, renamed or unknown is noted; a column that another one may stand for
    (`instead`) is missed only where that one is missing too.
    """
    grid, head = without_side_table(grid, head, names.of(scheme), report)
    if not head.unclear:
        head = with_wide_headings(grid, head, names.of(scheme), names.vocabulary)
        note_unclear_headings(head, report)
    lookup = names.of(scheme)
    head = without_other_headings(grid, head, lookup, names.form(scheme), names.vocabulary)
    if people := people_column(grid, head, lookup, names.vocabulary):
        lookup = {**lookup, **people}
        instead = {**instead, "name": "agent"}
    plan = ColumnPlan(
        grid,
        head,
        names.form(scheme),
        names.vocabulary,
        report,
        SCORE_TRAITS,
        lambda present: incomplete(scheme, present),
        instead,
    )
    table = plan.table(lookup)
    _note_decorated(head, table, report)
    _note_points(head, names.form(scheme), table, scheme, report)
    return table


def _note_decorated(head: Head, table: Table, report: Report) -> None:
    """Headings that were read without their numbering, points or weights, in one line."""
    found = [
        column
        for column in table.columns.values()
        if is_decorated(head.written[column.index], head.headings[column.index])
    ]
    if not found:
        return
    found.sort(key=lambda column: column.index)
    span = area(head.row, found[0].index, head.row, found[-1].index)
    names = "、".join(column.heading for column in found[:_NAMED])
    names += "…" if len(found) > _NAMED else ""
    report.note("heading-decorated", Heading(span, names, len(found)), names, names=names)


def _note_points(head: Head, form: ScoreForm, table: Table, scheme: Scheme, report: Report) -> None:
    """Points in a heading that are neither the full mark of the item nor its share of the score."""
    for key, node in form.indicators.items():
        if key not in table.columns or node.scale is None:
            continue
        column, full = table.columns[key], scheme.scale_of(node).full
        if normal(column.heading) in map(normal, form.by_id[key].headings):
            continue
        stated = stated_points(column.heading)
        if stated is not None and stated not in (full, node.weight):
            place = Heading(address(head.row, column.index), column.heading)
            details = {"stated": f"{stated:f}", "full": f"{full:f}"}
            report.note("heading-points", place, column.heading, **details)
