"""A long table of a report on a sheet of its own: its headings stand again on every page."""

from __future__ import annotations

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.page import Page
from qa_workbook.books.cloth.style import ACCENT, put, wrapped_lines
from qa_workbook.books.cloth.table import KINDS, header_height
from qa_workbook.books.reports.model import Column, LongTable, Report
from qa_workbook.books.reports.page import TO_FILL

_LINE = 13.5


class LongTablePage(Page):
    """The sheet of one long table."""

    def __init__(self, book: ResultBook, report: Report, table: LongTable) -> None:
        super().__init__(book, table.name, ACCENT)
        self.report = report
        self.long = table
        self._header = 3 if table.note else 2

    def write(self) -> None:
        """Fills the sheet."""
        table, report = self.long, self.report
        said = [report.organisation, report.subject, self.say("period_of", period=report.period)]
        self.heading(table.name, "　".join(one for one in said if one))
        for place, width in enumerate(table.widths):
            self.sheet.set_column(place, place, width)
        if table.note:
            self._note(table.note)
        headings = [column.heading for column in table.columns]
        self.sheet.set_row(self._header, header_height(headings, table.widths))
        for place, column in enumerate(table.columns):
            put(self.sheet, self._header, place, column.heading, self.styles("header"))
            self._column(place, column)
        rows = len(table.columns[0].values)
        for row in range(self._header + 1, self._header + 1 + rows):
            self.sheet.set_row(row, table.row_height)
        self._print(rows)

    def _note(self, words: str) -> None:
        last = len(self.long.columns) - 1
        style = self.styles("note")
        self.sheet.merge_range(2, 0, 2, last, "", style)
        put(self.sheet, 2, 0, words, style)
        self.sheet.set_row(2, 4 + _LINE * wrapped_lines(words, sum(self.long.widths)))

    def _column(self, place: int, column: Column) -> None:
        kind, number, _ = KINDS[column.kind]
        number = column.number or number
        plain = self.styles(kind, number)
        if column.to_fill:
            plain = self.styles("input_wrapped", bg_color=TO_FILL)
        toned = {key: self.styles.tone(tone, kind, number) for key, tone in column.tones.items()}
        for row, value in enumerate(column.values, self._header + 1):
            put(self.sheet, row, place, value, toned.get(value, plain))

    def _print(self, rows: int) -> None:
        """One page wide and upright; the headings stay on the screen and on every page."""
        if rows:
            last = len(self.long.columns) - 1
            self.sheet.autofilter(self._header, 0, self._header + rows, last)
        self.sheet.freeze_panes(self._header + 1, self.long.frozen)
        footer = f"{self.report.title}  {self.report.period}  {self.long.name}"
        self.finish(footer, self._header)
        self.sheet.set_portrait()
        self.sheet.center_horizontally()
