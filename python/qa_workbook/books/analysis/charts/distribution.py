"""The histogram of scores with its upright reference lines."""

from __future__ import annotations

from collections.abc import Sequence

from qa_workbook.books.analysis.charts.look import (
    AXIS,
    GRID,
    NO_LINE,
    Picture,
    dress,
    new_chart,
)
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.table import PlacedTable


def distribution(
    book: ResultBook,
    table: PlacedTable,
    title: str,
    bars: Sequence[tuple[str, str, str]],
    references: Sequence[tuple[str, str]],
    words: str,
) -> Picture:
    """Returns the histogram.

    `table` has columns edge, one per kind of bar and one per reference line. `bars` are key, name
    and colour of each kind, `references` the keys and colours of the upright lines. The kinds of a
    group stand on top of each other. `words` says what the picture shows.
    """
    edges = table.chart_range("edge")
    chart = new_chart(book, "column", "stacked")
    for key, name, colour in bars:
        chart.add_series(
            {
                "name": name,
                "categories": edges,
                "values": table.chart_range(key),
                "gap": 0,
                "overlap": 100,
                "fill": {"color": colour},
                "border": NO_LINE,
            }
        )
    if references:
        lines = new_chart(book, "line")
        for key, colour in references:
            lines.add_series(_upright(table, key, colour, book.say(f"reference_{key}")))
        chart.combine(lines)
    dress(chart, title, legend=bool(references) or len(bars) > 1)
    chart.set_x_axis({**AXIS, "interval_unit": 2, "interval_tick": 2, "position_axis": "between"})
    chart.set_y_axis({**AXIS, "min": 0, "major_gridlines": GRID, "num_format": "0"})
    chart.show_hidden_data()
    return Picture(chart, words)


def _upright(table: PlacedTable, key: str, colour: str, name: str) -> dict[str, object]:
    """One point whose error bar falls to the axis: an upright line in Excel and in Calc."""
    fill = {"color": colour}
    return {
        "name": name,
        "categories": table.chart_range("edge"),
        "values": table.chart_range(key),
        "line": NO_LINE,
        "marker": {"type": "diamond", "size": 6, "fill": fill, "border": fill},
        "y_error_bars": {
            "type": "percentage",
            "value": 100,
            "direction": "minus",
            "end_style": 0,
            "line": {"color": colour, "width": 1.5, "dash_type": "dash"},
        },
    }
