"""Sheet 员工汇总: the sums of every agent, each linked to the agent's own sheet."""

from __future__ import annotations

from decimal import Decimal

from qa_workbook.books.cloth.links import sheet_link
from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.books.register.page import RegisterBook, RegisterPage
from qa_workbook.labels import text

NATURES = ("performance", "loss", "fine")
SUMS = {"points": "General", "money_before_cap": "money", "money": "money"}


class AgentsPage(RegisterPage):
    """One row per agent, with the sums of the register below."""

    def __init__(self, book: RegisterBook) -> None:
        super().__init__(book, book.say("agents"))
        self.agents = self.place(FIRST_ROW, self._columns())
        self.places.tables["agents"] = self.agents

    def _columns(self) -> list[TableColumn]:
        agents, say = self.register.agents, self.say
        natures, closed = self._by_nature(), self._closed_amounts()
        before, after = agents["money_before_cap"], agents["money"]
        reasons = self.book.reasons(agents)
        return [
            TableColumn("agent", say("agent"), agents["agent"], "centred", most=24),
            TableColumn("name", say("name"), agents["name"], "centred", most=24),
            TableColumn("team", say("team"), agents["team"], "centred", most=30),
            TableColumn("lines", say("line_number"), agents["lines"], "integer"),
            TableColumn("points", say("points"), agents["points"], "number", width=10),
            TableColumn("money", say("money"), after, "money", width=15),
            *natures,
            TableColumn("reason", say("reason"), reasons, "wrapped", most=40),
            *closed,
            TableColumn("money_before_cap", say("money_before_cap"), before, "money", width=16),
        ]

    def _by_nature(self) -> list[TableColumn]:
        """The money of each legal nature that takes some."""
        lines, agents = self.register.lines, self.register.agents["agent"]
        found = []
        for nature in NATURES:
            own = lines[lines["legal_nature"] == nature]
            if not any(own["money"]):
                continue
            sums = dict.fromkeys(agents, Decimal(0))
            for agent, money in zip(own["agent"].tolist(), own["money"].tolist(), strict=True):
                sums[agent] += money
            values = list(sums.values())
            heading = text(f"penalties.{nature}", self.book.language)
            found.append(TableColumn(nature, heading, values, "money", width=14))
        return found

    def _closed_amounts(self) -> list[TableColumn]:
        """What is carried over and what closed months let be taken."""
        lines, agents, account = self.register.lines, self.register.agents, self.book.account
        carried = dict.fromkeys(agents["agent"], Decimal(0))
        payable = dict(carried)
        columns = (lines[name].tolist() for name in ("case", "agent", "carried"))
        rows = zip(*columns, strict=True)
        for case, agent, given_out in rows:
            left = account.carried(case)
            carried[agent] += given_out if left is None else left
            payable[agent] += account.payable(case)
        return [
            TableColumn("carried", self.say("carried"), list(carried.values()), "money", width=13),
            TableColumn("payable", self.say("payable"), list(payable.values()), "money", width=15),
        ]

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_table(self.agents)
        self._links()
        totals = self.register.totals
        cells = {"agent": Total(self.say("total")), "lines": Total(totals["lines"], "integer")}
        cells |= {key: Total(totals[key], number) for key, number in SUMS.items()}
        cells |= {
            column.key: Total(sum(column.values, Decimal(0)), "money")
            for column in self.agents.columns
            if column.key in (*NATURES, "carried", "payable")
        }
        self.total(self.agents, cells)
        self.filter(self.agents)
        self.close(FIRST_ROW)

    def _links(self) -> None:
        """Makes the agents' numbers links to their own sheets, where they have one."""
        style, column = self.styles("link", "text", align="center"), self.agents.index("agent")
        for row, agent in enumerate(self.register.agents["agent"].tolist(), self.agents.first):
            if sheet := self.places.sheets.get(agent):
                self.sheet.write_url(row, column, sheet_link(sheet), style, agent)
