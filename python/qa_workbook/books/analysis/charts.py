"""The charts: score distribution with reference lines, Pareto, days in alert colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.chart import Chart

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.style import ACCENT, ACCENT_SOFT, ALERT, FONT, INK, LINE
from qa_workbook.books.cloth.table import PlacedTable

MIDDLING = "#E6A23C"
_CALM = "#DDE3E7"  # bars of the level 关注: white ones would look like missing data
_MANY = 12  # more names than this stand upright, or Calc leaves every second one out
_SMALL = {"name": FONT, "size": 9, "color": INK}
_TITLE = {"name": FONT, "size": 11, "bold": True, "color": ACCENT}
_AXIS = {"num_font": _SMALL, "line": {"color": LINE}}
_GRID = {"visible": True, "line": {"color": "#E7EAEC", "width": 0.75}}
_NO_LINE = {"none": True}


def _new(book: ResultBook, kind: str) -> Chart:
    chart = book.workbook.add_chart({"type": kind})
    assert isinstance(chart, Chart)
    return chart


def _dress(chart: Chart, title: str, *, legend: bool = False) -> None:
    chart.set_title({"name": title, "name_font": _TITLE})
    chart.set_legend({"position": "bottom", "font": _SMALL} if legend else {"none": True})
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
    chart.set_plotarea({"fill": {"color": "#FFFFFF"}})


def _marked_line(colour: str) -> dict[str, Any]:
    """The look of a line with a dot at every point."""
    marker = {"type": "circle", "size": 5, "fill": {"color": colour}}
    return {"line": {"color": colour, "width": 2}, "marker": marker}


def pareto(
    book: ResultBook,
    table: PlacedTable,
    title: str,
    series: str,
    count: str,
    rows: int | None = None,
) -> Chart:
    """Returns columns of `count` in falling order with the cumulative share as a line.

    `series` is what the legend calls the columns. Only the first `rows` of the table are drawn.
    """
    names = table.chart_range("name", rows)
    upright = {"rotation": -90} if min(len(table), rows or len(table)) > _MANY else {}
    chart = _new(book, "column")
    chart.add_series(
        {
            "name": series,
            "categories": names,
            "values": table.chart_range(count, rows),
            "fill": {"color": ACCENT},
            "border": _NO_LINE,
            "gap": 60,
        }
    )
    line = _new(book, "line")
    line.add_series(
        {
            "name": book.say("cumulative_share"),
            "categories": names,
            "values": table.chart_range("cumulative_share", rows),
            "y2_axis": True,
            **_marked_line(MIDDLING),
        }
    )
    chart.combine(line)
    line.set_y2_axis({**_AXIS, "min": 0, "max": 1, "major_unit": 0.2, "num_format": "0%"})
    _dress(chart, title, legend=True)
    # every name, however many there are
    chart.set_x_axis({**_AXIS, "interval_unit": 1, "num_font": {**_SMALL, **upright}})
    chart.set_y_axis({**_AXIS, "min": 0, "major_gridlines": _GRID, "num_format": "0"})
    chart.show_hidden_data()
    return chart


def alert_days(
    book: ResultBook, table: PlacedTable, title: str, colours: Sequence[str | None]
) -> Chart:
    """Returns a column per day, as high as 平均不良比率, in the colour of its alert level."""
    border = {"color": "#9AA5AD", "width": 1}
    shown = {colour: tone.fill for colour, tone in ALERT.items()} | {"white": _CALM}
    fills = [{"color": shown[colour or "white"]} for colour in colours]
    chart = _new(book, "column")
    chart.add_series(
        {
            "name": title,
            "categories": table.chart_range("date"),
            "values": table.chart_range("average_defect_ratio"),
            "fill": {"color": ACCENT_SOFT},
            "points": [{"fill": fill, "border": border} for fill in fills],
            "gap": 40,
        }
    )
    _dress(chart, title)
    chart.set_x_axis({**_AXIS, "text_axis": True, "num_format": "mm-dd"})
    chart.set_y_axis({**_AXIS, "min": 0, "major_gridlines": _GRID, "num_format": "0%"})
    return chart


def day_means(book: ResultBook, table: PlacedTable, title: str) -> Chart:
    """Returns the mean score of each day as a line, for schemes without a defect ratio."""
    chart = _new(book, "line")
    chart.add_series(
        {
            "name": title,
            "categories": table.chart_range("date"),
            "values": table.chart_range("mean_score"),
            **_marked_line(ACCENT),
        }
    )
    _dress(chart, title)
    chart.set_x_axis({**_AXIS, "text_axis": True, "num_format": "mm-dd"})
    chart.set_y_axis({**_AXIS, "major_gridlines": _GRID, "num_format": "0"})
    return chart


def distribution(
    book: ResultBook,
    table: PlacedTable,
    title: str,
    bars: Sequence[tuple[str, str, str]],
    references: Sequence[tuple[str, str]],
) -> Chart:
    """Returns the histogram.

    `table` has columns edge, one per kind of bar and one per reference line. `bars` are key, name
    and colour of each kind, `references` the keys and colours of the upright lines.
    """
    edges = table.chart_range("edge")
    chart = _new(book, "column")
    for key, name, colour in bars:
        chart.add_series(
            {
                "name": name,
                "categories": edges,
                "values": table.chart_range(key),
                "gap": 0,
                "overlap": 100,  # a bar stands in the place of its group, whatever its kind
                "fill": {"color": colour},
                "border": _NO_LINE,
            }
        )
    if references:
        lines = _new(book, "line")
        for key, colour in references:
            lines.add_series(_upright(table, key, colour, book.say(f"reference_{key}")))
        chart.combine(lines)
    _dress(chart, title, legend=bool(references) or len(bars) > 1)
    chart.set_x_axis({**_AXIS, "interval_unit": 2, "interval_tick": 2, "position_axis": "between"})
    chart.set_y_axis({**_AXIS, "min": 0, "major_gridlines": _GRID, "num_format": "0"})
    chart.show_hidden_data()
    return chart


def _upright(table: PlacedTable, key: str, colour: str, name: str) -> dict[str, Any]:
    """One point whose error bar falls to the axis: an upright line in Excel and in Calc."""
    fill = {"color": colour}
    return {
        "name": name,
        "categories": table.chart_range("edge"),
        "values": table.chart_range(key),
        "line": _NO_LINE,
        "marker": {"type": "diamond", "size": 6, "fill": fill, "border": fill},
        "y_error_bars": {
            "type": "percentage",
            "value": 100,
            "direction": "minus",
            "end_style": 0,
            "line": {"color": colour, "width": 1.5, "dash_type": "dash"},
        },
    }
