"""Formulas of hidden tables that pictures are drawn from, written with the names of the columns."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from string import Formatter

import numpy as np

from qa_workbook.arrays import Booleans, Floats
from qa_workbook.books.analysis.row_templates import any_row, in_rows
from qa_workbook.books.cloth.row_templates import ABOVE, Templated, Templates, only_for
from qa_workbook.books.cloth.table import PlacedTable

_ABOVE, _ALL = "above_", "all_"


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

    def chosen() -> Booleans:
        placed = table()
        cells = placed.columns[placed.index(key) - placed.left].cells
        return np.array([cell is not None for cell in cells], dtype=bool)

    return only_for(cache(chosen), formula)


def templated(table: Callable[[], PlacedTable], template: str) -> Callable[[int], str]:
    """Returns the formulas of the rows of a table, for a TableColumn of it.

    In `template` {key} is the cell of a column in the row, {above_key} the one above it, {all_key}
    the whole column. `table` is asked when the cells are written: it has its place only then.
    """
    used = {name for _, name, _, _ in Formatter().parse(template) if name}

    def of_any_row() -> Templates:
        cells = {name: _cells(table(), name) for name in used}
        return in_rows(f"={template.format_map(cells)}", table())

    return Templated(of_any_row)


def _cells(table: PlacedTable, name: str) -> str:
    """The cell or cells that a name in a template stands for, in any row."""
    if name in table:
        return any_row(table, name)
    if name.startswith(_ABOVE):
        return any_row(table, name.removeprefix(_ABOVE), ABOVE)
    return table.range(name.removeprefix(_ALL))
