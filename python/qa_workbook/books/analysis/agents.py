"""Sheet 员工 (S3): scores, defects, errors and level of each agent, with the Pareto chart."""

from __future__ import annotations

from xlsxwriter.chart import Chart

from qa_workbook.books.analysis import charts
from qa_workbook.books.analysis.group_figures import GroupsPage, figure_columns, figure_totals
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.table import TableColumn

SHOWN = 20  # agents in the Pareto chart; more would be unreadable
_CHART_SIZE = {"width": 640, "height": 360}
_CHART_COLUMNS = 13  # what the chart covers, and some more
_FROZEN = 2  # columns that stay in sight: agent, name


class AgentsPage(GroupsPage):
    """The agents, worst first: by 平均不良比率, then by their final mean.

    A sum of defects would only tell who has been heard most often.
    """

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "agents")
        self.frame = self.analysis.agents.sort_values(
            ["average_defect_ratio", "mean_final", "agent"],
            ascending=[False, True, True],
            kind="stable",
        )
        self.agents = self.place(FIRST_ROW, self._columns())
        self.places.tables["agents"] = self.agents
        self.gap = len(self.agents.columns)
        left = self.gap + 1 + _CHART_COLUMNS
        self.pareto = self.place(FIRST_ROW, self._pareto_columns(), left=left, boxed=False)
        self.places.tables["pareto_agents"] = self.pareto

    def _columns(self) -> list[TableColumn]:
        frame, say = self.frame, self.say
        return [
            TableColumn("agent", say("agent"), frame["agent"], "centred", most=24),
            TableColumn("name", say("name"), frame["name"], "centred", most=24),
            TableColumn("team", say("team"), frame["team"], "centred", most=24),
            *figure_columns(self.sheets, frame),
            TableColumn("share", say("share"), frame["share"], "percent", width=11),
        ]

    def _pareto_columns(self) -> list[TableColumn]:
        """What the chart is drawn from: the agents in falling order of their defects."""
        most = self.analysis.agents.sort_values("rank", kind="stable").head(SHOWN)
        reached, say = most["cumulative_share"], self.say
        return [
            TableColumn("name", say("name"), most["name"], "centred"),
            TableColumn("defects", say("defects"), most["defects"], "integer"),
            TableColumn("cumulative_share", say("cumulative_share"), reached, "percent"),
        ]

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_table(self.agents)
        totals = figure_totals(self.sheets, self.frame)
        self.total(self.agents, totals | {"agent": Total(self.say("total"))})
        self.write_hidden(self.pareto)
        if len(self.agents):
            self._chart()
        self.filter(self.agents, _FROZEN)
        self.close(FIRST_ROW)

    def _chart(self) -> None:
        self.widths[self.gap] = 3
        chart = agents_chart(self.sheets)
        chart.set_size(_CHART_SIZE)
        self.sheet.insert_chart(FIRST_ROW, self.gap + 1, chart, {"object_position": 2})
        self.sheet.print_area(0, 0, self.agents.last + 1, self.gap - 1)  # 总览 prints the chart


def agents_chart(sheets: SchemeSheets) -> Chart:
    """Returns the Pareto chart of the agents with the most defects."""
    book, most = sheets.book, sheets.places.tables["pareto_agents"]
    title = book.say("pareto_agents")
    if len(sheets.analysis.agents) > SHOWN:
        title = book.say("pareto_agents_top", count=SHOWN)
    return charts.pareto(book, most, title, "defects")
