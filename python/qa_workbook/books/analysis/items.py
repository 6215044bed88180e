"""Sheet 单项不良 (S3): items by class of defect, ratios, levels, Pareto; families, critical errors, fatal codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qa_workbook.books.analysis import charts
from qa_workbook.books.analysis.page import FIRST_ROW, Book, Page
from qa_workbook.books.cloth.columns import Column, Placed

CLASSES = ("A", "B", "C", "D", "E")
_ONE_PAGE = 30  # items that fit on one page with the chart and the small tables
SHOWN = 20  # items in the Pareto chart; more would be unreadable


def write(book: Book, sheet: Any, analysis: Any) -> Placed:
    """Writes the sheet, the items in falling order of their defects; returns where the items lie."""
    page = Page(book, sheet, book.say("items"), analysis)
    placed = _items(page)
    row = _total(page, placed) + 2
    if placed.last >= placed.first:
        chart = items_chart(book, placed, analysis)
        chart.set_size({"width": 980, "height": 13 * 24})
        sheet.insert_chart(row, 0, chart, {"object_position": 2, "x_offset": 4})
        row += 14
    for more in (_families, _critical, _fatal):
        row = more(page, row)
    page.filter(placed)
    page.finish()
    if len(analysis.items) <= _ONE_PAGE:
        sheet.fit_to_pages(1, 1)
    return placed


def items_chart(book: Book, placed: Placed, analysis: Any) -> Any:
    """Returns the Pareto chart of the items with the most defects, without those that have none."""
    defective = int((analysis.items["defective"] > 0).sum())
    title = (
        book.say("pareto_items_top", count=SHOWN) if defective > SHOWN else book.say("pareto_items")
    )
    return charts.pareto(book, placed, title, "defective", min(SHOWN, max(1, defective)))


def _items(page: Page) -> Placed:
    book, analysis = page.book, page.analysis
    frame = analysis.items.sort_values("rank", kind="stable")
    families = {family.id: family.name.say(book.language) for family in analysis.scheme.families}
    words, owned = (
        _names(page, frame, analysis.scheme.items),
        [families.get(key, key) for key in frame["family"]],
    )
    levels, tones = book.level_names(analysis, frame["alert"]), book.tones(analysis)
    classes = [letter for letter in CLASSES if analysis.scheme.defect_classes is not None]
    return page.grid(
        FIRST_ROW,
        [
            Column("rank", book.say("rank"), frame["rank"], "integer"),
            Column("name", book.say("item"), words, "wrapped"),
            *([Column("family", book.say("family"), owned, "centred")] if any(owned) else []),
            *(Column(letter, letter, frame[letter], "integer", width=7) for letter in classes),
            Column("defective", book.say("defective"), frame["defective"], "integer", width=9),
            Column("ratio", book.say("ratio"), frame["ratio"], "percent", width=11),
            *(
                [Column("alert", book.say("alert"), levels, "centred", tones=tones)]
                if any(levels)
                else []
            ),
            Column("share", book.say("share"), frame["share"], "percent", width=11),
            Column(
                "cumulative_share",
                book.say("cumulative_share"),
                frame["cumulative_share"],
                "percent",
                width=11,
            ),
        ],
    )


def _total(page: Page, placed: Placed) -> int:
    frame, metrics = page.analysis.items, page.analysis.metrics
    values: dict[str, tuple[Any, str | None]] = {
        letter: (_sum(frame[letter]), "integer") for letter in CLASSES
    }
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
    frame, families = page.analysis.families, page.analysis.scheme.families
    owners = {
        family.id: family.owner.say(page.book.language) for family in families if family.owner
    }
    return _small(
        page,
        row,
        "families",
        [
            Column(
                "owner", page.say("owner"), [owners.get(key, "") for key in frame["id"]], "centred"
            ),
            Column("name", page.say("family"), _names(page, frame, families), "wrapped"),
            Column("defective", page.say("defective"), frame["defective"], "integer"),
            Column("ratio", page.say("ratio"), frame["ratio"], "percent", width=7),
            Column("share", page.say("share"), frame["share"], "percent", width=7),
        ],
    )


def _critical(page: Page, row: int) -> int:
    frame = page.analysis.critical
    names = _names(page, frame, page.analysis.scheme.critical_families)
    return _small(
        page,
        row,
        "critical",
        [
            Column("id", page.say("code"), frame["id"], "centred", most=14),
            Column("name", page.say("critical_family"), names, "wrapped"),
            Column("recordings", page.say("recordings"), frame["recordings"], "integer"),
            Column("ratio", page.say("rate"), frame["ratio"], "percent", width=7),
        ],
    )


def _fatal(page: Page, row: int) -> int:
    frame, fatal = page.analysis.fatal_codes, page.analysis.scheme.fatal
    names = _names(page, frame.rename(columns={"code": "id"}), fatal.codes if fatal else ())
    return _small(
        page,
        row,
        "fatal_codes",
        [
            Column("code", page.say("code"), frame["code"], "centred", most=14),
            Column("name", page.say("fatal_code"), names, "wrapped"),
            Column("recordings", page.say("recordings"), frame["recordings"], "integer"),
            Column("ratio", page.say("rate"), frame["ratio"], "percent", width=7),
        ],
    )


def _names(page: Page, frame: Any, known: Sequence[Any]) -> list[str]:
    """Returns the names in the workbook's language; those of an older version of the scheme as the frame has them."""
    words = {one.id: one.name.say(page.book.language) for one in known}
    return [words.get(key, name) for key, name in zip(frame["id"], frame["name"], strict=True)]


def _small(page: Page, row: int, title: str, columns: list[Column]) -> int:
    """Writes a small table with its heading, if it has rows; returns the row where the next one may begin."""
    if not len(columns[0].values):
        return row
    row = page.section(row, page.say(title), len(columns))
    return page.grid(row, columns).last + 3
