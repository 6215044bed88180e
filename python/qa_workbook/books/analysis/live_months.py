"""Live formulas of clause schemes: scores are those of agents in a month, in a hidden table."""

from __future__ import annotations

from qa_workbook.analysis.figure import Figure
from qa_workbook.analysis.formulas import Cells, Formula

_MEANS = ("mean_score", "mean_final")


def month_formula(figure: Figure) -> Formula | None:
    """Returns the formula of a figure that counts agent-months; None for all others."""
    if not figure.of and figure.name in _MEANS:
        return _mean
    if figure.of == "agents" and figure.name in _MEANS:
        return own_month_mean
    if figure.key == "agents.good":
        return own_month_good
    return None


def _mean(cells: Cells) -> str:
    return f"AVERAGE({cells.column('months', 'score')})"


def own_month_mean(cells: Cells) -> str:
    """Returns the mean of the months of an agent or a team."""
    return f"AVERAGEIFS({cells.column('months', 'score')},{cells.own_months()})"


def own_month_good(cells: Cells) -> str:
    """Returns the share of the months of an agent or a team in the band `good`."""
    return f"{cells.own_in_band('good')}/COUNTIFS({cells.own_months()})"


def own_month_sum(key: str) -> Formula:
    """Returns the sum of a column of the agent-months over those of an agent or a team."""
    return lambda cells: f"SUMIFS({cells.column('months', key)},{cells.own_months()})"


def share_lost(cells: Cells) -> str:
    """Returns an agent's share of the points that all lost; a bonus is no loss."""
    whole = f'SUMIF({cells.column("agents", "lost")},">0")'
    return f"IF({whole}=0,0,MAX(0,{cells.cell('lost')})/{whole})"
