"""The charts of the sheet 对比: change of each item, nodes of the index before and now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.chart import Chart

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.style import ACCENT, FONT, INK, LINE
from qa_workbook.books.cloth.table import PlacedTable, TableColumn

BLUE, ORANGE, GREY = "#2F6DB5", "#E6A23C", "#B4BDC3"
_MANY = 9  # more names than this stand upright
_SMALL = {"name": FONT, "size": 9, "color": INK}
_TITLE = {"name": FONT, "size": 11, "bold": True, "color": ACCENT}
_GRID = {"visible": True, "line": {"color": "#E7EAEC", "width": 0.75}}
_AXIS: dict[str, Any] = {"num_font": _SMALL, "line": {"color": LINE}}


@dataclass(frozen=True)
class Bar:
    """The change of a defect ratio in percentage points, and the cell that it stands in."""

    name: str
    change: float
    cell: str
    weak: bool


def change_columns(bars: Sequence[Bar]) -> list[TableColumn]:
    """Returns the columns that `change_chart` draws: name, better, worse, few.

    A weak change is neither better nor worse.
    """
    down = [None if bar.weak else min(bar.change, 0.0) for bar in bars]
    up = [None if bar.weak else max(bar.change, 0.0) for bar in bars]
    weak = [bar.change if bar.weak else None for bar in bars]

    def live(function: str) -> Callable[[int], str]:
        return lambda row: "" if bars[row].weak else f"={function}({bars[row].cell},0)"

    return [
        TableColumn("name", "", [bar.name for bar in bars]),
        TableColumn("better", "", down, "number", formula=live("MIN")),
        TableColumn("worse", "", up, "number", formula=live("MAX")),
        TableColumn(
            "few",
            "",
            weak,
            "number",
            formula=lambda row: f"={bars[row].cell}" if bars[row].weak else "",
        ),
    ]


def change_chart(
    book: ResultBook, table: PlacedTable, title: str, series: Sequence[tuple[str, str, str]]
) -> Chart:
    """Returns bars left and right of zero, the last row on top.

    `table` has the column `name` and one for each of the `series`: key, name in the legend, colour.
    """
    chart = _new(book, "bar", title)
    for key, name, colour in series:
        chart.add_series(
            {
                "name": name,
                "categories": table.chart_range("name"),
                "values": table.chart_range(key),
                "fill": {"color": colour},
                "border": {"none": True},
                "overlap": 100,  # a row has one bar, whatever its kind
                "gap": 40,
            }
        )
    # The axes of a bar chart are called as they lie: x is that of the values.
    chart.set_y_axis({**_AXIS, "label_position": "low", "interval_unit": 1})
    chart.set_x_axis({**_AXIS, "num_format": "+0.0;-0.0;0", "major_gridlines": _GRID})
    chart.show_hidden_data()
    return chart


def beside_chart(
    book: ResultBook,
    table: PlacedTable,
    title: str,
    series: Sequence[tuple[str, str, str]],
    floor: int,
) -> Chart:
    """Returns the columns of two periods beside each other; the axis begins at `floor`."""
    chart = _new(book, "column", title)
    for key, name, colour in series:
        chart.add_series(
            {
                "name": name,
                "categories": table.chart_range("name"),
                "values": table.chart_range(key),
                "fill": {"color": colour},
                "border": {"none": True},
                "overlap": 0,
                "gap": 60,
            }
        )
    upright = {"rotation": -90} if len(table) > _MANY else {}
    chart.set_x_axis({**_AXIS, "interval_unit": 1, "num_font": {**_SMALL, **upright}})
    axis = {**_AXIS, "min": floor, "max": 100, "num_format": "0", "major_gridlines": _GRID}
    chart.set_y_axis(axis)
    return chart


def _new(book: ResultBook, kind: str, title: str) -> Chart:
    chart = book.workbook.add_chart({"type": kind})
    assert isinstance(chart, Chart)
    chart.set_title({"name": title, "name_font": _TITLE})
    chart.set_legend({"position": "bottom", "font": _SMALL})
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
    chart.set_plotarea({"fill": {"color": "#FFFFFF"}})
    return chart
