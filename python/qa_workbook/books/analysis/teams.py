"""Sheet 班组 (S3): scores, defects, errors and level of each team."""

from __future__ import annotations

from qa_workbook.analysis.natural_order import natural_order
from qa_workbook.books.analysis.group_figures import GroupsPage, figure_columns, figure_totals
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.table import TableColumn


class TeamsPage(GroupsPage):
    """The teams by name, numbers in it by their value: 一班, 二班, 三班, …, 十班."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "teams")
        teams, say = self.analysis.teams, self.say
        order = sorted(range(len(teams)), key=lambda row: natural_order(teams["team"].iloc[row]))
        self.frame = teams.iloc[order]
        self.teams = self.place(
            FIRST_ROW,
            [
                TableColumn("team", say("team"), self.frame["team"], "centred", most=30),
                TableColumn("agents", say("agent_count"), self.frame["agents"], "integer", 10),
                *figure_columns(sheets, self.frame),
            ],
        )
        self.places.tables["teams"] = self.teams

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_table(self.teams)
        totals = figure_totals(self.sheets, self.frame)
        totals["team"] = Total(self.say("total"))
        totals["agents"] = Total(len(self.analysis.agents), "integer")
        self.total(self.teams, totals)
        self.filter(self.teams, 1)
        self.close(FIRST_ROW)
