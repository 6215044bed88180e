"""Sheet 员工 (S3): scores, defects, errors and level of each agent, with the Pareto chart."""

from __future__ import annotations

from xlsxwriter.chart import Chart

from qa_workbook.books.analysis import charts
from qa_workbook.books.analysis.group_figures import figure_columns, figure_totals
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.table import TableColumn

SHOWN = 20  # agents in the Pareto chart; more would be unreadable
_CHART_SIZE = {"width": 640, "height": 360}


class AgentsPage(AnalysisPage):
    """The agents in falling order of their defects."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "agents")
        self.frame = self.analysis.agents.sort_values(
            ["defects", "agent"], ascending=[False, True], kind="stable"
        )
        self.agents = self.place(FIRST_ROW, self._columns())
        self.places.tables["agents"] = self.agents

    def _columns(self) -> list[TableColumn]:
        frame, say = self.frame, self.say
        shares, reached = frame["share"], frame["cumulative_share"]
        heading = say("cumulative_share")
        return [
            TableColumn("agent", say("agent"), frame["agent"], "centred", most=24),
            TableColumn("name", say("name"), frame["name"], "centred", most=24),
            TableColumn("team", say("team"), frame["team"], "centred", most=24),
            *figure_columns(self.sheets, frame),
            TableColumn("share", say("share"), shares, "percent", width=11),
            TableColumn("cumulative_share", heading, reached, "percent", width=11),
            *self.hints(frame["recordings"]),
        ]

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_table(self.agents)
        totals = figure_totals(self.sheets, self.frame)
        self.total(self.agents, totals | {"agent": Total(self.say("total"))})
        if len(self.agents):
            self._chart(len(self.agents.columns))
        self.filter(self.agents)
        self.close(FIRST_ROW)

    def _chart(self, gap: int) -> None:
        self.widths[gap] = 3
        chart = agents_chart(self.sheets)
        chart.set_size(_CHART_SIZE)
        self.sheet.insert_chart(FIRST_ROW, gap + 1, chart, {"object_position": 2})
        self.sheet.print_area(0, 0, self.agents.last + 1, gap - 1)  # 总览 prints the chart


def agents_chart(sheets: SchemeSheets) -> Chart:
    """Returns the Pareto chart of the agents with the most defects."""
    book, agents = sheets.book, sheets.places.tables["agents"]
    title = book.say("pareto_agents")
    if len(agents) > SHOWN:
        title = book.say("pareto_agents_top", count=SHOWN)
    return charts.pareto(book, agents, title, "defects", SHOWN)
