"""The Pareto chart (S3): what comes most often, and how much of all that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xlsxwriter.chart import Chart

from qa_workbook.books.analysis.charts.look import (
    AXIS,
    BLUE,
    GREY,
    GRID,
    NO_LINE,
    ORANGE,
    SMALL,
    Picture,
    dress,
    marked_line,
    new_chart,
    plain_line,
)
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.numbers import percent

MOST = 0.8
"""The 80 of "80/20": where the line is drawn."""
BRIEF = 10
"""As many names can be read in a small picture."""
_MANY = 12  # more names than this stand upright, or Calc leaves every second one out
_NAMED = 6  # more names than this in a sentence tell nobody anything


@dataclass(frozen=True)
class VitalFew:
    """The first of a falling order that make up most of the whole.

    `names` are theirs, `whole` counts all that have any, `reached` is their share.
    """

    names: Sequence[str]
    whole: int
    reached: float


def vital_few(names: Sequence[str], counts: Sequence[float], reached: Sequence[float]) -> VitalFew:
    """Returns the fewest that reach the line; all three in falling order of the counts."""
    some = [name for name, count in zip(names, counts, strict=True) if count > 0]
    below = sum(share < MOST for share in reached[: len(some)])
    few = min(below + 1, len(some))
    return VitalFew(some[:few], len(some), reached[few - 1] if few else 0.0)


def said(say: Callable[..., str], few: VitalFew, kind: str) -> str:
    """Returns the vital few in a sentence, or that there are none; `kind` is "items" or "agents".

    More than half of all are no few.
    """
    named = say("and").join(few.names[:_NAMED])
    if len(few.names) > _NAMED:
        named += say("and_others")
    many = 2 * len(few.names) > few.whole > 1
    return say(
        f"no_vital_few_{kind}" if many else f"vital_few_{kind}",
        count=len(few.names),
        whole=few.whole,
        share=percent(few.reached),
        names=named,
    )


def pareto(
    book: ResultBook,
    table: PlacedTable,
    title: str,
    series: str,
    count: str,
    line: PlacedTable,
    words: str,
    *,
    brief: bool = False,
) -> Picture:
    """Returns columns of `count` in falling order, their cumulative share and the line at 80 %.

    `table` has the columns name, `count` and cumulative_share, of which as many rows are drawn as
    `line` has; that has the column most (80 % in every row). `series` is what the legend calls the
    columns, `words` says who the vital few are. A `brief` one, for a small picture, has BRIEF
    columns at most and all names upright.
    """
    shown = min(len(line), BRIEF) if brief else len(line)
    names = table.chart_range("name", shown)
    upright = {"rotation": -90} if brief or shown > _MANY else {}
    chart = new_chart(book, "column")
    chart.add_series(
        {
            "name": series,
            "categories": names,
            "values": table.chart_range(count, shown),
            "fill": {"color": BLUE},
            "border": NO_LINE,
            "gap": 60,
        }
    )
    chart.combine(_lines(book, table, line, shown))
    dress(chart, title, legend=True)
    # every name, however many there are
    chart.set_x_axis({**AXIS, "interval_unit": 1, "num_font": {**SMALL, **upright}})
    chart.set_y_axis({**AXIS, "min": 0, "major_gridlines": GRID, "num_format": "0"})
    chart.show_hidden_data()
    say = book.sayer("charts_sheet")
    cells = {column.key: column.cells for column in table.columns}
    top = list(zip(cells["name"], cells[count], strict=True))
    first = say("and").join(f"{name} {number:g}" for name, number in top[:3])
    return Picture(chart, say("alt_pareto", title=title, count=shown, first=first, words=words))


def most_column(rows: int) -> TableColumn:
    """Returns the column that the line at 80 % is drawn from."""
    return TableColumn("most", "80 %", [MOST] * rows, "percent")


def _lines(book: ResultBook, table: PlacedTable, line: PlacedTable, shown: int) -> Chart:
    """The cumulative share and the line at 80 %, on the axis at the right."""
    drawn, most = new_chart(book, "line"), book.sayer("charts_sheet")("most_line")
    names, reached = table.chart_range("name", shown), "cumulative_share"
    for name, values, look in (
        (book.say(reached), table.chart_range(reached, shown), marked_line(ORANGE)),
        (most, line.chart_range("most", shown), plain_line(GREY, "dash")),
    ):
        drawn.add_series(
            {"name": name, "categories": names, "values": values, "y2_axis": True, **look}
        )
    drawn.set_y2_axis({**AXIS, "min": 0, "max": 1, "major_unit": 0.2, "num_format": "0%"})
    return drawn
