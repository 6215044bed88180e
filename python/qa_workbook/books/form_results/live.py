"""The live formulas of results: what `form_results.model` asks for, as a spreadsheet writes it."""

from __future__ import annotations

from collections.abc import Mapping

from qa_workbook.books.cloth.table import PlacedTable
from qa_workbook.form_results.model import (
    Averaged,
    Base,
    Counted,
    Filled,
    Formula,
    Highest,
    Less,
    Lowest,
    Numbered,
    Of,
    Portion,
    Ratio,
    ResultTable,
    Share,
    Summed,
    Weighted,
    compared_exactly,
)

_AT_ONCE = 250
Tables = Mapping[str, PlacedTable]
"""The tables of a result that have rows, by key."""


def formula_of(live: Formula, row: int, own: PlacedTable, table: ResultTable, all_: Tables) -> str:
    """Returns the formula of a cell of `own`; "" where the rows that it looks at are not there.

    `row` is counted from 0. Words are compared as a whole, never as patterns: a site may be called
    “*”.
    """
    if isinstance(live, Ratio | Less | Portion):
        return _of_own_row(live, row, own)
    there = all_.get(live.table)
    if there is None or not len(there):
        return ""
    if isinstance(live, Filled):
        return f'=SUMPRODUCT(({there.range(live.column)}<>"")*1)'
    if isinstance(live, Lowest | Highest):
        numbers = there.range(live.column)
        name = "MIN" if isinstance(live, Lowest) else "MAX"
        return f'=IF(COUNT({numbers})=0,"",{name}({numbers}))'
    kept = _conditions(live, row, own, table, there)
    if isinstance(live, Weighted | Share | Base):
        return _of_two_columns(live, kept, there)
    return _of_rows(live, kept, there)


def _of_own_row(live: Ratio | Less | Portion, row: int, own: PlacedTable) -> str:
    """What compares cells of the same table."""
    if isinstance(live, Less):
        one, other = own.cell(live.one, row), own.cell(live.other, row)
        difference = f"{one}-{other}" if live.times == 1 else f"({one}-{other})*{live.times}"
        return f'=IF(OR({one}="",{other}=""),"",{difference})'
    if isinstance(live, Ratio):
        part, whole = own.cell(live.part, row), own.cell(live.whole, row)
    else:
        part = own.cell(live.part, row)
        whole = own.cell(live.part, len(own) - 1, row_abs=True)
    return f'=IF(N({whole})=0,"",{part}/{whole})'


def _of_rows(live: Counted | Averaged | Summed | Numbered, kept: str, there: PlacedTable) -> str:
    """What counts or adds up those of the rows that are `kept`."""
    if isinstance(live, Counted):
        return f"=SUMPRODUCT({kept})" if kept else f"=ROWS({there.range(there.columns[0].key)})"
    numbers = there.range(live.column)
    chosen = f"{kept}*ISNUMBER({numbers})" if kept else f"1*ISNUMBER({numbers})"
    if isinstance(live, Numbered):
        return f"=SUMPRODUCT({chosen})"
    total = f"SUMPRODUCT({chosen},{numbers})"
    if isinstance(live, Summed):
        return f"={total}"
    return f'=IF(SUMPRODUCT({chosen})=0,"",{total}/SUMPRODUCT({chosen}))'


def _of_two_columns(live: Weighted | Share | Base, kept: str, there: PlacedTable) -> str:
    """What weighs or divides one column by another, of the `kept` rows that have both numbers."""
    one, other = there.range(live.part), there.range(live.whole)
    chosen = f"{kept or '1'}*ISNUMBER({one})*ISNUMBER({other})"
    total = f"SUMPRODUCT({chosen},{other})"
    if isinstance(live, Base):
        return f'=IF(SUMPRODUCT({chosen})=0,"",{total})'
    weight = f",{other}" if isinstance(live, Weighted) else ""
    parts = f"SUMPRODUCT({chosen},{one}{weight})"
    return f'=IF({total}=0,"",{parts}/{total})'


def _conditions(
    live: Counted | Averaged | Summed | Weighted | Share | Base | Numbered,
    row: int,
    own: PlacedTable,
    table: ResultTable,
    there: PlacedTable,
) -> str:
    """What each row must say, as numbers 1 and 0 multiplied; "" for nothing."""
    is_total = row >= len(table) - table.totals
    found = []
    for key, value in live.equal.items():
        if isinstance(value, Of) and is_total:
            continue
        word, wanted = _wanted(value, row, own, table)
        if compared_exactly(word):
            found.append(f"EXACT({there.range(key)},{wanted})")
        else:
            found.append(f"({there.range(key)}={wanted})")
    return "*".join(found) + "*1" if found else ""


def _wanted(value: str | Of, row: int, own: PlacedTable, table: ResultTable) -> tuple[str, str]:
    """A word to be found, and how a formula has it; "" where it stands for an empty cell."""
    if not isinstance(value, Of):
        return value, in_quotes(value)
    column = table.column(value.key)
    word = column.values[row]
    if word == column.blank:
        return "", '""'
    return word if isinstance(word, str) else "", own.cell(value.key, row)


def in_quotes(words: str) -> str:
    """Returns words as a formula has them; Excel takes no more than 255 signs at once."""
    parts = [words[start : start + _AT_ONCE] for start in range(0, len(words), _AT_ONCE)]
    doubled = [part.replace('"', '""') for part in parts or [""]]
    return "&".join(f'"{part}"' for part in doubled)
