"""工资扣款表: what is taken from each agent's pay of a closed month, and the control totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.page import FIRST_ROW, Page, Total
from qa_workbook.books.cloth.reconcile import Check, write_checks
from qa_workbook.books.cloth.style import new_workbook, put
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.labels import text

_SUMS = ("due", "taken", "carried")
_FACTS = ("period", "root", "events", "digest")


def nature_word(nature: str, language: str) -> str:
    """Returns what a legal nature is called."""
    return text(f"penalties.{nature}", language)


def write_payroll_book(
    path: Path, rows: Sequence[Mapping[str, Any]], totals: Mapping[str, Any], language: str
) -> None:
    """Writes the rows of a closed month (`casework.payroll_rows.ROW`) to `path`.

    The last sheet has the control totals, as computed and as live formulas. Raises OutputLocked.
    Same input, same bytes.
    """
    with new_workbook(path, title=text("payroll_book.book", language), result=True) as workbook:
        book = ResultBook(workbook, "payroll_book", language)
        lines = _RowsPage(book, rows, totals)
        control = _ControlPage(book, lines.table, totals)
        lines.write()
        control.write()


class _RowsPage(Page):
    """One row per agent and nature."""

    def __init__(
        self, book: ResultBook, rows: Sequence[Mapping[str, Any]], totals: Mapping[str, Any]
    ) -> None:
        super().__init__(book, book.say("rows"))
        self.totals = totals
        self.table = self.place(FIRST_ROW, _columns(book, rows))

    def write(self) -> None:
        """Fills the sheet."""
        period = self.totals["period"]
        self.heading(self.say("book"), self.say("subtitle", **self.totals))
        self.notice(self.say("only_closed"))
        self.write_table(self.table)
        cells = {key: Total(Decimal(self.totals[key]), "money") for key in _SUMS}
        cells |= {"cases": Total(self.totals["cases"], "integer")}
        self.total(self.table, {"agent": Total(self.say("total")), **cells})
        self.filter(self.table)
        self.finish(f"{self.say('book')}  {period}", FIRST_ROW)


def _columns(book: ResultBook, rows: Sequence[Mapping[str, Any]]) -> list[TableColumn]:
    say = book.say
    natures = [nature_word(row["nature"], book.language) for row in rows]
    amounts = {key: [_amount(row[key]) for row in rows] for key in ("limit", *_SUMS)}
    return [
        TableColumn("agent", say("agent"), [row["agent"] for row in rows], "centred", most=24),
        TableColumn("name", say("name"), [row["name"] for row in rows], "centred", most=24),
        TableColumn("period", say("period"), [row["period"] for row in rows], "centred", width=10),
        TableColumn("nature", say("nature"), natures, "centred", width=16),
        TableColumn("due", say("due"), amounts["due"], "money"),
        TableColumn("limit", say("limit"), amounts["limit"], "money"),
        TableColumn("taken", say("taken"), amounts["taken"], "money"),
        TableColumn("carried", say("carried"), amounts["carried"], "money"),
        TableColumn("cases", say("cases"), [row["cases"] for row in rows], "integer"),
    ]


def _amount(words: str) -> Decimal | None:
    return Decimal(words) if words else None


class _ControlPage(Page):
    """控制合计: counts and sums as computed and as live formulas, and what they hang on."""

    def __init__(self, book: ResultBook, table: PlacedTable, totals: Mapping[str, Any]) -> None:
        super().__init__(book, book.say("control_totals"))
        self.table, self.totals = table, totals

    def write(self) -> None:
        """Fills the sheet."""
        self.heading(self.say("control_totals"), self.say("subtitle", **self.totals))
        last = write_checks(self, FIRST_ROW, list(self._checks()))
        self.widths[0] = max(self.widths[0], 30)
        for row, key in enumerate(_FACTS, last + 2):
            put(self.sheet, row, 0, self.say(f"fact_{key}"), self.styles("cell", "text", indent=1))
            put(self.sheet, row, 1, str(self.totals[key]), self.styles("plain", "text", indent=1))
        self.finish(self.say("control_totals"))
        self.sheet.fit_to_pages(1, 1)

    def _checks(self) -> list[Check]:
        rows, totals, say = self.table, self.totals, self.say
        count = f"=COUNTA({rows.range('agent')})" if len(rows) else "=0"
        checks = [Check(say("sum_rows"), totals["rows"], count)]
        for key in ("cases", *_SUMS):
            formula = f"=SUM({rows.range(key)})" if len(rows) else "=0"
            number = "integer" if key == "cases" else "money"
            checks.append(Check(say(f"sum_{key}"), Decimal(totals[key]), formula, number))
        return checks
