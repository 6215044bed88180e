"""Formulas of hidden tables that pictures are drawn from, written with the names of the columns."""

from __future__ import annotations

from collections.abc import Callable

from qa_workbook.arrays import Booleans, Floats
from qa_workbook.books.cloth.table import PlacedTable


def only(values: Floats, chosen: Booleans) -> list[float | str | None]:
    """Returns the chosen values, None for all others.

    Their cells stay empty: Calc draws "#N/A" as 0.
    """
    pairs = zip(values.tolist(), chosen.tolist(), strict=True)
    return [value if yes else None for value, yes in pairs]


def only_where(
    table: Callable[[], PlacedTable], key: str, formula: Callable[[int], str]
) -> Callable[[int], str]:
    """Returns the formulas of a column of `only`: of the chosen rows alone."""

    def found(row: int) -> str:
        placed = table()
        cells = placed.columns[placed.index(key) - placed.left].cells
        return "" if cells[row] is None else formula(row)

    return found


def templated(table: Callable[[], PlacedTable], template: str) -> Callable[[int], str]:
    """Returns the formulas of the rows of a table, for a TableColumn of it.

    In `template` {key} is the cell of a column in the row, {above_key} the one above it, {all_key}
    the whole column. `table` is asked when the cells are written: it has its place only then.
    """

    def formula(row: int) -> str:
        placed = table()
        names = {}
        for column in placed.columns:
            names[column.key] = placed.cell(column.key, row)
            names[f"above_{column.key}"] = placed.cell(column.key, row - 1)
            names[f"all_{column.key}"] = placed.range(column.key)
        return f"={template.format_map(names)}"

    return formula
