"""The edition for finance: who, how much, of what nature, and whether it may be paid."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.style import ACCENT, new_workbook, put
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.books.papers.book import PaperBook, PaperPage
from qa_workbook.books.papers.model import FinanceLine
from qa_workbook.labels import text

_MONEY = ("before", "money", "carried", "payable")


def write_finance(
    path: Path,
    lines: Sequence[FinanceLine],
    period: str,
    organisation: str = "",
    language: str = "zh",
    *,
    examples: bool = False,
) -> None:
    """Writes the lines for finance to `path`: no recordings, no remarks, no marks.

    Raises OutputLocked when another program has `path` open. Same input, same bytes.
    """
    title = text("papers.finance", language)
    with new_workbook(path, title=title, result=True) as workbook:
        book = PaperBook(workbook, language, examples=examples)
        FinancePage(book, lines, period, organisation).write()


class FinancePage(PaperPage):
    """One row per case, and the sums to check against."""

    def __init__(
        self, book: PaperBook, lines: Sequence[FinanceLine], period: str, organisation: str
    ) -> None:
        super().__init__(book, book.say("finance"), colour=ACCENT)
        self.lines, self.period, self.organisation = lines, period, organisation
        self.table = self.place(FIRST_ROW, _columns(book, lines))

    def write(self) -> None:
        """Fills the sheet."""
        parts = [self.say("period", period=self.period), self.organisation]
        parts.append(self.say("slips_count", count=len(self.lines)))
        self.open(self.say("finance"), "　".join(part for part in parts if part))
        self.write_table(self.table)
        money = {
            key: Total(sum((getattr(one, key) for one in self.lines), Decimal(0)), "money")
            for key in _MONEY
        }
        points = Total(sum((one.points for one in self.lines), Decimal(0)))
        total = {"number": Total(self.say("total")), "points": points, **money}
        row = self.total(self.table, total)
        put(self.sheet, row + 2, 0, self.say("finance_note"), self.styles("subtitle"))
        self.filter(self.table, 3)
        self.close(f"{self.say('finance')}  {self.period}", FIRST_ROW)


def _columns(book: PaperBook, lines: Sequence[FinanceLine]) -> list[TableColumn]:
    say = book.say
    kinds = {
        "number": "centred", "agent": "centred", "name": "centred", "month": "centred",
        "nature": "centred", "points": "number", "before": "money", "money": "money",
        "cap": "wrapped", "carried": "money", "state": "centred", "payable": "money",
    }  # fmt: skip
    headings = {"before": "money_before_cap", "agent": "agent_number"}
    return [
        TableColumn(
            key, say(headings.get(key, key)), [getattr(one, key) for one in lines], kind, most=30
        )
        for key, kind in kinds.items()
    ]
