"""One sheet per agent to be signed (S6); 员工明细 instead where there are too many agents."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.style import put
from qa_workbook.books.cloth.table import TableColumn, cell_format, natural_width
from qa_workbook.books.register import lines as register_lines
from qa_workbook.books.register.agents import SUMS
from qa_workbook.books.register.page import RegisterBook, RegisterPage

SHEETS = 200  # more sheets than this and nobody finds anything: one grouped sheet instead


def slip_pages(book: RegisterBook) -> list[RegisterPage]:
    """Places a sheet per agent, or the one grouped sheet."""
    register = book.register
    if len(register.agents) > SHEETS:
        return [AgentLinesPage(book)]
    own = dict(list(register.lines.groupby("agent", sort=False)))
    return [SlipPage(book, one, own[one["agent"]]) for one in register.agents.to_dict("records")]


def _columns(book: RegisterBook, lines: pd.DataFrame) -> list[TableColumn]:
    say = book.say
    return [
        TableColumn("case", say("number"), lines["case"], "centred", width=16),
        TableColumn("call_date", say("call_date"), lines["call_date"], "date"),
        *register_lines.facts(book, lines),
        TableColumn("inspector", say("inspector"), lines["inspector"], "centred", most=16),
        TableColumn("remark", say("remark"), lines["remark"], "wrapped", most=28),
    ]


def _who(book: RegisterBook, agent: dict[Any, Any]) -> str:
    return book.say("who", agent=agent["agent"], name=agent["name"], team=agent["team"])


class SlipPage(RegisterPage):
    """One agent's lines, sums, and room for the signatures of the procedure (S6)."""

    def __init__(self, book: RegisterBook, agent: dict[Any, Any], lines: pd.DataFrame) -> None:
        super().__init__(book, f"{agent['agent']} {agent['name']}".strip())
        self.agent = agent
        self.lines = self.place(FIRST_ROW, _columns(book, lines))
        self.places.sheets[agent["agent"]] = self.name

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        who = _who(self.book, self.agent)
        put(self.sheet, 2, 0, who, self.styles("plain", bold=True, font_size=12))
        self.write_table(self.lines)
        sums = {key: Total(self.agent[key], number) for key, number in SUMS.items()}
        row = self.total(self.lines, {"case": Total(self.say("total")), **sums})
        row = self._signatures(row + 2)
        self.sheet.merge_range(row, 0, row, 13, self.say("law_short"), self.styles("note"))
        self.sheet.set_row(row, 30)
        self.close(FIRST_ROW)

    def _signatures(self, row: int) -> int:
        """Writes a line to sign for every step; returns the row where the next block may begin."""
        label, blank = self.styles("label"), self.styles("cell")
        for key in register_lines.PROCEDURE:
            self.sheet.set_row(row, 32)
            self.sheet.merge_range(row, 0, row, 1, self.say(key), label)
            self.sheet.merge_range(row, 2, row, 5, "", blank)
            self.sheet.merge_range(row, 6, row, 8, self.say("date_and_name"), label)
            self.sheet.merge_range(row, 9, row, 11, "", blank)
            row += 1
        return row + 1


class AgentLinesPage(RegisterPage):
    """All agents on one sheet: a sum row per agent with its lines folded below."""

    def __init__(self, book: RegisterBook) -> None:
        super().__init__(book, book.say("agent_lines"))
        agents = book.register.lines["agent"]
        column = TableColumn("agent", book.say("agent"), agents, "centred", most=24)
        self.columns = [column, *_columns(book, book.register.lines)]
        # Sum rows stand between the lines, so that the table proper is its header alone.
        self.headed = self.place(FIRST_ROW, [replace(one, values=[]) for one in self.columns])

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_table(self.headed)
        self.sheet.outline_settings(symbols_below=False)
        row, start = self.headed.first, 0
        for agent in self.register.agents.to_dict("records"):
            self._sum_row(row, agent)
            self._lines(row + 1, start, agent["lines"])
            row, start = row + 1 + agent["lines"], start + agent["lines"]
        self.sheet.freeze_panes(self.headed.first, 1)
        self.widths |= {index: natural_width(one) for index, one in enumerate(self.columns)}
        self.close(FIRST_ROW)

    def _sum_row(self, row: int, agent: dict[Any, Any]) -> None:
        put(self.sheet, row, 0, _who(self.book, agent), self.styles("total", align="left"))
        for index, column in enumerate(self.columns[1:], 1):
            number = SUMS.get(column.key)
            value = agent[column.key] if number else None
            put(self.sheet, row, index, value, self.styles("total", number, align="center"))

    def _lines(self, row: int, start: int, count: int) -> None:
        """Writes `count` lines of the register, from number `start` on, folded below a sum row."""
        for line in range(start, start + count):
            self.sheet.set_row(row, None, None, {"level": 1})
            for index, column in enumerate(self.columns):
                style = cell_format(self.styles, column.kind)
                put(self.sheet, row, index, column.cells[line], style)
            row += 1
