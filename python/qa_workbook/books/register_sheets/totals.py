"""Sheet 控制总数: every sum as computed and as a live formula over the other sheets; all differences must be zero."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell

from qa_workbook.books.grid import Placed
from qa_workbook.books.register_sheets.page import FIRST_ROW, Book, Page
from qa_workbook.books.style import SEVERITY, put

_KEYS = {"lines": "integer", "points": "General", "money_before_cap": "money", "money": "money"}


@dataclass(frozen=True)
class Check:
    """One figure: what it is, the computed value, the live formula, and its number format."""

    label: str
    computed: int | Decimal
    formula: str
    number: str


def write(book: Book, lines: Placed, agents: Placed) -> None:
    """Writes the sheet; the verdict above the table says whether all agree."""
    page = book.page(book.say("totals"))
    checks = list(_checks(book, lines, agents))
    for column, key in enumerate(("control", "computed", "live", "difference")):
        put(page.sheet, FIRST_ROW, column, book.say(key), page.styles("header"))
    for row, check in enumerate(checks, FIRST_ROW + 1):
        _row(page, row, check)
    last = FIRST_ROW + len(checks)
    differences = f"{xl_rowcol_to_cell(FIRST_ROW + 1, 3)}:{xl_rowcol_to_cell(last, 3)}"
    verdict = f'=IF(SUMPRODUCT(ABS({differences}))=0,"{book.say("agree")}","{book.say("differ")}")'
    page.sheet.write_formula(2, 0, verdict, page.styles("plain", bold=True, font_size=12), book.say("agree"))
    alarm = {"type": "cell", "criteria": "!=", "value": 0, "format": page.styles.conditional(SEVERITY["error"])}
    page.sheet.conditional_format(FIRST_ROW + 1, 3, last, 3, alarm)
    _facts(page, last + 2)
    page.widths |= {0: 44, 1: 18, 2: 18, 3: 14}
    page.finish(FIRST_ROW)


def _row(page: Page, row: int, check: Check) -> None:
    style = page.styles("centred", check.number)
    put(page.sheet, row, 0, check.label, page.styles("cell", "text"))
    put(page.sheet, row, 1, check.computed, style)
    page.sheet.write_formula(row, 2, check.formula, style, check.computed)
    difference = f"=ROUND({xl_rowcol_to_cell(row, 2)}-{xl_rowcol_to_cell(row, 1)},6)"
    page.sheet.write_formula(row, 3, difference, page.styles("centred", "0.00"), 0)


def _checks(book: Book, lines: Placed, agents: Placed) -> Iterator[Check]:
    totals, say = book.register.totals, book.say
    for key, number in _KEYS.items():
        yield Check(say("check_lines", what=say(f"sum_{key}")), totals[key], _over(lines, key), number)
    for key, number in _KEYS.items():
        yield Check(say("check_agents", what=say(f"sum_{key}")), totals[key], f"=SUM({_range(agents, key)})", number)
    yield Check(say("check_agent_count"), totals["agents"], f"=COUNTA({_range(agents, 'agent')})", "integer")
    for cause, words in zip(totals["by_cause"], book.causes(totals["by_cause"]), strict=True):
        for key, number in _KEYS.items():
            what = say("check_cause", cause=words, what=say(f"sum_{key}"))
            yield Check(what, totals["by_cause"][cause][key], _over(lines, key, words), number)


def _over(lines: Placed, key: str, cause: str | None = None) -> str:
    """Returns the live formula over the lines, of one cause or of all."""
    if cause is None:
        return f"=COUNT({_range(lines, 'number')})" if key == "lines" else f"=SUM({_range(lines, key)})"
    if key == "lines":
        return f'=COUNTIF({_range(lines, "cause")},"{cause}")'
    return f'=SUMIF({_range(lines, "cause")},"{cause}",{_range(lines, key)})'


def _range(placed: Placed, key: str) -> str:
    column = placed.columns[key]
    cells = xl_range_abs(placed.first, column, max(placed.last, placed.first), column)
    if ":" not in cells:
        cells = f"{cells}:{cells}"
    return f"{quote_sheetname(placed.sheet)}!{cells}"


def _facts(page: Page, row: int) -> None:
    """What the records had and the register priced: breaches = lines + those without a price."""
    totals: Any = page.book.register.totals
    for key in ("breaches", "lines", "unpriced", "agents_without_wage"):
        put(page.sheet, row, 0, page.say(f"fact_{key}"), page.styles("cell", "text"))
        put(page.sheet, row, 1, totals[key], page.styles("centred", "integer"))
        row += 1
