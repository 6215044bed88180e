"""扣分凭单 (S6): a sheet per agent to be signed; 员工明细 instead where there are too many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from qa_workbook.arrays import Integers
from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.strips import Words
from qa_workbook.books.cloth.style import put, safe_text
from qa_workbook.books.cloth.table import TableColumn, cell_format, natural_width
from qa_workbook.books.register.agents import SUMS
from qa_workbook.books.register.lines import NUMBER_WIDTH, PROCEDURE, aggravated
from qa_workbook.books.register.page import RegisterBook, RegisterPage

SHEETS = 200  # more sheets than this and nobody finds anything: one grouped sheet instead


def slip_pages(book: RegisterBook) -> list[RegisterPage]:
    """Places a sheet per agent, or the one grouped sheet."""
    register = book.register
    if len(register.agents) > SHEETS:
        return [AgentLinesPage(book)]
    lines, columns = register.lines, _columns(book, register.lines)
    pages, first = list[RegisterPage](), 0
    for agent in register.agents.to_dict("records"):  # in the order of their lines
        last = first + agent["lines"]
        own = [column.part(first, last) for column in columns]
        pages.append(SlipPage(book, agent, own, lines["given_on"].iloc[first:last].max()))
        first = last
    return pages


def _columns(book: RegisterBook, lines: pd.DataFrame) -> list[TableColumn]:
    say, before = book.say, lines["money_before_cap"]
    worse, reasons = aggravated(book, lines), book.reasons(lines)
    return [
        TableColumn("number", say("number"), lines["number"], "centred", width=NUMBER_WIDTH),
        TableColumn("call_date", say("call_date"), lines["call_date"], "date"),
        TableColumn("clause", say("clause"), book.clauses(lines), "wrapped", most=30),
        TableColumn("recording", say("recording"), lines["recording"], "centred", most=24),
        TableColumn("times", say("times"), lines["times"], "integer", width=6),
        TableColumn("aggravated", say("aggravated"), worse, "centred", width=6),
        TableColumn("points", say("points"), lines["points"], "number", width=8),
        TableColumn("money_before_cap", say("money_before_cap"), before, "money", width=15),
        TableColumn("money", say("money"), lines["money"], "money", width=13),
        TableColumn("reason", say("reason"), reasons, "wrapped", most=24),
        TableColumn("inspector", say("inspector"), lines["inspector"], "centred", most=12),
        TableColumn("remark", say("remark"), lines["remark"], "wrapped", most=28),
        TableColumn("source", say("source_cell"), _sources(lines), "wrapped", most=30),
        TableColumn("case", say("case"), lines["case"], "centred", width=17),
    ]


def _sources(lines: pd.DataFrame) -> list[str]:
    """Where each line was entered, for whoever wants to look it up."""
    columns = (lines[name].tolist() for name in ("file", "sheet", "cell", "row"))
    places = zip(*columns, strict=True)
    return [f"{file} {sheet}!{cell or row}" if file else "" for file, sheet, cell, row in places]


def _who(book: RegisterBook, agent: dict[Any, Any]) -> str:
    return book.say("who", agent=agent["agent"], name=agent["name"], team=agent["team"])


class SlipPage(RegisterPage):
    """One agent's lines, sums, and room for the signatures of the procedure (S6)."""

    def __init__(
        self,
        book: RegisterBook,
        agent: dict[Any, Any],
        columns: Sequence[TableColumn],
        given_on: pd.Timestamp,
    ) -> None:
        name = f"{agent['agent']} {agent['name']}".strip()
        super().__init__(book, name, title=f"{book.say('slip')} · {name}")
        self.agent = agent
        self.lines = self.place(FIRST_ROW, columns)
        self.given_on = given_on
        self.places.sheets[agent["agent"]] = self.name

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading(len(self.lines))
        put(self.sheet, 2, 0, self._addressee(), self.styles("plain", bold=True, font_size=12))
        self.write_table(self.lines)
        sums = {key: Total(self.agent[key], number) for key, number in SUMS.items()}
        row = self.total(self.lines, {"number": Total(self.say("total")), **sums})
        self._foot(row + 2)
        self.close(FIRST_ROW)

    def _addressee(self) -> str:
        said = [_who(self.book, self.agent)]
        if self.register.period:
            # the agent first: nobody takes it for the number of a line, YYYY-MM-NNNN
            number = f"{self.agent['agent']}-{self.register.period.text}"
            said.append(self.say("slip_number", number=number))
        if not pd.isna(self.given_on):
            said.append(self.say("slip_day", day=f"{self.given_on:%Y-%m-%d}"))
        return "　".join(said)

    def _foot(self, row: int) -> None:
        """Writes signatures and law, which are the same on all slips: once, and then copies."""
        if self.book.foot:
            self.sheet.copy_rows(*self.book.foot, row)
            return
        last, right = self._signatures(row), len(self.lines.columns) - 1
        self.sheet.merge_range(last, 0, last, right, self.say("law_short"), self.styles("note"))
        self.sheet.set_row(last, 30)
        self.book.foot = self.sheet, row, last

    def _signatures(self, row: int) -> int:
        """Writes who issues the slip, until when it may be appealed, and a line for every step.

        No config knows the day of the appeal: it is filled in by hand. Returns the row where the
        next block may begin.
        """
        self._two_fields(row, "organisation", self.book.organisation, "appeal_until")
        for step, key in enumerate(PROCEDURE, row + 1):
            self._two_fields(step, key, "", "date_and_name")
        return row + len(PROCEDURE) + 2

    def _two_fields(self, row: int, left: str, value: str, right: str) -> None:
        """Writes two labels, each with a cell to fill in behind it; `value` is in the first."""
        label, cell, last = self.styles("label"), self.styles("wrapped"), len(self.lines.columns)
        self.sheet.set_row(row, 32)
        self.sheet.merge_range(row, 0, row, 1, self.say(left), label)
        self.sheet.merge_range(row, 2, row, 4, "", cell)
        put(self.sheet, row, 2, value, cell)
        self.sheet.merge_range(row, 5, row, 7, self.say(right), label)
        self.sheet.merge_range(row, 8, row, last - 1, "", cell)


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
        for index, column in enumerate(self.columns):
            self._strip(index, column)
        lines = np.flatnonzero(self._order < len(self.register.lines)) + self.headed.first
        self.sheet.fold_rows(lines.tolist())  # each below its sum row
        self.sheet.freeze_panes(self.headed.first, 1)
        self.widths |= {index: natural_width(one) for index, one in enumerate(self.columns)}
        self.close(FIRST_ROW)

    @cached_property
    def _order(self) -> Integers:
        """What stands in each row: the number of a line, or behind these that of an agent."""
        counts = self.register.agents["lines"].to_numpy()
        places = np.arange(len(self.register.lines))
        sums = len(places) + np.arange(len(counts))
        return np.insert(places, np.cumsum(counts) - counts, sums)

    def _strip(self, index: int, column: TableColumn) -> None:
        """Writes a column: the sum row of every agent with the own lines below."""
        agents, number = self.register.agents, SUMS.get(column.key)
        total = self.styles("total", number, align="center" if index else "left")
        line, count = cell_format(self.styles, column.kind), len(self.register.lines)
        formats = [line if place < count else total for place in self._order.tolist()]
        cells: Words | list[Any]
        if index and column.is_text:  # a sum has no text, and the texts of the lines are known
            places = pa.array(self._order, mask=self._order >= count)
            cells = Words(column.words.codes.take(places), column.words.words)
        else:
            sums: list[Any] = [None] * len(agents)
            if index == 0:
                people = agents[["agent", "name", "team"]]
                sums = [safe_text(_who(self.book, one)) for one in people.to_dict("records")]
            elif number:
                sums = agents[column.key].tolist()
            both = [*column.cells, *sums]
            cells = [both[place] for place in self._order.tolist()]
        self.sheet.write_strip(
            self.headed.first, index, cells, formats, boxed=True, textual=column.is_text
        )
