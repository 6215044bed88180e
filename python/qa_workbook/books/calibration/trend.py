"""Sheet 趋势: the figures of each session, one below the other, and as a picture."""

from __future__ import annotations

from qa_workbook.books.analysis.charts.look import (
    AXIS,
    BLUE,
    GRID,
    ORANGE,
    Picture,
    dress,
    marked_line,
    new_chart,
)
from qa_workbook.books.calibration.page import CalibrationPage, CalibrationSheets
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.table import TableColumn

_SIZE = {"width": 560, "height": 320}
_RIGHT = 575
_DRAWN = 2  # points that make a line


class TrendPage(CalibrationPage):
    """A row per session, the oldest first."""

    def __init__(self, sheets: CalibrationSheets) -> None:
        super().__init__(sheets, "trend")
        points, say = self.report.trend, self.say
        columns = {
            "session": ("text", [one.session for one in points]),
            "day": ("date", [one.day for one in points]),
            "recordings": ("integer", [one.recordings for one in points]),
            "inspectors": ("integer", [one.inspectors for one in points]),
            "percent": ("percent", [one.agreement for one in points]),
            "icc": ("score", [one.icc for one in points]),
            "away": ("score", [one.away for one in points]),
            "disputed_share": ("percent", [one.disputed for one in points]),
        }
        self.table = self.place(
            FIRST_ROW,
            [
                TableColumn(key, say(f"trend_{key}"), values, kind, None if kind == "text" else 12)
                for key, (kind, values) in columns.items()
            ],
        )

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading(self._idle())
        self.write_table(self.table)
        row = self.lines(self.table.last + 2, [self.say("trend_legend")])
        if len(self.table) >= _DRAWN:
            shares = {"percent": BLUE, "disputed_share": ORANGE}
            self._draw(row + 1, "trend_shares", shares, 0, "0%")
            self._draw(row + 1, "trend_points", {"away": BLUE}, _RIGHT, "0.0")
        self.filter(self.table, 1)
        self.close(self.table.header)

    def _idle(self) -> str:
        weeks, least = self.report.idle_weeks, self.report.rules.sessions.per_week
        return self.say("idle_weeks", weeks=weeks, least=least) if weeks else ""

    def _draw(self, row: int, title: str, series: dict[str, str], right: int, number: str) -> None:
        chart = new_chart(self.book, "line")
        dress(chart, self.say(title), legend=len(series) > 1)
        for key, colour in series.items():
            chart.add_series(
                {
                    "name": self.say(f"trend_{key}"),
                    "categories": self.table.chart_range("session"),
                    "values": self.table.chart_range(key),
                    **marked_line(colour),
                }
            )
        chart.set_x_axis({**AXIS})
        chart.set_y_axis({**AXIS, "major_gridlines": GRID, "num_format": number, "min": 0})
        picture = Picture(chart, self.say(f"{title}_picture", count=len(self.table)))
        picture.insert(self.sheet, row, 0, _SIZE, (4 + right, 0))
