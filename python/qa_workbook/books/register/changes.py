"""Sheet 变动: what is other than was given out, would be otherwise today, or is there no more."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.books.register.lines import NUMBER_WIDTH
from qa_workbook.books.register.page import RegisterBook, RegisterPage
from qa_workbook.casework.account import LATE, NEW, PRICED
from qa_workbook.labels import text
from qa_workbook.penalties.conditions import COMPLAINT

_AGAINST = (NEW, LATE, PRICED)
_SHOWN = [
    "number", "call_date", "agent", "name", "cause", "code", "clause", "recording",
    "money", "difference", "points_change", "difference_why", "given_on",
]  # fmt: skip


def changes_of(book: RegisterBook) -> pd.DataFrame:
    """Returns what is other than in the register given out before, then what would be priced
    otherwise today, then what is withdrawn.

    Columns: _SHOWN; `money` is what was given out, `difference` and `points_change` are yuan and
    points more or less, `difference_why` says why.
    """
    register = book.register
    gone = register.withdrawn
    withdrawn = gone.rename(columns={"day": "call_date"}).assign(
        difference=[-money for money in gone["money"]],
        points_change=[-points for points in gone["points"]],
        difference_why="withdrawn",
    )
    differing = register.differing.assign(points_change=None)
    parts = [part[_SHOWN] for part in (_changed(book), differing, withdrawn) if len(part)]
    if not parts:
        return differing[_SHOWN]
    return pd.concat(parts, ignore_index=True)


def _changed(book: RegisterBook) -> pd.DataFrame:
    """The lines that are new, or have another amount, since the register given out before."""
    changes = {change.line.case: change for change in book.account.changes}
    lines = book.register.lines
    found = lines[lines["case"].isin(list(changes))]
    own = [changes[case] for case in found["case"]]
    return found.assign(
        money=[one.before.money if one.before else Decimal(0) for one in own],
        difference=[one.money for one in own],
        points_change=[one.points for one in own],
        difference_why=[one.why for one in own],
    )


class ChangesPage(RegisterPage):
    """One row per change; the lines of the register themselves are as they were given out."""

    def __init__(self, book: RegisterBook) -> None:
        super().__init__(book, book.say("changes"))
        self.changes = changes_of(book)
        self.table = self.place(FIRST_ROW, self._columns())

    def _columns(self) -> list[TableColumn]:
        rows, say = self.changes, self.say
        now = [money + more for money, more in zip(rows["money"], rows["difference"], strict=True)]
        reasons = [
            self._reason(*one) for one in zip(rows["difference_why"], rows["cause"], strict=True)
        ]
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
            TableColumn("points", say("points_change"), rows["points_change"], "number", width=9),
            TableColumn("reason", say("change_reason"), reasons, "wrapped", most=34),
            TableColumn("given_on", say("given_on"), rows["given_on"], "date"),
        ]

    def _reason(self, why: str, cause: str) -> str:
        """Why a line changed; what is no more was a ticket, where it was a complaint."""
        key = "withdrawn_ticket" if (why, cause) == ("withdrawn", COMPLAINT) else why
        return text(f"penalties.{key}", self.book.language)

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading(len(self.changes))
        self.notice(self._summary())
        self.write_table(self.table)
        cells = {
            "number": Total(self.say("total")),
            "change": Total(sum(self.changes["difference"]), "money"),
            "points": Total(sum(self.changes["points_change"].dropna()), "General"),
        }
        self.total(self.table, cells)
        self.filter(self.table)
        self.close(FIRST_ROW)

    def _summary(self) -> str:
        """Against the register given out before: + n, − n, ± yuan, ± points."""
        rows = self.changes[self.changes["difference_why"].isin([*_AGAINST, "withdrawn"])]
        whys = list(rows["difference_why"])
        return self.say(
            "changes_summary",
            added=whys.count(NEW) + whys.count(LATE),
            late=whys.count(LATE),
            gone=whys.count("withdrawn"),
            money=f"{sum(rows['difference'], Decimal(0)):+.2f}",
            points=f"{sum(rows['points_change'], Decimal(0)):+f}",
        )
