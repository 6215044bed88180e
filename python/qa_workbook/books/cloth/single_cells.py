"""Single cells as XML: what XlsxWriter writes, with fewer steps for each of them.

XlsxWriter looks at every attribute of every cell for signs to escape, though they are numbers and
letters. Cells of rarer kinds are left to it. `tests/books/test_fast_sheet.py` compares both.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Any

from xlsxwriter.utility import xl_col_to_name

_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))


def cell_xml(row: int, column: int, cell: Any) -> str | None:
    """Returns the XML of a cell of XlsxWriter's table; None for one that it must write itself."""
    if cell.format is None:  # the row or the column has its look
        return None
    kind = type(cell).__name__
    start = f'<c r="{_letters(column)}{row + 1}" s="{cell.format._get_xf_index()}"'
    if kind == "String":
        return f'{start} t="s"><v>{cell.string}</v></c>'
    if kind == "Number":
        return f"{start}><v>{cell.number:.16G}</v></c>"
    if kind == "Blank":
        return f"{start}/>"
    if kind == "Formula":
        return _formula(start, cell.formula, cell.value)
    return None


def _formula(start: str, formula: str, value: object) -> str | None:
    if isinstance(value, bool):
        return None
    kind = ""
    if isinstance(value, str) and value:
        kind = ' t="e"' if value in _ERRORS else ' t="str"'
        value = escape(value, quote=False)
    return f"{start}{kind}><f>{escape(formula, quote=False)}</f><v>{value}</v></c>"


@lru_cache(maxsize=256)  # a sheet has few columns and many cells
def _letters(column: int) -> str:
    return str(xl_col_to_name(column))
