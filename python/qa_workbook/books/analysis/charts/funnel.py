"""The funnel: a point for each agent, as high as the rate and as far right as n, within limits."""

from __future__ import annotations

from collections.abc import Mapping

from qa_workbook.books.analysis.charts.look import (
    AXIS,
    BLUE,
    GREY,
    GRID,
    NO_LINE,
    ORANGE,
    SMALL,
    Look,
    Picture,
    dress,
    new_chart,
    plain_line,
)
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.style import INK
from qa_workbook.books.cloth.table import PlacedTable

LIMITS = ("low95", "high95", "low998", "high998")
BROWN = "#B5540A"


def funnel(
    book: ResultBook,
    agents: PlacedTable,
    curve: PlacedTable,
    axes: Mapping[str, Look],
    named: Mapping[int, str],
    words: str,
) -> Picture:
    """Returns the funnel.

    `agents` has the columns name, n, rate, and within, few, outside and far, in which only the
    rates of those agents stand. `curve` has n, centre and the limits. `axes` says where x and y
    begin and end, `named` whose names stand in the picture (rows of `agents`) and on which side of
    their points, `words` what is seen.
    """
    say = book.sayer("charts_sheet")
    chart = new_chart(book, "scatter", "straight")
    for table, key, look in _drawn(agents, curve):
        categories, values = table.chart_range("n"), table.chart_range(key)
        name = say(f"funnel_{key}")
        chart.add_series({"name": name, "categories": categories, "values": values, **look})
    unnamed = len(_drawn(agents, curve))
    for row, side in named.items():
        chart.add_series(_name(agents, row, side))
    dress(chart, say("funnel_title"), legend=True)
    # each limit has two lines, of which the legend needs one; names need no legend
    left_out = [2, 4, *range(unnamed, unnamed + len(named))]
    chart.set_legend({"position": "bottom", "font": SMALL, "delete_series": left_out})
    grid = {"major_gridlines": GRID}
    chart.set_x_axis({**AXIS, "name": say("funnel_n"), "num_format": "0", **axes["x"]})
    chart.set_y_axis({**AXIS, **grid, "num_format": "0%", **axes["y"]})
    chart.show_hidden_data()
    return Picture(chart, words)


def _drawn(agents: PlacedTable, curve: PlacedTable) -> list[tuple[PlacedTable, str, Look]]:
    """What is drawn for all: the rate, the limits, the points by what they are."""
    inner, outer = plain_line(GREY, "dash", 1.25), plain_line(INK, "solid", 1.25)
    return [
        (curve, "centre", plain_line(BLUE, "round_dot")),
        (curve, "low95", inner),
        (curve, "high95", inner),
        (curve, "low998", outer),
        (curve, "high998", outer),
        (agents, "within", _points("circle", BLUE, 5)),
        (agents, "few", _points("x", GREY, 5)),
        (agents, "outside", _points("diamond", ORANGE, 9)),
        (agents, "far", _points("square", BROWN, 8)),
    ]


def _points(marker: str, colour: str, size: int) -> Look:
    fill = {"color": colour}
    return {
        "line": NO_LINE,
        "marker": {"type": marker, "size": size, "fill": fill, "border": fill},
    }


def _name(agents: PlacedTable, row: int, side: str) -> dict[str, object]:
    """The name of one agent beside the point: a series of its own, as every program shows those.

    Its name comes out of a cell, so that what somebody typed is never a formula.
    """
    first, last = agents.first + row, agents.first + row
    column = {key: agents.index(key) for key in ("n", "rate")}
    cells = {key: [agents.sheet, first, at, last, at] for key, at in column.items()}
    font = {**SMALL, "bold": True}
    return {
        "name": [agents.sheet, first, agents.index("name")],
        "categories": cells["n"],
        "values": cells["rate"],
        "line": NO_LINE,
        "marker": {"type": "none"},
        "data_labels": {"series_name": True, "position": side, "font": font},
    }
