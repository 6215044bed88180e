"""The pictures of sheet 质检员: mean with spread, and the share of full marks."""

from __future__ import annotations

from collections.abc import Callable

from xlsxwriter.chart import Chart

from qa_workbook.books.analysis.charts.look import (
    AXIS,
    BLUE,
    GRID,
    NO_LINE,
    ORANGE,
    SMALL,
    dress,
    new_chart,
)
from qa_workbook.books.cloth.axis import score_axis
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.table import PlacedTable

_UPRIGHT_FROM = 9  # more names than this stand upright, or Calc leaves every second one out


def spread_chart(
    book: ResultBook, table: PlacedTable, say: Callable[..., str], low: float, high: float
) -> Chart:
    """Returns a dot for the mean score of every inspector, a line up and down for the spread.

    Dots need no axis from 0 as columns do, so that small differences are seen: it goes from `low`
    to `high`, between which all lines lie.
    """
    chart = _chart(book, "line", say("spread_title"), table)
    spread, fill = f"={table.range('sd')}", {"color": BLUE}
    chart.add_series(
        {
            "name": say("mean_score"),
            "categories": table.chart_range("inspector"),
            "values": table.chart_range("mean_score"),
            "line": NO_LINE,
            "marker": {"type": "circle", "size": 8, "fill": fill, "border": fill},
            "y_error_bars": {
                "type": "custom",
                "plus_values": spread,
                "minus_values": spread,
                "line": {"color": ORANGE, "width": 2},
            },
            "data_labels": {
                "value": True,
                "position": "right",
                "num_format": "0.0",
                "font": SMALL,
            },
        }
    )
    chart.set_y_axis({**AXIS, "major_gridlines": GRID, **score_axis([low, high])})
    return chart


def full_mark_chart(book: ResultBook, table: PlacedTable, say: Callable[..., str]) -> Chart:
    """Returns a column for the share of full marks of every inspector."""
    chart = _chart(book, "column", say("full_title"), table)
    chart.add_series(
        {
            "name": say("full_marks"),
            "categories": table.chart_range("inspector"),
            "values": table.chart_range("full_marks"),
            "fill": {"color": BLUE},
            "border": NO_LINE,
            "gap": 80,
            "data_labels": {"value": True, "num_format": "0%", "font": SMALL},
        }
    )
    shares = {"num_format": "0%", "min": 0, "max": 1, "major_unit": 0.2}
    chart.set_y_axis({**AXIS, "major_gridlines": GRID, **shares})
    return chart


def _chart(book: ResultBook, kind: str, title: str, table: PlacedTable) -> Chart:
    chart = new_chart(book, kind)
    dress(chart, title)
    upright = {"rotation": -90} if len(table) > _UPRIGHT_FROM else {}
    chart.set_x_axis({**AXIS, "interval_unit": 1, "num_font": {**SMALL, **upright}})
    return chart
