"""Charts of the days: the defect ratio in alert colours, or else the mean score."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from qa_workbook.books.analysis.charts.look import (
    AXIS,
    GRID,
    Picture,
    dress,
    marked_line,
    new_chart,
)
from qa_workbook.books.cloth.axis import score_axis
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.style import ACCENT, ACCENT_SOFT, ALERT
from qa_workbook.books.cloth.table import PlacedTable

_CALM = "#DDE3E7"  # bars of the level 关注: white ones would look like missing data
_BORDER = {"color": "#9AA5AD", "width": 1}


def date_axis(days: pd.Series) -> dict[str, object]:
    """Returns the axis of some days: the day alone within one month, or else month and day."""
    one_month = len({(day.year, day.month) for day in days.tolist()}) <= 1
    return {**AXIS, "text_axis": True, "num_format": "d" if one_month else "mm-dd"}


def alert_fill(colour: str) -> str:
    """Returns the fill of an alert colour in pictures; white is a pale grey there."""
    return _CALM if colour in ("white", "") else ALERT[colour].fill


def alert_days(
    book: ResultBook,
    table: PlacedTable,
    title: str,
    days: pd.Series,
    colours: Sequence[str | None],
    words: str,
) -> Picture:
    """Returns a column per day, as high as 平均不良比率, in the colour of its alert level.

    `days` are the dates in the table, `words` says what the picture shows.
    """
    chart = new_chart(book, "column")
    fills = [{"color": alert_fill(colour or "")} for colour in colours]
    chart.add_series(
        {
            "name": title,
            "categories": table.chart_range("date"),
            "values": table.chart_range("average_defect_ratio"),
            "fill": {"color": ACCENT_SOFT},
            "points": [{"fill": fill, "border": _BORDER} for fill in fills],
            "gap": 40,
        }
    )
    dress(chart, title)
    chart.set_x_axis(date_axis(days))
    chart.set_y_axis({**AXIS, "min": 0, "major_gridlines": GRID, "num_format": "0%"})
    return Picture(chart, words)


def day_means(
    book: ResultBook, table: PlacedTable, title: str, days: pd.Series, words: str
) -> Picture:
    """Returns the mean score of each day as a line, for schemes without a defect ratio."""
    chart = new_chart(book, "line")
    chart.add_series(
        {
            "name": title,
            "categories": table.chart_range("date"),
            "values": table.chart_range("mean_score"),
            **marked_line(ACCENT),
        }
    )
    dress(chart, title)
    chart.set_x_axis(date_axis(days))
    scores = table.columns[table.index("mean_score") - table.left].cells
    chart.set_y_axis({**AXIS, "major_gridlines": GRID, **score_axis(scores)})
    return Picture(chart, words)
