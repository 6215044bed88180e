"""校验结果 and 运行记录: headings, widths, filters and colours; Python fills the lists."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.style import SEVERITY, print_setup
from qa_workbook.console.names import FINDINGS_HEADER_ROW, LOG_HEADER_ROW
from qa_workbook.console.page import Page
from qa_workbook.labels import LANGUAGES, text

# Heading → (width in pixels, kind of cell)
_FINDINGS = {
    "severity": (62, "centred"),
    "problem": (104, "wrapped"),
    "file": (118, "wrapped"),
    "sheet": (66, "wrapped"),
    "cell": (62, "link"),
    "column": (74, "wrapped"),
    "value": (80, "wrapped"),
    "message": (248, "wrapped"),
    "fix": (222, "wrapped"),
}
_LOG = {
    "time": (132, "centred"),
    "action": (112, "centred"),
    "period": (156, "centred"),
    "state": (116, "wrapped"),
    "recordings": (92, "centred"),
    "error": (64, "centred"),
    "warning": (82, "centred"),
    "seconds": (76, "centred"),
    "words": (320, "wrapped"),
}
_FINDINGS_ROWS, _LOG_ROWS = 2001, 2000
_LOG_NUMBERS = {"time": "yyyy-mm-dd hh:mm:ss", "period": "text", "seconds": "0.0"}


def write_findings_sheet(page: Page) -> None:
    """Writes headings in row 5.

    Rows from 6 on take the colour of their severity, in either language.
    """
    sheet, styles = page.sheet, page.styles
    _titles(page, "findings")
    for column, (key, (width, kind)) in enumerate(_FINDINGS.items()):
        sheet.set_column_pixels(column, column, width, styles(kind, "text", border=0, valign="top"))
        page.label(FINDINGS_HEADER_ROW - 1, column, f"findings_{key}", styles("header"))
    _list(sheet, FINDINGS_HEADER_ROW, _FINDINGS_ROWS, len(_FINDINGS))
    for severity in ("error", "warning", "info"):
        names = [text(f"console.severity_{severity}", language) for language in LANGUAGES]
        words = ",".join(f'$A{FINDINGS_HEADER_ROW + 1}="{name}"' for name in names)
        rule = {
            "type": "formula",
            "criteria": f"=OR({words})",
            "format": styles.conditional(SEVERITY[severity]),
        }
        sheet.conditional_format(
            FINDINGS_HEADER_ROW, 0, FINDINGS_HEADER_ROW + _FINDINGS_ROWS - 1, 0, rule
        )


def write_log_sheet(page: Page) -> None:
    """Writes headings in row 3."""
    sheet, styles = page.sheet, page.styles
    _titles(page, "log")
    for column, (key, (width, kind)) in enumerate(_LOG.items()):
        style = styles(kind, _LOG_NUMBERS.get(key), border=0, valign="top")
        sheet.set_column_pixels(column, column, width, style)
        page.label(LOG_HEADER_ROW - 1, column, f"log_{key}", styles("header"))
    _list(sheet, LOG_HEADER_ROW, _LOG_ROWS, len(_LOG))


def _titles(page: Page, room: str) -> None:
    sheet, styles = page.sheet, page.styles
    sheet.hide_gridlines(2)
    sheet.set_row_pixels(0, 34, styles("plain"))
    sheet.set_row_pixels(1, 22, styles("plain"))
    page.label(0, 0, f"{room}_title", styles("title"))
    page.label(1, 0, f"{room}_hint", styles("subtitle"))


def _list(sheet: Worksheet, header_row: int, rows: int, columns: int) -> None:
    sheet.set_row_pixels(header_row - 1, 26)
    sheet.autofilter(header_row - 1, 0, header_row - 1 + rows, columns - 1)
    sheet.freeze_panes(header_row, 0)
    print_setup(sheet, "qa-workbook", header_row=header_row - 1)
