"""Sheet 员工汇总 and one sheet per agent to be signed; 员工明细 instead where there are too many agents."""

from __future__ import annotations

from typing import Any

from qa_workbook.books.cloth.columns import Column, Placed, cell_format, natural_width
from qa_workbook.books.cloth.style import put
from qa_workbook.books.register import lines as register_lines
from qa_workbook.books.register.page import FIRST_ROW, Book, Page

SHEETS = 200  # more sheets than this and nobody finds anything: one grouped sheet instead
_SUMS = {"points": "General", "money_before_cap": "money", "money": "money"}


def write_summary(book: Book) -> tuple[Page, Placed]:
    """Writes 员工汇总; returns the page (for links to the agents' sheets) and where the agents lie."""
    page, agents, say = book.page(book.say("agents")), book.register.agents, book.say
    placed = page.grid(
        FIRST_ROW,
        [
            Column("agent", say("agent"), agents["agent"], "centred", most=24),
            Column("name", say("name"), agents["name"], "centred", most=24),
            Column("team", say("team"), agents["team"], "centred", most=30),
            Column("lines", say("line_number"), agents["lines"], "integer"),
            Column("points", say("points"), agents["points"], "number", width=10),
            Column(
                "money_before_cap",
                say("money_before_cap"),
                agents["money_before_cap"],
                "money",
                width=14,
            ),
            Column("cap", say("cap"), book.caps(agents["cap"]), "wrapped", most=34),
            Column("money", say("money"), agents["money"], "money", width=14),
        ],
    )
    totals = book.register.totals
    page.total(
        placed,
        {"agent": (say("total"), None), "lines": (totals["lines"], "integer"),
         **{key: (totals[key], number) for key, number in _SUMS.items()}},
    )  # fmt: skip
    page.filter(placed)
    page.finish(FIRST_ROW)
    return page, placed


def write_sheets(book: Book, summary: Page, placed: Placed) -> None:
    """Writes a sheet per agent, each linked from 员工汇总, or the one grouped sheet."""
    if len(book.register.agents) > SHEETS:
        _grouped(book)
        return
    own = dict(list(book.register.lines.groupby("agent", sort=False)))
    link = summary.styles("link", "text", align="center")
    for row, agent in enumerate(book.register.agents.to_dict("records"), placed.first):
        page = book.page(f"{agent['agent']} {agent['name']}".strip())
        _slip(page, agent, own[agent["agent"]])
        target = page.sheet.get_name().replace("'", "''")
        summary.sheet.write_url(row, 0, f"internal:'{target}'!A1", link, agent["agent"])


def _columns(book: Book, lines: Any) -> list[Column]:
    return [
        Column("number", book.say("number"), lines["number"], "integer", width=7),
        Column("call_date", book.say("call_date"), lines["call_date"], "date"),
        *register_lines.facts(book, lines),
        Column("inspector", book.say("inspector"), lines["inspector"], "centred", most=16),
        Column("remark", book.say("remark"), lines["remark"], "wrapped", most=28),
    ]


def _slip(page: Page, agent: dict[str, Any], lines: Any) -> None:
    """One agent's lines, sums, and room for the signatures of the procedure (S6)."""
    who = page.say("who", agent=agent["agent"], name=agent["name"], team=agent["team"])
    put(page.sheet, 2, 0, who, page.styles("plain", bold=True, font_size=12))
    placed = page.grid(FIRST_ROW, _columns(page.book, lines))
    sums = {key: (agent[key], number) for key, number in _SUMS.items()}
    row = (
        page.total(placed, {"number": (page.say("total"), None), "clause": (None, None), **sums})
        + 2
    )
    for key in register_lines.PROCEDURE:
        page.sheet.set_row(row, 32)
        page.sheet.merge_range(row, 0, row, 1, page.say(key), page.styles("label"))
        page.sheet.merge_range(row, 2, row, 5, "", page.styles("cell"))
        page.sheet.merge_range(row, 6, row, 8, page.say("date_and_name"), page.styles("label"))
        page.sheet.merge_range(row, 9, row, 11, "", page.styles("cell"))
        row += 1
    row += 1
    page.sheet.merge_range(row, 0, row, 13, page.say("law_short"), page.styles("note"))
    page.sheet.set_row(row, 30)
    page.finish(FIRST_ROW)


def _grouped(book: Book) -> None:
    """All agents on one sheet: a sum row per agent with its lines folded below."""
    page = book.page(book.say("agent_lines"))
    lines = book.register.lines
    columns = [
        Column("agent", book.say("agent"), lines["agent"], "centred", most=24),
        *_columns(book, lines),
    ]
    empty = [Column(c.key, c.heading, [], c.kind, c.width, c.most) for c in columns]
    placed = page.grid(FIRST_ROW, empty)
    cells = [column.cells for column in columns]
    formats = [cell_format(page.styles, column.kind) for column in columns]
    bold, row, start = page.styles("total", align="left"), placed.first, 0
    page.sheet.outline_settings(symbols_below=False)
    for agent in book.register.agents.to_dict("records"):
        put(
            page.sheet,
            row,
            0,
            page.say("who", agent=agent["agent"], name=agent["name"], team=agent["team"]),
            bold,
        )
        for key, column in list(placed.columns.items())[1:]:
            number = _SUMS.get(key)
            put(
                page.sheet,
                row,
                column,
                agent[key] if number else None,
                page.styles("total", number, align="center"),
            )
        for line in range(start, start + agent["lines"]):
            row += 1
            page.sheet.set_row(row, None, None, {"level": 1})
            for column, style in enumerate(formats):
                put(page.sheet, row, column, cells[column][line], style)
        start, row = start + agent["lines"], row + 1
    page.sheet.freeze_panes(placed.first, 1)
    page.widths |= {index: natural_width(column) for index, column in enumerate(columns)}
    page.finish(FIRST_ROW)
