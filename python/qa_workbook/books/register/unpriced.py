"""Sheet 未定价: the breaches that no tariff or rule priced."""

from __future__ import annotations

from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.books.register.lines import NUMBER_WIDTH
from qa_workbook.books.register.page import RegisterBook, RegisterPage
from qa_workbook.labels import text


class UnpricedPage(RegisterPage):
    """One row per breach without a price, with the reason."""

    def __init__(self, book: RegisterBook) -> None:
        super().__init__(book, book.say("unpriced"))
        self.breaches = self.place(FIRST_ROW, self._columns())

    def _columns(self) -> list[TableColumn]:
        frame, say = self.register.unpriced, self.say
        reasons = [text(f"penalties.{why}", self.book.language) for why in frame["why"]]
        causes = self.book.causes(frame["cause"].tolist())
        clauses = self.book.clauses(frame)
        return [
            TableColumn("number", say("number"), frame["number"], "centred", width=NUMBER_WIDTH),
            TableColumn("call_date", say("call_date"), frame["call_date"], "date"),
            TableColumn("agent", say("agent"), frame["agent"], "centred"),
            TableColumn("name", say("name"), frame["name"], "centred"),
            TableColumn("cause", say("cause"), causes, "centred"),
            TableColumn("clause", say("clause"), clauses, "wrapped"),
            TableColumn("recording", say("recording"), frame["recording"], "centred", most=24),
            TableColumn("why", say("why"), reasons, "wrapped"),
            TableColumn("file", say("file"), frame["file"], "wrapped"),
            TableColumn("sheet", say("sheet"), frame["sheet"], "centred"),
            TableColumn("cell", say("cell"), frame["cell"], "centred"),
        ]

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading(len(self.breaches))
        self.write_table(self.breaches)
        self.filter(self.breaches)
        self.close(FIRST_ROW)
