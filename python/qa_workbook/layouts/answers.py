"""Foreign sheets in which a row is the answer to one question about a recording."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from qa_workbook.forms.score_form import ScoreForm
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.frames import folded
from qa_workbook.grids.grid import Grid, Place
from qa_workbook.layouts.blocks import Block, Role
from qa_workbook.layouts.fields import NOTHING, Cell
from qa_workbook.layouts.headings import same_name
from qa_workbook.layouts.items import Given, Item
from qa_workbook.layouts.model import Layout
from qa_workbook.layouts.rows import RowsReader, TableReader
from qa_workbook.layouts.table import Said, remark
from qa_workbook.layouts.unfolded import Noted, Unfolded
from qa_workbook.scheme.model import Scheme

_OF_RECORDING = ("agent", "call_date", "inspector")
"""What all answers about a recording must agree in."""


def unfold_answers(
    grid: Grid, layout: Layout, scheme: Scheme, form: ScoreForm, vocabulary: Vocabulary, file: str
) -> Unfolded:
    """Returns the plain table of a sheet of shape `answers`: recordings in the order in which they
    first appear. Rows without a number of a recording stand alone.
    """
    return _AnswersReader(grid, layout, scheme, form, vocabulary, file).read()


@dataclass
class _Recording:
    """A recording whose answers are collected; `row` is its row in the plain table."""

    row: int
    cells: dict[str, Cell]
    answers: dict[str, Given] = field(default_factory=dict)
    reasons: list[tuple[str, Cell]] = field(default_factory=list)
    said: dict[int, Said] = field(default_factory=dict)


class _AnswersReader(RowsReader):
    """Reads the tables of one sheet."""

    def __init__(
        self,
        grid: Grid,
        layout: Layout,
        scheme: Scheme,
        form: ScoreForm,
        vocabulary: Vocabulary,
        file: str,
    ) -> None:
        super().__init__(grid, layout, scheme, form, vocabulary, file)
        self.recordings: dict[str, _Recording] = {}

    def table_reader(self, block: Block, index: int) -> TableReader:
        """Returns what reads one of the tables."""
        return _AnswersTable(self, block, index)

    def item_roles(self) -> Iterator[tuple[str, Role]]:
        """Yields the columns of questions and answers."""
        form = self.layout.form
        if form.items is not None:
            yield form.items, Role("heading", "item")
        for heading in (form.marks, *(tick.heading for tick in form.ticks)):
            if heading is not None:
                yield heading, Role("mark")
        if form.reason is not None:
            yield form.reason, Role("reason")
        if form.full is not None:
            yield form.full, Role("full_mark")

    def item_headings(self) -> Iterator[str]:
        """Yields the headings of questions and answers."""
        form = self.layout.form
        yield from (form.items or "", form.marks or "")

    def add_rest(self) -> None:
        """Adds the recordings with all their answers."""
        for recording in self.recordings.values():
            cells = recording.cells
            place = next((cell.place for cell in cells.values() if cell.place), None)
            for item in self.items.by_id.values():
                given = recording.answers.get(item.key)
                cells[item.key] = given.cell if given else Cell("", place)
            if recording.reasons:
                cells["remark"] = remark(cells.get("remark", NOTHING), recording.reasons)
            self.table.add(cells, list(recording.said.values()))


class _AnswersTable(TableReader):
    """Reads one table of answers."""

    def __init__(self, reader: _AnswersReader, block: Block, index: int) -> None:
        super().__init__(reader, block, index)
        self.answers = reader

    def add(self, row: int) -> None:
        """Adds the answer of a row to its recording."""
        cells = self.field_cells(row)
        recording = self._recording(cells, row)
        self._join(recording, cells)
        for said in self.said(row):
            if not blank(said.cell.value):
                recording.said.setdefault(said.total, said)
        item = self._item(row)
        if item is not None:
            self._answer(recording, item, row)
        elif not self._is_total(recording, row):
            self._leave_open(row)
        self.cover_recording(row)

    def _recording(self, cells: dict[str, Cell], row: int) -> _Recording:
        key = self.reader.table.key("recording")
        named = words(cells.get(key, NOTHING).value)
        name = f"={folded(named)}" if named else f"row {self.index} {row}"
        found = self.answers.recordings
        if name not in found:
            cell = cells.get(key, NOTHING)
            kept = {**cells, key: Cell(cell.value, cell.place, cell.written)}
            found[name] = _Recording(len(found) + 1, kept)
        return found[name]

    def _join(self, recording: _Recording, cells: dict[str, Cell]) -> None:
        """What other rows say of a recording; the first that says something is right."""
        for key, cell in cells.items():
            first = recording.cells.get(key, NOTHING)
            if blank(cell.value) or cell.place == first.place:
                continue
            if blank(first.value):
                recording.cells[key] = cell
            elif key in _OF_RECORDING and normal(words(cell.value)) != normal(words(first.value)):
                self._differ(recording, cell, first, self._spoken(key))
            elif key == "remark" and words(cell.value) not in words(first.value):
                recording.cells[key] = remark(first, [("", cell)])

    def _spoken(self, key: str) -> str:
        return self.reader.table.names.get(key) or self.reader.form.by_id[key].heading

    def _differ(self, recording: _Recording, cell: Cell, first: Cell, heading: str) -> None:
        written = cell.value if cell.written is None else cell.written
        said = first.value if first.written is None else first.written
        details = {"first": words(said), "name": heading}
        place = cell.place or (0, 0)
        noted = Noted("answers-differ", place, written, details, heading, recording.row)
        self.reader.table.noted.append(noted)

    # --- questions -------------------------------------------------------------------------------

    def _at(self, heading: str | None, row: int) -> Cell:
        column = None if heading is None else self.block.columns.get(heading)
        return NOTHING if column is None else Cell(self.grid.rows[row][column], (row, column))

    def _item(self, row: int) -> Item | None:
        question = self._at(self.reader.layout.form.items, row).value
        return None if blank(question) else self.reader.items.named(question)

    def _answer(self, recording: _Recording, item: Item, row: int) -> None:
        form, reader = self.reader.layout.form, self.reader
        given = self._given(item, row, recording.row)
        first = recording.answers.get(item.key)
        if first is not None:
            if normal(words(first.cell.value)) != normal(words(given.cell.value)):
                self._differ(recording, given.cell, first.cell, item.heading)
            self._cover_answer(item, row)
            return
        recording.answers[item.key] = given
        reader.table.noted += given.noted
        if given.rest:
            recording.reasons.append((item.name, Cell(given.rest, given.cell.place)))
        reason = self._at(form.reason, row)
        if not blank(reason.value):
            recording.reasons.append((item.name, reason))
        full = self._at(form.full, row)
        if full.place is not None:
            reader.table.noted += reader.items.full_mark_noted(
                item, full.value, full.place, recording.row
            )
        self._cover_answer(item, row)

    def _given(self, item: Item, row: int, number: int) -> Given:
        form, items = self.reader.layout.form, self.reader.items
        ticks = [
            (tick, cell.value, cell.place)
            for tick in form.ticks
            if (cell := self._at(tick.heading, row)).place is not None
        ]
        if ticks:
            return items.ticked(item, ticks, number)
        mark = self._at(form.marks, row)
        return items.given(item, mark.value, mark.place or (row, 0), number)

    def _cover_answer(self, item: Item, row: int) -> None:
        for column, role in self.roles.items():
            if role.kind in ("heading", "mark", "reason", "full_mark"):
                self.coverage.take((row, column), role.kind, item.key)

    def _is_total(self, recording: _Recording, row: int) -> bool:
        """Whether a row doesn't say a mark but what the recording comes to."""
        form = self.reader.layout.form
        question, mark = self._at(form.items, row), self._at(form.marks, row)
        for index, total in enumerate(self.reader.layout.totals):
            if total.heading is None or blank(question.value):
                continue
            if same_name(total.heading, words(question.value)):
                recording.said[index] = Said(index, mark)
                for place in (question.place, mark.place):
                    self.coverage.take(place, "total", total.kind)
                return True
        return False

    def _leave_open(self, row: int) -> None:
        """An answer to a question that the layout doesn't know is understood by nobody."""
        for column, role in self.roles.items():
            if role.kind in ("heading", "mark", "reason", "full_mark"):
                place: Place = (row, column)
                self.coverage.take(place, "unsure", "", "question-unknown")
