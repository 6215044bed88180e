"""The control chart: a point for each day, limits at each point, what lies beyond them marked."""

from __future__ import annotations

import pandas as pd

from qa_workbook.books.analysis.charts.days import date_axis
from qa_workbook.books.analysis.charts.look import (
    AXIS,
    BLUE,
    GREY,
    GRID,
    NO_LINE,
    ORANGE,
    SMALL,
    Picture,
    dress,
    marked_line,
    new_chart,
    plain_line,
)
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.style import INK
from qa_workbook.books.cloth.table import PlacedTable


def control(
    book: ResultBook, table: PlacedTable, title: str, days: pd.Series, least: float, words: str
) -> Picture:
    """Returns the control chart.

    `table` has the columns date, ratio, centre, lower, upper, and high and low, in which only the
    points beyond a limit stand. `days` are its dates, `least` is where the axis begins, `words` say
    what is seen.
    """
    say = book.sayer("charts_sheet")
    chart = new_chart(book, "line")
    looks = {
        "ratio": marked_line(BLUE),
        "centre": plain_line(GREY),
        "upper": plain_line(INK, "dash"),
        "lower": plain_line(INK, "square_dot"),
        "high": _beyond("triangle", "above"),
        "low": _beyond("diamond", "below"),
    }
    for key, look in looks.items():
        chart.add_series(
            {
                "name": say(f"control_{key}"),
                "categories": table.chart_range("date"),
                "values": table.chart_range(key),
                **look,
            }
        )
    dress(chart, title, legend=True)
    chart.set_x_axis(date_axis(days))
    chart.set_y_axis({**AXIS, "min": least, "major_gridlines": GRID, "num_format": "0%"})
    chart.show_hidden_data()
    return Picture(chart, words)


def _beyond(marker: str, position: str) -> dict[str, object]:
    """Marks without a line, each with the name of the series beside it."""
    fill = {"color": ORANGE}
    return {
        "line": NO_LINE,
        "marker": {"type": marker, "size": 10, "fill": fill, "border": {"color": INK}},
        "data_labels": {"series_name": True, "position": position, "font": {**SMALL, "bold": True}},
    }
