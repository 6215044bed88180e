"""xlwings.conf: what xlwings reads (key, value), our explanation beside it, and hidden texts for the VBA modules."""

from __future__ import annotations

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.style import Styles, put
from qa_workbook.console.names import CONF, TEXTS
from qa_workbook.console.sheet_parts import Labels, name_cell

# xlwings reads column A from A1 down to the first empty cell, so there is no title and no gap.
_FIXED = {
    "ADD_WORKBOOK_TO_PYTHONPATH": "False",  # a stray pandas.py beside the workbook must not be imported
    "UDF Modules": "",
    "Debug UDFs": "False",
    "Use UDF Server": "False",
    "Show Console": "False",
}
_OPTIONAL = ("Conda Path", "Conda Env")


def write_conf(
    book: Workbook, sheet: Worksheet, styles: Styles, label: Labels, interpreters: dict[str, str]
) -> None:
    """Writes the configuration; `interpreters` maps Win, Mac and Linux to a path or ""."""
    sheet.hide_gridlines(2)
    for column, width in enumerate((240, 380, 300)):
        sheet.set_column_pixels(column, column, width)
    sheet.set_column_pixels(3, 5, 60, None, {"hidden": True})
    rows = [
        *(
            (f"Interpreter_{system}", path, f"conf_interpreter_{system.lower()}")
            for system, path in interpreters.items()
        ),
        ("PYTHONPATH", "", "conf_pythonpath"),
        *((key, value, "conf_fixed") for key, value in _FIXED.items()),
        *((key, "", "conf_optional") for key in _OPTIONAL),
    ]
    for row, (key, value, about) in enumerate(rows):
        sheet.write_string(row, 0, key, styles("label", align="left", indent=1))
        put(sheet, row, 1, value, styles("input", "text", indent=1))
        label(sheet, row, 2, about, styles("subtitle", indent=1))
    name_cell(book, "qa_pythonpath", CONF, len(interpreters), 1)
    for row, key in enumerate(TEXTS):
        sheet.write_string(row, 4, key, styles("plain"))
        label(sheet, row, 5, f"text_{key}", styles("plain"))
        name_cell(book, f"qa_text_{key}", CONF, row, 5)
