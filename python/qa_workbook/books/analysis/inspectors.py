"""Sheet 质检员: what each inspector's scores look like beside everybody's (S8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qa_workbook.analysis.natural_order import natural_order
from qa_workbook.books.analysis.charts.inspectors import full_mark_chart, spread_chart
from qa_workbook.books.analysis.charts.look import Picture
from qa_workbook.books.analysis.inspector_formulas import InspectorFormulas
from qa_workbook.books.analysis.inspector_habits import InspectorHabits
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.style import put
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.numbers import percent

LABELS = "inspectors_sheet"
_CHART_ROWS = 16
_CHART_WIDTH, _CHART_HEIGHT = 505, 24 * (_CHART_ROWS - 1)
_RIGHT_CHART = 515  # pixels from the left edge of the sheet
_MOST_DRAWN = 40  # inspectors whose names a chart can show


class InspectorsPage(AnalysisPage):
    """A row per inspector by name, without a rank; charts of mean, spread and full marks below."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "inspectors", labels=LABELS)
        frame = self.analysis.inspectors
        names = frame["inspector"].tolist()
        order = sorted(range(len(names)), key=lambda row: natural_order(names[row]))
        self.frame = frame.iloc[order].reset_index(drop=True)
        self.everybody = everybody(self.analysis.detail)
        self.scored = bool(self.frame["mean_score"].notna().any())
        self.live = InspectorFormulas(sheets, self.frame["inspector"].tolist())
        self.table = self.place(FIRST_ROW, self._columns())
        self.places.tables["inspectors"] = self.table
        self.habits: InspectorHabits | None = None
        if self.scored:
            below = self.table.last + 4 + len(self._explained())
            self.habits = InspectorHabits(self, self.frame, self.live, below)

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_table(self.table)
        row = self.total(self.table, self._totals()) + 2
        for line in self._explained():
            put(self.sheet, row, 0, line, self.styles("subtitle"))
            row += 1
        if self.habits:
            row = self.habits.write()
        self._charts(row + 1)
        self.filter(self.table, 1)
        self.close(FIRST_ROW)

    def _notice(self) -> str:
        """Beside what every sheet says: that a mean alone is not severity."""
        return super()._notice() or self.say("different" if self.scored else "no_scores")

    def _columns(self) -> list[TableColumn]:
        say, frame, live = self.say, self.frame, self.live
        columns = [
            TableColumn("inspector", say("inspector"), frame["inspector"], most=24),
            *self.hints(frame["recordings"].tolist()),
            self._figure("recordings", "integer", 8, live.recordings),
            self._figure("days", "integer", 8),
        ]
        if self.scored:
            away = frame["mean_score"] - self.everybody.mean
            columns += [
                self._figure("mean_score", "score", 9, live.mean),
                TableColumn("away", say("away"), away, "score", 11, formula=live.away),
                self._figure("sd", "score", 8, live.sd),
                self._figure("full_marks", "percent", 8, live.full_marks),
                self._figure("severity", "score", 9),
                self._figure("shared", "integer", 9),
            ]
        columns += [
            self._figure("same_remark", "percent", 10),
            TableColumn("remark", say("remark"), frame["repeated_remark"], "wrapped", most=26),
            TableColumn("times", say("times"), frame["times"].where(frame["times"] > 0), "integer"),
            TableColumn("why", say("why"), self._reasons(), "wrapped", most=30),
        ]
        return columns

    def _figure(
        self,
        key: str,
        kind: str,
        width: float,
        formula: Callable[[int], str] | None = None,
    ) -> TableColumn:
        return TableColumn(key, self.say(key), self.frame[key], kind, width, formula=formula)

    def _reasons(self) -> list[str]:
        """Why a row has no spread, no severity, no share of remarks."""
        between = self.say("between")
        blanks = self.frame[["sd", "severity", "same_remark"]].isna()
        if not self.scored:
            blanks[["sd", "severity"]] = False
        return [
            between.join(self.say(f"no_{key}") for key, blank in row.items() if blank)
            for row in blanks.to_dict("records")
        ]

    def _totals(self) -> dict[str, Total]:
        every, live = self.everybody, self.live
        recordings = int(self.frame["recordings"].sum())
        totals = {
            "inspector": Total(self.say("everybody")),
            "recordings": Total(recordings, "integer", live.total_recordings()),
        }
        if self.scored:
            totals |= {
                "mean_score": Total(every.mean, "score", live.total_mean()),
                "sd": Total(every.sd, "score", live.total_sd()),
            }
        return totals

    def _explained(self) -> Sequence[str]:
        if not len(self.table):
            return ()
        keys = ("legend_scored", "legend_severity") if self.scored else ()
        rechecks = "rechecked" if len(self.analysis.rechecks) else "not_rechecked"
        told = (rechecks,) if self.scored else ()
        return [self.say(key) for key in (*keys, "legend_remarks", *told)]

    def _charts(self, row: int) -> None:
        if not self.scored or not 1 < len(self.table) <= _MOST_DRAWN:
            return
        means, spread = self.frame["mean_score"], self.frame["sd"].fillna(0)
        low, high = float((means - spread).min()), float((means + spread).max())
        drawn = {
            "spread_picture": spread_chart(self.book, self.table, self.say, low, high),
            "full_picture": full_mark_chart(self.book, self.table, self.say),
        }
        size = {"width": _CHART_WIDTH, "height": _CHART_HEIGHT}
        for number, (key, chart) in enumerate(drawn.items()):
            picture = Picture(chart, self._described(key))
            picture.insert(self.sheet, row, 0, size, (4 + _RIGHT_CHART * number, 0))

    def _described(self, key: str) -> str:
        """What a picture shows, in words, for those who can't see it."""
        means, full = self.frame["mean_score"], self.frame["full_marks"]
        words = {
            "low": f"{means.min():.2f}",
            "high": f"{means.max():.2f}",
            "least": percent(full.min()),
            "most": percent(full.max()),
        }
        return str(self.say(key, count=len(self.table), **words))


@dataclass(frozen=True)
class Everybody:
    """Mean and spread (n − 1) of all single scores of a period, NaN where there are too few."""

    mean: float
    sd: float


def everybody(detail: pd.DataFrame) -> Everybody:
    """Returns mean and spread of all scores that inspectors gave, also of those not counted."""
    own = detail["own_raw"] if "own_raw" in detail else detail["raw"]
    scores = own.to_numpy(dtype=np.float64)
    scores = scores[~np.isnan(scores)]
    mean = float(scores.mean()) if len(scores) else float("nan")
    sd = float(scores.std(ddof=1)) if len(scores) > 1 else float("nan")
    return Everybody(mean, sd)
