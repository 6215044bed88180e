"""Sheet 条款汇总: the sums of every clause and of the rule that priced it."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.books.register.page import RegisterBook, RegisterPage

SUMS = {"points": "General", "money_before_cap": "money", "money": "money"}
_KEYS = ["cause", "code", "clause", "tariff_version", "rule"]


class ClausesPage(RegisterPage):
    """One row per clause and rule, the dearest first."""

    def __init__(self, book: RegisterBook) -> None:
        super().__init__(book, book.say("clauses"))
        self.rows = clause_sums(self.register.lines)
        self.table = self.place(FIRST_ROW, self._columns())
        self.places.tables["clauses"] = self.table

    def _columns(self) -> list[TableColumn]:
        rows, say, book = self.rows, self.say, self.book
        priced = list(zip(rows["tariff_version"], rows["rule"], strict=True))
        rules = [book.rules.get(key, key[1]) for key in priced]
        before, causes = rows["money_before_cap"], book.causes(rows["cause"].tolist())
        return [
            TableColumn("clause", say("clause"), book.clauses(rows), "wrapped", most=40),
            TableColumn("cause", say("cause"), causes, "centred"),
            TableColumn("rule", say("rule"), rules, "centred", most=24),
            TableColumn("version", say("tariff_version"), rows["tariff_version"], "centred"),
            TableColumn("agents", say("agent_number"), rows["agents"], "integer"),
            TableColumn("lines", say("line_number"), rows["lines"], "integer"),
            TableColumn("points", say("points"), rows["points"], "number", width=10),
            TableColumn("money", say("money"), rows["money"], "money", width=15),
            TableColumn("money_before_cap", say("money_before_cap"), before, "money", width=16),
        ]

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_table(self.table)
        totals = self.register.totals
        cells = {"clause": Total(self.say("total")), "lines": Total(totals["lines"], "integer")}
        cells |= {key: Total(totals[key], number) for key, number in SUMS.items()}
        self.total(self.table, cells)
        self.filter(self.table)
        self.close(FIRST_ROW)


def clause_sums(lines: pd.DataFrame) -> pd.DataFrame:
    """Returns a row per clause and rule: cause, code, clause, tariff_version, rule, agents, lines,
    points, money_before_cap, money; ordered by money, then points, then name."""
    rows = []
    for key, own in lines.groupby(_KEYS, sort=True):
        sums = {name: sum(own[name], Decimal(0)) for name in SUMS}
        about = dict(zip(_KEYS, key, strict=True))
        rows.append(about | {"agents": own["agent"].nunique(), "lines": len(own)} | sums)
    rows.sort(key=lambda row: (-row["money"], -row["points"]))
    return pd.DataFrame(rows, columns=[*_KEYS, "agents", "lines", *SUMS])
