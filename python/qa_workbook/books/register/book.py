"""服务质量扣罚登记表 (S6): the penalty register of a period, its control totals, and a slip for every agent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qa_workbook.books.cloth.style import new_workbook
from qa_workbook.books.register import agents, lines, notes, totals
from qa_workbook.books.register.page import Book
from qa_workbook.labels import text

if TYPE_CHECKING:
    from qa_workbook.penalties import Register


def write_register_book(
    path: Path, register: Register, *, language: str = "zh", inbox: Path | None = None
) -> None:
    """Writes the register to `path`: lines, sums per agent, control totals with live formulas, notes, agents' sheets.

    `inbox` is the folder that the lines' `file` is relative to; without it the source cells are no links. Money is
    written as it is in the register (Decimal, after caps). Raises OutputLocked when another program has `path` open.
    Same input, same bytes.
    """
    with new_workbook(path, title=text("register_book.book", language)) as workbook:
        book = Book(workbook, register, language, inbox, path.parent)
        placed = lines.write(book)
        summary, places = agents.write_summary(book)
        totals.write(book, placed, places)
        notes.write_unpriced(book)
        notes.write(book)
        agents.write_sheets(book, summary, places)
