"""扣分凭单 of one agent: a list first, then a printed page per case."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.style import ACCENT, new_workbook
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.books.papers.book import PaperBook, PaperPage
from qa_workbook.books.papers.model import AgentSlips, Slip
from qa_workbook.books.papers.slip_page import SlipPage
from qa_workbook.labels import text

_LONGEST = 80  # characters of a text in a list; the slip or the register has all of it
MOST_SHEETS = 60  # more slips than this stand below each other on one sheet, a page each


def write_slips(path: Path, paper: AgentSlips, language: str = "zh") -> None:
    """Writes the slips of one agent to `path`; nothing of anybody else is in any part of it.

    Raises OutputLocked when another program has `path` open. Same input, same bytes.
    """
    examples = any(slip.examples for slip in paper.slips)
    title = text("papers.slip", language)
    with new_workbook(path, title=title, result=True) as workbook:
        book = PaperBook(workbook, language, examples=examples)
        pages: list[PaperPage] = [CoverPage(book, paper)]
        pages += _slip_pages(book, paper)
        for page in pages:
            page.write()


def _slip_pages(book: PaperBook, paper: AgentSlips) -> list[PaperPage]:
    organisation = paper.organisation
    if len(paper.slips) > MOST_SHEETS:
        return [SlipPage(book, book.say("slip"), paper.slips, organisation)]
    return [SlipPage(book, slip.number, [slip], organisation) for slip in paper.slips]


class CoverPage(PaperPage):
    """The list of the cases with their sums."""

    def __init__(self, book: PaperBook, paper: AgentSlips) -> None:
        super().__init__(book, book.say("cover"), colour=ACCENT)
        self.paper = paper
        self.table = self.place(FIRST_ROW, slip_columns(book, paper.slips))

    def write(self) -> None:
        """Fills the sheet."""
        paper = self.paper
        who = self.say("who", agent=paper.agent, name=paper.name, team=paper.team)
        title = f"{self.say('slip')}　{self.say('cover')}"
        count = self.say("slips_count", count=len(paper.slips))
        self.open(title, f"{who}　{self.say('period', period=paper.period)}　{count}")
        self.write_table(self.table)
        self.total(self.table, sums(self.book, paper.slips))
        self.close(f"{self.say('slip')}  {paper.agent}  {paper.period}", FIRST_ROW)


def sums(book: PaperBook, slips: Sequence[Slip]) -> dict[str, Total]:
    """Returns the total row below a table of slips."""
    points = sum((slip.points for slip in slips), Decimal(0))
    money = {
        key: Total(sum((getattr(slip, key) for slip in slips), Decimal(0)), "money")
        for key in ("money_before_cap", "money", "payable")
    }
    return {"number": Total(book.say("total")), "points": Total(points), **money}


def slip_columns(book: PaperBook, slips: Sequence[Slip]) -> list[TableColumn]:
    """Returns the columns that list cases: number, what for, how much, where they stand."""
    say = book.say

    def of(name: str) -> list[object]:
        return [getattr(slip, name) for slip in slips]

    return [
        TableColumn("number", say("number"), of("number"), "centred", width=14),
        TableColumn("day", say("day"), of("day"), "date"),
        TableColumn("recording", say("recording"), of("recording"), "wrapped", most=22),
        TableColumn("clause", say("clause"), _cut(book, of("clause")), "wrapped", most=22),
        TableColumn("points", say("points"), of("points"), "number", width=8),
        TableColumn("nature", say("nature"), of("nature"), "centred", most=14),
        TableColumn(
            "money_before_cap", say("money_before_cap"), of("money_before_cap"), "money", width=13
        ),
        TableColumn("money", say("money"), of("money"), "money", width=12),
        TableColumn("set_by", say("set_by"), _cut(book, of("set_by")), "wrapped", most=18),
        TableColumn("state", say("state"), of("state"), "centred", most=12),
        TableColumn("deadline", say("deadline"), of("deadline"), "centred", most=20),
        TableColumn("payable", say("payable"), of("payable"), "money", width=12),
    ]


def _cut(book: PaperBook, texts: Sequence[object]) -> list[str]:
    """Texts as far as a row of a list has room for them."""
    more = book.say("more")
    words = [str(one) for one in texts]
    return [one if len(one) <= _LONGEST else one[:_LONGEST] + more for one in words]
