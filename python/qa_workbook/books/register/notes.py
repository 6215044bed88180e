"""Sheet 说明: the legal note, caps and rules of every tariff that priced a line; 未定价: what none priced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from qa_workbook.books.cloth.columns import Column
from qa_workbook.books.cloth.style import SEVERITY, put, wrapped_lines
from qa_workbook.books.register.page import FIRST_ROW, Book, Page
from qa_workbook.labels import text

_WIDTHS = (26, 16, 30, 16, 14, 14, 42)


def write(book: Book) -> None:
    """Writes the sheet 说明."""
    page = book.page(book.say("notes"))
    page.widths = dict(enumerate(_WIDTHS))
    row = FIRST_ROW
    for number, paragraph in enumerate(book.say("law").splitlines()):
        look = (
            {"bg_color": SEVERITY["warning"].fill, "font_color": SEVERITY["warning"].font}
            if number == 0
            else {}
        )
        style = page.styles("plain", text_wrap=True, valign="top", bold=number == 0, **look)
        page.sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "", style)
        put(page.sheet, row, 0, paragraph, style)
        page.sheet.set_row(row, 6 + 15 * wrapped_lines(paragraph, sum(_WIDTHS)))
        row += 1
    for tariff in book.register.tariffs:
        row = _tariff(page, tariff, row + 1)
    page.finish()


def _tariff(page: Page, tariff: Any, row: int) -> int:
    language, say = page.book.language, page.say
    heading = say(
        "tariff_heading", name=tariff.name.say(language), tariff=tariff.key, day=tariff.valid_from
    )
    row = page.section(row, heading, len(_WIDTHS))
    rules = tariff.rules
    columns = [
        Column("name", say("rule"), [rule.name.say(language) for rule in rules], "wrapped"),
        Column("cause", say("cause"), page.book.causes(rule.cause for rule in rules), "centred"),
        Column("points", say("points"), [_points(page, rule.points) for rule in rules], "centred"),
        Column("money", say("money_each"), [_money(page, rule.money) for rule in rules], "centred"),
        Column("line", say("cap_line"), [rule.caps and rule.caps.line for rule in rules], "money"),
        Column(
            "month",
            say("cap_month"),
            [rule.caps and rule.caps.agent_month for rule in rules],
            "money",
        ),
        Column(
            "source", say("source"), [rule.money.source.say(language) for rule in rules], "wrapped"
        ),
    ]
    placed = page.grid(
        row, [replace(column, width=width) for column, width in zip(columns, _WIDTHS, strict=True)]
    )
    return _caps(page, tariff.caps, placed.last + 2)


def _caps(page: Page, caps: Any, row: int) -> int:
    chosen = (caps.agent_month, caps.percent_of_wage, caps.wage_floor)
    names = [page.say(key) for key in ("cap_agent_month", "cap_percent", "cap_floor")]
    amounts = [page.say("none") if cap.amount is None else f"{cap.amount} {page.say(unit)}" for cap, unit in zip(
        chosen, ("yuan", "percent", "yuan"), strict=True)]  # fmt: skip
    placed = page.grid(
        row,
        [
            Column("cap", page.say("cap"), names, "wrapped", width=_WIDTHS[0]),
            Column("amount", page.say("amount"), amounts, "centred", width=_WIDTHS[1]),
        ],
    )
    return placed.last + 2


def _points(page: Page, points: Any) -> str:
    amount = page.say("by_scheme") if points.amount == "scheme" else str(points.amount)
    return f"{amount} / {page.say('per_' + points.per)}"


def _money(page: Page, money: Any) -> str:
    return f"{money.amount} / {page.say('per_' + money.per)}"


def write_unpriced(book: Book) -> None:
    """Writes the sheet 未定价 when there are breaches that no tariff or rule priced."""
    frame, say = book.register.unpriced, book.say
    if not len(frame):
        return
    page = book.page(say("unpriced"))
    placed = page.grid(
        FIRST_ROW,
        [
            Column("call_date", say("call_date"), frame["call_date"], "date"),
            Column("agent", say("agent"), frame["agent"], "centred"),
            Column("name", say("name"), frame["name"], "centred"),
            Column("cause", say("cause"), book.causes(frame["cause"]), "centred"),
            Column("code", say("code"), frame["code"], "centred"),
            Column("clause", say("clause"), frame["clause"], "wrapped"),
            Column("recording", say("recording"), frame["recording"], "centred", most=24),
            Column(
                "why",
                say("why"),
                [text(f"penalties.{why}", book.language) for why in frame["why"]],
                "wrapped",
            ),
            Column("file", say("file"), frame["file"], "text"),
            Column("sheet", say("sheet"), frame["sheet"], "centred"),
            Column("cell", say("cell"), frame["cell"], "centred"),
        ],
    )
    page.filter(placed)
    page.finish(FIRST_ROW)
