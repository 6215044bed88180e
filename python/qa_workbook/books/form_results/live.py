"""The live formulas of results: what `form_results.model` asks for, as a spreadsheet writes it."""

from __future__ import annotations

from collections.abc import Mapping

from qa_workbook.books.cloth.table import PlacedTable
from qa_workbook.form_results.model import (
    Averaged,
    Counted,
    Formula,
    Less,
    Of,
    Ratio,
    ResultTable,
    Summed,
)

Tables = Mapping[str, PlacedTable]
"""The tables of a result that have rows, by key."""


def formula_of(live: Formula, row: int, own: PlacedTable, table: ResultTable, all_: Tables) -> str:
    """Returns the formula of a cell of `own`; "" where the rows that it looks at are not there.

    `row` is counted from 0. Words are compared as a whole, never as patterns: a site may be called
    “*”.
    """
    if isinstance(live, Ratio):
        part, whole = own.cell(live.part, row), own.cell(live.whole, row)
        return f'=IF(N({whole})=0,"",{part}/{whole})'
    if isinstance(live, Less):
        one, other = own.cell(live.one, row), own.cell(live.other, row)
        return f'=IF(OR({one}="",{other}=""),"",{one}-{other})'
    there = all_.get(live.table)
    if there is None or not len(there):
        return ""
    kept = _conditions(live, row, own, table, there)
    if isinstance(live, Counted):
        return f"=SUMPRODUCT({kept})" if kept else f"=ROWS({there.range(there.columns[0].key)})"
    numbers = there.range(live.column)
    chosen = f"{kept}*ISNUMBER({numbers})" if kept else f"1*ISNUMBER({numbers})"
    total = f"SUMPRODUCT({chosen},{numbers})"
    if isinstance(live, Summed):
        return f"={total}"
    return f'=IF(SUMPRODUCT({chosen})=0,"",{total}/SUMPRODUCT({chosen}))'


def _conditions(
    live: Counted | Averaged | Summed,
    row: int,
    own: PlacedTable,
    table: ResultTable,
    there: PlacedTable,
) -> str:
    """What each row must say, as numbers 1 and 0 multiplied; "" for nothing."""
    is_total = row >= len(table) - table.totals
    found = []
    for key, value in live.equal.items():
        if isinstance(value, Of):
            if is_total:
                continue
            wanted = own.cell(value.key, row)
        else:
            wanted = '"' + value.replace('"', '""') + '"'
        found.append(f"({there.range(key)}={wanted})")
    return "*".join(found) + "*1" if found else ""
