"""Sheet 总览 of one scheme (S3): key figures as a list and as cards, and charts.

The list stands in columns A (label) and B (value), so that other programs can read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from qa_workbook.analysis.key_figures import KeyFigure, key_figure
from qa_workbook.books.analysis.agents import agents_chart
from qa_workbook.books.analysis.changes import put_change, put_interval
from qa_workbook.books.analysis.charts.look import Picture
from qa_workbook.books.analysis.days import days_chart
from qa_workbook.books.analysis.distribution import histogram_chart
from qa_workbook.books.analysis.figures import ShownFigure, alert_tone, shown_figure
from qa_workbook.books.analysis.items import items_chart
from qa_workbook.books.analysis.live import live_formula, reference
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.style import ALERT, column_width, put

_CHANGE, _INTERVAL = 2, 3  # columns of the list
_CARD = 5  # first column of the cards
_CARD_COLUMNS = 2
_MOST_CARDS = 6
_CARD_ROW = FIRST_ROW - 1
_CARD_WIDTH = 8.0  # of each of its columns
# Cards and charts are seen at once on a screen of 1366 × 768, with the ribbon shown.
_ZOOM = 80
_CHART_SIZE = {"width": 362, "height": 214}
_CHART_ROWS = 9
_CARDS = (
    "recordings",
    "mean_score",
    "mean_final",
    "rates.good",
    "average_defect_ratio",
    "fatal",
    "error_deduction_sum",
    "agent_count",
    "defects",
)
"""The first six of these that a scheme has stand on cards."""


class OverviewPage(AnalysisPage):
    """The first page of a scheme: the list on the left, cards and charts beside it."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "overview")
        book = sheets.book
        self.places.sheets["overview"] = self.name
        self.list = list(self._shown())
        for row, shown in enumerate(self.list, FIRST_ROW + 1):
            if shown.figure:
                cell = xl_rowcol_to_cell(row, 1, row_abs=True, col_abs=True)
                place = f"{quote_sheetname(self.name)}!{cell}"
                self.places.figures[shown.figure.key] = place
                # The name belongs to this sheet, as every scheme has figures of the same name.
                name = f"{quote_sheetname(self.name)}!{shown.figure.key}"
                book.workbook.define_name(name, f"={place}")

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self._write_list()
        for place, shown in enumerate(self._cards()):
            self._card(_CARD + place * _CARD_COLUMNS, shown)
        self._charts()
        labels = [shown.label for shown in self.list]
        words = [shown.value for shown in self.list if isinstance(shown.value, str)]
        self.widths |= {0: column_width(labels, least=21, most=40)}
        self.widths |= {1: column_width(words, least=12, most=34), _CHANGE: 12, _INTERVAL: 13}
        self.widths[_CARD - 1] = 2.0
        cards = range(_CARD, _CARD + _MOST_CARDS * _CARD_COLUMNS)
        self.widths |= dict.fromkeys(cards, _CARD_WIDTH)
        self.close()
        self.sheet.set_zoom(_ZOOM)

    def _shown(self) -> Iterator[ShownFigure]:
        """Yields the rows of the list, leaving out the figures that the scheme doesn't have."""
        say, scheme = self.say, self.analysis.scheme
        yield ShownFigure(say("period"), self.analysis.period.text)
        yield ShownFigure(say("scheme"), scheme.name.say(self.book.language))
        yield ShownFigure(say("version"), self.sheets.versions())
        for key in self._keys():
            yield from self._known(key)
        if corrected := self.analysis.corrected:
            yield ShownFigure(say("corrected_recordings"), corrected, "integer")
        if colour := self.analysis.overall.alert:
            yield ShownFigure(say("colour"), say(colour), None, alert_tone(self.sheets))
        yield from self._errors()
        if self.analysis.overall.average_defect_ratio is not None:
            for colour in self.sheets.levels():
                yield from self._known(f"alert_days.{colour}")
        if levels := scheme.reference_levels:
            yield ShownFigure(say("reference_best"), float(levels.best), "General")
            yield ShownFigure(say("reference_good"), float(levels.good), "General")
            yield ShownFigure(say("reference_lowest"), float(levels.lowest), "General")

    def _keys(self) -> list[str]:
        """The keys of the figures that open the list."""
        rates = [f"rates.{band}" for band in self.analysis.overall.rates]
        keys = ["recordings", "agent_count", "mean_score", "mean_final", *rates]
        if self.analysis.overall.uncounted:
            keys.insert(1, "uncounted")
        return [*keys, "average_defect_ratio", "alert"]

    def _known(self, key: str) -> Iterator[ShownFigure]:
        shown = shown_figure(self.sheets, key)
        if shown.value is not None:
            yield shown

    def _errors(self) -> Iterator[ShownFigure]:
        """Yields what is reported apart: error deductions, fatal and critical errors."""
        scheme, critical = self.analysis.scheme, self.analysis.critical
        if scheme.error_deduction:
            yield shown_figure(self.sheets, "error_deduction_sum")
        if scheme.fatal:
            yield shown_figure(self.sheets, "fatal")
        names = {one.id: one.name.say(self.book.language) for one in scheme.critical_families}
        columns = critical[["id", "name", "recordings"]]
        for id_, name, count in columns.itertuples(index=False):
            label = self.say("critical_of", name=names.get(id_, name))
            yield ShownFigure(label, count, "integer")

    def _write_list(self) -> None:
        put(self.sheet, FIRST_ROW, 0, self.say("figure"), self.styles("header"))
        put(self.sheet, FIRST_ROW, 1, self.say("value"), self.styles("header"))
        own = self.book.sayer("first_page")
        put(self.sheet, FIRST_ROW, _CHANGE, own("change"), self.styles("header"))
        put(self.sheet, FIRST_ROW, _INTERVAL, own("interval"), self.styles("header"))
        for row, shown in enumerate(self.list, FIRST_ROW + 1):
            put(self.sheet, row, 0, shown.label, self.styles("cell", "text", indent=1))
            style = self.styles("centred", shown.number)
            if shown.tone:
                style = self.styles.tone(shown.tone, "centred", shown.number)
            formula = ""
            if shown.figure:
                formula = live_formula(self.sheets, shown.figure)
            put(self.sheet, row, 1, shown.value, style, formula)
            self._write_change(row, shown)

    def _write_change(self, row: int, shown: ShownFigure) -> None:
        """What changed since the period before, and the interval of a rate."""
        figure = self._key_figure(shown)
        if figure is None:
            put(self.sheet, row, _CHANGE, None, self.styles("centred"))
        else:
            cell, say = self.places.figures[figure.key], self.book.sayer("sentences")
            put_change(self.sheet, row, _CHANGE, figure, cell, self.styles, say)
        cells = self.places.figures if self.sheets.live else {}
        own = self.book.sayer("first_page")
        put_interval(self.sheet, row, _INTERVAL, figure, cells, self.styles, own)

    def _key_figure(self, shown: ShownFigure) -> KeyFigure | None:
        """The figure with the one of the period before; None for what is no number."""
        if shown.figure is None:
            return None
        return key_figure(self.sheets.report, shown.figure.key, self.sheets.small_sample)

    def _cards(self) -> list[ShownFigure]:
        scheme = self.analysis.scheme
        keys = list(_CARDS)
        if not scheme.fatal:
            keys.remove("fatal")
        if not scheme.error_deduction:
            keys.remove("error_deduction_sum")
        cards = [shown_figure(self.sheets, key) for key in keys]
        return [card for card in cards if card.value is not None][:_MOST_CARDS]

    def _card(self, column: int, card: ShownFigure) -> None:
        """Writes a card of four rows: label and alert level, value over two of them, change."""
        assert card.figure is not None
        sheet, styles, row = self.sheet, self.styles, _CARD_ROW
        last = column + _CARD_COLUMNS - 1
        look: dict[str, Any] = {"left": 5, "left_color": "#FFFFFF"}
        if card.tone and card.tone != ALERT["white"]:
            look |= {"bg_color": card.tone.fill, "font_color": card.tone.font}
        number = "#,##0" if card.figure.key == "recordings" else card.number
        label, value = styles("card_label", None, **look), styles("card_value", number, **look)
        level = self.sheets.level_name() if card.tone else ""
        words = f"{card.label} · {level}" if level else card.label
        sheet.merge_range(row, column, row, last, words, label)
        sheet.merge_range(row + 1, column, row + 2, last, "", value)
        formula = reference(self.sheets, card.figure)
        put(sheet, row + 1, column, card.value, value, formula)
        sheet.merge_range(row + 3, column, row + 3, last, "", label)
        if found := self._key_figure(card):
            cell = self.places.figures.get(found.key, "")
            say = self.book.sayer("sentences")
            put_change(sheet, row + 3, column, found, cell, styles, say, "card_label", **look)

    def _charts(self) -> None:
        """Up to four charts, two beside each other, below the cards."""
        sheets = self.sheets
        charts: list[Picture | None] = []
        if not self.analysis.overall.recordings:
            return
        if "histogram" in self.places.tables:
            charts.append(histogram_chart(sheets, brief=True))
        charts += [
            items_chart(sheets, brief=True),
            days_chart(sheets),
            agents_chart(sheets, brief=True),
        ]
        for number, chart in enumerate(filter(None, charts)):
            row = _CARD_ROW + 4 + _CHART_ROWS * (number // 2)
            column = _CARD + 6 * (number % 2)
            chart.insert(self.sheet, row, column, _CHART_SIZE, (2, 4))
