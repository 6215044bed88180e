"""Double calculation: figures as computed and as live formulas over the same workbook.

Differences must be zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.utility import xl_rowcol_to_cell

from qa_workbook.books.cloth.page import Page
from qa_workbook.books.cloth.style import SEVERITY, column_width, put


@dataclass(frozen=True)
class Check:
    """One figure: what it is, the computed value, the live formula, and its number format."""

    label: str
    computed: int | float | Decimal
    formula: str
    number: str = "integer"


def write_checks(page: Page, row: int, checks: Sequence[Check]) -> int:
    """Writes the verdict two rows above `row`, the header at `row` and the checks below.

    The words of control, computed, live, difference, agree and differ are those of the page's book.
    Returns the last row.
    """
    verdict = write_check_rows(page, row, checks)
    put_verdict(page, row - 2, verdict)
    labels = column_width((check.label for check in checks), least=44)
    page.widths |= {0: labels, 1: 18, 2: 18, 3: 14}
    return row + len(checks)


def write_check_rows(page: Page, row: int, checks: Sequence[Check]) -> str:
    """Writes the header at `row` and the checks below; returns the formula of the verdict."""
    sheet, styles, say = page.sheet, page.styles, page.say
    for column, key in enumerate(("control", "computed", "live", "difference")):
        put(sheet, row, column, say(key), styles("header"))
    for number, check in enumerate(checks, row + 1):
        _write_check(page, number, check)
    first, last = row + 1, row + len(checks)
    alarm = {
        "type": "cell",
        "criteria": "!=",
        "value": 0,
        "format": styles.conditional(SEVERITY["error"]),
    }
    sheet.conditional_format(first, 3, last, 3, alarm)
    differences = f"{xl_rowcol_to_cell(first, 3)}:{xl_rowcol_to_cell(last, 3)}"
    return f'=IF(SUMPRODUCT(ABS({differences}))=0,"{say("agree")}","{say("differ")}")'


def put_verdict(page: Page, row: int, verdict: str) -> None:
    """Writes the verdict, that all figures agree, into the first cell of a row."""
    style = page.styles("plain", bold=True, font_size=12)
    put(page.sheet, row, 0, page.say("agree"), style, verdict)


def _write_check(page: Page, row: int, check: Check) -> None:
    styles = page.styles
    style = styles("centred", check.number)
    put(page.sheet, row, 0, check.label, styles("cell", "text", indent=1))
    put(page.sheet, row, 1, check.computed, style)
    put(page.sheet, row, 2, check.computed, style, check.formula)
    computed, live = xl_rowcol_to_cell(row, 1), xl_rowcol_to_cell(row, 2)
    difference = f"=IFERROR(ROUND({live}-{computed},6),1)"
    put(page.sheet, row, 3, 0, styles("centred", "0.00"), difference)
