"""Sheet 分数分布 (S3): groups of scores, bands, and the data behind the histogram."""

from __future__ import annotations

from qa_workbook.analysis.catalogue import find_figure
from qa_workbook.analysis.formulas import band_count, bar_height, group_share
from qa_workbook.books.analysis.charts.distribution import distribution
from qa_workbook.books.analysis.charts.look import GREY, Picture
from qa_workbook.books.analysis.histogram import (
    Histogram,
    band_colour,
    band_counts,
    bars_key,
    reference_lines,
)
from qa_workbook.books.analysis.live import live_cell, live_cells, live_column, live_value, sum_of
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.bands import band_edges, bands_of, group_edges
from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.style import ACCENT, put
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.scheme.model import Bands

_CHART_COLUMN = 8
_PRINTED = 17  # columns that are printed: the frame of the chart is among them
_HIDDEN = 19  # first of the hidden columns that the histogram is drawn from
_CHART_SIZE = {"width": 560, "height": 430}
_CHART_ROWS = 19


class DistributionPage(AnalysisPage):
    """The groups, the histogram beside them, the bands below them."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "distribution")
        self.groups = self.place(FIRST_ROW, self._group_columns())
        self.places.tables["distribution"] = self.groups
        self.bands: PlacedTable | None = None
        if bands := self.analysis.scheme.bands:
            heading = self.groups.last + 3  # below the total and an empty row
            self.bands = self.place(heading + 1, self._band_columns(bands))
            self.places.tables["bands"] = self.bands
        self.hidden: PlacedTable | None = None
        if len(self.groups):
            columns = histogram(sheets).columns(self._bar, self._line)
            self.hidden = self.place(FIRST_ROW, columns, left=_HIDDEN, boxed=False)
            self.places.tables["histogram"] = self.hidden

    def _bar(self, band: str, group: int) -> str:
        """The live height of the bar of a band in a group; nothing is no bar."""
        return live_cell(self.sheets, "distribution", group, bar_height(band))

    def _line(self, headroom: float) -> str:
        """The live height of a reference line."""
        highest = f"MAX(1,{self.groups.range('count')})"
        return f"={highest}*{headroom}" if self.sheets.live else ""

    def _group_columns(self) -> list[TableColumn]:
        groups, say = self.analysis.distribution, self.say
        heading = say("share_of_recordings")
        edges = group_edges(groups, say("raw"))
        return [
            TableColumn("group", say("group"), groups["group"], "integer"),
            TableColumn("lower", say("lower"), groups["lower"], "mark", width=10),
            TableColumn("upper", say("upper"), groups["upper"], "mark", width=10),
            TableColumn("midpoint", say("midpoint"), groups["midpoint"], "mark", width=10),
            self._figure("count", say("count"), "integer", 10),
            self._figure("share", heading, "percent", 11),
            TableColumn("edges", say("edges"), edges, "centred", width=16),
        ]

    def _figure(self, key: str, heading: str, kind: str, width: float) -> TableColumn:
        formula = live_column(self.sheets, find_figure(f"distribution.{key}"))
        values = self.analysis.distribution[key]
        return TableColumn(key, heading, values, kind, width, formula=formula)

    def _band_columns(self, bands: Bands) -> list[TableColumn]:
        say = self.say
        judged = self.analysis.judged
        counts = judged["band"].value_counts().to_dict()
        names = [band.name.say(self.book.language) for band in bands.bands]
        edges = [band_edges(band, say("raw")) for band in bands.bands]
        numbers = [int(counts.get(band.id, 0)) for band in bands.bands]
        rates: list[float | None] = [None] * len(numbers)
        if len(judged):
            rates = [number / len(judged) for number in numbers]
        return [
            TableColumn("band", say("band"), names, "centred"),
            TableColumn("edges", say("edges"), edges, "centred", width=16),
            TableColumn(
                "count",
                say("count"),
                numbers,
                "integer",
                formula=lambda row: live_value(self.sheets, band_count(bands.bands[row].id)),
            ),
            TableColumn(
                "rate",
                say("rate"),
                rates,
                "percent",
                formula=live_cells(self.sheets, "bands", group_share),
            ),
        ]

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_table(self.groups)
        self.total(self.groups, self._totals())
        if self.bands:
            heading = self.bands.header - 1
            self.section(heading, self.say("bands"), len(self.bands.columns))
            self.write_table(self.bands)
            note, style = self.book.sayer("charts_sheet")("bands_note"), self.styles("plain")
            put(self.sheet, self.bands.last + 1, 0, note, style)
        if self.hidden:
            self.write_hidden(self.hidden)
            picture = histogram_chart(self.sheets)
            picture.insert(self.sheet, FIRST_ROW, _CHART_COLUMN, _CHART_SIZE)
            bottom = max(self._bottom(), FIRST_ROW + _CHART_ROWS)
            self.sheet.print_area(0, 0, bottom, _PRINTED - 1)
        self.widths[_CHART_COLUMN - 1] = 3
        self.filter(self.groups)
        self.close(FIRST_ROW)
        self.sheet.fit_to_pages(1, 1)

    def _bottom(self) -> int:
        """The last row with words."""
        return (self.bands.last if self.bands else self.groups.last) + 1

    def _totals(self) -> dict[str, Total]:
        groups = self.analysis.distribution
        return {
            "group": Total(self.say("total")),
            "count": self._sum("count", int(groups["count"].sum()), "integer"),
            "share": self._sum("share", float(groups["share"].sum()), "percent"),
        }

    def _sum(self, key: str, value: float, number: str) -> Total:
        return Total(value, number, sum_of(self.sheets, "distribution", key))


def histogram(sheets: SchemeSheets) -> Histogram:
    """Returns the histogram of a scheme that has groups."""
    lines = reference_lines(sheets.analysis.scheme.reference_levels)
    return Histogram(sheets.analysis.distribution, lines, band_counts(sheets.analysis))


def histogram_chart(sheets: SchemeSheets, *, brief: bool = False) -> Picture:
    """Returns a new picture of the scores; one can be inserted once only.

    A `brief` one, for a small picture, has no reference lines, and its legend names the bands
    without their edges: so it takes one line.
    """
    found, book = histogram(sheets), sheets.book
    say = book.sayer("charts_sheet")
    lines = [(reference.key, reference.colour) for reference in found.references if not brief]
    looks = _looks(sheets, brief=brief)
    bars = [(bars_key(band), *looks[band]) for band in found.bands]
    held = [f"{looks[band][0]} {sum(counts)}" for band, counts in found.bands.items()]
    title = book.say("distribution")
    words = say("alt_distribution", title=title, bands=say("and").join(held))
    return distribution(book, sheets.places.tables["histogram"], title, bars, lines, words)


def _looks(sheets: SchemeSheets, *, brief: bool) -> dict[str, tuple[str, str]]:
    """Name and colour of every band, with its edges if not `brief`; without bands one of all."""
    book, bands = sheets.book, bands_of(sheets.analysis.scheme)
    if not bands:
        return {"": (book.say("recordings"), ACCENT)}
    say, looks = book.sayer("charts_sheet"), {}
    for band in bands:
        name = band.name.say(book.language)
        if not brief:
            edges = band_edges(band, book.say("raw"))
            name = say("band_with_edges", band=name, edges=edges)
        looks[band.id] = (name, band_colour(band))
    return looks | {"": (say("no_band"), GREY)}
