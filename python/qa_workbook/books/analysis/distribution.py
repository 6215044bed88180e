"""Sheet 分数分布 (S3): groups of scores, bands, and the data behind the histogram."""

from __future__ import annotations

from xlsxwriter.chart import Chart

from qa_workbook.books.analysis import charts
from qa_workbook.books.analysis.histogram import (
    MIXED,
    Histogram,
    band_colour,
    bars_key,
    group_bands,
    reference_lines,
)
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.bands import band_edges, bands_of, group_edges
from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.style import ACCENT, put
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.scheme.model import Bands

_CHART_COLUMN = 8
_PRINTED = 17  # columns that are printed: the frame of the chart is among them
_HIDDEN = 19  # first of the hidden columns that the histogram is drawn from
_CHART_SIZE = {"width": 560, "height": 360}
_CHART_ROWS = 16


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
        self.hidden: PlacedTable | None = None
        if len(self.groups):
            columns = histogram(sheets).columns()
            self.hidden = self.place(FIRST_ROW, columns, left=_HIDDEN, boxed=False)
            self.places.tables["histogram"] = self.hidden

    def _group_columns(self) -> list[TableColumn]:
        groups, say = self.analysis.distribution, self.say
        heading = say("share_of_recordings")
        edges = group_edges(groups, say("raw"))
        return [
            TableColumn("group", say("group"), groups["group"], "integer"),
            TableColumn("lower", say("lower"), groups["lower"], "mark", width=10),
            TableColumn("upper", say("upper"), groups["upper"], "mark", width=10),
            TableColumn("midpoint", say("midpoint"), groups["midpoint"], "mark", width=10),
            TableColumn("count", say("count"), groups["count"], "integer", width=10),
            TableColumn("share", heading, groups["share"], "percent", width=11),
            TableColumn("edges", say("edges"), edges, "centred", width=16),
        ]

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
            TableColumn("count", say("count"), numbers, "integer"),
            TableColumn("rate", say("rate"), rates, "percent"),
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
            if "" in histogram_kinds(self.sheets):
                note = self.styles("plain", italic=True)
                put(self.sheet, self.bands.last + 1, 0, self.say("several_bands_note"), note)
        if self.hidden:
            self.write_hidden(self.hidden)
            chart = histogram_chart(self.sheets)
            chart.set_size(_CHART_SIZE)
            self.sheet.insert_chart(FIRST_ROW, _CHART_COLUMN, chart, {"object_position": 2})
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
            "count": Total(int(groups["count"].sum()), "integer"),
            "share": Total(float(groups["share"].sum()), "percent"),
        }


def histogram_kinds(sheets: SchemeSheets) -> list[str]:
    """Returns the kinds of bars that are seen, none without groups."""
    return histogram(sheets).kinds() if len(sheets.analysis.distribution) else []


def histogram(sheets: SchemeSheets) -> Histogram:
    """Returns the histogram of a scheme that has groups."""
    lines = reference_lines(sheets.analysis.scheme.reference_levels)
    kinds = group_bands(sheets.analysis)
    return Histogram(sheets.analysis.distribution, lines, kinds)


def histogram_chart(sheets: SchemeSheets) -> Chart:
    """Returns a new chart of the scores; one chart can be inserted once only."""
    found, book = histogram(sheets), sheets.book
    lines = [(reference.key, reference.colour) for reference in found.references]
    table = sheets.places.tables["histogram"]
    looks = _kinds(sheets)
    bars = [(bars_key(kind), *looks[kind]) for kind in found.kinds()]
    return charts.distribution(book, table, book.say("distribution"), bars, lines)


def _kinds(sheets: SchemeSheets) -> dict[str, tuple[str, str]]:
    """Name and colour of every kind of bar; without bands all bars are of one kind."""
    book, bands = sheets.book, bands_of(sheets.analysis.scheme)
    if not bands:
        return {"": (book.say("recordings"), ACCENT)}
    looks = {band.id: (band.name.say(book.language), band_colour(band)) for band in bands}
    return looks | {"": (book.say("several_bands"), MIXED)}
