"""Formulas of the rows of a table, made once: they differ in the number of their row alone."""

from __future__ import annotations

from qa_workbook.books.cloth.table import PlacedTable

ROW, ABOVE = "\0", "\1"
"""What stands in a template for the number of the row, and of the one above: no cell holds it."""
_DIGITS = "0123456789"


def any_row(table: PlacedTable, key: str, sign: str = ROW) -> str:
    """Returns the cell of `key` in whatever row the formula stands."""
    return table.cell(key, 0).rstrip(_DIGITS) + sign


def in_row(template: str, table: PlacedTable, row: int) -> str:
    """Returns the formula of a row, counted from 0."""
    number = table.first + row + 1
    return template.replace(ROW, str(number)).replace(ABOVE, str(number - 1))
