"""xlwings.conf: where Python is, and in hidden columns the texts of the VBA modules."""

from __future__ import annotations

from qa_workbook.books.cloth.style import put
from qa_workbook.console.names import TEXTS
from qa_workbook.console.page import Page

# Seconds that Calc's macro waits for Python to show itself.
_PATIENCE = 30


def write_conf(page: Page, interpreters: dict[str, str]) -> None:
    """Writes the rows (key, value, explanation); `interpreters`: Win, Mac, Linux → path or ""."""
    sheet, styles = page.sheet, page.styles
    sheet.hide_gridlines(2)
    for column, width in enumerate((240, 380, 300)):
        sheet.set_column_pixels(column, column, width)
    sheet.set_column_pixels(3, 5, 60, None, {"hidden": True})
    rows = [
        (f"Interpreter_{system}", path, f"conf_interpreter_{system.lower()}")
        for system, path in interpreters.items()
    ]
    for row, (key, value, about) in enumerate(rows):
        sheet.write_string(row, 0, key, styles("label", align="left", indent=1))
        put(sheet, row, 1, value, styles("input", "text", indent=1))
        page.label(row, 2, about, styles("subtitle", indent=1))
    for row, key in enumerate(TEXTS):
        sheet.write_string(row, 4, key, styles("plain"))
        page.label(row, 5, f"text_{key}", styles("plain"))
        page.name(f"qa_text_{key}", row, 5)
    sheet.write_string(len(TEXTS), 4, "patience", styles("plain"))
    sheet.write_number(len(TEXTS), 5, _PATIENCE, styles("plain"))
    page.name("qa_patience", len(TEXTS), 5)
