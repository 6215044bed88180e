"""Sheet 待归责投诉: upheld complaints that name no agent or no cause, so that nobody is charged."""

from __future__ import annotations

from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.books.register.page import RegisterBook, RegisterPage
from qa_workbook.labels import text


class UnattributedPage(RegisterPage):
    """One row per ticket, with what is missing and where it has to be filled in."""

    def __init__(self, book: RegisterBook) -> None:
        super().__init__(book, book.say("unattributed"))
        self.tickets = self.place(FIRST_ROW, self._columns())

    def _columns(self) -> list[TableColumn]:
        frame, say = self.register.unattributed, self.say
        reasons = [text(f"penalties.{why}", self.book.language) for why in frame["why"]]
        return [
            TableColumn("ticket", say("ticket"), frame["ticket"], "centred", most=24),
            TableColumn("call_date", say("received"), frame["call_date"], "date"),
            TableColumn("origin", say("origin"), frame["origin"], "centred"),
            TableColumn("clause", say("clause"), frame["clause"], "wrapped"),
            TableColumn("agent", say("agent"), frame["agent"], "centred"),
            TableColumn("name", say("name"), frame["name"], "centred"),
            TableColumn("why", say("why"), reasons, "wrapped"),
            TableColumn("file", say("file"), frame["file"], "wrapped"),
            TableColumn("sheet", say("sheet"), frame["sheet"], "centred"),
            TableColumn("cell", say("cell"), frame["cell"], "centred"),
        ]

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading(len(self.tickets))
        self.write_table(self.tickets)
        self.filter(self.tickets)
        self.close(FIRST_ROW)
