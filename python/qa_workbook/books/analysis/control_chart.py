"""The control chart of 每日警示, the cells it is drawn from and what it says in words."""

from __future__ import annotations

from collections.abc import Callable
from math import floor

import numpy as np

from qa_workbook.analysis.control import day_control
from qa_workbook.books.analysis.charts.control import control
from qa_workbook.books.analysis.charts.look import Picture
from qa_workbook.books.analysis.helper_cells import only, only_where, templated
from qa_workbook.books.analysis.page import AnalysisPage
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.numbers import percent
from qa_workbook.statistics.control_charts import ENOUGH, MOVING_RANGE, SIGMAS, ControlLimits

_STEPS = 20  # the axis begins at a multiple of 1 ÷ this
_FORMULAS = {
    "centre": "SUMPRODUCT({all_ratio},{all_judgements})/SUM({all_judgements})",
    "spread": "SQRT({centre}*(1-{centre})/{judgements})",
    "score": "({ratio}-{centre})/{spread}",
    "range": "ABS({score}-{above_score})",
    "dispersion": f"AVERAGE({{all_range}})/{MOVING_RANGE}",
    "lower": f"MAX(0,{{centre}}-{SIGMAS}*{{spread}}*{{dispersion}})",
    "upper": f"MIN(1,{{centre}}+{SIGMAS}*{{spread}}*{{dispersion}})",
    "high": "{ratio}",
    "low": "{ratio}",
}
_MARKED = ("high", "low")  # only the days beyond a limit have a cell


class ControlChart:
    """Laney's p′ chart of the days; its limits are live formulas in hidden cells."""

    def __init__(self, page: AnalysisPage, days: PlacedTable, left: int) -> None:
        """`days` is the table of the days, `left` the first column of the hidden cells."""
        self.page, self.days = page, days
        self.say = page.book.sayer("charts_sheet")
        self.found = day_control(page.analysis)
        self.table: PlacedTable | None = None
        if isinstance(self.found, ControlLimits):
            columns = self._columns(self.found)
            self.table = page.place(FIRST_ROW, columns, left=left, boxed=False)

    def _columns(self, limits: ControlLimits) -> list[TableColumn]:
        days, points = self.page.analysis.days, limits.points
        judgements = days["judgements"].to_numpy()
        spread = np.sqrt(limits.centre * (1 - limits.centre) / judgements)
        scores = (points - limits.centre) / spread
        values: dict[str, list[float | str | None]] = {
            "centre": [limits.centre] * len(points),
            "spread": spread.tolist(),
            "score": scores.tolist(),
            "range": [None, *np.abs(np.diff(scores)).tolist()],
            "dispersion": [limits.dispersion] * len(points),
            "lower": limits.lower.tolist(),
            "upper": limits.upper.tolist(),
            "high": only(points, points > limits.upper),
            "low": only(points, points < limits.lower),
        }
        return [
            TableColumn("date", "date", days["date"], "date"),
            TableColumn("ratio", "ratio", points, "mark", formula=self._ratio),
            TableColumn("judgements", "judgements", judgements, "mark", formula=self._judgements()),
            *(
                TableColumn(key, key, found, "mark", formula=self._formula(key))
                for key, found in values.items()
            ),
        ]

    def _formula(self, key: str) -> Callable[[int], str]:
        found = templated(self._placed, _FORMULAS[key])
        if key == "range":  # the first day has none before it
            return lambda row: found(row) if row else ""
        if key in _MARKED:
            return only_where(self._placed, key, found)
        return found

    def _placed(self) -> PlacedTable:
        assert self.table is not None
        return self.table

    def _ratio(self, row: int) -> str:
        """With one version the ratio of a day is the one on this sheet."""
        if not self.page.sheets.one_version:
            return ""
        return f"={self.days.reference('average_defect_ratio', row)}"

    def _judgements(self) -> Callable[[int], str] | None:
        """With one version every recording has as many judgements as the scheme has items."""
        if not self.page.sheets.one_version:
            return None
        days = self.page.analysis.days
        items = int(days["judgements"].iloc[0] // days["recordings"].iloc[0])
        return lambda row: f"={self.days.reference('recordings', row)}*{items}"

    def picture(self) -> Picture | None:
        """Returns the chart, None without limits."""
        if self.table is None or not isinstance(self.found, ControlLimits):
            return None
        ends = np.concatenate([self.found.points, self.found.lower])
        least = floor(float(ends.min()) * _STEPS) / _STEPS
        title = self.say("control_title")
        words = self.say("alt_control", title=title, words=" ".join(self.sentences()))
        dates = self.page.analysis.days["date"]
        return control(self.page.book, self.table, title, dates, least, words)

    def sentences(self) -> list[str]:
        """Returns what the chart says, or why there is none; nothing without 平均不良比率."""
        if self.found is None:
            return []
        if not isinstance(self.found, ControlLimits):
            return [self.say(f"control_{self.found}")]
        limits, count = self.found, len(self.found.points)
        lines = [self._beyond(limits)]
        if count < ENOUGH:
            lines.append(self.say("control_few", count=count, enough=ENOUGH))
        note = "control_note" if self.page.sheets.one_version else "control_note_versions"
        return [*lines, self.say(note, dispersion=f"{limits.dispersion:.2f}")]

    def _beyond(self, limits: ControlLimits) -> str:
        days, said = self.page.analysis.days["date"], []
        for place in np.flatnonzero(limits.beyond).tolist():
            high = limits.points[place] > limits.upper[place]
            limit = limits.upper[place] if high else limits.lower[place]
            said.append(
                self.say(
                    "control_point_high" if high else "control_point_low",
                    day=f"{days.iloc[place]:%m-%d}",
                    ratio=percent(limits.points[place]),
                    limit=percent(limit),
                )
            )
        if not said:
            return self.say("control_within" if len(days) >= ENOUGH else "control_within_few")
        return self.say("control_beyond", days=self.say("and").join(said))
