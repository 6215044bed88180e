"""The lines of the sheet 趋势."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from qa_workbook.books.analysis.charts.look import AXIS, GRID, SMALL, Picture, dress, new_chart
from qa_workbook.books.cloth.axis import score_axis
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.table import PlacedTable

_HOLLOW = "#FFFFFF"
_MARKERS = ("circle", "diamond")  # lines differ in more than their colour
_MANY = 8  # more names than this stand upright


def trend_lines(
    book: ResultBook,
    table: PlacedTable,
    title: str,
    lines: Sequence[tuple[str, str, str]],
    weak: Sequence[bool],
    words: str,
    *,
    percent: bool,
) -> Picture:
    """Returns a line through all rows for each of the `lines`: key, name in the legend, colour.

    `weak` rows have hollow points. Percentages have an axis from 0 to 100; that of scores begins
    where they are best seen. `words` says what the picture shows.
    """
    chart = new_chart(book, "line")
    for (key, name, colour), marker in zip(lines, _MARKERS, strict=False):
        edge = {"color": colour}
        fills = [{"color": _HOLLOW if one else colour} for one in weak]
        chart.add_series(
            {
                "name": name,
                "categories": table.chart_range("name"),
                "values": table.chart_range(key),
                "line": {"color": colour, "width": 2},
                "marker": {"type": marker, "size": 6, "fill": edge, "border": edge},
                "points": [{"fill": fill, "border": edge} for fill in fills],
            }
        )
    dress(chart, title, legend=len(lines) > 1)
    upright = {"rotation": -90} if len(table) > _MANY else {}
    chart.set_x_axis({**AXIS, "text_axis": True, "num_font": {**SMALL, **upright}})
    if percent:
        chart.set_y_axis({**AXIS, "min": 0, "max": 1, "major_gridlines": GRID, "num_format": "0%"})
    else:
        scores = [table.columns[table.index(key) - table.left].cells for key, _, _ in lines]
        ends = score_axis(chain.from_iterable(scores))
        chart.set_y_axis({**AXIS, "major_gridlines": GRID, **ends})
    return Picture(chart, words)
