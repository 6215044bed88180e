"""Sheet 分数分布 (S3): groups of scores, bands, and the data behind the histogram."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from xlsxwriter.chart import Chart

from qa_workbook.books.analysis import charts
from qa_workbook.books.analysis.page import FIRST_ROW, Book, Page
from qa_workbook.books.bands import band_edges
from qa_workbook.books.cloth.columns import Column, Placed

_HELPER = 16  # first of the hidden columns that the histogram is drawn from
_RATES = ("good", "minor", "ordinary", "fail")


@dataclass(frozen=True)
class Histogram:
    """Where the histogram's hidden data lie, and how its bars and reference lines are coloured."""

    placed: Placed
    bars: list[str]
    references: list[tuple[str, str]]

    def chart(self, book: Book, title: str) -> Chart:
        """Returns a new chart of the data; a chart can be inserted once only."""
        return charts.distribution(book, self.placed, title, self.bars, self.references)


def write(book: Book, sheet: Any, analysis: Any) -> Histogram | None:
    """Writes the sheet; returns the histogram's data, None for a scheme without groups."""
    page = Page(book, sheet, book.say("distribution"), analysis)
    groups = analysis.distribution
    placed = page.grid(
        FIRST_ROW,
        [
            Column("group", book.say("group"), groups["group"], "integer"),
            Column("lower", book.say("lower"), groups["lower"], "mark", width=10),
            Column("upper", book.say("upper"), groups["upper"], "mark", width=10),
            Column("midpoint", book.say("midpoint"), groups["midpoint"], "mark", width=10),
            Column("count", book.say("count"), groups["count"], "integer", width=10),
            Column("share", book.say("share_of_recordings"), groups["share"], "percent", width=11),
        ],
    )
    row = page.total(
        placed,
        {"group": (book.say("total"), None), "count": (int(groups["count"].sum()), "integer"),
         "share": (float(groups["share"].sum()), "percent")},
    )  # fmt: skip
    _bands(page, row + 2)
    histogram = _histogram(page, groups) if len(groups) else None
    if histogram:
        chart = histogram.chart(book, book.say("distribution"))
        chart.set_size({"width": 640, "height": 360})
        sheet.insert_chart(FIRST_ROW, 7, chart, {"object_position": 2})
    page.widths[6] = 3
    page.filter(placed)
    page.finish(FIRST_ROW)
    sheet.fit_to_pages(1, 1)
    return histogram


def _bands(page: Page, row: int) -> None:
    analysis, book = page.analysis, page.book
    if analysis.scheme.bands is None:
        return
    bands, counted = (
        analysis.scheme.bands.bands,
        analysis.detail[analysis.detail["counted"].astype(bool)],
    )
    counts = counted["band"].value_counts()
    numbers = [int(counts.get(band.id, 0)) for band in bands]
    rates = [
        _rate(analysis.metrics, band.id, number)
        for band, number in zip(bands, numbers, strict=True)
    ]
    row = page.section(row, book.say("bands"), 4)
    page.grid(
        row,
        [
            Column(
                "band",
                book.say("band"),
                [band.name.say(book.language) for band in bands],
                "centred",
            ),
            Column(
                "edges",
                book.say("edges"),
                [band_edges(band) for band in bands],
                "centred",
                width=12,
            ),
            Column("count", book.say("count"), numbers, "integer"),
            Column("rate", book.say("rate"), rates, "percent"),
        ],
    )


def _rate(metrics: dict[str, Any], band: str, number: int) -> float | None:
    published = metrics["rates"].get(band) if band in _RATES else None
    if published is not None:
        return published
    return number / metrics["recordings"] if metrics["recordings"] else None


def _histogram(page: Page, groups: Any) -> Histogram:
    """Writes a row per edge and per group between two edges, so that a reference line can stand exactly on an edge."""
    counts, lower = groups["count"].tolist(), groups["lower"].tolist()
    references = _references(page.analysis)
    busy = [index for index, count in enumerate(counts) if count]
    wanted = [value for _, value, _ in references]
    start = max(
        0, min([*busy[:1], *(i for i, low in enumerate(lower) if low in wanted)], default=0) - 1
    )
    bounds = [*lower[start:], groups["upper"].tolist()[-1]]
    heights = [value for count in counts[start:] for value in (None, count)] + [None]
    labels = [f"{bound:g}" if index % 2 == 0 else "" for bound in bounds for index in (0, 1)][:-1]
    top = max([*counts, 1]) * 1.08
    lines = [
        Column(
            key,
            key,
            [top if row == _place(bounds, value) else None for row in range(len(labels))],
            "mark",
        )
        for key, value, _ in references
    ]
    placed = page.grid(
        FIRST_ROW,
        [Column("edge", "edge", labels, "centred"), Column("count", "n", heights, "mark"), *lines],
        left=_HELPER,
        boxed=False,
    )
    page.sheet.set_column(_HELPER, _HELPER + 1 + len(lines), 8, None, {"hidden": True})
    for index in range(_HELPER, _HELPER + 2 + len(lines)):
        del page.widths[index]
    middles = [low + high for low, high in pairwise(bounds)]
    bars = [
        colour for middle in middles for colour in (charts.ACCENT, _colour(middle / 2, references))
    ]
    return Histogram(
        placed, [*bars, charts.ACCENT], [(key, colour) for key, _, colour in references]
    )


def _references(analysis: Any) -> list[tuple[str, float, str]]:
    levels = analysis.scheme.reference_levels
    if levels is None:
        return []
    return [
        ("lowest", float(levels.lowest), charts.LOW),
        ("good", float(levels.good), charts.GOOD),
        ("best", float(levels.best), charts.ACCENT),
    ]


def _place(bounds: list[float], value: float) -> int:
    """Returns the row of the edge at `value`, or of the group that holds it."""
    below = sum(bound <= value for bound in bounds) - 1
    return max(0, 2 * below + (0 if below >= 0 and bounds[below] == value else 1))


def _colour(middle: float, references: list[tuple[str, float, str]]) -> str:
    at = {key: value for key, value, _ in references}
    if not at:
        return charts.ACCENT
    return (
        charts.LOW
        if middle < at["lowest"]
        else charts.MIDDLING
        if middle < at["good"]
        else charts.GOOD
    )
