"""Sheet 单项不良 (S3): defects of each item by class, ratios, levels and the Pareto; families, critical families, fatal codes."""

from __future__ import annotations

from typing import Any

from qa_workbook.books.analysis_sheets import charts
from qa_workbook.books.analysis_sheets.page import FIRST_ROW, Book, Page
from qa_workbook.books.grid import Column, Placed

CLASSES = ("A", "B", "C", "D", "E")


def write(book: Book, sheet: Any, analysis: Any) -> Placed:
    """Writes the sheet, the items in falling order of their defects; returns where the items lie."""
    page = Page(book, sheet, book.say("items"), analysis)
    placed = _items(page)
    row = _total(page, placed) + 2
    row = _families(page, row)
    row = _critical(page, row)
    row = _fatal(page, row)
    if placed.last >= placed.first:
        names = {"name": "name", "count": "defective", "share": "cumulative_share"}
        chart = charts.pareto(book, placed, book.say("pareto_items"), **names)
        chart.set_size({"width": 980, "height": 340})
        sheet.insert_chart(row, 0, chart, {"object_position": 2, "x_offset": 4, "y_offset": 4})
    page.filter(placed)
    page.finish(FIRST_ROW)
    return placed


def _items(page: Page) -> Placed:
    book, analysis = page.book, page.analysis
    frame = analysis.items.sort_values("rank", kind="stable")
    families = {family.id: family.name.say(book.language) for family in analysis.scheme.families}
    names = {node.id: node.name.say(book.language) for node in analysis.scheme.items}
    return page.grid(
        FIRST_ROW,
        [
            Column("rank", book.say("rank"), frame["rank"], "integer"),
            Column("name", book.say("item"), [names.get(i, n) for i, n in zip(frame["id"], frame["name"], strict=True)]),
            Column("family", book.say("family"), [families.get(key, key) for key in frame["family"]], "centred"),
            *(Column(letter, f"{letter}", frame[letter], "integer", width=7) for letter in CLASSES),
            Column("defective", book.say("defective"), frame["defective"], "integer", width=9),
            Column("ratio", book.say("ratio"), frame["ratio"], "percent", width=11),
            Column("alert", book.say("alert"), book.level_names(analysis, frame["alert"]), "centred", tones=book.tones(analysis)),
            Column("share", book.say("share"), frame["share"], "percent", width=11),
            Column("cumulative_share", book.say("cumulative_share"), frame["cumulative_share"], "percent", width=11),
        ],
    )


def _total(page: Page, placed: Placed) -> int:
    frame, metrics = page.analysis.items, page.analysis.metrics
    values: dict[str, tuple[Any, str | None]] = {letter: (_sum(frame[letter]), "integer") for letter in CLASSES}
    values |= {
        "name": (page.say("total_average"), None),
        "defective": (_sum(frame["defective"]), "integer"),
        "ratio": (metrics["average_defect_ratio"], "percent"),
        "alert": (page.book.level_names(page.analysis, [metrics["alert"]])[0], None),
    }
    return page.total(placed, values)


def _sum(values: Any) -> int:
    return int(values.fillna(0).sum())


def _families(page: Page, row: int) -> int:
    frame = page.analysis.families
    if not len(frame):
        return row
    row = page.section(row, page.say("families"), 6)
    placed = page.grid(
        row,
        [
            Column("owner", page.say("owner"), frame["owner"], "centred"),
            Column("name", page.say("family"), frame["name"]),
            Column("defective", page.say("defective"), frame["defective"], "integer"),
            Column("ratio", page.say("ratio"), frame["ratio"], "percent", width=7),
            Column("share", page.say("share"), frame["share"], "percent", width=7),
        ],
    )
    return placed.last + 3


def _critical(page: Page, row: int) -> int:
    frame = page.analysis.critical
    if not len(frame):
        return row
    row = page.section(row, page.say("critical"), 6)
    placed = page.grid(
        row,
        [
            Column("id", page.say("code"), frame["id"], "centred"),
            Column("name", page.say("critical_family"), frame["name"]),
            Column("recordings", page.say("recordings"), frame["recordings"], "integer"),
            Column("ratio", page.say("rate"), frame["ratio"], "percent", width=7),
        ],
    )
    return placed.last + 3


def _fatal(page: Page, row: int) -> int:
    frame = page.analysis.fatal_codes
    if not len(frame):
        return row
    row = page.section(row, page.say("fatal_codes"), 6)
    counts = [column for column in frame.columns if column not in ("id", "code", "name")][0]
    placed = page.grid(
        row,
        [
            Column("code", page.say("code"), frame["id" if "id" in frame else "code"], "centred"),
            Column("name", page.say("fatal_code"), frame["name"], most=30),
            Column("count", page.say("count"), frame[counts], "integer"),
        ],
    )
    return placed.last + 3
