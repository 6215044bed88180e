"""Sheet 趋势: the period among those before it, and by week and day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qa_workbook.books.analysis.charts.look import BLUE, ORANGE, Picture
from qa_workbook.books.analysis.charts.trend import trend_lines
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.analysis.trend_formulas import (
    day_formula,
    period_formula,
    week_formula,
)
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.style import put
from qa_workbook.books.cloth.table import PlacedTable, TableColumn, header_height, write_column

_KINDS = {
    "recordings": ("integer", 11.0),
    "mean_score": ("score", 11.0),
    "good": ("percent", 11.0),
    "average_defect_ratio": ("percent", 14.0),
    "fatal": ("integer", 11.0),
    "defects": ("integer", 11.0),
}
"""Number format and width of each figure."""
_OTHERS = {"name": 13.0, "first": 12.0, "last": 12.0, "few": 12.0}
_RATES = ("good", "average_defect_ratio")
_CHART_ROWS = 12
_SECOND = 4  # the column of the second chart in a row
_WEEK = 7


@dataclass(frozen=True)
class Spans:
    """Rows of one section: what it is called, its frame, where it stands."""

    key: str
    frame: pd.DataFrame
    table: PlacedTable


class TrendPage(AnalysisPage):
    """Sections with one header, which stays in sight: periods, charts, weeks, days."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "trend", labels="trend_sheet")
        self.places.sheets["trend"] = self.name
        frames = {"periods": self._periods(), "weeks": self._weeks(), "days": self._days()}
        self.shown = [key for key in _KINDS if self._has(key, frames)]
        self.spans: list[Spans] = []
        row = FIRST_ROW + 1
        for key, frame in frames.items():
            if key == "weeks":
                self.chart_row = row
                row += self._chart_lines(frames) * _CHART_ROWS + 2
            if len(frame):
                table = self._placed(row, key, frame)
                self.spans.append(Spans(key, frame, table))
                self.places.tables[f"trend.{key}"] = table
                row = table.last + 2
        self.below = row

    def _has(self, key: str, frames: Mapping[str, pd.DataFrame]) -> bool:
        if key == "fatal":
            return self.analysis.scheme.fatal is not None
        if key == "defects":
            return self.analysis.months is not None
        return any(frame[key].notna().any() for frame in frames.values())

    def _chart_lines(self, frames: Mapping[str, pd.DataFrame]) -> int:
        """How many rows of charts there are."""
        return sum(self._is_drawn(key, frame) for key, frame in frames.items())

    def _is_drawn(self, key: str, frame: pd.DataFrame) -> bool:
        drawn = [name for name in ("mean_score", *_RATES) if frame[name].notna().any()]
        return key != "weeks" and len(frame) > 1 and bool(drawn)

    def _periods(self) -> pd.DataFrame:
        """The past periods, then this one."""
        analysis, overall = self.analysis, self.analysis.overall
        past = self.sheets.report.past.rename(columns={"period": "name"})
        own = {
            "name": analysis.period.short,
            "first": pd.Timestamp(analysis.period.first),
            "last": pd.Timestamp(analysis.period.last),
            "recordings": overall.recordings,
            "mean_score": overall.mean_score,
            "good": overall.rates.get("good"),
            "average_defect_ratio": overall.average_defect_ratio,
            "fatal": overall.fatal,
            "defects": overall.defects,
        }
        rows = [*past.to_dict("records"), own]
        frame = pd.DataFrame(rows, columns=["name", "first", "last", *_KINDS])
        figures = ["mean_score", *_RATES, "defects"]
        return frame.astype(dict.fromkeys(figures, "float64"))

    def _weeks(self) -> pd.DataFrame:
        """The weeks, where there are several; their days are those within the period."""
        frame, period = self.analysis.weeks, self.analysis.period
        weeks = [day.isocalendar() for day in frame["date"].tolist()]
        names = [f"{week.year}-W{week.week:02}" for week in weeks]
        last = frame["date"] + pd.Timedelta(days=_WEEK - 1)
        return self._spans(
            frame,
            names,
            frame["date"].clip(lower=pd.Timestamp(period.first)),
            last.clip(upper=pd.Timestamp(period.last)),
        )

    def _days(self) -> pd.DataFrame:
        frame = self.analysis.days
        names = [f"{day:%m-%d}" for day in frame["date"].tolist()]
        return self._spans(frame, names, frame["date"], frame["date"])

    def _spans(
        self, frame: pd.DataFrame, names: Sequence[str], first: pd.Series, last: pd.Series
    ) -> pd.DataFrame:
        """The frame with its spans, empty where it has one row: that is the period itself."""
        words = pd.Series(names, frame.index, dtype="str")
        found = frame.assign(name=words, first=first, last=last)
        if self.analysis.months is not None:  # a mean of bad recordings alone says nothing
            found = found.assign(mean_score=np.nan, good=np.nan)
        return found if len(found) > 1 else found.head(0)

    def _placed(self, row: int, key: str, frame: pd.DataFrame) -> PlacedTable:
        """The table of a section. Its formulas look at its own cells, which are placed with it."""

        def live(figure: str) -> Callable[[int], str]:
            return lambda number: self._formula(key, table, figure, number)

        columns = [
            TableColumn("name", "", frame["name"], "centred"),
            TableColumn("first", "", frame["first"], "date"),
            TableColumn("last", "", frame["last"], "date"),
        ]
        for figure in self.shown:
            kind = _KINDS[figure][0]
            values = self._values(frame, figure)
            columns.append(TableColumn(figure, "", values, kind, formula=live(figure)))
        if self._marks_few():
            words = [
                self.say("none" if not count else "few_mark") if weak else ""
                for count, weak in zip(frame["recordings"], self._weak(frame), strict=True)
            ]
            columns.append(TableColumn("few", "", words, "centred"))
        table = self.place(row, columns)
        return table

    def _values(self, frame: pd.DataFrame, figure: str) -> pd.Series:
        """A figure of each row; of a period without recordings only that there are none."""
        if figure == "recordings":
            return frame[figure]
        return frame[figure].where(frame["recordings"] > 0)

    def _formula(self, key: str, table: PlacedTable, figure: str, row: int) -> str:
        value = table.columns[table.index(figure)].cells[row]
        if value is None or not self.analysis.overall.recordings:
            return ""
        if key == "days":
            return day_formula(self.sheets, table, figure, row)
        if key == "weeks":
            days = self.places.tables["trend.days"]
            return week_formula(self.sheets, table, days, figure, row)
        return period_formula(self.sheets, figure) if row == len(table) - 1 else ""

    def _marks_few(self) -> bool:
        return self.analysis.months is None and bool(self.sheets.small_sample)

    def _weak(self, frame: pd.DataFrame) -> list[bool]:
        """Whether a row has too few recordings to say much."""
        few = self.sheets.small_sample or 0
        return [self._marks_few() and count < few for count in frame["recordings"]]

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self._header()
        for one in self.spans:
            self.section(one.table.header, self.say(one.key), self._wide())
            for column in one.table.columns:
                write_column(self.sheet, self.styles, one.table, column)
        self._charts()
        self._legend()
        self.sheet.freeze_panes(FIRST_ROW + 1, 1)
        self.close(FIRST_ROW)
        self.sheet.set_portrait()

    def _wide(self) -> int:
        return len(self.spans[0].table.columns)

    def _header(self) -> None:
        keys = [column.key for column in self.spans[0].table.columns]
        widths = [_KINDS[key][1] if key in _KINDS else _OTHERS[key] for key in keys]
        words = [self.say(self._heading(key)) for key in keys]
        for column, heading in enumerate(words):
            put(self.sheet, FIRST_ROW, column, heading, self.styles("header"))
        self.widths |= dict(enumerate(widths))
        self.sheet.set_row(FIRST_ROW, header_height(words, widths))

    def _heading(self, key: str) -> str:
        by_month = {"recordings": "breach_recordings", "mean_score": "month_score"}
        return by_month.get(key, key) if self.analysis.months is not None else key

    def _charts(self) -> None:
        drawn = [one for one in self.spans if self._is_drawn(one.key, one.frame)]
        row = self.section(self.chart_row, self.say("charts"), self._wide()) if drawn else 0
        for one in drawn:
            for picture, column in zip(self._pictures(one), (0, _SECOND), strict=False):
                size = {"width": self._pixels(column), "height": _CHART_ROWS * 24 - 4}
                picture.insert(self.sheet, row, column, size, (2, 4))
            row += _CHART_ROWS

    def _pixels(self, left: int) -> int:
        """How wide a chart is that begins in a column: up to the next, or to the last one."""
        columns = range(left, _SECOND if left < _SECOND else self._wide())
        return sum(int(self.widths[column] * 7) + 5 for column in columns) - 6

    def _pictures(self, spans: Spans) -> Iterator[Picture]:
        colours = {"good": BLUE, "average_defect_ratio": ORANGE}
        frame = spans.frame
        rates = [key for key in _RATES if frame[key].notna().any()]
        if rates:
            lines = [(key, self.say(key), colours[key]) for key in rates]
            yield self._picture(spans, "rates", lines)
        if frame["mean_score"].notna().any():
            name = self.say(self._heading("mean_score"))
            yield self._picture(spans, "scores", [("mean_score", name, BLUE)])

    def _picture(self, spans: Spans, kind: str, lines: Sequence[tuple[str, str, str]]) -> Picture:
        names = self.say("and").join(name for _, name, _ in lines)
        title = self.say(f"chart_{spans.key}", names=names)
        first, last = spans.frame["name"].iloc[0], spans.frame["name"].iloc[-1]
        return trend_lines(
            self.book,
            spans.table,
            title,
            lines,
            self._weak(spans.frame),
            self.say("line_alt", title=title, first=first, last=last),
            percent=kind == "rates",
        )

    def _notice(self) -> str:
        words = "" if len(self.sheets.report.past) else self.say("first_period")
        return "　".join(filter(None, [super()._notice(), words]))

    def _legend(self) -> None:
        row = self.section(self.below, self.say("legend"), self._wide())
        for number, words in enumerate(self._explained(), row):
            put(self.sheet, number, 0, words, self.styles("plain"))

    def _explained(self) -> Iterator[str]:
        if self._marks_few():
            yield self.say("legend_few", few=self.sheets.small_sample)
        yield self.say("legend_live")
        yield self.say("legend_scale")
        if self.analysis.months is not None:
            yield self.say("legend_months")
