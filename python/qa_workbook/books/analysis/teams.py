"""Sheet 班组 (S3): scores, defects, errors and level of each team."""

from __future__ import annotations

from qa_workbook.analysis.catalogue import find_figure
from qa_workbook.analysis.formulas import distinct_agents
from qa_workbook.analysis.natural_order import in_natural_order
from qa_workbook.books.analysis.group_figures import GroupsPage, figure_columns, figure_totals
from qa_workbook.books.analysis.live import live_cells, reference
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.table import TableColumn


class TeamsPage(GroupsPage):
    """The teams by name, numbers in it by their value: 一班, 二班, 三班, …, 十班."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "teams")
        teams, say = self.analysis.teams, self.say
        self.frame = teams.iloc[in_natural_order(teams["team"].tolist())]
        self.teams = self.place(
            FIRST_ROW,
            [
                TableColumn("team", say("team"), self.frame["team"], "centred", most=30),
                self._agents(),
                *figure_columns(sheets, "teams", self.frame),
            ],
        )
        self.places.tables["teams"] = self.teams

    def _agents(self) -> TableColumn:
        source = "detail" if self.analysis.months is None else "months"
        formula = live_cells(self.sheets, "teams", distinct_agents(source))
        counts = self.frame["agents"]
        return TableColumn(
            "agents", self.say("agent_count"), counts, "integer", 10, formula=formula
        )

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_table(self.teams)
        totals = figure_totals(self.sheets, "teams", self.frame)
        totals["team"] = Total(self.say("total"))
        agents = reference(self.sheets, find_figure("agent_count"))
        totals["agents"] = Total(len(self.analysis.agents), "integer", agents)
        self.total(self.teams, totals)
        self.filter(self.teams, 1)
        self.close(FIRST_ROW)
