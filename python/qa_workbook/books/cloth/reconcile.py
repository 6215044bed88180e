"""Double calculation: figures as computed and as live formulas over the same workbook; differences must be zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell

from qa_workbook.books.cloth.columns import Placed
from qa_workbook.books.cloth.layout import Layout
from qa_workbook.books.cloth.style import SEVERITY, column_width, put


@dataclass(frozen=True)
class Check:
    """One figure: what it is, the computed value, the live formula, and its number format."""

    label: str
    computed: int | float | Decimal
    formula: str
    number: str = "integer"


def cells(placed: Placed, key: str) -> str:
    """Returns the cells of a column as a formula names them, e.g. "'明细'!$C$6:$C$90"; one cell is a range too."""
    column = placed.columns[key]
    found = xl_range_abs(placed.first, column, max(placed.last, placed.first), column)
    return f"{quote_sheetname(placed.sheet)}!{found if ':' in found else f'{found}:{found}'}"


def write_checks(
    layout: Layout, row: int, checks: Sequence[Check], say: Callable[[str], str]
) -> int:
    """Writes the verdict two rows above `row`, the header at `row` and the checks below; returns the last row.

    `say` gives the words of control, computed, live, difference, agree and differ.
    """
    for column, key in enumerate(("control", "computed", "live", "difference")):
        put(layout.sheet, row, column, say(key), layout.styles("header"))
    for number, check in enumerate(checks, row + 1):
        _row(layout, number, check)
    last = row + len(checks)
    differences = f"{xl_rowcol_to_cell(row + 1, 3)}:{xl_rowcol_to_cell(last, 3)}"
    verdict = f'=IF(SUMPRODUCT(ABS({differences}))=0,"{say("agree")}","{say("differ")}")'
    layout.sheet.write_formula(
        row - 2, 0, verdict, layout.styles("plain", bold=True, font_size=12), say("agree")
    )
    alarm = {
        "type": "cell",
        "criteria": "!=",
        "value": 0,
        "format": layout.styles.conditional(SEVERITY["error"]),
    }
    layout.sheet.conditional_format(row + 1, 3, last, 3, alarm)
    layout.widths |= {
        0: column_width((check.label for check in checks), least=44),
        1: 18,
        2: 18,
        3: 14,
    }
    return last


def _row(layout: Layout, row: int, check: Check) -> None:
    style = layout.styles("centred", check.number)
    put(layout.sheet, row, 0, check.label, layout.styles("cell", "text", indent=1))
    put(layout.sheet, row, 1, check.computed, style)
    layout.sheet.write_formula(row, 2, check.formula, style, check.computed)
    difference = f"=ROUND({xl_rowcol_to_cell(row, 2)}-{xl_rowcol_to_cell(row, 1)},6)"
    layout.sheet.write_formula(row, 3, difference, layout.styles("centred", "0.00"), 0)
