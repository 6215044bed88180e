"""Sheet 每日警示 (S3): 平均不良比率 and alert colour of each day, the days of each colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from qa_workbook.analysis.catalogue import find_figure
from qa_workbook.analysis.formulas import own_mean
from qa_workbook.books.analysis.calendar import DAYS, place_calendar
from qa_workbook.books.analysis.charts.days import alert_days, day_means
from qa_workbook.books.analysis.charts.look import Picture
from qa_workbook.books.analysis.control_chart import ControlChart
from qa_workbook.books.analysis.live import (
    few_mark,
    live_cells,
    live_column,
    live_formula,
    reference,
)
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.analysis.paragraph import write_paragraph
from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.print_parts import print_in_parts
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.numbers import percent
from qa_workbook.scheme.model import Alerts

_CHART_SIZE = {"width": 640, "height": 330}
_CHART_ROWS = 15  # that the first chart covers, and an empty one
_CHART_COLUMNS = 10  # that it covers where there is no calendar
_HIDDEN = 12  # columns from the right part to what only the control chart looks at


class DaysPage(AnalysisPage):
    """A row per day, the alert levels beside it, and a chart below those."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "days")
        self.days = self.place(FIRST_ROW, self._columns())
        self.places.tables["days"] = self.days
        self.right = len(self.days.columns) + 1
        self.levels: PlacedTable | None = None
        if alerts := self.analysis.scheme.alerts:
            self.levels = self.place(FIRST_ROW, self._level_columns(alerts), left=self.right)
            self.places.tables["levels"] = self.levels
        below = self.levels.last + 3 if self.levels else FIRST_ROW
        self.calendar = place_calendar(self, self.days, below, self.right)
        self.control = ControlChart(self, self.days, self.right + _HIDDEN)

    def _columns(self) -> list[TableColumn]:
        frame, say = self.analysis.days, self.say
        heading = say("mean_score")
        if self.analysis.months is not None:
            heading = say("breach_mean")
        columns = [
            TableColumn("date", say("date"), frame["date"], "date"),
            self._figure("recordings", say("recordings"), frame["recordings"], "integer"),
            TableColumn(
                "mean_score",
                heading,
                frame["mean_score"],
                "score",
                width=10,
                formula=live_cells(self.sheets, "days", own_mean("raw")),
            ),
        ]
        if self.analysis.overall.average_defect_ratio is not None:
            names, ratios = self.sheets.level_names(frame["alert"]), frame["average_defect_ratio"]
            heading, tones = say("average_defect_ratio"), self.sheets.level_tones()
            columns += [
                self._figure("average_defect_ratio", heading, ratios, "percent", 13),
                replace(self._figure("alert", say("alert"), names, "centred", 11), tones=tones),
            ]
        return columns + self.hints(frame["recordings"], few_mark(self.sheets, "days"))

    def _figure(
        self,
        key: str,
        heading: str,
        values: Sequence[object] | pd.Series,
        kind: str,
        width: float | None = None,
    ) -> TableColumn:
        formula = live_column(self.sheets, find_figure(f"days.{key}"))
        return TableColumn(key, heading, values, kind, width, formula=formula)

    def _level_columns(self, alerts: Alerts) -> list[TableColumn]:
        """警示色天数 with the lower bounds of each level."""
        say, found, levels = self.say, self.analysis.overall.alert_days, alerts.levels
        names, tones = list(self.sheets.levels().values()), self.sheets.level_tones()
        colours = [say(level.colour) for level in levels]
        figures = [find_figure(f"alert_days.{level.colour}") for level in levels]
        days = [found[level.colour] for level in levels]
        averages = [float(level.average_from) for level in levels]
        ratios = [float(level.item_from) for level in levels]
        return [
            TableColumn("alert", say("alert"), names, "centred", width=12, tones=tones),
            TableColumn("colour", say("colour"), colours, "centred", width=9),
            TableColumn(
                "days",
                say("alert_day_count"),
                days,
                "integer",
                width=12,
                formula=lambda row: live_formula(self.sheets, figures[row]),
            ),
            TableColumn("average", say("average_from"), averages, "percent", 15),
            TableColumn("item", say("item_from"), ratios, "percent", 15),
        ]

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_table(self.days)
        self.total(self.days, self._totals())
        self.widths[self.right - 1] = 3
        chart_row = FIRST_ROW
        if self.levels:
            self.write_table(self.levels)
            chart_row = self.levels.last + 3
        if self.calendar:
            self.calendar.write()
            chart_row = self.calendar.below + 1
            if self._one_month():
                chart_row = max(chart_row, self.days.last + 3)
        bottom = max(chart_row, self.days.last + 1)
        if len(self.days):
            days_chart(self.sheets).insert(self.sheet, chart_row, self.right, _CHART_SIZE)
            bottom = max(bottom, self._control(chart_row + _CHART_ROWS))
        right = self.right + (DAYS if self.calendar else _CHART_COLUMNS) - 1
        self.sheet.print_area(0, 0, bottom, right)
        self.filter(self.days)
        self._print(chart_row)

    def _one_month(self) -> bool:
        return self.calendar is not None and len(self.calendar.months) == 1

    def _print(self, chart_row: int) -> None:
        """Of one month tables and calendar are on one page and the pictures on the next."""
        if not self._one_month():
            self.close(FIRST_ROW)
            return
        self.close()
        print_in_parts(self, [chart_row], self.widths, chart_row + 2)

    def _control(self, row: int) -> int:
        """The control chart with what it says, below the other chart. Returns the row below."""
        sentences = self.control.sentences()
        if not sentences:
            return row
        title = self.book.sayer("charts_sheet")("control_title")
        row = self.section(row, title, DAYS, self.right)
        width = self.calendar.width if self.calendar else 0.0
        for number, words in enumerate(sentences):
            row = write_paragraph(self, row, self.right, width, DAYS, words, bold=number == 0)
        if picture := self.control.picture():
            picture.insert(self.sheet, row, self.right, _CHART_SIZE)
            row += _CHART_ROWS
        if self.control.table:
            self.write_hidden(self.control.table)
        return row

    def _totals(self) -> dict[str, Total]:
        overall = self.analysis.overall
        mean = overall.mean_score
        if self.analysis.months is not None:
            mean = None  # that of the days is one of bad calls, that of the period is not
        return {
            "date": Total(self.say("total")),
            "recordings": self._total("recordings", overall.recordings, "integer"),
            "mean_score": self._total("mean_score", mean, "score"),
            "average_defect_ratio": self._total(
                "average_defect_ratio", overall.average_defect_ratio, "percent"
            ),
            "alert": self._total("alert", self.sheets.level_name() or None),
        }

    def _total(self, key: str, value: object, number: str | None = None) -> Total:
        formula = "" if value is None else reference(self.sheets, find_figure(key))
        return Total(value, number, formula)


def _ends(figures: pd.Series) -> tuple[float, float]:
    """The lowest and the highest of some figures."""
    return figures.min(), figures.max()


def days_chart(sheets: SchemeSheets, *, named: bool = False) -> Picture:
    """Returns the daily picture: defect ratio by alert colour, or else the mean score.

    The title of a `named` one says of which scheme it is.
    """
    book, days, frame = sheets.book, sheets.places.tables["days"], sheets.analysis.days
    say = book.sayer("charts_sheet")
    if sheets.analysis.overall.average_defect_ratio is None:
        title = book.say("day_means" if sheets.analysis.months is None else "breach_mean")
        title = sheets.of_scheme(title) if named else title
        lowest, highest = (f"{end:.2f}" for end in _ends(frame["mean_score"]))
        words = say("alt_days", title=title, count=len(frame), lowest=lowest, highest=highest)
        return day_means(book, days, title, frame["date"], words)
    enough = frame["recordings"] >= (sheets.small_sample or 0)
    title, colours = book.say("day_ratios"), frame["alert"].where(enough, "").tolist()
    title = sheets.of_scheme(title) if named else title
    lowest, highest = map(percent, _ends(frame["average_defect_ratio"]))
    words = say("alt_days", title=title, count=len(frame), lowest=lowest, highest=highest)
    return alert_days(book, days, title, frame["date"], colours, words)
