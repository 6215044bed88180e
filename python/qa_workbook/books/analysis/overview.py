"""Sheet 总览 of one scheme (S3): key figures as a list and as cards, and charts.

The list stands in columns A (label) and B (value), so that other programs can read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qa_workbook.books.analysis.agents import agents_chart
from qa_workbook.books.analysis.days import days_chart
from qa_workbook.books.analysis.distribution import histogram_chart
from qa_workbook.books.analysis.items import items_chart
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.style import ACCENT, ALERT, Tone, column_width, put

_CARD = 3  # first column of the cards
_CARD_COLUMNS = 2
_MOST_CARDS = 6
_CHART_SIZE = {"width": 466, "height": 300}
_CHART_ROWS = 13


@dataclass(frozen=True)
class KeyFigure:
    """One figure of the list: value with its number format, and the tone of its alert level."""

    label: str
    value: Any
    number: str | None = None
    tone: Tone | None = None


class OverviewPage(AnalysisPage):
    """The first page of a scheme: the list on the left, cards and charts beside it."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "overview", colour=ACCENT)
        self.overall = self.analysis.overall
        self.figures = list(self._figures())

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self._list()
        for place, figure in enumerate(self._cards()):
            self._card(_CARD + place * _CARD_COLUMNS, figure)
        self._charts()
        labels = [figure.label for figure in self.figures]
        words = [figure.value for figure in self.figures if isinstance(figure.value, str)]
        self.widths |= {0: column_width(labels, least=21, most=40)}
        self.widths |= {1: column_width(words, least=18, most=34), 2: 2.5}
        self.widths |= dict.fromkeys(range(_CARD, _CARD + _MOST_CARDS * _CARD_COLUMNS), 10.5)
        self.close()

    def _figures(self) -> Iterator[KeyFigure]:
        """Yields the figures of the list, leaving out those that the scheme doesn't have."""
        say, analysis, scheme = self.say, self.analysis, self.analysis.scheme
        yield KeyFigure(say("period"), analysis.period.text)
        yield KeyFigure(say("scheme"), scheme.name.say(self.book.language))
        yield KeyFigure(say("version"), self.sheets.versions())
        yield KeyFigure(say("recordings"), self.overall.recordings, "integer")
        uncounted = len(analysis.detail) - self.overall.recordings
        if uncounted:
            yield KeyFigure(say("uncounted"), uncounted, "integer")
        yield KeyFigure(say("agent_count"), len(analysis.agents), "integer")
        yield from self._scores()
        yield from self._errors()
        yield from self._alert_days()
        if levels := scheme.reference_levels:
            yield KeyFigure(say("reference_best"), float(levels.best), "General")
            yield KeyFigure(say("reference_good"), float(levels.good), "General")
            yield KeyFigure(say("reference_lowest"), float(levels.lowest), "General")

    def _scores(self) -> Iterator[KeyFigure]:
        say, overall, tone = self.say, self.overall, self._alert_tone()
        if overall.recordings:
            yield KeyFigure(say("mean_score"), overall.mean_score, "score")
            yield KeyFigure(say("mean_final"), overall.mean_final, "score")
        for band, rate in overall.rates.items():
            if rate is not None:
                yield KeyFigure(say(f"rate_{band}"), rate, "percent")
        ratio = overall.average_defect_ratio
        if ratio is not None:
            yield KeyFigure(say("average_defect_ratio"), ratio, "percent", tone)
        if overall.alert:
            yield KeyFigure(say("alert"), self.sheets.level_name(), None, tone)
            yield KeyFigure(say("colour"), say(overall.alert), None, tone)

    def _errors(self) -> Iterator[KeyFigure]:
        say, scheme, agents = self.say, self.analysis.scheme, self.analysis.agents
        if scheme.error_deduction:
            taken = float(agents["error_deduction"].sum())
            yield KeyFigure(say("error_deduction_sum"), taken, "General")
        if scheme.fatal:
            yield KeyFigure(say("fatal"), int(agents["fatal"].sum()), "integer")
        names = {one.id: one.name.say(self.book.language) for one in scheme.critical_families}
        critical = self.analysis.critical[["id", "name", "recordings"]]
        for id_, name, count in critical.itertuples(index=False):
            label = say("critical_of", name=names.get(id_, name))
            yield KeyFigure(label, count, "integer")

    def _alert_days(self) -> Iterator[KeyFigure]:
        if self.overall.average_defect_ratio is None:
            return
        for colour, name in self.sheets.levels().items():
            label = self.say("alert_days_of", name=name, colour=self.say(colour))
            yield KeyFigure(label, self.overall.alert_days[colour], "integer")

    def _alert_tone(self) -> Tone | None:
        return ALERT.get(self.overall.alert or "")

    def _list(self) -> None:
        put(self.sheet, FIRST_ROW, 0, self.say("figure"), self.styles("header"))
        put(self.sheet, FIRST_ROW, 1, self.say("value"), self.styles("header"))
        for row, figure in enumerate(self.figures, FIRST_ROW + 1):
            put(self.sheet, row, 0, figure.label, self.styles("cell", "text", indent=1))
            style = self.styles("centred", figure.number)
            if figure.tone:
                style = self.styles.tone(figure.tone, "centred", figure.number)
            put(self.sheet, row, 1, figure.value, style)

    def _cards(self) -> list[KeyFigure]:
        """The first six of these figures that the scheme has."""
        say, overall, analysis = self.say, self.overall, self.analysis
        agents, scheme, tone = analysis.agents, analysis.scheme, self._alert_tone()
        ratio, good = overall.average_defect_ratio, overall.rates["good"]
        cards = [
            KeyFigure(say("recordings"), overall.recordings, "#,##0"),
            KeyFigure(say("mean_score"), overall.mean_score, "score"),
            KeyFigure(say("mean_final"), overall.mean_final, "score"),
            KeyFigure(say("rate_good"), good, "percent"),
            KeyFigure(say("average_defect_ratio"), ratio, "percent", tone),
        ]
        if scheme.fatal:
            cards.append(KeyFigure(say("fatal"), int(agents["fatal"].sum()), "integer"))
        if scheme.error_deduction:
            taken = float(agents["error_deduction"].sum())
            cards.append(KeyFigure(say("error_deduction_sum"), taken, "General"))
        cards.append(KeyFigure(say("agent_count"), len(agents), "integer"))
        cards.append(KeyFigure(say("defects"), int(agents["defects"].sum()), "integer"))
        return [card for card in cards if card.value is not None][:_MOST_CARDS]

    def _card(self, column: int, card: KeyFigure) -> None:
        """Writes a card of four rows: label, value over two of them, name of the alert level."""
        sheet, styles, row = self.sheet, self.styles, FIRST_ROW
        last = column + _CARD_COLUMNS - 1
        look: dict[str, Any] = {"left": 5, "left_color": "#FFFFFF"}
        if card.tone and card.tone != ALERT["white"]:
            look |= {"bg_color": card.tone.fill, "font_color": card.tone.font}
        label = styles("card_label", None, **look)
        value = styles("card_value", card.number, **look)
        sheet.merge_range(row, column, row, last, card.label, label)
        sheet.merge_range(row + 1, column, row + 2, last, "", value)
        put(sheet, row + 1, column, card.value, value)
        level = self.sheets.level_name() if card.tone else ""
        sheet.merge_range(row + 3, column, row + 3, last, level, label)

    def _charts(self) -> None:
        """Up to four charts, two beside each other, below the cards."""
        sheets, charts = self.sheets, []
        if not self.overall.recordings:
            return
        if "histogram" in self.places.tables:
            charts.append(histogram_chart(sheets))
        charts += [items_chart(sheets), days_chart(sheets), agents_chart(sheets)]
        for number, chart in enumerate(charts):
            chart.set_size(_CHART_SIZE)
            row = FIRST_ROW + 5 + _CHART_ROWS * (number // 2)
            column = _CARD + 6 * (number % 2)
            place = {"object_position": 2, "x_offset": 2}
            self.sheet.insert_chart(row, column, chart, place)
