"""Sheet 班组 (S3): scores, defects, errors and level of each team."""

from __future__ import annotations

from qa_workbook.books.analysis.group_figures import figure_columns, figure_totals
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.table import TableColumn


class TeamsPage(AnalysisPage):
    """The teams by name."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "teams")
        frame, say = self.analysis.teams, self.say
        self.teams = self.place(
            FIRST_ROW,
            [
                TableColumn("team", say("team"), frame["team"], "centred", most=30),
                TableColumn("agents", say("agent_count"), frame["agents"], "integer", width=10),
                *figure_columns(sheets, frame),
                *self.hints(frame["recordings"]),
            ],
        )
        self.places.tables["teams"] = self.teams

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_table(self.teams)
        totals = figure_totals(self.sheets, self.analysis.teams)
        totals["team"] = Total(self.say("total"))
        totals["agents"] = Total(len(self.analysis.agents), "integer")
        self.total(self.teams, totals)
        self.filter(self.teams)
        self.close(FIRST_ROW)
