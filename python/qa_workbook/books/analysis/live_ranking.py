"""Live formulas of a list in falling order: the agents with the most defects, for their chart."""

from __future__ import annotations

from qa_workbook.analysis.formulas import Cells, Formula


def ranked(key: str) -> Formula:
    """Returns the largest, second, third … number of a column of the agents."""
    return lambda cells: f"LARGE({cells.column('agents', key)},{cells.row_number()})"


def ranked_share(key: str) -> Formula:
    """Returns the share of all down to this row in the sum of that column; a bonus is no loss."""

    def share(cells: Cells) -> str:
        whole = f'SUMIF({cells.column("agents", key)},">0")'
        return f"IF({whole}=0,0,SUM({cells.so_far('defects')})/{whole})"

    return share


def ranked_place(key: str) -> Formula:
    """Returns in which row of the agents that number stands: of equal ones the next."""

    def place(cells: Cells) -> str:
        numbers, own = cells.column("agents", key), cells.cell("defects")
        before = f"COUNTIF({cells.so_far('defects')},{own})"
        below = f"ROWS({numbers})+1-ROW({numbers})+MIN(ROW({numbers}))-1"
        return f"ROWS({numbers})+1-SUMPRODUCT(LARGE(({numbers}={own})*({below}),{before}))"

    return place


def ranked_name(cells: Cells) -> str:
    """Returns the name of that agent, or else the number."""
    place = cells.cell("place")
    name = f"INDEX({cells.column('agents', 'name')},{place},1)"
    return f'IF({name}="",INDEX({cells.column("agents", "agent")},{place},1),{name})'
