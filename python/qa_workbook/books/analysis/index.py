"""Sheet 指标体系 (S13, S14): every level of a hierarchical scheme with weight and value, indented by level."""

from __future__ import annotations

from typing import Any

import pandas as pd

from qa_workbook.books.analysis.page import FIRST_ROW, Book, Page
from qa_workbook.books.cloth.columns import Column
from qa_workbook.books.cloth.style import ACCENT, ACCENT_PALE, put


def write(book: Book, sheet: Any, analysis: Any) -> None:
    """Writes the nodes in the order of the tree; the value of each is 0–100."""
    page = Page(book, sheet, book.say("index"), analysis)
    frame, language = analysis.index, book.language
    names = {node.id: node.name.say(language) for node in analysis.scheme.nodes}
    words = [names.get(key, name) for key, name in zip(frame["id"], frame["name"], strict=True)]
    placed = page.grid(
        FIRST_ROW,
        [
            Column("level", book.say("level"), frame["level"], "integer"),
            Column("name", book.say("indicator"), words, width=_width(words)),
            Column("id", book.say("code"), frame["id"], "text", most=30),
            Column("weight", book.say("weight"), _numbers(frame["weight"]), "mark", width=10),
            Column("value", book.say("value"), frame["value"], "score", width=12),
        ],
    )
    for row, (level, name) in enumerate(zip(frame["level"], words, strict=True), placed.first):
        put(sheet, row, placed.columns["name"], name, _level_style(page, int(level)))
    if len(frame):
        sheet.conditional_format(
            placed.first, placed.columns["value"], placed.last, placed.columns["value"],
            {"type": "data_bar", "bar_color": "#A9C6D4", "bar_solid": True, "min_type": "num", "min_value": 0,
             "max_type": "num", "max_value": 100, "data_bar_2010": True},
        )  # fmt: skip
    page.filter(placed)
    page.finish(FIRST_ROW)


def _width(words: list[str]) -> float:
    return min(60.0, max([30.0, *(2.2 * len(word) + 12 for word in words)]))


def _numbers(values: Any) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def _level_style(page: Page, level: int) -> Any:
    if level == 1:
        return page.styles("cell", "text", bold=True, font_color=ACCENT, bg_color=ACCENT_PALE)
    return page.styles("cell", "text", indent=2 * (level - 1), bold=level == 2)
