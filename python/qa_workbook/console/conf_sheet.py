"""xlwings.conf: where Python is; hidden: the texts of the VBA modules, the schemes and forms.

The sheet is hidden: `init` fills it in, and nobody else need ever see it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa_workbook.books.cloth.style import put
from qa_workbook.console.names import TEXTS
from qa_workbook.console.page import Page

# Seconds that Calc's macro waits for Python to show itself.
_PATIENCE = 30
_LISTS = {"qa_schemes": 6, "qa_forms": 7}  # columns


def write_conf(
    page: Page, interpreters: dict[str, str], lists: Mapping[str, Sequence[str]]
) -> None:
    """Writes the rows (key, value, explanation); `interpreters`: Win, Mac, Linux → path or "".

    `lists`, by name of their cells, stand in cells, because a list within a rule holds 255 signs
    and no comma in a name.
    """
    sheet, styles = page.sheet, page.styles
    sheet.hide()
    sheet.hide_gridlines(2)
    for column, width in enumerate((240, 380, 300)):
        sheet.set_column_pixels(column, column, width)
    sheet.set_column_pixels(3, max(_LISTS.values()), 60, None, {"hidden": True})
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
    for name, column in _LISTS.items():
        for row, word in enumerate(lists[name]):
            put(sheet, row, column, word, styles("plain"))
        page.name(name, 0, column, max(len(lists[name]), 1))
