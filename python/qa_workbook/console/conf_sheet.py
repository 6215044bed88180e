"""xlwings.conf: what xlwings reads, what it means, and hidden texts for the VBA modules."""

from __future__ import annotations

from qa_workbook.books.cloth.style import put
from qa_workbook.console.names import TEXTS
from qa_workbook.console.page import Page

# xlwings reads column A from A1 down to the first empty cell, so there is no title and no gap.
_FIXED = {
    # a stray pandas.py beside the workbook must not be imported
    "ADD_WORKBOOK_TO_PYTHONPATH": "False",
    "UDF Modules": "",
    "Debug UDFs": "False",
    "Use UDF Server": "False",
    "Show Console": "False",
}
_OPTIONAL = ("Conda Path", "Conda Env")


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
    rows.append(("PYTHONPATH", "", "conf_pythonpath"))
    rows += [(key, value, "conf_fixed") for key, value in _FIXED.items()]
    rows += [(key, "", "conf_optional") for key in _OPTIONAL]
    for row, (key, value, about) in enumerate(rows):
        sheet.write_string(row, 0, key, styles("label", align="left", indent=1))
        put(sheet, row, 1, value, styles("input", "text", indent=1))
        page.label(row, 2, about, styles("subtitle", indent=1))
    page.name("qa_pythonpath", len(interpreters), 1)
    for row, key in enumerate(TEXTS):
        sheet.write_string(row, 4, key, styles("plain"))
        page.label(row, 5, f"text_{key}", styles("plain"))
        page.name(f"qa_text_{key}", row, 5)
