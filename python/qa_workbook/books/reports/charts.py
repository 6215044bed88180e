"""The charts of written reports: a few columns for a table that stands above."""

from __future__ import annotations

from itertools import cycle

from xlsxwriter.chart import Chart as NativeChart

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.style import ACCENT, FONT, INK, LINE
from qa_workbook.books.cloth.table import PlacedTable
from qa_workbook.books.reports.model import Chart

_COLOURS = ("#B9C2C8", "#2F6DB5", "#E6A23C")
"""Grey, blue, orange: apart also for the colour-blind. The last of two is the one that counts."""
_SMALL = {"name": FONT, "size": 9, "color": INK}
_TITLE = {"name": FONT, "size": 11, "bold": True, "color": ACCENT}
_AXIS = {"num_font": _SMALL, "line": {"color": LINE}, "interval_unit": 1}
_GRID = {"visible": True, "line": {"color": "#E7EAEC", "width": 0.75}}


def report_chart(book: ResultBook, table: PlacedTable, wanted: Chart) -> NativeChart:
    """Returns the chart of a table on its own sheet, with a legend where there are two series."""
    chart = book.workbook.add_chart({"type": "column"})
    assert isinstance(chart, NativeChart)
    headings = {column.key: column.heading for column in table.columns}
    colours = _COLOURS if len(wanted.series) > 1 else _COLOURS[1:]
    for key, colour in zip(wanted.series, cycle(colours)):
        series = {
            "name": headings[key],
            "categories": table.chart_range(wanted.category),
            "values": table.chart_range(key),
        }
        look = {"fill": {"color": colour}, "border": {"none": True}, "gap": 60, "overlap": 0}
        down = {"invert_if_negative": True, "invert_if_negative_color": _COLOURS[-1]}
        chart.add_series(series | look | down)
    chart.set_title({"name": wanted.title, "name_font": _TITLE})
    legend = {"position": "bottom", "font": _SMALL}
    chart.set_legend(legend if len(wanted.series) > 1 else {"none": True})
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
    # Names stay below the picture where columns go down.
    chart.set_x_axis({**_AXIS, "text_axis": True, "label_position": "low"})
    number = "0%" if wanted.percent else "0.0"
    chart.set_y_axis({**_AXIS, "major_gridlines": _GRID, "num_format": number})
    return chart
