"""服务质量扣罚登记表 (S6): the register of a period, control totals, a slip for every agent."""

from __future__ import annotations

from pathlib import Path

from qa_workbook.books.cloth.style import new_workbook
from qa_workbook.books.register.agents import AgentsPage
from qa_workbook.books.register.changes import ChangesPage, changes_of
from qa_workbook.books.register.clauses import ClausesPage
from qa_workbook.books.register.decisions import DecisionsPage
from qa_workbook.books.register.lines import LinesPage
from qa_workbook.books.register.notes import NotesPage
from qa_workbook.books.register.page import RegisterBook, RegisterPage
from qa_workbook.books.register.slips import slip_pages
from qa_workbook.books.register.totals import TotalsPage
from qa_workbook.books.register.unattributed import UnattributedPage
from qa_workbook.books.register.unpriced import UnpricedPage
from qa_workbook.casework.account import Account
from qa_workbook.casework.desk import Desk
from qa_workbook.labels import text
from qa_workbook.penalties.model import Register
from qa_workbook.sheets import LeftOut


def write_register_book(
    path: Path,
    register: Register,
    *,
    language: str = "zh",
    inbox: Path | None = None,
    left_out: LeftOut | None = None,
    organisation: str = "",
    account: Account | None = None,
    desk: Desk | None = None,
) -> None:
    """Writes the register to `path`: decisions, lines, sums, control totals, notes, agents' sheets.

    `inbox` is the folder that the lines' `file` is relative to; without it the source cells are no
    links. `desk` has the cases of the first sheet, in which people decide. What was `left_out` of
    the records is told above the lines; the slips name the `organisation`, or have room for it.
    `account` is what the ledger says of the period; a closed month has day and root on every page.
    Money is written as it is in the register (Decimal, after caps). Raises OutputLocked when
    another program has `path` open. Same input, same bytes.
    """
    with new_workbook(path, title=text("register_book.book", language), result=True) as workbook:
        book = RegisterBook(workbook, register, language, inbox=inbox, folder=path.parent)
        book.left_out, book.organisation = left_out, organisation
        book.account, book.desk = account or Account(), desk or book.desk
        for page in place_sheets(book):
            page.write()


def place_sheets(book: RegisterBook) -> list[RegisterPage]:
    """Returns the sheets of a register in the order of the workbook, each in its place."""
    pages: list[RegisterPage] = [DecisionsPage(book)] if book.desk.rows else []
    pages += [LinesPage(book), AgentsPage(book), ClausesPage(book), TotalsPage(book)]
    if len(changes_of(book)):
        pages.append(ChangesPage(book))
    if len(book.register.unpriced):
        pages.append(UnpricedPage(book))
    if len(book.register.unattributed):
        pages.append(UnattributedPage(book))
    pages.append(NotesPage(book))
    return pages + slip_pages(book)
