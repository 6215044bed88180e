"""The hidden table of agent-months: the scores of clause schemes, live over 明细."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pandas as pd

from qa_workbook.analysis.formulas import Cells, Formula
from qa_workbook.analysis.natural_order import in_natural_order
from qa_workbook.books.analysis.helper_columns import row_finder
from qa_workbook.books.analysis.live import live_cells
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Score


def month_columns(
    sheets: SchemeSheets, months: pd.DataFrame, agents: Sequence[str]
) -> list[TableColumn]:
    """Returns the columns of the table, a row per agent and month; `months` is their frame.

    `agents` are the numbers of all agents as their sheet has them. Columns:

    agent, team, first and next (the first days of this month and the next), agent_row, team_row
    (in 员工 and 班组), recordings, defects, lost (points), score.
    """
    first = pd.to_datetime(months["month"] + "-01")
    following = first + pd.offsets.MonthBegin(1)
    names = sheets.analysis.teams["team"].tolist()
    teams = {names[place]: row for row, place in enumerate(in_natural_order(names), 1)}
    rows = {name: row for row, name in enumerate(agents, 1)}
    agent_rows = [rows.get(name, 0) for name in months["agent"]]
    team_rows = [teams.get(name, 0) for name in months["team"]]

    def column(
        key: str, values: Sequence[object] | pd.Series, kind: str, formula: Formula | None = None
    ) -> TableColumn:
        live = live_cells(sheets, "months", formula) if formula else None
        return TableColumn(key, key, values, kind, formula=live)

    return [
        column("agent", months["agent"], "centred"),
        column("team", months["team"], "centred"),
        column("first", first, "date"),
        column("next", following, "date"),
        column("agent_row", agent_rows, "integer", _row_of(sheets, "agents", "agent")),
        column("team_row", team_rows, "integer", _row_of(sheets, "teams", "team")),
        column("recordings", months["recordings"], "integer", _recordings),
        column("defects", months["defects"], "integer", _sum("defects")),
        column("lost", months["lost"], "number", _sum("lost")),
        column("score", months["raw"], "number", _score(sheets.analysis.scheme.score)),
    ]


def _row_of(sheets: SchemeSheets, table: str, key: str) -> Formula:
    finder = cache(lambda: row_finder(sheets.places.tables[table], key))
    return lambda cells: finder()(cells.cell(key))


def _own(cells: Cells) -> str:
    """The criteria for the recordings of an agent in a month."""
    agents, days = cells.column("detail", "agent_row"), cells.column("detail", "call_date")
    first, following = cells.cell("first"), cells.cell("next")
    return f'{agents},{cells.cell("agent_row")},{days},">="&{first},{days},"<"&{following}'


def _recordings(cells: Cells) -> str:
    return f"COUNTIFS({_own(cells)})"


def _sum(key: str) -> Formula:
    return lambda cells: f"SUMIFS({cells.column('detail', key)},{_own(cells)})"


def _score(rule: Score) -> Formula:
    """The full score less what was lost, within the limits, rounded as all scores are."""

    def score(cells: Cells) -> str:
        full, floor, ceiling = plain(rule.full), plain(rule.floor), plain(rule.ceiling)
        points = f"MAX({floor},MIN({ceiling},{full}-{cells.cell('lost')}))"
        if rule.rounding == "down":
            return f"ROUNDDOWN(ROUND({points},9),{rule.decimals})"
        return f"ROUND({points},{rule.decimals})"

    return score
