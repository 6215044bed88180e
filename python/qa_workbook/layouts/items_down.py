"""What the shapes have in common whose items run down: marks, reasons and totals of a recording
become a row of the plain table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qa_workbook.forms.score_form import ScoreForm
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.grid import CellValue, Grid, Place
from qa_workbook.layouts.coverage import Coverage
from qa_workbook.layouts.expressions import fits, taken
from qa_workbook.layouts.fields import NOTHING, Area, Cell, Fields, RowFields
from qa_workbook.layouts.foreign_cells import ForeignCells
from qa_workbook.layouts.item_lines import Lines
from qa_workbook.layouts.items import EMPTY_BOXES, Given, Item, Items
from qa_workbook.layouts.labels import Label, Labels
from qa_workbook.layouts.labels_in_cells import LabelNames, label_names
from qa_workbook.layouts.model import Layout, Tick
from qa_workbook.layouts.table import PlainTable, Said, remark
from qa_workbook.layouts.unfolded import Noted, Unfolded
from qa_workbook.scheme.model import Scheme

NAMING = ("recording", "agent", "name")
"""Fields that say whose a recording is: without any of them, and without a mark, it is a blank."""
_OWN = ("recording", "basis", "call_date")
"""Fields that tell that something was scored although no mark says so."""
_DAYS = ("call_date", "inspected_on")
BLANK = "blank-form"
"""The rule by which a blank is passed over."""


Ticked = Sequence[tuple[Tick, CellValue, Place]]


@dataclass
class Recorded:
    """What a form or a column of the sheet says of one recording.

    Marks (as written, or the cells of which one is ticked), reasons and full marks are by id of the
    indicator; `totals` by number in the layout. `lacking` are the items that have no line, and
    where it would stand; `doubled` those of which nobody knows which of several lines is meant.
    """

    fields: RowFields
    marks: dict[str, Cell] = field(default_factory=dict)
    ticks: dict[str, Ticked] = field(default_factory=dict)
    reasons: dict[str, Cell] = field(default_factory=dict)
    full: dict[str, Cell] = field(default_factory=dict)
    totals: dict[int, Cell] = field(default_factory=dict)
    lacking: dict[str, Place] = field(default_factory=dict)
    doubled: dict[str, Place] = field(default_factory=dict)

    def is_marked(self) -> bool:
        """Returns whether anything at all is marked."""
        ticks = (value for ticks in self.ticks.values() for _, value, _ in ticks)
        values = (*(cell.value for cell in self.marks.values()), *ticks)
        return any(not blank(value) and value not in EMPTY_BOXES for value in values)


class LinesSheet:
    """A sheet whose items run down: its cells, and what a layout says of its lines and labels."""

    def __init__(self, grid: Grid, layout: Layout, vocabulary: Vocabulary, file: str) -> None:
        self.layout, self.vocabulary = layout, vocabulary
        self.cells, self.coverage = ForeignCells(grid), Coverage(grid)
        self.fields = Fields(grid, layout, vocabulary, file, Labels(grid, (), vocabulary, ()))
        self.labels: LabelNames = label_names(layout)

    @property
    def wanted(self) -> list[str]:
        """The names of lines that the layout knows: items, totals and fields."""
        items = [place.heading for place in self.layout.marks.values()]
        totals = [total.heading for total in self.layout.totals]
        sources = [one.heading for several in self.layout.fields.values() for one in several]
        return list(dict.fromkeys(name for name in (*items, *totals, *sources) if name))

    def raw(self, place: Place) -> CellValue:
        """Returns what stands in a cell itself, "" in one that another covers."""
        row, column = place
        cells = self.cells.grid.rows[row]
        return cells[column] if column < len(cells) else ""

    def lack(self, recorded: Recorded, key: str, lines: Lines, head: Place, column: int) -> None:
        """Says that an item has no line of its own, or several."""
        rows = lines.called(self.layout.marks[key].heading or "")
        if len(rows) > 1:
            recorded.doubled[key] = (rows[0], column)
        else:
            recorded.lacking[key] = head

    # --- what is passed over ---------------------------------------------------------------------

    def rule_of_texts(self, texts: Mapping[str, Iterable[str]]) -> str:
        """Returns the rule by which a line is passed over, "" for none.

        `texts` are those of its cells that are no marks, by heading; "" for any heading.
        """
        for number, rule in enumerate(self.layout.ignored.rows):
            said = texts.get(rule.heading or "", ())
            if any(fits(pattern, text) for pattern in rule.words for text in said):
                return f"ignored.rows[{number}]"
        return ""

    def rule_of_name(self, name: str) -> str:
        """Returns the rule by which something is passed over because of its name: sums, means."""
        return "words.total_rows" if normal(name) in self.vocabulary.totals else ""

    def group_row(self, expression: str, header: int) -> Cell | None:
        """Returns what an expression takes of the nearest row above a header that holds nothing
        else; None without.
        """
        for row in reversed(range(header)):
            places = list(self.cells.filled(Area(row, 0, row + 1, self.cells.whole.right)))
            if len(places) == 1:
                value = self.cells.value(places[0])
                if said := taken(expression, words(value), whole=True):
                    self.coverage.take(places[0], "field")
                    return Cell(said, places[0], value)
        return None


class ItemsDown(LinesSheet):
    """Such a sheet while it becomes a plain table."""

    def __init__(
        self,
        grid: Grid,
        layout: Layout,
        scheme: Scheme,
        form: ScoreForm,
        vocabulary: Vocabulary,
        file: str,
    ) -> None:
        super().__init__(grid, layout, vocabulary, file)
        self.table = PlainTable(grid, layout, scheme, form, vocabulary)
        self.items = Items(layout, scheme, form, vocabulary)
        self.table.names |= {item.key: item.heading for item in self.items.by_id.values()}

    def column(self, key: str) -> str:
        """Returns the id of the form's column of an indicator."""
        return self.items.by_id[key].key if key in self.items.by_id else ""

    def note_line(self, lines: Lines, row: int, place: Place, number: int) -> None:
        """Notes a mark that belongs to no item: its line is unknown, a second one, or nameless."""
        if isinstance(self.raw(place), str) and self.pass_over_text(place):
            return
        name = lines.name(row) if row in lines.levels else ""
        if name:
            self.coverage.take(lines.places[row], "heading")
        code = "mark-without-item"
        if name:
            doubled = any(row in lines.called(wanted) for wanted in self.wanted)
            code = "item-line-doubled" if doubled else "item-line-unknown"
        details = {"item": name} if name else {}
        self.table.noted.append(Noted(code, place, self.raw(place), details, name, number))

    def add(self, recorded: Recorded) -> None:
        """Adds a recording to the plain table."""
        row: dict[str, Cell] = {}
        for key in self.layout.fields:
            column = self.table.key(key)
            if column and (column not in row or blank(row[column].value)):
                row[column] = recorded.fields.value(key)
        scored = recorded.is_marked() or any(not blank(row.get(key, NOTHING).value) for key in _OWN)
        why: list[tuple[str, Cell]] = []
        for key, item in self.items.by_id.items():
            given = self._given(item, key, recorded, scored)
            row[item.key] = given.cell
            self.table.noted += given.noted
            why.append((item.name, Cell(given.rest, given.cell.place)))
            why.append((item.name, recorded.reasons.get(key, NOTHING)))
        if any(not blank(cell.value) for _, cell in why):
            row["remark"] = remark(row.get("remark", NOTHING), why)
        self.table.add(row, [Said(number, cell) for number, cell in recorded.totals.items()])

    def _given(self, item: Item, key: str, recorded: Recorded, scored: bool) -> Given:
        """What is given for an item; empty cells mean something only where anything is scored."""
        number = self.table.count + 1
        if key in recorded.doubled:
            return Given(Cell("", recorded.doubled[key]))
        if key in recorded.lacking:
            where = recorded.lacking[key]
            noted = Noted(
                "item-line-missing", where, "", {"item": item.heading}, item.heading, number
            )
            return Given(Cell("", where), "", (noted,))
        if key in recorded.full:
            value, place = recorded.full[key].value, recorded.full[key].place or (0, 0)
            self.table.noted += self.items.full_mark_noted(item, value, place, number)
        if key in recorded.ticks:
            ticks = recorded.ticks[key]
            return (
                self.items.ticked(item, ticks, number) if scored else Given(Cell("", ticks[0][2]))
            )
        cell = recorded.marks.get(key, NOTHING)
        if not scored or cell.place is None:
            return Given(cell)
        return self.items.given(item, cell.value, cell.place, number)

    def pass_over_texts(self) -> None:
        """Says of cells that stand alone by which rule they are passed over."""
        for place in self.cells.filled():
            self.pass_over_text(place)

    def pass_over_text(self, place: Place) -> bool:
        """Passes over a cell that a rule about texts is about; returns whether one is."""
        text = words(self.cells.value(place))
        for number, pattern in enumerate(self.layout.ignored.texts):
            if not self.coverage.knows(place) and fits(pattern, text):
                self.coverage.take(place, "ignored", "", f"ignored.texts[{number}]")
                return True
        return False

    def cover_labels(self, labels: Iterable[Label]) -> None:
        """Says of labels and their values what they are.

        A label that stands there again and says something else isn't understood, but for a day: one
        beside a signature is often called like that of the call.
        """
        said: dict[str, CellValue] = {}
        keys = {
            source.label: key
            for key, several in self.layout.fields.items()
            for source in several
            if source.label
        }
        totals = {total.label: total.kind for total in self.layout.totals if total.label}
        take = self.coverage.take
        for label in labels:
            if label.name in keys or label.name in totals:
                key = keys.get(label.name, totals.get(label.name, ""))
                take(label.place, "label", key)
                first = said.setdefault(label.name, label.value) if label.value != "" else ""
                if first != label.value and key not in _DAYS:
                    continue
                take(label.at, "field" if label.name in keys else "total", key)
            else:
                rule = f"ignored.labels[{self.layout.ignored.labels.index(label.name)}]"
                take(label.place, "ignored", "", rule)
                take(label.at, "ignored", "", rule)

    def finished(self, *, found: bool) -> Unfolded:
        """Returns the plain table with what every cell was taken for; `found` says whether there
        was any table in the sheet.
        """
        if not found:
            names = {"names": self.layout.form.items or ""}
            self.table.noted.append(Noted("layout-header-missing", (0, 0), "", names))
        self.fields.cover_unmatched(self.coverage)
        self.pass_over_texts()
        return self.table.finished(self.coverage)
