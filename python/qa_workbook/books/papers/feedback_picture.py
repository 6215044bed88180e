"""The line of the last weeks on a feedback sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from xlsxwriter.chart_line import ChartLine

from qa_workbook.books.cloth.axis import score_axis
from qa_workbook.books.cloth.style import ACCENT, FONT, INK, LINE
from qa_workbook.books.papers.book import PaperBook

_SMALL = {"name": FONT, "size": 9, "color": INK}
_GRID = {"visible": True, "line": {"color": "#E7EAEC", "width": 0.75}}
_WIDTH = 350  # pixels


def trend_picture(
    book: PaperBook,
    sheet: str,
    rows: tuple[int, int],
    series: str,
    height: float,
    means: Sequence[float | None],
) -> ChartLine:
    """Returns the means in the fourth column of some rows as a line over the weeks in the first.

    `means` are those means.
    """
    chart = cast(ChartLine, book.workbook.add_chart({"type": "line"}))
    labels = {"value": True, "position": "above", "num_format": "0.0", "font": _SMALL}
    chart.add_series(
        {
            "name": series,
            "categories": [sheet, rows[0], 0, rows[1], 0],
            "values": [sheet, rows[0], 3, rows[1], 3],
            "line": {"color": ACCENT, "width": 2},
            "marker": {"type": "circle", "size": 6, "fill": {"color": ACCENT}},
            "data_labels": labels,
        }
    )
    chart.set_legend({"none": True})
    chart.set_title({"none": True})
    chart.set_x_axis({"num_font": _SMALL, "line": {"color": LINE}, "interval_unit": 1})
    chart.set_y_axis({"num_font": _SMALL, "major_gridlines": _GRID, **score_axis(means)})
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
    chart.set_size({"width": _WIDTH, "height": int(height)})
    chart.show_blanks_as("gap")  # a line through a week without recordings would claim a score
    return chart
