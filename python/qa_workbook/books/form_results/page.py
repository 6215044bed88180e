"""The sheet of a result: sentences, tables below each other, checks; and the sheet of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from xlsxwriter.format import Format

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.links import sheet_link
from qa_workbook.books.cloth.page import FIRST_ROW, HOME_ROW, NOTICE_ROW, ROW_HEIGHT, Page
from qa_workbook.books.cloth.print_parts import print_in_blocks
from qa_workbook.books.cloth.reconcile import Check, put_verdict, write_check_rows
from qa_workbook.books.cloth.style import (
    ACCENT_SOFT,
    LINK,
    SEVERITY,
    Tone,
    display_width,
    put,
    safe_text,
    wrapped_lines,
)
from qa_workbook.books.cloth.table import KINDS, PlacedTable, TableColumn
from qa_workbook.books.form_results.live import formula_of
from qa_workbook.form_results.model import FormResult, Mood, ResultColumn, ResultTable, Value

LABELS = "form_results"
TONES: dict[Mood, Tone] = {
    "good": SEVERITY["none"],
    "warning": SEVERITY["warning"],
    "bad": SEVERITY["error"],
    "plain": SEVERITY["info"],
}
_SENTENCE_COLUMNS = 8
_LINE, _SECTION = 15, 22  # points of a line of text, of the heading of a table
_FIRST, _OTHERS, _OF_ROWS = 36.0, 26.0, 48.0
"""Digits up to which columns of text grow before they wrap: the first one of a table, others, those
of rows."""
_APART = 3  # columns from one link to the next


class ResultPage(Page):
    """Sentences, then every table of the result that isn't of rows, then the checks.

    `tables` has all tables of the result by key once the pages of the result are made; formulas
    look at them. `rows_pages` are the pages of rows. `most` is the number of rows above which the
    figures are values, where that is so.
    """

    def __init__(self, book: ResultBook, result: FormResult, *, most: int | None = None) -> None:
        super().__init__(book, result.name, ACCENT_SOFT)
        self.say = book.sayer(LABELS)
        self.result, self.most = result, most
        self.rows_pages: list[ResultRowsPage] = []
        self.tables: dict[str, PlacedTable] = {}
        row = FIRST_ROW + len(result.sentences) + 1
        for table in _placed_here(result):
            self.tables[table.key] = self._placed(table, row + 1)
            row = self.tables[table.key].last + 2 + bool(table.note) + (not len(table))
        self._end = row

    def _placed(self, table: ResultTable, row: int) -> PlacedTable:
        """A table with its header at `row`; its formulas are made when it is written."""
        columns = [
            self._column(table, column, _FIRST if not number else _OTHERS)
            for number, column in enumerate(table.columns)
        ]
        return self.place(row, columns)

    def _column(self, table: ResultTable, column: ResultColumn, most: float) -> TableColumn:
        return TableColumn(
            column.key,
            column.heading,
            list(column.values),
            "wrapped" if column.kind == "text" else column.kind,
            width=column.width,
            most=most,
            tones=tones_of(column),
            formula=self.formula(table, column),
            number=column.number,
        )

    def formula(self, table: ResultTable, column: ResultColumn) -> Callable[[int], str] | None:
        """What gives the formula of a row, None where the figures are values."""
        if column.live is None or self.most is not None:
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
        self._link_rows()
        for table in _placed_here(result):
            self._write(table, self.tables[table.key])
        above = self._sentences()
        self._checks()
        self.sheet.freeze_panes(FIRST_ROW, 0)
        self.finish(result.name)
        self._print(above)

    def _link_rows(self) -> None:
        """The ways to the rows, beside the way back to the first sheet."""
        style = self.styles("subtitle", font_color=LINK, underline=1)
        column = 1 if self.book.home else 0
        for page in self.rows_pages:
            words = self.say("to_rows", name=page.name, count=len(page.table))
            self.sheet.write_url(HOME_ROW, column, sheet_link(page.name), style, safe_text(words))
            column += _APART

    def _sentences(self) -> float:
        """Writes the sentences and the notes. Returns the height above the first table."""
        style = self.styles("plain", text_wrap=True, indent=1)
        used = sum(
            self._across(row, words, style)
            for row, words in enumerate(self.result.sentences, FIRST_ROW)
        )
        for table in _placed_here(self.result):
            if table.note and len(table):
                style = self.styles("subtitle", text_wrap=True)
                self._across(self.tables[table.key].last + 1, table.note, style)
        return used + (FIRST_ROW + 2) * ROW_HEIGHT

    def _across(self, row: int, words: str, style: Format) -> float:
        """Writes words over the width of the tables. Returns the height of their row."""
        width = sum(self.widths.get(column, 9) for column in range(_SENTENCE_COLUMNS))
        height = self._heights[row] = 4 + _LINE * wrapped_lines(words, width)
        self.sheet.set_row(row, height)
        self.sheet.merge_range(row, 0, row, _SENTENCE_COLUMNS - 1, "", style)
        put(self.sheet, row, 0, words, style)
        return height

    def _write(self, table: ResultTable, placed: PlacedTable) -> None:
        row = placed.header - 1
        self.section(row, table.title, max(len(placed.columns), 2))
        if not len(table):
            put(self.sheet, row + 1, 0, table.empty or self.say("nothing"), self.styles("plain"))
            return
        self.write_table(placed)
        for number in range(len(table) - table.totals, len(table)):
            self._write_total(placed, number)

    def _write_total(self, placed: PlacedTable, number: int) -> None:
        """Writes a row of totals again, in the look of totals."""
        for column in placed.columns:
            cell, form, _ = KINDS[column.kind]
            look: dict[str, object] = {"align": "center"} if cell == "centred" else {"indent": 1}
            if column.kind == "money":
                look["align"] = "right"
            style = self.styles("total", column.number or form, **look)
            place = placed.first + number, placed.index(column.key)
            put(self.sheet, *place, column.cells[number], style, column.formulas[number])

    def _checks(self) -> None:
        """The verdict above, and every live figure beside the computed one below the tables."""
        if self.most is not None:
            self.notice(self.say("too_many", limit=self.most))
            return
        checks = [one for table in _placed_here(self.result) for one in self._checks_of(table)]
        if not checks:
            return
        self.section(self._end, self.say("checks"), 4)
        put_verdict(self, NOTICE_ROW, write_check_rows(self, self._end + 1, checks))
        widest = max(display_width(check.label) for check in checks)
        self.widths[0] = max(self.widths.get(0, 0), min(widest + 2, _FIRST))

    def _checks_of(self, table: ResultTable) -> Iterator[Check]:
        placed = self.tables[table.key]
        for column in placed.columns:
            rows = zip(column.cells, column.formulas, strict=True)
            for row, (value, formula) in enumerate(rows):
                if formula and isinstance(value, int | float | Decimal):
                    label = f"{table.title} · {_row_name(table, row)}{column.heading}"
                    cell, number = (
                        placed.cell(column.key, row),
                        column.number or KINDS[column.kind][1],
                    )
                    yield Check(label, value, f"={cell}", number or "General")

    def _print(self, above: float) -> None:
        """Makes pages begin with a table; the checks are for the screen."""
        placed = [self.tables[table.key] for table in _placed_here(self.result)]
        wide = max((len(one.columns) for one in placed if len(one)), default=1)
        blocks = [(one.header - 1, self._height(one)) for one in placed]
        columns = range(max(wide, _SENTENCE_COLUMNS))
        self.sheet.print_area(0, 0, max(self._end - 1, FIRST_ROW), columns[-1])
        print_in_blocks(self, columns, blocks, above)

    def _height(self, table: PlacedTable) -> float:
        """Points from the heading of a table to the next one's."""
        rows = range(table.header, table.last + 2)
        heights = (self._heights.get(row, ROW_HEIGHT) for row in rows)
        return _SECTION + ROW_HEIGHT + sum(heights)


class ResultRowsPage(Page):
    """The rows of a result, as they came in or a row for each person, with filter buttons."""

    def __init__(self, first: ResultPage, table: ResultTable) -> None:
        say, book, result = first.say, first.book, first.result
        details = [one for one in result.tables if one.place == "detail"]
        alone = say("detail", name=result.name)
        super().__init__(book, alone if len(details) == 1 else table.title, ACCENT_SOFT)
        self.say, self.first, self.table = say, first, table
        columns = [
            TableColumn(
                one.key,
                one.heading,
                list(one.values),
                _look_of_rows(one),
                width=one.width,
                most=_OF_ROWS,
                tones=tones_of(one),
                formula=first.formula(table, one),
                number=one.number,
            )
            for one in table.columns
        ]
        self.placed = self.place(FIRST_ROW, columns)

    def write(self) -> None:
        """Fills the sheet."""
        result = self.first.result
        words = self.say("rows_subtitle", period=result.period.text, count=len(self.table))
        told = " · ".join(one for one in (words, self.table.note) if one)
        self.heading(f"{result.name}·{self.table.title}", told)
        style = self.styles("subtitle", font_color=LINK, underline=1)
        back = safe_text(self.say("to_result", name=result.name))
        column = 2 if self.book.home else 0
        self.sheet.write_url(HOME_ROW, column, sheet_link(self.first.name), style, back)
        self.write_table(self.placed)
        self.filter(self.placed)
        self.finish(result.name, header_row=self.placed.header)


def result_pages(book: ResultBook, result: FormResult, *, live_up_to: int | None) -> list[Page]:
    """Returns the sheets of a result in their order, each in its place.

    Above `live_up_to` rows the figures are values; None sets no limit.
    """
    details = [table for table in result.tables if table.place == "detail"]
    rows = max((len(table) for table in details), default=0)
    too_many = live_up_to is not None and rows > live_up_to
    first = ResultPage(book, result, most=live_up_to if too_many else None)
    for table in details:
        if len(table):
            page = ResultRowsPage(first, table)
            first.tables[table.key] = page.placed
            first.rows_pages.append(page)
    return [first, *first.rows_pages]


def tones_of(column: ResultColumn) -> dict[Value, Tone]:
    """Returns the colours of the values of a column."""
    return {value: TONES[mood] for value, mood in column.moods.items()}


def _placed_here(result: FormResult) -> list[ResultTable]:
    return [table for table in result.tables if table.place == "sheet"]


def _look_of_rows(column: ResultColumn) -> str:
    """Long texts of rows wrap; short ones are quicker to write as they are."""
    if column.kind != "text":
        return column.kind
    long = any(display_width(value) > _OF_ROWS for value in column.values if value)
    return "wrapped" if long else "text"


def _row_name(table: ResultTable, row: int) -> str:
    """What a row is about: the texts in it that are no figures."""
    words: list[Value] = [
        column.values[row] for column in table.columns if column.kind in ("text", "centred")
    ]
    return "".join(f"{one} · " for one in words[:2] if one)
