"""The charts of the analysis workbook: score distribution with reference lines, Pareto, days in alert colours."""

from __future__ import annotations

from typing import Any

from xlsxwriter.chart import Chart

from qa_workbook.books.analysis.page import Book
from qa_workbook.books.cloth.columns import Placed
from qa_workbook.books.cloth.style import ACCENT, ACCENT_SOFT, ALERT, FONT, INK, LINE

GOOD, MIDDLING, LOW = "#2E8B57", "#E6A23C", "#D9534F"
_SMALL = {"name": FONT, "size": 9, "color": INK}
_AXIS = {"num_font": _SMALL, "line": {"color": LINE}}
_GRID = {"visible": True, "line": {"color": "#E7EAEC", "width": 0.75}}


def _dress(chart: Chart, title: str, *, legend: bool = False) -> None:
    chart.set_title(
        {"name": title, "name_font": {"name": FONT, "size": 11, "bold": True, "color": ACCENT}}
    )
    chart.set_legend({"position": "bottom", "font": _SMALL} if legend else {"none": True})
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
    chart.set_plotarea({"fill": {"color": "#FFFFFF"}})


def pareto(book: Book, placed: Placed, title: str, count: str, rows: int | None = None) -> Chart:
    """Returns columns of `count` in falling order with the cumulative share as a line; the first `rows` only."""
    chart = book.workbook.add_chart({"type": "column"})
    names = placed.cells("name", rows)
    bars = {"name": book.say("defective"), "categories": names, "values": placed.cells(count, rows)}
    chart.add_series({**bars, "fill": {"color": ACCENT}, "border": {"none": True}, "gap": 60})
    line = book.workbook.add_chart({"type": "line"})
    line.add_series(
        {
            "name": book.say("cumulative_share"), "categories": names, "values": placed.cells("cumulative_share", rows),
            "y2_axis": True, "line": {"color": MIDDLING, "width": 2},
            "marker": {"type": "circle", "size": 5, "fill": {"color": MIDDLING}},
        }
    )  # fmt: skip
    chart.combine(line)
    line.set_y2_axis({**_AXIS, "min": 0, "max": 1, "major_unit": 0.2, "num_format": "0%"})
    _dress(chart, title, legend=True)
    chart.set_x_axis(_AXIS)
    chart.set_y_axis({**_AXIS, "min": 0, "major_gridlines": _GRID, "num_format": "0"})
    return chart


def alert_days(book: Book, placed: Placed, title: str, colours: list[str | None]) -> Chart:
    """Returns one column per day, as high as 平均不良比率 and in the colour of the day's alert level."""
    chart = book.workbook.add_chart({"type": "column"})
    points = [
        {
            "fill": {"color": ALERT[colour or "white"].fill},
            "border": {"color": "#9AA5AD", "width": 1},
        }
        for colour in colours
    ]
    series: dict[str, Any] = {
        "name": title, "categories": placed.cells("date"), "values": placed.cells("average_defect_ratio"),
        "fill": {"color": ACCENT_SOFT}, "points": points, "gap": 40,
    }  # fmt: skip
    chart.add_series(series)
    _dress(chart, title)
    chart.set_x_axis({**_AXIS, "text_axis": True, "num_format": "mm-dd"})
    chart.set_y_axis({**_AXIS, "min": 0, "major_gridlines": _GRID, "num_format": "0%"})
    return chart


def day_means(book: Book, placed: Placed, title: str) -> Chart:
    """Returns the mean score of each day as a line, for schemes without a defect ratio."""
    chart = book.workbook.add_chart({"type": "line"})
    line = {
        "line": {"color": ACCENT, "width": 2},
        "marker": {"type": "circle", "size": 5, "fill": {"color": ACCENT}},
    }
    chart.add_series(
        {
            "name": title,
            "categories": placed.cells("date"),
            "values": placed.cells("mean_score"),
            **line,
        }
    )
    _dress(chart, title)
    chart.set_x_axis({**_AXIS, "text_axis": True, "num_format": "mm-dd"})
    chart.set_y_axis({**_AXIS, "major_gridlines": _GRID, "num_format": "0"})
    return chart


def distribution(
    book: Book, placed: Placed, title: str, bars: list[str], references: list[tuple[str, str]]
) -> Chart:
    """Returns the histogram: `bars` are the colours of its rows, `references` (key, colour) its upright lines."""
    chart = book.workbook.add_chart({"type": "column"})
    edges = placed.cells("edge")
    chart.add_series(
        {
            "name": book.say("recordings"), "categories": edges, "values": placed.cells("count"), "gap": 0,
            "fill": {"color": ACCENT}, "border": {"none": True},
            "points": [{"fill": {"color": colour}, "border": {"none": True}} for colour in bars],
        }
    )  # fmt: skip
    if references:
        lines = book.workbook.add_chart({"type": "line"})
        for key, colour in references:
            lines.add_series(_upright(placed, edges, key, colour, book.say(f"reference_{key}")))
        chart.combine(lines)
    _dress(chart, title)
    if references:  # the bars explain themselves, the lines don't
        chart.set_legend({"position": "bottom", "font": _SMALL, "delete_series": [0]})
    chart.set_x_axis({**_AXIS, "interval_unit": 2, "interval_tick": 2, "position_axis": "between"})
    chart.set_y_axis({**_AXIS, "min": 0, "major_gridlines": _GRID, "num_format": "0"})
    chart.show_hidden_data()
    return chart


def _upright(placed: Placed, edges: list[Any], key: str, colour: str, name: str) -> dict[str, Any]:
    """Returns one point whose error bar falls to the axis: the upright line that Excel and Calc both draw."""
    return {
        "name": name, "categories": edges, "values": placed.cells(key), "line": {"none": True},
        "marker": {"type": "diamond", "size": 6, "fill": {"color": colour}, "border": {"color": colour}},
        "y_error_bars": {
            "type": "percentage", "value": 100, "direction": "minus", "end_style": 0,
            "line": {"color": colour, "width": 1.5, "dash_type": "dash"},
        },
    }  # fmt: skip
