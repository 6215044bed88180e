"""Formulas of the rows of a table, made once: they differ in the number of their row alone."""

from __future__ import annotations

from qa_workbook.books.cloth.row_templates import ROW, Templates
from qa_workbook.books.cloth.table import PlacedTable

_DIGITS = "0123456789"


def any_row(table: PlacedTable, key: str, sign: str = ROW) -> str:
    """Returns the cell of `key` in whatever row the formula stands."""
    return table.cell(key, 0).rstrip(_DIGITS) + sign


def in_rows(template: str, table: PlacedTable) -> Templates:
    """Returns the formulas of the rows of a table, all by one template."""
    return Templates([template], table.first + 1)
