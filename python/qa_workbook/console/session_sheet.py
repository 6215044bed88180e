"""校正会: which recordings all inspectors are to score, on which day; people fill it in."""

from __future__ import annotations

from qa_workbook.books.cloth.style import print_setup
from qa_workbook.console.names import SESSION, SESSION_HEADER_ROW, SESSION_ROWS
from qa_workbook.console.page import Page

_WIDTHS = (190, 220, 420)  # pixels
_FIRST_CELL = 3  # row, 0-based
_LISTS = ("session_recording", "session_inspector")


def write_session_sheet(page: Page) -> None:
    """Writes the single cells below each other and two lists, all to be typed into as text."""
    sheet, styles = page.sheet, page.styles
    sheet.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column_pixels(column, column, width)
    sheet.set_row_pixels(0, 34)
    sheet.set_row_pixels(1, 40)
    page.label(0, 0, "session_title", styles("title"))
    hint = styles("subtitle", text_wrap=True, valign="top")
    sheet.merge_range(1, 0, 1, len(_WIDTHS) - 1, "", hint)
    page.label(1, 0, "session_hint", hint)
    typed = styles("input", "text", indent=1)
    for row, name in enumerate(SESSION, _FIRST_CELL):
        key = name.removeprefix("qa_")
        sheet.set_row_pixels(row, 24)
        page.label(row, 0, key, styles("label", align="left", indent=1))
        sheet.write_blank(row, 1, None, typed)
        page.label(row, 2, f"{key}_about", styles("note", indent=1, valign="vcenter"))
        page.name(name, row, 1)
    sheet.set_row_pixels(SESSION_HEADER_ROW - 1, 26)
    for column, key in enumerate(_LISTS):
        page.label(SESSION_HEADER_ROW - 1, column, key, styles("header"))
        for row in range(SESSION_HEADER_ROW, SESSION_HEADER_ROW + SESSION_ROWS):
            sheet.write_blank(row, column, None, typed)
    sheet.freeze_panes(SESSION_HEADER_ROW, 0)
    print_setup(sheet, "qa-workbook", header_row=SESSION_HEADER_ROW - 1)
