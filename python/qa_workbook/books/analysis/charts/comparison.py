"""The charts of the sheet 对比: change of each item, nodes of the index before and now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa_workbook.books.analysis.charts.look import (
    AXIS,
    GRID,
    NO_LINE,
    SMALL,
    Picture,
    dress,
    new_chart,
)
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.table import PlacedTable, TableColumn

_MANY = 9  # more names than this stand upright


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
    book: ResultBook,
    table: PlacedTable,
    title: str,
    series: Sequence[tuple[str, str, str]],
    words: str,
) -> Picture:
    """Returns bars left and right of zero, the last row on top.

    `table` has the column `name` and one for each of the `series`: key, name in the legend, colour.
    `words` says what the picture shows.
    """
    chart = new_chart(book, "bar")
    for key, name, colour in series:
        chart.add_series(
            {
                "name": name,
                "categories": table.chart_range("name"),
                "values": table.chart_range(key),
                "fill": {"color": colour},
                "border": NO_LINE,
                "overlap": 100,  # a row has one bar, whatever its kind
                "gap": 40,
            }
        )
    # The axes of a bar chart are called as they lie: x is that of the values.
    chart.set_y_axis({**AXIS, "label_position": "low", "interval_unit": 1})
    chart.set_x_axis({**AXIS, "num_format": "+0.0;-0.0;0", "major_gridlines": GRID})
    chart.show_hidden_data()
    dress(chart, title, legend=True)
    return Picture(chart, words)


def beside_chart(
    book: ResultBook,
    table: PlacedTable,
    title: str,
    series: Sequence[tuple[str, str, str]],
    floor: int,
    words: str,
) -> Picture:
    """Returns the columns of two periods beside each other; the axis begins at `floor`."""
    chart = new_chart(book, "column")
    for key, name, colour in series:
        chart.add_series(
            {
                "name": name,
                "categories": table.chart_range("name"),
                "values": table.chart_range(key),
                "fill": {"color": colour},
                "border": NO_LINE,
                "overlap": 0,
                "gap": 60,
            }
        )
    upright = {"rotation": -90} if len(table) > _MANY else {}
    chart.set_x_axis({**AXIS, "interval_unit": 1, "num_font": {**SMALL, **upright}})
    axis = {**AXIS, "min": floor, "max": 100, "num_format": "0", "major_gridlines": GRID}
    chart.set_y_axis(axis)
    dress(chart, title, legend=True)
    return Picture(chart, words)
