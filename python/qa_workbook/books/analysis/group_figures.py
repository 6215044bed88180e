"""The columns and totals that the sheets of agents and of teams share (S3)."""

from __future__ import annotations

from dataclasses import replace
from itertools import starmap

import pandas as pd

from qa_workbook.analysis.catalogue import find_figure
from qa_workbook.books.analysis.figures import shown_figure
from qa_workbook.books.analysis.live import (
    few_mark,
    live_cells,
    live_column,
    reference,
    sum_of,
)
from qa_workbook.books.analysis.live_months import own_month_sum
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets, small_sample_hints
from qa_workbook.books.cloth.page import Total
from qa_workbook.books.cloth.table import TableColumn


class GroupsPage(AnalysisPage):
    """A sheet with a row per agent or team."""

    def _notice(self) -> str:
        """Beside what every sheet says: from how many recordings on a group has a level."""
        notice, few = super()._notice(), self.sheets.small_sample
        frame = getattr(self.analysis, self.key)
        if notice or few is None or not frame["alert"].any():
            return notice
        small = int((frame["recordings"] < few).sum())
        if not small:
            return ""
        return self.say("few_groups", count=small, whole=len(frame), few=few)


def figure_columns(sheets: SchemeSheets, table: str, frame: pd.DataFrame) -> list[TableColumn]:
    """Returns scores, rates, errors and defects of each group.

    `table` is "agents" or "teams", `frame` the rows as the sheet shows them.
    """
    say = sheets.book.say
    if sheets.analysis.months is not None:
        return _month_columns(sheets, table, frame)
    columns = _Columns(sheets, table, frame)
    ratios = sheets.analysis.overall.average_defect_ratio is not None
    found = [columns.of("recordings", say("recordings"), "integer")]
    if not ratios:
        few, marks = sheets.small_sample, few_mark(sheets, table)
        found += small_sample_hints(sheets.book, frame["recordings"], few, marks)
    found += [
        columns.of("mean_score", say("mean_score"), "score", 10),
        columns.of("mean_final", say("mean_final"), "score", 10),
    ]
    if frame["good"].notna().any():
        found.append(columns.of("good", say("rate_good"), "percent"))
    if ratios:
        alert = columns.of("alert", say("alert"), "centred", 10)
        found += [
            columns.of("average_defect_ratio", say("average_defect_ratio"), "percent", 12),
            replace(alert, values=_levels(sheets, frame), tones=sheets.level_tones()),
        ]
    return [
        *found,
        columns.of("error_deduction", say("error_deduction"), "mark", 10),
        columns.of("fatal", say("fatal"), "integer", 9),
        columns.of("defects", say("defects"), "integer", 9),
    ]


class _Columns:
    """Columns of the catalogue's figures of agents, with their live formulas."""

    def __init__(self, sheets: SchemeSheets, table: str, frame: pd.DataFrame) -> None:
        self._sheets, self._table, self._frame = sheets, table, frame

    def of(self, key: str, heading: str, kind: str, width: float | None = None) -> TableColumn:
        """Returns the column of a figure; of the agents' where the catalogue has no other."""
        figure = _FIGURES.get(key) or find_figure(f"agents.{key}")
        formula = live_column(self._sheets, figure, table=self._table)
        return TableColumn(key, heading, self._frame[key], kind, width, formula=formula)

    def of_months(self, key: str, heading: str, kind: str, width: float) -> TableColumn:
        """Returns the column of a sum over the months of a group."""
        formula = live_cells(self._sheets, self._table, own_month_sum(key))
        return TableColumn(key, heading, self._frame[key], kind, width, formula=formula)


_FIGURES = {
    "average_defect_ratio": find_figure("days.average_defect_ratio"),
    "alert": find_figure("days.alert"),
}
"""What the catalogue has for days alone is computed alike for agents and teams."""


def _levels(sheets: SchemeSheets, frame: pd.DataFrame) -> list[str]:
    """The level of each group; of too few recordings the word for that: one call is no alarm."""
    few = sheets.small_sample or 0

    def level(name: str, count: int) -> str:
        return name if count >= few else sheets.book.say("few_mark")

    names = sheets.level_names(frame["alert"])
    return list(starmap(level, zip(names, frame["recordings"], strict=True)))


def _month_columns(sheets: SchemeSheets, table: str, frame: pd.DataFrame) -> list[TableColumn]:
    """Clause schemes: the score of the month and the points lost; nobody marks errors there."""
    say, columns = sheets.book.say, _Columns(sheets, table, frame)
    found = [
        columns.of_months("recordings", say("breach_recordings"), "integer", 11),
        columns.of_months("defects", say("defects"), "integer", 9),
        columns.of_months("lost", say("points_lost"), "mark", 10),
        columns.of("mean_score", say("month_score"), "score", 10),
    ]
    if frame["good"].notna().any():
        found.append(columns.of("good", say("rate_good"), "percent"))
    return found


def figure_totals(sheets: SchemeSheets, table: str, frame: pd.DataFrame) -> dict[str, Total]:
    """Returns the totals below those columns: the figures of all recordings together."""
    totals = {}
    for key, figure in _TOTALS.items():
        shown = shown_figure(sheets, figure)
        formula = reference(sheets, find_figure(figure))
        totals[key] = Total(shown.value, shown.number, formula)
    if sheets.analysis.months is not None:
        totals["lost"] = Total(float(frame["lost"].sum()), "General", sum_of(sheets, table, "lost"))
    return totals


_TOTALS = {
    "recordings": "recordings",
    "mean_score": "mean_score",
    "mean_final": "mean_final",
    "good": "rates.good",
    "average_defect_ratio": "average_defect_ratio",
    "alert": "alert",
    "error_deduction": "error_deduction_sum",
    "fatal": "fatal",
    "defects": "defects",
}
"""The figures of the whole period below the columns of the groups."""
