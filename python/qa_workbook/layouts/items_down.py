"""What the shapes have in common whose items run down: marks, reasons and totals of a recording
become a row of the plain table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qa_workbook.forms.score_form import ScoreForm, indicator_key
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.grid import Grid, Place
from qa_workbook.layouts.coverage import Coverage
from qa_workbook.layouts.expressions import fits, taken
from qa_workbook.layouts.fields import Area, Cell, Fields, RowFields
from qa_workbook.layouts.foreign_cells import ForeignCells
from qa_workbook.layouts.labels import Label, Labels
from qa_workbook.layouts.labels_in_cells import LabelNames, label_names
from qa_workbook.layouts.model import LEVELS, Layout
from qa_workbook.layouts.notation import Translator
from qa_workbook.layouts.table import PlainTable, Said, remark
from qa_workbook.layouts.unfolded import Noted, Unfolded
from qa_workbook.scheme.model import Scheme

NAMING = ("recording", "agent", "name")
"""Fields that say whose a recording is: without any of them, and without a mark, it is a blank."""
BLANK = "blank-form"
"""The rule by which a blank is passed over."""


@dataclass
class Recorded:
    """What a form or a column of the sheet says of one recording.

    `marks` and `reasons` are by id of the indicator; `totals` by number in the layout.
    """

    fields: RowFields
    marks: dict[str, Cell] = field(default_factory=dict)
    reasons: dict[str, Cell] = field(default_factory=dict)
    totals: dict[int, Cell] = field(default_factory=dict)

    def is_marked(self) -> bool:
        """Returns whether anything at all is marked."""
        return any(not blank(cell.value) for cell in self.marks.values())


class ItemsDown:
    """A sheet whose items run down, while it is read."""

    def __init__(
        self,
        grid: Grid,
        layout: Layout,
        scheme: Scheme,
        form: ScoreForm,
        vocabulary: Vocabulary,
        file: str,
    ) -> None:
        self.vocabulary = vocabulary
        self.layout, self.cells, self.coverage = layout, ForeignCells(grid), Coverage(grid)
        self.table = PlainTable(grid, layout, scheme, form, vocabulary)
        self.fields = Fields(grid, layout, vocabulary, file, Labels(grid, (), vocabulary, ()))
        self.labels: LabelNames = label_names(layout)
        nodes = {node.id: node for node in form.indicators.values()}
        self._columns = {key: indicator_key(node) for key, node in nodes.items()}
        self._readers = {
            key: Translator(nodes[key], layout.notation_of(place), scheme, vocabulary)
            for key, place in layout.marks.items()
            if key in nodes
        }
        names = {key: place.heading or key for key, place in layout.marks.items()}
        self.names = {key: name.rpartition(LEVELS)[2] for key, name in names.items()}
        self.table.names |= {
            column: names[key] for key, column in self._columns.items() if key in names
        }

    def column(self, key: str) -> str:
        """Returns the id of the form's column of an indicator."""
        return self._columns.get(key, "")

    @property
    def wanted(self) -> list[str]:
        """The names of lines that the layout knows: items, totals and fields."""
        items = [place.heading for place in self.layout.marks.values()]
        totals = [total.heading for total in self.layout.totals]
        sources = [one.heading for several in self.layout.fields.values() for one in several]
        return list(dict.fromkeys(name for name in (*items, *totals, *sources) if name))

    def note(
        self, code: str, place: Place, heading: str = "", value: object = "", **details: object
    ) -> None:
        """Notes something that can't be understood."""
        self.table.noted.append(Noted(code, place, value, details, heading))

    def add(self, recorded: Recorded) -> None:
        """Adds a recording to the plain table."""
        said = [Said(number, cell) for number, cell in recorded.totals.items()]
        row = {self.table.key(key): recorded.fields.value(key) for key in self.layout.fields}
        row.pop("", None)
        rests = {}
        for key, cell in recorded.marks.items():
            if key in self._readers:
                row[self._columns[key]], rests[key] = self._mark(key, cell)
        why = [
            (self.names[key], cell)
            for key in self.layout.marks
            for cell in (recorded.reasons.get(key), rests.get(key))
            if cell is not None
        ]
        if any(not blank(cell.value) for _, cell in why):
            row["remark"] = remark(row.get("remark", Cell()), why)
        self.table.add(row, said)

    def _mark(self, key: str, cell: Cell) -> tuple[Cell, Cell]:
        """A mark as the scheme has it, and what stands beside it in the cell."""
        read = self._readers[key].read(cell.value)
        if read.code and cell.place is not None:
            self.note(read.code, cell.place, self.names[key], cell.value, **read.details)
        stands = cell.value if cell.written is None else cell.written
        changed = cell.written is not None or read.value != cell.value
        mark = Cell(read.value, cell.place, stands if changed else None)
        return mark, Cell(read.rest, cell.place)

    # --- what is passed over ---------------------------------------------------------------------

    def rule_of_row(self, texts: Mapping[str, Iterable[str]]) -> str:
        """Returns the rule by which a line is passed over, "" for none.

        `texts` are those of its cells that are no marks, by heading; "" for any heading.
        """
        for number, rule in enumerate(self.layout.ignored.rows):
            said = texts.get(rule.heading or "", ())
            if any(fits(pattern, text) for pattern in rule.words for text in said):
                return f"ignored.rows[{number}]"
        return ""

    def pass_over_texts(self) -> None:
        """Says of cells that stand alone by which rule they are passed over."""
        for place in self.cells.filled():
            text = words(self.cells.value(place))
            for number, pattern in enumerate(self.layout.ignored.texts):
                if not self.coverage.knows(place) and fits(pattern, text):
                    self.coverage.take(place, "ignored", "", f"ignored.texts[{number}]")

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
                    return Cell(said, places[0], value)
        return None

    def finished(self) -> Unfolded:
        """Returns the plain table with what every cell was taken for."""
        self.fields.cover_unmatched(self.coverage)
        self.pass_over_texts()
        return self.table.finished(self.coverage)


def cover_labels(sheet: ItemsDown, labels: Sequence[Label]) -> None:
    """Says of labels and their values what they are."""
    keys = {
        source.label: key
        for key, several in sheet.layout.fields.items()
        for source in several
        if source.label
    }
    totals = {total.label: total.kind for total in sheet.layout.totals if total.label}
    take = sheet.coverage.take
    for label in labels:
        if label.name in keys or label.name in totals:
            key = keys.get(label.name, totals.get(label.name, ""))
            take(label.place, "label", key)
            take(label.at, "field" if label.name in keys else "total", key)
        else:
            rule = f"ignored.labels[{sheet.layout.ignored.labels.index(label.name)}]"
            take(label.place, "ignored", "", rule)
            take(label.at, "ignored", "", rule)
