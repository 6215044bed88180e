"""The sheet of a written report: A4 upright, and paper looks like the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from xlsxwriter.format import Format

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.page import Page
from qa_workbook.books.cloth.style import ACCENT, INPUT, put, wrapped_lines
from qa_workbook.books.cloth.table import KINDS, PlacedTable, TableColumn
from qa_workbook.books.reports.charts import report_chart
from qa_workbook.books.reports.layout import PAGE, Block, Line, Pages
from qa_workbook.books.reports.model import (
    Cell,
    Chart,
    Column,
    Heading,
    Paragraph,
    Part,
    Report,
    Room,
    Table,
)

WIDTHS = (15.0, *(9.0,) * 7)
"""Columns of the page: the first holds names. Together they fill A4 with any font."""
TO_FILL = "#FFF8D6"
_WIDTH = sum(WIDTHS)
_MOST_IN_WORDS = 99
_LAST = len(WIDTHS) - 1
_INDENT = 2  # what the indent of a cell takes of its width
_LINE, _GAP, _ROW, _HEADING, _SECTION = 13.5, 7.0, 18.0, 22.0, 24.0
_WHOLE = 0.25  # tables up to this part of a page are never cut
_WRITTEN = 20.0  # a line of room for handwriting
_CHART_ROWS, _PIXELS = 12, sum(int(7 * width + 5) for width in WIDTHS)


class ReportPage(Page):
    """The sheet with the text."""

    def __init__(self, book: ResultBook, report: Report) -> None:
        super().__init__(book, report.title, ACCENT)
        self.report = report
        self._tables: dict[str, PlacedTable] = {}
        self._sections = 0

    def write(self) -> None:
        """Fills the sheet."""
        pages = Pages(self._set_height)
        pages.lay([self._head(), *self._blocks(self.report.parts)])
        for column, width in enumerate(WIDTHS):
            self.sheet.set_column(column, column, width)
        self.finish(f"{self.report.title}  {self.report.period}")
        self.sheet.set_portrait()
        self.sheet.fit_page = 0  # else Excel passes over the page breaks
        self.sheet.set_print_scale(100)
        self.sheet.center_horizontally()
        self.sheet.print_area(0, 0, pages.row - 1, _LAST)
        self.sheet.set_h_pagebreaks(pages.breaks)

    def _set_height(self, row: int, height: float) -> None:
        self.sheet.set_row(row, height)

    def _blocks(self, parts: Sequence[Part]) -> Iterator[Block]:
        following = [*parts[1:], None]
        for part, after in zip(parts, following, strict=True):
            match part:
                case Heading():
                    yield self._heading(part)
                case Paragraph():
                    begins = part.look != "note" and isinstance(after, Room | Table)
                    yield self._paragraph(part, sticks=begins)
                case Table():
                    yield from self._table(part)
                case Chart():
                    yield self._chart(part)
                case Room():
                    yield self._room(part)

    # --- the head

    def _head(self) -> Block:
        report = self.report
        lines = [Line(32, lambda row: self._across(row, report.title, "title", align="center"))]
        said = [report.organisation, report.subject, self.say("period_of", period=report.period)]
        words = "　".join(one for one in said if one)
        lines.append(Line(_ROW, lambda row: self._across(row, words, "plain", align="center")))
        between = self.say("between")
        lines.append(Line(_GAP, _nothing))
        lines += self._pair("to", between.join(report.to), "cc", between.join(report.cc))
        lines += self._pair("prepared_by", "", "prepared_on", "")
        return Block(lines, lead=len(lines), gap=_GAP)

    def _pair(self, left: str, first: str, right: str, second: str) -> list[Line]:
        """Two labels with what belongs to them, yellow where that is to be filled."""
        width = sum(WIDTHS[1:4]) - _INDENT
        lines = max(wrapped_lines(words, width) for words in (first, second))

        def draw(row: int) -> None:
            for column, key, words in ((0, left, first), (4, right, second)):
                put(self.sheet, row, column, self.say(key), self.styles("label"))
                style = self.styles("input_wrapped", bg_color=INPUT if words else TO_FILL)
                self._merged(row, column + 1, 3, words, style)

        return [Line(max(_ROW + 2, 5 + _LINE * lines), draw)]

    # --- parts

    def _heading(self, part: Heading) -> Block:
        self._sections += 1
        number = section_number(self._sections, self.say("numbers").split())
        words = self.say("numbered", number=number, words=part.words)

        def draw(row: int) -> None:
            self.section(row, words, len(WIDTHS))

        return Block([Line(_SECTION, draw), Line(4, _nothing)], lead=2, sticks=True)

    def _paragraph(self, part: Paragraph, *, sticks: bool) -> Block:
        height = 3 + _LINE * wrapped_lines(part.words, _WIDTH)

        def draw(row: int) -> None:
            style = self.styles(
                "note" if part.look == "note" else "plain", text_wrap=True, valign="top"
            )
            if part.look == "strong":
                style = self.styles("plain", text_wrap=True, bold=True, font_color=ACCENT)
            self._merged(row, 0, len(WIDTHS), part.words, style)

        return Block([Line(height, draw)], sticks=sticks)

    def _room(self, part: Room) -> Block:
        def ask(row: int) -> None:
            self._across(row, part.asked, "plain")

        def draw(row: int) -> None:
            style = self.styles("input_wrapped", bg_color=TO_FILL, valign="top")
            self._merged(row, 0, len(WIDTHS), "", style)

        return Block([Line(_ROW, ask), Line(_WRITTEN * part.lines, draw)], lead=2, gap=_GAP)

    def _chart(self, part: Chart) -> Block:
        table = self._tables

        def draw(row: int) -> None:
            chart = report_chart(self.book, table[part.table], part)
            chart.set_size({"width": _PIXELS, "height": _CHART_ROWS * int(_ROW) * 4 // 3 - 4})
            self.sheet.insert_chart(row, 0, chart, {"description": part.description})

        lines = [Line(_ROW, draw), *(Line(_ROW, _nothing),) * (_CHART_ROWS - 1)]
        return Block(lines, lead=len(lines), gap=_GAP)

    def _table(self, part: Table) -> Iterator[Block]:
        if part.caption:
            caption = Line(_ROW, lambda row: self._across(row, part.caption, "plain"))
            yield Block([caption], sticks=True)
        edges = _edges(part.columns)
        header = Line(self._header_height(part), lambda row: self._headings(row, part, edges))
        rows = [self._table_row(part, edges, number) for number in range(part.rows)]

        def first(row: int) -> None:
            header.draw(row)
            if part.key:
                columns = _plain_columns(part.columns)
                self._tables[part.key] = self.place(row, columns)

        lines = [Line(header.height, first), *rows]
        # A chart needs its table in one piece; others are cut where they are not small.
        whole = part.key or sum(line.height for line in lines) <= PAGE * _WHOLE
        lead = len(lines) if whole else 2
        yield Block(lines, lead=lead, again=header, gap=_GAP)

    def _header_height(self, part: Table) -> float:
        sides = pairwise(_edges(part.columns))
        heights = (
            wrapped_lines(column.heading, sum(WIDTHS[left:right]) - 0.5)
            for column, (left, right) in zip(part.columns, sides, strict=True)
        )
        return max(_HEADING, 6 + _LINE * max(heights))

    def _headings(self, row: int, part: Table, edges: Sequence[int]) -> None:
        for column, edge in zip(part.columns, edges, strict=False):
            self._merged(row, edge, column.span, column.heading, self.styles("header"))

    def _table_row(self, part: Table, edges: Sequence[int], number: int) -> Line:
        height = _ROW
        for column, (left, right) in zip(part.columns, pairwise(edges), strict=True):
            value = column.values[number]
            if isinstance(value, str):
                room = sum(WIDTHS[left:right]) - (1.0 if column.kind == "wrapped" else -0.5)
                height = max(height, 5 + _LINE * wrapped_lines(value, room))
            if column.to_fill:
                height = max(height, 2.2 * _ROW)

        total = number >= part.rows - part.totals

        def draw(row: int) -> None:
            for column, edge in zip(part.columns, edges, strict=False):
                self._cell(row, edge, column, column.values[number], total=total)

        return Line(height, draw)

    def _cell(self, row: int, edge: int, column: Column, value: Cell, *, total: bool) -> None:
        kind, number, _ = KINDS[column.kind]
        number = column.number or number
        indent = int(kind in ("wrapped", "cell"))
        if column.to_fill:
            style = self.styles("input_wrapped", bg_color=TO_FILL)
        elif total:
            look: dict[str, object] = {"indent": 1} if indent else {"align": "center"}
            style = self.styles("total", number, text_wrap=True, **look)
        elif value in column.tones:
            tone = column.tones[value]
            style = self.styles.tone(tone, kind, number, text_wrap=True, indent=indent)
        else:
            style = self.styles(kind, number, text_wrap=True, indent=indent)
        self._merged(row, edge, column.span, value, style)

    # --- cells

    def _across(self, row: int, words: str, kind: str, align: str = "left") -> None:
        style = self.styles(kind, align=align, bold=kind != "plain" or align == "left")
        self._merged(row, 0, len(WIDTHS), words, style)

    def _merged(self, row: int, column: int, span: int, value: object, style: Format) -> None:
        """Writes one cell, or one over several columns."""
        if span > 1:
            self.sheet.merge_range(row, column, row, column + span - 1, "", style)
        put(self.sheet, row, column, value, style)


def section_number(number: int, words: Sequence[str]) -> str:
    """Returns 一, 十, 十一, 九十九 of the `words` of one to ten; digits where those are digits."""
    ten = words[9]
    if ten.isdigit() or number > _MOST_IN_WORDS:
        return str(number)
    tens, ones = divmod(number, 10)
    begin = "" if tens == 0 else ten if tens == 1 else words[tens - 1] + ten
    return begin + (words[ones - 1] if ones else "")


def _nothing(_row: int) -> None:
    """Leaves a row empty."""


def _edges(columns: Sequence[Column]) -> list[int]:
    """The columns of the page at which each column begins, and where the last one ends."""
    edges = [0]
    for column in columns:
        edges.append(edges[-1] + column.span)
    return edges


def _plain_columns(columns: Sequence[Column]) -> list[TableColumn]:
    """The columns as charts know them: one per column of the page."""
    found = []
    for column in columns:
        found.append(TableColumn(column.key, column.heading, list(column.values), column.kind))
        found += [
            TableColumn(f"{column.key}+{more}", "", [""] * len(column.values))
            for more in range(1, column.span)
        ]
    return found
