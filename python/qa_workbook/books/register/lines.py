"""Sheet 扣罚登记: an Excel table of every line, with its source cell and the columns of the procedure (S6)."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_range

from qa_workbook.books.cloth.columns import Column, Placed
from qa_workbook.books.cloth.links import cell_link, relative_path
from qa_workbook.books.cloth.style import put
from qa_workbook.books.register.page import FIRST_ROW, Book, Page

PROCEDURE = ("lead_finding", "team_lead", "signature", "arbitration", "execution")
LINKS = 60_000  # Excel keeps at most 65,530 links on a sheet
_FROZEN = 4


def write(book: Book) -> Placed:
    """Writes the sheet, with sums that follow the filter above the header; returns where the lines lie."""
    page, lines = book.page(book.say("lines"), front=True), book.register.lines
    placed = page.table(FIRST_ROW, _columns(book, lines), "register")
    if not len(lines):
        put(page.sheet, FIRST_ROW + 1, 0, book.say("no_lines"), page.styles("plain"))
    _sums(page, placed)
    _links(page, placed, lines)
    page.sheet.freeze_panes(FIRST_ROW + 1, _FROZEN)
    page.finish(FIRST_ROW)
    page.sheet.fit_to_pages(2, 0)  # one page wide would be too small to read
    page.sheet.repeat_columns(0, _FROZEN - 1)
    return placed


def facts(book: Book, lines: Any) -> list[Column]:
    """Returns the columns that say what happened and what it costs; those of an agent's own sheet too."""
    say = book.say
    aggravated = [say("yes") if one else "" for one in lines["aggravated"]]
    return [
        Column("cause", say("cause"), book.causes(lines["cause"]), "centred"),
        Column("code", say("code"), lines["code"], "centred", most=22),
        Column("clause", say("clause"), lines["clause"], "wrapped", most=32),
        Column("recording", say("recording"), lines["recording"], "centred", most=24),
        Column("times", say("times"), lines["times"], "integer", width=6),
        Column("aggravated", say("aggravated"), aggravated, "centred", width=6),
        Column("points", say("points"), lines["points"], "number", width=8),
        Column("money_before_cap", say("money_before_cap"), lines["money_before_cap"], "money"),
        Column("cap", say("cap"), book.caps(lines["cap"]), "wrapped", most=27),
        Column("money", say("money"), lines["money"], "money"),
    ]


def _columns(book: Book, lines: Any) -> list[Column]:
    say = book.say
    cells = lines["cell"].where(lines["cell"] != "", lines["row"].astype("str"))
    tariffs = (lines["tariff"] + "@" + lines["tariff_version"]).tolist() if len(lines) else []
    return [
        Column("number", say("number"), lines["number"], "integer", width=6),
        Column("call_date", say("call_date"), lines["call_date"], "date"),
        Column("agent", say("agent"), lines["agent"], "centred", most=16),
        Column("name", say("name"), lines["name"], "centred", most=18),
        Column("team", say("team"), lines["team"], "centred", most=18),
        *facts(book, lines),
        Column("tariff", say("tariff"), tariffs, "centred", most=26),
        Column("rule", say("rule"), lines["rule"], "centred", most=18),
        Column("scheme", say("scheme"), lines["scheme_name"], "centred", most=22),
        Column("version", say("version"), lines["version"], "centred", most=12),
        Column("inspector", say("inspector"), lines["inspector"], "centred", most=16),
        Column("file", say("file"), lines["file"], "text", most=30),
        Column("sheet", say("sheet"), lines["sheet"], "centred", most=12),
        Column("cell", say("cell"), cells, "link", width=7),
        Column("remark", say("remark"), lines["remark"], "wrapped", most=30),
        *(Column(key, say(key), [None] * len(lines), "text", width=13) for key in PROCEDURE),
    ]


def _sums(page: Page, placed: Placed) -> None:
    """Live sums of what the filter shows, one row above the header."""
    lines, row = page.book.register.lines, placed.header - 1
    put(
        page.sheet,
        row,
        placed.columns["clause"],
        page.say("shown_total"),
        page.styles("total", align="right"),
    )
    for key in ("points", "money_before_cap", "money"):
        column = placed.columns[key]
        formula = f"=SUBTOTAL(109,{xl_range(placed.first, column, max(placed.last, placed.first), column)})"
        number = "General" if key == "points" else "money"
        page.sheet.write_formula(
            row, column, formula, page.styles("total", number, align="right"), sum(lines[key])
        )


def _links(page: Page, placed: Placed, lines: Any) -> None:
    book = page.book
    if book.inbox is None or book.folder is None:
        return
    inbox, folder, style = book.inbox, book.folder, page.styles("link", "text")
    paths = {file: relative_path(inbox / file, folder) for file in set(lines["file"]) if file}
    places = lines[["file", "sheet", "cell", "row"]].head(LINKS).itertuples(index=False, name=None)
    for row, (file, sheet, cell, number) in enumerate(places, placed.first):
        if file:
            link = cell_link(paths[file], sheet, cell or f"A{number}")
            page.sheet.write_url(row, placed.columns["cell"], link, style, cell or str(number))
