"""The pictures of sheet 质检员: mean with spread, and the share of full marks."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor

from xlsxwriter.chart import Chart

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.style import ACCENT, FONT, INK, LINE
from qa_workbook.books.cloth.table import PlacedTable

_UPRIGHT_FROM = 9  # more names than this stand upright, or Calc leaves every second one out
_SMALL = {"name": FONT, "size": 9, "color": INK}
_TITLE = {"name": FONT, "size": 11, "bold": True, "color": ACCENT}
_GRID = {"visible": True, "line": {"color": "#E7EAEC", "width": 0.75}}
_STEP = 5  # the axis of scores begins and ends at a multiple of it
_BLUE, _ORANGE = "#2F6DB5", "#E6A23C"


def spread_chart(
    book: ResultBook, table: PlacedTable, say: Callable[..., str], low: float, high: float
) -> Chart:
    """Returns a dot for the mean score of every inspector, a line up and down for the spread.

    Dots need no axis from 0 as columns do, so that small differences are seen: it goes from `low`
    to `high`, between which all lines lie.
    """
    chart = _chart(book, "line", say("spread_title"), table)
    spread = _cells(table, "sd")
    chart.add_series(
        {
            "name": say("mean_score"),
            "categories": table.chart_range("inspector"),
            "values": table.chart_range("mean_score"),
            "line": {"none": True},
            "marker": {
                "type": "circle",
                "size": 8,
                "fill": {"color": _BLUE},
                "border": {"color": _BLUE},
            },
            "y_error_bars": {
                "type": "custom",
                "plus_values": spread,
                "minus_values": spread,
                "line": {"color": _ORANGE, "width": 2},
            },
            "data_labels": {
                "value": True,
                "position": "right",
                "num_format": "0.0",
                "font": _SMALL,
            },
        }
    )
    bottom, top = floor(low / _STEP) * _STEP, ceil(high / _STEP) * _STEP
    chart.set_y_axis({**_axis("0"), "min": bottom, "max": top})
    return chart


def full_mark_chart(book: ResultBook, table: PlacedTable, say: Callable[..., str]) -> Chart:
    """Returns a column for the share of full marks of every inspector."""
    chart = _chart(book, "column", say("full_title"), table)
    chart.add_series(
        {
            "name": say("full_marks"),
            "categories": table.chart_range("inspector"),
            "values": table.chart_range("full_marks"),
            "fill": {"color": _BLUE},
            "border": {"none": True},
            "gap": 80,
            "data_labels": {"value": True, "num_format": "0%", "font": _SMALL},
        }
    )
    chart.set_y_axis({**_axis("0%"), "min": 0, "max": 1, "major_unit": 0.2})
    return chart


def _cells(table: PlacedTable, key: str) -> str:
    return f"={table.range(key)}"


def _axis(number: str) -> dict[str, object]:
    line = {"color": LINE}
    return {"num_font": _SMALL, "line": line, "major_gridlines": _GRID, "num_format": number}


def _chart(book: ResultBook, kind: str, title: str, table: PlacedTable) -> Chart:
    chart = book.workbook.add_chart({"type": kind})
    assert isinstance(chart, Chart)
    chart.set_title({"name": title, "name_font": _TITLE})
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
    upright = {"rotation": -90} if len(table) > _UPRIGHT_FROM else {}
    names = {"interval_unit": 1, "num_font": {**_SMALL, **upright}, "line": {"color": LINE}}
    chart.set_x_axis(names)
    return chart
