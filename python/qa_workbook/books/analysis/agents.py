"""Sheet 员工 (S3): scores, defects, errors and level of each agent, with the Pareto chart."""

from __future__ import annotations

import pandas as pd

from qa_workbook.analysis.formulas import Formula, share_of
from qa_workbook.analysis.model import Analysis
from qa_workbook.books.analysis.charts.look import Picture
from qa_workbook.books.analysis.charts.pareto import BRIEF, most_column, pareto, said, vital_few
from qa_workbook.books.analysis.funnel import Funnel
from qa_workbook.books.analysis.group_figures import GroupsPage, figure_columns, figure_totals
from qa_workbook.books.analysis.live import live_cells
from qa_workbook.books.analysis.live_months import share_lost
from qa_workbook.books.analysis.live_ranking import (
    ranked,
    ranked_name,
    ranked_place,
    ranked_share,
)
from qa_workbook.books.analysis.months import month_columns
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.analysis.paragraph import write_paragraph
from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.print_parts import print_in_parts
from qa_workbook.books.cloth.style import put
from qa_workbook.books.cloth.table import PlacedTable, TableColumn

SHOWN = 20  # agents in the Pareto chart; more would be unreadable
_CHART_SIZE = {"width": 640, "height": 360}
_CHART_COLUMNS = 13  # what the chart covers, and some more
_FUNNEL_HEIGHT = 430
_PIXELS = 7.0  # of a sign of a column's width, less what a frame needs
_FUNNEL_ROWS = 19
_FROZEN = 2  # columns that stay in sight: agent, name


class AgentsPage(GroupsPage):
    """The agents, worst first: by 平均不良比率, then by their final mean.

    A sum of defects would only tell who has been heard most often.
    """

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "agents")
        by_month = self.analysis.months is not None
        self._counted, self._share = ("lost", "share_lost") if by_month else ("defects", "share")
        self.frame = sheets.once(listed_agents)
        self.agents = self.place(FIRST_ROW, self._columns())
        self.places.tables["agents"] = self.agents
        self.gap = len(self.agents.columns)
        left = self.gap + 1 + _CHART_COLUMNS
        self.pareto = self.place(FIRST_ROW, self._pareto_columns(), left=left, boxed=False)
        self.places.tables["pareto_agents"] = self.pareto
        left += len(self.pareto.columns)
        self.funnel = Funnel(self, self.agents, self.frame, left)
        self.months: PlacedTable | None = None
        if self.analysis.months is not None:
            left += sum(len(table.columns) for table in self.funnel.tables()) + 1
            columns = month_columns(sheets, self.analysis.months, self.frame["agent"].tolist())
            self.months = self.place(FIRST_ROW, columns, left=left, boxed=False)
            self.places.tables["months"] = self.months

    def _columns(self) -> list[TableColumn]:
        frame, say = self.frame, self.say
        return [
            TableColumn("agent", say("agent"), frame["agent"], "centred", most=24),
            TableColumn("name", say("name"), frame["name"], "centred", most=24),
            TableColumn("team", say("team"), frame["team"], "centred", most=24),
            *figure_columns(self.sheets, "agents", frame),
            self._share_column(),
        ]

    def _share_column(self) -> TableColumn:
        share = share_of("agents", self._counted)
        if self._counted == "lost":
            share = share_lost
        formula = live_cells(self.sheets, "agents", share)
        values = self.frame["share"]
        return TableColumn("share", self.say(self._share), values, "percent", 11, formula=formula)

    def _pareto_columns(self) -> list[TableColumn]:
        """What the chart is drawn from: the agents in falling order of their defects.

        Those without any are left out; of clause schemes it is the points lost.
        """
        say, counted = self.say, self._counted
        most = self.sheets.once(ranked_agents).head(SHOWN)
        names = most["name"].where(most["name"] != "", most["agent"])
        heading = say("points_lost" if counted == "lost" else "defects")
        return [
            self._ranked("name", say("name"), names, "centred", ranked_name),
            self._ranked("defects", heading, most[counted], "mark", ranked(counted)),
            self._ranked(
                "cumulative_share",
                say("cumulative_share"),
                most["reached"],
                "percent",
                ranked_share(counted),
            ),
            most_column(len(most)),
            self._ranked("place", say("rank"), most["place"], "integer", ranked_place(counted)),
        ]

    def _ranked(
        self, key: str, heading: str, values: pd.Series, kind: str, formula: Formula
    ) -> TableColumn:
        live = live_cells(self.sheets, "pareto_agents", formula)
        return TableColumn(key, heading, values, kind, formula=live)

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_table(self.agents)
        totals = figure_totals(self.sheets, "agents", self.frame)
        self.total(self.agents, totals | {"agent": Total(self.say("total"))})
        self.write_hidden(self.pareto)
        if self.months:
            self.write_hidden(self.months)
        self._chart()
        below = self.agents.last + 3
        bottom = self._funnel(below)
        self.sheet.print_area(0, 0, bottom, self.gap - 1)  # 总览 prints the other chart
        self.filter(self.agents, _FROZEN)
        self.close(FIRST_ROW)
        if bottom > below:
            print_in_parts(self, [below], range(self.gap), bottom - below + 3)

    def _chart(self) -> None:
        picture = agents_chart(self.sheets)
        if picture is None:
            return
        self.widths[self.gap] = 3
        words = agents_said(self.sheets)
        put(self.sheet, FIRST_ROW - 1, self.gap + 1, words, self.styles("plain", bold=True))
        picture.insert(self.sheet, FIRST_ROW, self.gap + 1, _CHART_SIZE)

    def _funnel(self, row: int) -> int:
        """The funnel with what it says, below the table. Returns the last row."""
        sentences = self.funnel.sentences
        if not sentences:
            return self.agents.last + 1
        row = self.section(row, self.book.sayer("charts_sheet")("funnel_title"), self.gap)
        width = sum(self.widths[column] for column in range(self.gap))
        for words in sentences:
            row = write_paragraph(self, row, 0, width, self.gap, words)
        for table in self.funnel.tables():
            self.write_hidden(table)
        if picture := self.funnel.picture():
            size = {"width": int(width * _PIXELS), "height": _FUNNEL_HEIGHT}
            picture.insert(self.sheet, row, 0, size, (4, 4))
            row += _FUNNEL_ROWS
        return row


def listed_agents(analysis: Analysis) -> pd.DataFrame:
    """Returns the agents in the order of the sheet."""
    return analysis.agents.sort_values(
        ["average_defect_ratio", "mean_final", "agent"],
        ascending=[False, True, True],
        kind="stable",
    )


def ranked_agents(analysis: Analysis) -> pd.DataFrame:
    """Returns the agents that have any defects (in clause schemes lost any points), most first.

    Added columns: counted (what is ranked), reached (share of all down to this one), place (row of
    the sheet, from 1; it decides between equal ones).
    """
    key = "defects" if analysis.months is None else "lost"
    agents = listed_agents(analysis).reset_index(drop=True)
    agents = agents.assign(counted=agents[key], place=agents.index + 1)
    most = agents[agents["counted"] > 0]
    most = most.sort_values("counted", ascending=False, kind="stable")
    return most.assign(reached=most["counted"].cumsum() / most["counted"].sum())


def agents_said(sheets: SchemeSheets) -> str:
    """Returns in a sentence which agents make up 80 % of the defects, or of the points lost."""
    agents = sheets.once(ranked_agents)
    names = agents["name"].where(agents["name"] != "", agents["agent"]).tolist()
    counts, reached = agents["counted"].tolist(), agents["reached"].tolist()
    return said(sheets.book.sayer("charts_sheet"), vital_few(names, counts, reached), "agents")


def agents_chart(sheets: SchemeSheets, *, brief: bool = False) -> Picture | None:
    """Returns the Pareto chart of the agents with the most defects, None where nobody has any.

    In clause schemes it is of the points they lost. A `brief` one, for a small picture, has fewer
    columns.
    """
    shown = BRIEF if brief else SHOWN
    book, most = sheets.book, sheets.places.tables["pareto_agents"]
    if not len(most):
        return None
    key = "defects" if sheets.analysis.months is None else "lost"
    several = int((sheets.analysis.agents[key] > 0).sum()) > shown
    what = "pareto_agents" if key == "defects" else "pareto_agents_lost"
    title = book.say(f"{what}_top", count=shown) if several else book.say(what)
    series = book.say("defects" if key == "defects" else "points_lost")
    words = agents_said(sheets)
    return pareto(book, most, title, series, "defects", most, words, brief=brief)
