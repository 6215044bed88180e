"""The sheet of a result: sentences, tables below each other; and the sheet of its rows."""

from __future__ import annotations

from collections.abc import Callable

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.page import FIRST_ROW, Page
from qa_workbook.books.cloth.style import ACCENT_SOFT, SEVERITY, Tone, put, wrapped_lines
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.books.form_results.live import formula_of
from qa_workbook.form_results.model import FormResult, Mood, ResultColumn, ResultTable

LABELS = "form_results"
TONES: dict[Mood, Tone] = {
    "good": SEVERITY["none"],
    "warning": SEVERITY["warning"],
    "bad": SEVERITY["error"],
    "plain": SEVERITY["info"],
}
_SENTENCE_COLUMNS = 8
_LINE = 15


class ResultPage(Page):
    """Sentences, then every table of the result that isn't of rows.

    `tables` has all tables of the result by key once the pages of the result are made; formulas
    look at them. `live`: the figures are formulas.
    """

    def __init__(self, book: ResultBook, result: FormResult, *, live: bool = True) -> None:
        super().__init__(book, result.name, ACCENT_SOFT)
        self.say = book.sayer(LABELS)
        self.result, self.live = result, live
        self.tables: dict[str, PlacedTable] = {}
        row = FIRST_ROW + len(result.sentences) + 1
        for table in _placed_here(result):
            self.tables[table.key] = self._placed(table, row + 1)
            row = self.tables[table.key].last + 2 + bool(table.note) + (not len(table))

    def _placed(self, table: ResultTable, row: int) -> PlacedTable:
        """A table with its header at `row`; its formulas are made when it is written."""
        columns = [self._column(table, column) for column in table.columns]
        return self.place(row, columns)

    def _column(self, table: ResultTable, column: ResultColumn) -> TableColumn:
        return TableColumn(
            column.key,
            column.heading,
            list(column.values),
            column.kind,
            width=column.width,
            tones={value: TONES[mood] for value, mood in column.moods.items()},
            formula=self._formula(table, column),
        )

    def _formula(self, table: ResultTable, column: ResultColumn) -> Callable[[int], str] | None:
        if column.live is None or not self.live:
            return None

        def formula(row: int) -> str:
            live = column.live_at(row)
            if live is None:
                return ""
            return formula_of(live, row, self.tables[table.key], table, self.tables)

        return formula

    def write(self) -> None:
        """Fills the sheet."""
        span, result = self.result.period, self.result
        details = {"period": span.text, "first": span.first, "last": span.last}
        self.heading(result.name, self.say("subtitle", **details))
        for table in _placed_here(result):
            self._write(table, self.tables[table.key])
        width = sum(self.widths.get(column, 9) for column in range(_SENTENCE_COLUMNS))
        style = self.styles("plain", text_wrap=True, indent=1)
        for row, words in enumerate(result.sentences, FIRST_ROW):
            self.sheet.set_row(row, 4 + _LINE * wrapped_lines(words, width))
            self.sheet.merge_range(row, 0, row, _SENTENCE_COLUMNS - 1, "", style)
            put(self.sheet, row, 0, words, style)
        self.sheet.freeze_panes(FIRST_ROW, 0)
        self.finish(result.name)

    def _write(self, table: ResultTable, placed: PlacedTable) -> None:
        row = placed.header - 1
        self.section(row, table.title, max(len(placed.columns), 2))
        if not len(table):
            put(self.sheet, row + 1, 0, table.empty or self.say("nothing"), self.styles("plain"))
            return
        self.write_table(placed)
        for number in range(len(table) - table.totals, len(table)):
            self._write_total(placed, number)
        if table.note:
            put(self.sheet, placed.last + 1, 0, table.note, self.styles("subtitle"))

    def _write_total(self, placed: PlacedTable, number: int) -> None:
        """Writes a row of totals again, in the look of totals."""
        for column in placed.columns:
            look = {"integer": "integer", "percent": "percent", "score": "score"}
            style = self.styles("total", look.get(column.kind), align="center")
            live = column.formula(number) if column.formula else ""
            place = placed.first + number, placed.index(column.key)
            put(self.sheet, *place, column.cells[number], style, live)


class ResultRowsPage(Page):
    """The rows of a result, as they came in, with filter buttons."""

    def __init__(self, book: ResultBook, result: FormResult, table: ResultTable) -> None:
        say = book.sayer(LABELS)
        details = [one for one in result.tables if one.place == "detail"]
        alone = say("detail", name=result.name)
        super().__init__(book, alone if len(details) == 1 else table.title, ACCENT_SOFT)
        self.result, self.table = result, table
        columns = [
            TableColumn(one.key, one.heading, list(one.values), one.kind, width=one.width)
            for one in table.columns
        ]
        self.placed = self.place(FIRST_ROW, columns)

    def write(self) -> None:
        """Fills the sheet."""
        self.heading(f"{self.result.name}·{self.table.title}", self.result.period.text)
        self.write_table(self.placed)
        self.filter(self.placed)
        self.finish(self.result.name, header_row=self.placed.header)


def result_pages(book: ResultBook, result: FormResult, *, live_up_to: int | None) -> list[Page]:
    """Returns the sheets of a result in their order, each in its place.

    Above `live_up_to` rows the figures are values; None sets no limit.
    """
    details = [table for table in result.tables if table.place == "detail"]
    rows = max((len(table) for table in details), default=0)
    first = ResultPage(book, result, live=live_up_to is None or rows <= live_up_to)
    pages: list[Page] = [first]
    for table in details:
        if len(table):
            page = ResultRowsPage(book, result, table)
            first.tables[table.key] = page.placed
            pages.append(page)
    return pages


def _placed_here(result: FormResult) -> list[ResultTable]:
    return [table for table in result.tables if table.place == "sheet"]
