"""Sheet 每日警示 (S3): each day's 平均不良比率 with its alert colour, and the days of each colour."""

from __future__ import annotations

from typing import Any

from qa_workbook.books.analysis import charts
from qa_workbook.books.analysis.page import FIRST_ROW, Book, Page
from qa_workbook.books.cloth.columns import Column, Placed


def write(book: Book, sheet: Any, analysis: Any) -> Placed:
    """Writes the sheet; returns where the days lie."""
    page = Page(book, sheet, book.say("days"), analysis)
    frame, graded = analysis.days, analysis.metrics["average_defect_ratio"] is not None
    columns = [
        Column("date", book.say("date"), frame["date"], "date"),
        Column("recordings", book.say("recordings"), frame["recordings"], "integer"),
        Column("mean_score", book.say("mean_score"), frame["mean_score"], "score", width=10),
    ]
    if graded:
        names, ratios = book.level_names(analysis, frame["alert"]), frame["average_defect_ratio"]
        columns += [
            Column("average_defect_ratio", book.say("average_defect_ratio"), ratios, "percent", 13),
            Column(
                "alert", book.say("alert"), names, "centred", width=11, tones=book.tones(analysis)
            ),
        ]
    columns += book.hints(frame["recordings"])
    placed = page.grid(FIRST_ROW, columns)
    page.total(placed, _totals(page))
    right = len(columns) + 1
    page.widths[right - 1] = 3
    _legend(page, right)
    chart_row = FIRST_ROW + 9 if book.levels(analysis) else FIRST_ROW
    if len(frame):
        chart = chart_of(book, placed, analysis)
        chart.set_size({"width": 620, "height": 330})
        sheet.insert_chart(chart_row, right, chart, {"object_position": 2})
    page.filter(placed)
    page.finish(FIRST_ROW)
    return placed


def chart_of(book: Book, placed: Placed, analysis: Any) -> Any:
    """Returns the daily chart: defect ratio by alert colour, or the mean score where the scheme has no such ratio."""
    if analysis.metrics["average_defect_ratio"] is None:
        return charts.day_means(book, placed, book.say("day_means"))
    return charts.alert_days(book, placed, book.say("day_ratios"), analysis.days["alert"].tolist())


def _totals(page: Page) -> dict[str, tuple[Any, str | None]]:
    metrics = page.analysis.metrics
    return {
        "date": (page.say("total"), None),
        "recordings": (metrics["recordings"], "integer"),
        "mean_score": (metrics["mean_score"], "score"),
        "average_defect_ratio": (metrics["average_defect_ratio"], "percent"),
        "alert": (page.book.level_names(page.analysis, [metrics["alert"]])[0], None),
    }


def _legend(page: Page, left: int) -> None:
    """Writes 警示色天数 with the lower bounds of each level."""
    analysis, book = page.analysis, page.book
    if analysis.scheme.alerts is None:
        return
    levels, days = analysis.scheme.alerts.levels, analysis.metrics["alert_days"] or {}
    page.grid(
        FIRST_ROW,
        [
            Column("alert", book.say("alert"), [level.name.say(book.language) for level in levels], "centred", width=12,
                   tones=book.tones(analysis)),
            Column("colour", book.say("colour"), [book.say(level.colour) for level in levels], "centred", width=9),
            Column("days", book.say("alert_day_count"), [days.get(level.colour) for level in levels], "integer", 12),
            Column("average", book.say("average_from"), [float(level.average_from) for level in levels], "percent", 15),
            Column("item", book.say("item_from"), [float(level.item_from) for level in levels], "percent", 15),
        ],
        left=left,
    )  # fmt: skip
