"""Sheet 首页: the period in five sentences, key figures, two charts, and the way to every sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from xlsxwriter.format import Format

from qa_workbook.analysis.key_figures import KEYS, KeyFigure, is_weak, key_figures
from qa_workbook.analysis.next_week import next_week
from qa_workbook.analysis.period_report import PeriodReport
from qa_workbook.analysis.sentences import NextWeek, report_sentences
from qa_workbook.books.analysis.changes import put_change, put_interval
from qa_workbook.books.analysis.charts.look import Picture
from qa_workbook.books.analysis.contents import contents
from qa_workbook.books.analysis.days import days_chart
from qa_workbook.books.analysis.figures import shown_figure
from qa_workbook.books.analysis.items import items_chart
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.links import sheet_link
from qa_workbook.books.cloth.page import HOME_ROW, NOTICE_ROW, Page
from qa_workbook.books.cloth.style import (
    ACCENT,
    ACCENT_PALE,
    SEVERITY,
    display_width,
    put,
    safe_text,
    wrapped_lines,
)
from qa_workbook.numbers import percent

if TYPE_CHECKING:
    from qa_workbook.form_results.model import FormResult

_ZOOM = 80  # all of one scheme is seen at once on a screen of 1366 × 768, with the ribbon shown
_COLUMNS, _FIRST, _WIDTH, _LAST = 17, 17.0, 10.2, 6.5
_SENTENCES = 6  # columns that the sentences take; the charts stand beside them
_SIZE, _LINE = 10, 15.5  # of the sentences: points of the font, and of a line
_CHART_WIDTH = 345
_HEADER, _TWO_LINES = 20, 30  # points of a row of headings, and where one is too wide
_LEAST_HEIGHT = 190  # points of a chart
_PIXELS = 4 / 3  # of a point


class FirstPage(Page):
    """The workbook's first sheet; says so kindly when there is nothing."""

    def __init__(
        self,
        book: ResultBook,
        schemes: Sequence[SchemeSheets],
        report: PeriodReport,
        results: Sequence[FormResult] = (),
    ) -> None:
        own = book.sayer("first_page")
        super().__init__(book, own("first_page"), ACCENT)
        self.own = own
        self.schemes = schemes
        self.report = report
        self.results = results
        self.result_pages: dict[str, Sequence[Page]] = {}
        self.pages: Sequence[Page] = ()
        book.home = (self.name, own("back"))

    def write(self) -> None:
        """Fills the sheet."""
        self.widths = {0: _FIRST, **dict.fromkeys(range(1, _COLUMNS), _WIDTH)}
        self.widths |= dict.fromkeys(range(_COLUMNS - 3, _COLUMNS), _LAST)
        self._heading()
        row = HOME_ROW
        if self.report.recordings:
            row = self._message(row)
            row = self._figures(row)
        else:
            row = self._nothing(row)
        row = self._results(row)
        row = self._contents(row)
        if self.report.recordings:
            hints = "　".join(self._hints())
            words = [self.own("legend"), *([hints] if hints else []), *self._by_month()]
            for line, said in enumerate(words, row):
                put(self.sheet, line, 0, said, self.styles("subtitle", font_size=9))
        self.finish(self.say("book"))
        self.sheet.fit_to_pages(1, 1)
        self.sheet.set_zoom(_ZOOM)

    def _heading(self) -> None:
        report, subtitle, span = self.report, "", self.report.period
        title = self.say("book")
        if span is not None:
            title = self.own("title", period=span.text)
            counted, found, read = report.recordings, report.left_out, ""
            if found is not None and found.read:
                read = self.own("of_read", read=found.read, share=percent(counted / found.read))
            days = {"first": span.first, "last": span.last, "before": span.before.text}
            subtitle = self.own("subtitle", counted=counted, read=read, **days)
        self.heading(title, subtitle)
        second = sum(one.analysis.overall.uncounted for one in self.schemes)
        words = [self.book.left_out_words(), self.own("uncounted", count=second) if second else ""]
        self._wrapped_notice("　".join(filter(None, words)))

    def _wrapped_notice(self, words: str) -> None:
        """What was left out, whole also on paper: names of files may be long."""
        if words:
            width = 1.1 * sum(self.widths.values())  # Latin letters are narrower than a digit
            self.sheet.set_row(NOTICE_ROW, 4 + 14 * wrapped_lines(words, width))
            style = self.styles("notice")
            self.sheet.merge_range(NOTICE_ROW, 0, NOTICE_ROW, _COLUMNS - 1, "", style)
            put(self.sheet, NOTICE_ROW, 0, words, style)

    def _message(self, row: int) -> int:
        """The sentences, and beside them the charts of the largest scheme. Returns the next row."""
        first = self.section(row, self.own("sentences"), _SENTENCES)
        language = self.book.language
        sentences = report_sentences(self.report, language, self._next_week())
        width = _FIRST + (_SENTENCES - 1) * _WIDTH
        lines = [wrapped_lines(words, width) for words in sentences]
        least = [int(_LINE * number) + 6 for number in lines]
        spare = max(0, _LEAST_HEIGHT - sum(least)) // len(sentences)
        heights = [height + spare for height in least]
        style = self.styles("plain", font_size=_SIZE, text_wrap=True, indent=1)
        for line, (words, height) in enumerate(zip(sentences, heights, strict=True), first):
            self.sheet.set_row(line, height)
            self.sheet.merge_range(line, 0, line, _SENTENCES - 1, "", style)
            put(self.sheet, line, 0, words, style)
        self._charts(row, int((sum(heights) + 22) * _PIXELS) - 4)
        return first + len(sentences)

    def _next_week(self) -> NextWeek:
        lists = [sheets.coached for sheets in self.schemes]
        return next_week(self.report, self.book.language, lists)

    def _charts(self, row: int, height: int) -> None:
        size = {"width": _CHART_WIDTH, "height": height}
        sheets = next(one for one in self.schemes if one.analysis.overall.recordings)
        charts: list[Picture | None] = [
            days_chart(sheets, named=True),
            items_chart(sheets, brief=True, named=True),
        ]
        for number, chart in enumerate(filter(None, charts)):
            right = 6 + (_CHART_WIDTH + 4) * number
            chart.insert(self.sheet, row, _SENTENCES, size, (right, 2))

    def _figures(self, row: int) -> int:
        """The key figures of every scheme with their changes. Returns the next row."""
        row = self.section(row, self.own("figures"), _COLUMNS)
        headings = self._headings()
        long = max(display_width(words) for words in headings) > 1.4 * _WIDTH
        self.sheet.set_row(row, _TWO_LINES if long else _HEADER)
        for column, words in enumerate(headings):
            put(self.sheet, row, column, words, self.styles("header"))
        for line, sheets in enumerate(self.schemes, row + 1):
            self.sheet.set_row(line, 24)
            self._scheme(line, sheets)
        return row + len(self.schemes) + 1

    def _headings(self) -> list[str]:
        say, own = self.say, self.own
        change = own("change")
        headings = [say("scheme"), say("recordings"), say("mean_final"), change]
        headings += [say("rate_good"), own("interval"), change, say("rate_fail"), change]
        return [*headings, say("average_defect_ratio"), change, say("alert"), say("fatal"), change]

    def _scheme(self, row: int, sheets: SchemeSheets) -> None:
        """A scheme: its name, which is the way to its 总览, and its figures with their changes."""
        link = sheet_link(sheets.places.sheets["overview"])
        name = safe_text(sheets.analysis.scheme.short_name.say(self.book.language))
        self.sheet.write_url(row, 0, link, self.styles("link", "text", indent=1, bold=True), name)
        figures = key_figures(sheets.report, sheets.small_sample)
        found = {figure.key: figure for figure in figures}
        column = 1
        for key in KEYS:
            if key == "fatal":  # the level of the ratio stands beside it
                self._alert(row, column, sheets)
                column += 1
            column = self._figure(row, column, sheets, key, found.get(key))

    def _alert(self, row: int, column: int, sheets: SchemeSheets) -> None:
        alert = shown_figure(sheets, "alert")
        style = self.styles("centred")
        if alert.tone and alert.value:
            style = self.styles.tone(alert.tone)
        self._put(row, column, alert.value, style, self._reference(sheets, "alert"))

    def _figure(
        self, row: int, column: int, sheets: SchemeSheets, key: str, figure: KeyFigure | None
    ) -> int:
        """A figure, its interval and its change, where it has such. Returns the next column."""
        shown = shown_figure(sheets, key)
        style = self.styles("centred", shown.number, bold=True, bg_color=ACCENT_PALE)
        value = shown.value if figure else None
        self._put(row, column, value, style, self._reference(sheets, key))
        if key == "recordings":
            return column + 1
        if key == "rates.good":
            column += 1
            self._interval(row, column, sheets, figure)
        if figure is None:
            self._put(row, column + 1, None, self.styles("centred"), "")
        else:
            cell, say = sheets.places.figures.get(key, ""), self.book.sayer("sentences")
            put_change(self.sheet, row, column + 1, figure, cell, self.styles, say)
        return column + 2

    def _interval(
        self, row: int, column: int, sheets: SchemeSheets, figure: KeyFigure | None
    ) -> None:
        if figure is None or figure.interval is None:
            self._put(row, column, None, self.styles("centred"), "")
        else:
            cells = sheets.places.figures if sheets.live else {}
            put_interval(self.sheet, row, column, figure, cells, self.styles, self.own)

    def _put(self, row: int, column: int, value: object, style: Format, formula: str) -> None:
        """Writes a cell; "–" where a scheme has no such figure."""
        known = value is not None and value != ""
        put(
            self.sheet,
            row,
            column,
            value if known else self.own("none"),
            style,
            formula if known else "",
        )

    @staticmethod
    def _reference(sheets: SchemeSheets, key: str) -> str:
        cell = sheets.places.figures.get(key)
        return f"={cell}" if cell else ""

    def _results(self, row: int) -> int:
        """The headline of each form, whose name is the way to its sheet. Returns the next row."""
        if not self.results:
            return row
        row = self.section(row, self.own("other_work"), _COLUMNS)
        link = self.styles("link", "text", indent=1, bold=True, shrink=True)
        for line, result in enumerate(self.results, row):
            target = sheet_link(self.result_pages[result.form][0].name)
            self.sheet.write_url(line, 0, target, link, safe_text(result.name))
            look = {"bg_color": SEVERITY["warning"].fill} if result.attention else {}
            style = self.styles("plain", text_wrap=True, indent=1, **look)
            words = result.sentences[0]
            lines = wrapped_lines(words, sum(self.widths.values()) - _FIRST)
            self.sheet.set_row(line, _LINE * lines + 3)
            self.sheet.merge_range(line, 1, line, _COLUMNS - 1, "", style)
            put(self.sheet, line, 1, words, style)
        return row + len(self.results)

    def _hints(self) -> list[str]:
        """Which schemes have too few recordings, and which have nothing to be compared with."""
        few = self.report.small_sample or 0
        small = [one for one in self.schemes if is_weak([one.analysis], one.small_sample)]
        alone = [one for one in self.schemes if one.report.before is None]
        words = self._named("few", small, few=few) if small else ""
        return list(filter(None, [words, self._named("no_before", alone) if alone else ""]))

    def _by_month(self) -> Iterator[str]:
        """Yields of each scheme of long sheets what its mean and its rates are of."""
        for one in self.schemes:
            if one.analysis.months is not None:
                name = one.analysis.scheme.short_name.say(self.book.language)
                yield self.own("by_month", scheme=name, count=len(one.analysis.judged))

    def _named(self, key: str, schemes: Sequence[SchemeSheets], **details: object) -> str:
        language = self.book.language
        names = [one.analysis.scheme.short_name.say(language) for one in schemes]
        return self.own(key, schemes=self.say("and").join(names), **details)

    def _nothing(self, row: int) -> int:
        first, *others = self.say("nothing").splitlines()
        style = self.styles("plain", bold=True, font_size=12)
        put(self.sheet, row, 0, first, style)
        for number, line in enumerate(others, row + 1):
            put(self.sheet, number, 0, line, self.styles("plain"))
        return row + len(others) + 1

    def _contents(self, row: int) -> int:
        """A row of links for every scheme, a column for every kind of sheet. Returns the next."""
        elsewhere = [self, *chain(*self.result_pages.values())]  # their names stand above
        found = contents([page for page in self.pages if page not in elsewhere])
        if not found.kinds and not found.common:
            return row
        row, language = self.section(row, self.own("contents"), _COLUMNS), self.book.language
        label, lines = self.styles("label"), len(self.schemes)
        for line, sheets in enumerate(self.schemes, row):
            put(self.sheet, line, 0, sheets.analysis.scheme.short_name.say(language), label)
            self._links(line, found.row(sheets))
        if found.common:
            put(self.sheet, row + lines, 0, self.own("all_schemes"), label)
            self._links(row + lines, [(sheet, sheet) for sheet in found.common])
            lines += 1
        return row + lines

    def _links(self, row: int, cells: Sequence[tuple[str, str]]) -> None:
        """Links to sheets beside each other: what each is called, and its name, "" for none."""
        link = self.styles("link", "text", align="center", shrink=True)
        for column, (title, sheet) in enumerate(cells, 1):
            if sheet:
                self.sheet.write_url(row, column, sheet_link(sheet), link, safe_text(title))
            else:
                put(self.sheet, row, column, None, self.styles("cell"))
