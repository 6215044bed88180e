"""The columns and totals that the sheets of agents and of teams share (S3)."""

from __future__ import annotations

from itertools import starmap

import pandas as pd

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


def figure_columns(sheets: SchemeSheets, frame: pd.DataFrame) -> list[TableColumn]:
    """Returns scores, rates, errors and defects of each group; `frame` is `agents` or `teams`."""
    say = sheets.book.say
    if sheets.analysis.months is not None:
        return _month_columns(sheets, frame)
    ratios = sheets.analysis.overall.average_defect_ratio is not None
    columns = [TableColumn("recordings", say("recordings"), frame["recordings"], "integer")]
    if not ratios:
        columns += small_sample_hints(sheets.book, frame["recordings"], sheets.small_sample)
    columns += [
        TableColumn("mean_score", say("mean_score"), frame["mean_score"], "score", width=10),
        TableColumn("mean_final", say("mean_final"), frame["mean_final"], "score", width=10),
    ]
    if frame["good"].notna().any():
        columns.append(TableColumn("good", say("rate_good"), frame["good"], "percent"))
    if ratios:
        heading, values = say("average_defect_ratio"), frame["average_defect_ratio"]
        names, tones = _levels(sheets, frame), sheets.level_tones()
        columns += [
            TableColumn("average_defect_ratio", heading, values, "percent", 12),
            TableColumn("alert", say("alert"), names, "centred", width=10, tones=tones),
        ]
    taken = frame["error_deduction"]
    return [
        *columns,
        TableColumn("error_deduction", say("error_deduction"), taken, "mark", width=10),
        TableColumn("fatal", say("fatal"), frame["fatal"], "integer", width=9),
        TableColumn("defects", say("defects"), frame["defects"], "integer", width=9),
    ]


def _levels(sheets: SchemeSheets, frame: pd.DataFrame) -> list[str]:
    """The level of each group; of too few recordings the word for that: one call is no alarm."""
    few = sheets.small_sample or 0

    def level(name: str, count: int) -> str:
        return name if count >= few else sheets.book.say("few_mark")

    names = sheets.level_names(frame["alert"])
    return list(starmap(level, zip(names, frame["recordings"], strict=True)))


def _month_columns(sheets: SchemeSheets, frame: pd.DataFrame) -> list[TableColumn]:
    """Clause schemes: the score of the month and the points lost; nobody marks errors there."""
    say = sheets.book.say
    columns = [
        TableColumn("recordings", say("breach_recordings"), frame["recordings"], "integer", 11),
        TableColumn("defects", say("defects"), frame["defects"], "integer", width=9),
        TableColumn("lost", say("points_lost"), frame["lost"], "mark", width=10),
        TableColumn("mean_score", say("month_score"), frame["mean_score"], "score", width=10),
    ]
    if frame["good"].notna().any():
        columns.append(TableColumn("good", say("rate_good"), frame["good"], "percent"))
    return columns


def figure_totals(sheets: SchemeSheets, frame: pd.DataFrame) -> dict[str, Total]:
    """Returns the totals below those columns: the figures of all recordings together."""
    overall = sheets.analysis.overall
    lost = {}
    if sheets.analysis.months is not None:
        lost = {"lost": Total(float(frame["lost"].sum()), "General")}
    return lost | {
        "recordings": Total(overall.recordings, "integer"),
        "mean_score": Total(overall.mean_score, "score"),
        "mean_final": Total(overall.mean_final, "score"),
        "good": Total(overall.rates["good"], "percent"),
        "average_defect_ratio": Total(overall.average_defect_ratio, "percent"),
        "alert": Total(sheets.level_name()),
        "error_deduction": Total(float(frame["error_deduction"].sum()), "General"),
        "fatal": Total(int(frame["fatal"].sum()), "integer"),
        "defects": Total(int(frame["defects"].sum()), "integer"),
    }
