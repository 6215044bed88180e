"""Sheet 扣罚: the points and the money of the register under both versions."""

from __future__ import annotations

from collections.abc import Callable

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.reconcile import Check
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.books.laboratory.page import LaboratoryPage, Source
from qa_workbook.books.laboratory.units import colour_changes
from qa_workbook.laboratory.money import Money

_SUMS = ("lines", "points", "money")
_KINDS = {"lines": "integer", "points": "number", "money": "money"}


class MoneyPage(LaboratoryPage):
    """The agents whose penalties change, and the sums of all."""

    key = "money"

    def __init__(self, book: ResultBook, source: Source, money: Money) -> None:
        super().__init__(book, source)
        self.money = money
        self.table = self.place(FIRST_ROW, self._columns())

    def checks(self) -> list[Check]:
        """Returns that the changes of the agents add up to the change of all."""
        if not len(self.table):
            return []
        return [
            Check(
                self.say(f"check_{name}"),
                self.money.change(name),
                f"=SUM({self.table.range(name)})",
                _KINDS[name],
            )
            for name in ("points", "money")
        ]

    def _columns(self) -> list[TableColumn]:
        say, rows = self.say, self.money.agents
        found = [
            TableColumn(key, say(key), rows[key], "centred", most=14)
            for key in ("agent", "name", "team")
        ]
        for name in _SUMS:
            for side in ("old", "new"):
                key = f"{side}_{name}"
                found.append(TableColumn(key, say(key), rows[key], _KINDS[name], 12))
        for name in ("points", "money"):
            heading = say(f"change_{name}")
            live = self._change(name)
            found.append(TableColumn(name, heading, rows[name], _KINDS[name], 12, formula=live))
        return found

    def _change(self, name: str) -> Callable[[int], str]:
        def formula(row: int) -> str:
            new, old = (self.table.cell(f"{side}_{name}", row) for side in ("new", "old"))
            return f"={new}-{old}"

        return formula

    def write(self) -> None:
        """Fills the sheet."""
        notes = [] if len(self.table) else [self.say("nobody")]
        notes += [self.say("examples")] if self.money.examples else []
        self.begin("　".join(notes))
        self.write_table(self.table)
        if len(self.table):
            for key in ("points", "money"):
                colour_changes(self, self.table, key)
        self.total(self.table, self._totals())
        self.close(FIRST_ROW)

    def _totals(self) -> dict[str, Total]:
        """The sums of all agents, also of those whose penalties stay."""
        money = self.money
        totals = {"agent": Total(self.say("all_agents"))}
        for side, sums in (("old", money.before), ("new", money.after)):
            for name in _SUMS:
                number = "money" if name == "money" else None
                totals[f"{side}_{name}"] = Total(sums[name], number)
        for name in ("points", "money"):
            number = "money" if name == "money" else None
            totals[name] = Total(money.change(name), number)
        return totals
