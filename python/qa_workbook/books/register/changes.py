"""Sheet 变动: what was given out and would come to something else today, or is there no more."""

from __future__ import annotations

import pandas as pd

from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.books.register.lines import NUMBER_WIDTH
from qa_workbook.books.register.page import RegisterBook, RegisterPage
from qa_workbook.labels import text
from qa_workbook.penalties.model import Register

_SHOWN = [
    "number", "call_date", "agent", "name", "cause", "code", "clause", "recording",
    "money", "difference", "difference_why", "given_on",
]  # fmt: skip


def changes_of(register: Register) -> pd.DataFrame:
    """Returns the lines that would be priced otherwise today, then those that are withdrawn.

    Columns: _SHOWN; `money` is what was given out, `difference` yuan more or less today.
    """
    gone = register.withdrawn
    withdrawn = gone.rename(columns={"day": "call_date"}).assign(
        difference=[-money for money in gone["money"]], difference_why="withdrawn"
    )
    parts = [part[_SHOWN] for part in (register.differing, withdrawn) if len(part)]
    if not parts:
        return register.differing[_SHOWN]
    return pd.concat(parts, ignore_index=True)


class ChangesPage(RegisterPage):
    """One row per change; the lines of the register themselves are as they were given out."""

    def __init__(self, book: RegisterBook) -> None:
        super().__init__(book, book.say("changes"))
        self.changes = changes_of(book.register)
        self.table = self.place(FIRST_ROW, self._columns())

    def _columns(self) -> list[TableColumn]:
        rows, say = self.changes, self.say
        now = [money + more for money, more in zip(rows["money"], rows["difference"], strict=True)]
        reasons = [text(f"penalties.{why}", self.book.language) for why in rows["difference_why"]]
        clauses = self.book.clauses(rows)
        return [
            TableColumn("number", say("number"), rows["number"], "centred", width=NUMBER_WIDTH),
            TableColumn("call_date", say("call_date"), rows["call_date"], "date"),
            TableColumn("agent", say("agent"), rows["agent"], "centred", most=16),
            TableColumn("name", say("name"), rows["name"], "centred", most=18),
            TableColumn("clause", say("clause"), clauses, "wrapped", most=32),
            TableColumn("recording", say("recording"), rows["recording"], "centred", most=24),
            TableColumn("given_out", say("money_given_out"), rows["money"], "money", width=14),
            TableColumn("now", say("money_now"), now, "money", width=14),
            TableColumn("change", say("money_change"), rows["difference"], "money", width=14),
            TableColumn("reason", say("change_reason"), reasons, "wrapped", most=34),
            TableColumn("given_on", say("given_on"), rows["given_on"], "date"),
        ]

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading(len(self.changes))
        self.write_table(self.table)
        whole = sum(self.changes["difference"])
        self.total(
            self.table, {"number": Total(self.say("total")), "change": Total(whole, "money")}
        )
        self.filter(self.table)
        self.close(FIRST_ROW)
