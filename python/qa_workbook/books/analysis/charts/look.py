"""What all charts share: one look, and words for whoever can't see the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.style import ACCENT, FONT, INK, LINE

Look = Mapping[str, object]
"""Properties as XlsxWriter takes them."""

BLUE, ORANGE, GREY = "#2F6DB5", "#E6A23C", "#9AA5AD"
"""Colours that stay apart for whoever doesn't see red from green."""

SMALL: Look = {"name": FONT, "size": 9, "color": INK}
AXIS: Look = {"num_font": SMALL, "name_font": {**SMALL, "bold": False}, "line": {"color": LINE}}
GRID: Look = {"visible": True, "line": {"color": "#E7EAEC", "width": 0.75}}
NO_LINE: Look = {"none": True}
_TITLE: Look = {"name": FONT, "size": 11, "bold": True, "color": ACCENT}


@dataclass(frozen=True)
class Picture:
    """A chart that isn't on a sheet yet, and what it shows in words."""

    chart: Chart
    description: str

    def insert(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        size: Mapping[str, int],
        offset: tuple[int, int] = (0, 0),
    ) -> None:
        """Puts the chart on a sheet; `size` and `offset` (right, down) are pixels."""
        self.chart.set_size(dict(size))
        options = {
            "object_position": 2,
            "x_offset": offset[0],
            "y_offset": offset[1],
            "description": self.description,
        }
        sheet.insert_chart(row, column, self.chart, options)


def new_chart(book: ResultBook, kind: str, subtype: str = "") -> Chart:
    """Returns an empty chart of a kind of XlsxWriter."""
    options = {"type": kind} | ({"subtype": subtype} if subtype else {})
    chart = book.workbook.add_chart(options)
    assert isinstance(chart, Chart)
    return chart


def dress(chart: Chart, title: str, *, legend: bool = False) -> None:
    """Gives a chart its title and the common look, and a legend if it needs one."""
    # XlsxWriter takes a title like "A!B1" for a reference to a cell
    chart.set_title({"name": title.replace("!", "！"), "name_font": _TITLE})
    chart.set_legend({"position": "bottom", "font": SMALL} if legend else {"none": True})
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
    chart.set_plotarea({"fill": {"color": "#FFFFFF"}})


def marked_line(colour: str) -> dict[str, object]:
    """Returns the look of a line with a dot at every point."""
    fill = {"color": colour}
    marker = {"type": "circle", "size": 5, "fill": fill, "border": fill}
    return {"line": {"color": colour, "width": 2}, "marker": marker}


def plain_line(colour: str, dash: str = "solid", width: float = 1.5) -> dict[str, object]:
    """Returns the look of a line without dots."""
    line = {"color": colour, "width": width, "dash_type": dash}
    return {"line": line, "marker": {"type": "none"}}
