"""Sheet 控制总数: every sum as computed and as a live formula over the other sheets; all differences must be zero."""

from __future__ import annotations

from collections.abc import Iterator

from qa_workbook.books.cloth.columns import Placed
from qa_workbook.books.cloth.reconcile import Check, cells, write_checks
from qa_workbook.books.cloth.style import put
from qa_workbook.books.register.page import FIRST_ROW, Book, Page

_KEYS = {"lines": "integer", "points": "General", "money_before_cap": "money", "money": "money"}


def write(book: Book, lines: Placed, agents: Placed) -> None:
    """Writes the sheet; the verdict above the table says whether all agree."""
    page = book.page(book.say("totals"))
    last = write_checks(page, FIRST_ROW, list(_checks(book, lines, agents)), book.say)
    _facts(page, last + 2)
    page.widths[0] = max(page.widths[0], 52)
    page.finish(FIRST_ROW)
    page.sheet.fit_to_pages(1, 1)


def _checks(book: Book, lines: Placed, agents: Placed) -> Iterator[Check]:
    totals, say = book.register.totals, book.say
    for key, number in _KEYS.items():
        yield Check(
            say("check_lines", what=say(f"sum_{key}")), totals[key], _over(lines, key), number
        )
    for key, number in _KEYS.items():
        yield Check(
            say("check_agents", what=say(f"sum_{key}")),
            totals[key],
            f"=SUM({cells(agents, key)})",
            number,
        )
    yield Check(say("check_agent_count"), totals["agents"], f"=COUNTA({cells(agents, 'agent')})")
    for cause, words in zip(totals["by_cause"], book.causes(totals["by_cause"]), strict=True):
        for key, number in _KEYS.items():
            what = say("check_cause", cause=words, what=say(f"sum_{key}"))
            yield Check(what, totals["by_cause"][cause][key], _over(lines, key, words), number)


def _over(lines: Placed, key: str, cause: str | None = None) -> str:
    """Returns the live formula over the lines, of one cause or of all."""
    if cause is None:
        return (
            f"=COUNT({cells(lines, 'number')})" if key == "lines" else f"=SUM({cells(lines, key)})"
        )
    if key == "lines":
        return f'=COUNTIF({cells(lines, "cause")},"{cause}")'
    return f'=SUMIF({cells(lines, "cause")},"{cause}",{cells(lines, key)})'


def _facts(page: Page, row: int) -> None:
    """What the records had and the register priced: breaches = lines + those without a price."""
    totals = page.book.register.totals
    for key in ("breaches", "lines", "unpriced", "agents_without_wage"):
        put(page.sheet, row, 0, page.say(f"fact_{key}"), page.styles("cell", "text", indent=1))
        put(page.sheet, row, 1, totals[key], page.styles("centred", "integer"))
        row += 1
