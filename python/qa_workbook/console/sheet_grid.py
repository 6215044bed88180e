"""The grid of the sheets with buttons: their columns, the band with the title, headings."""

from __future__ import annotations

from collections.abc import Sequence

from qa_workbook.books.cloth.style import ACCENT, ACCENT_PALE
from qa_workbook.console.page import Page

# Pixels of the columns; the buttons end at cell edges, so that they scale with them.
NAME, VALUE, BUTTON, BETWEEN, PART = 104, 178, 166, 6, 12
_EDGE = 10
_WIDTHS = (
    *(_EDGE, NAME, VALUE, PART),
    *(BUTTON, BETWEEN, BUTTON, PART),
    *(BUTTON, PART, BUTTON, _EDGE),
)
NAMES, VALUES, BUTTONS, LINKS, LAST = 1, 2, 4, 6, 10
"""0-based columns: names and values of settings, the first button, the links, the last used."""
TITLE, GAP, HEADING = 36, 6, 22
"""Heights of rows in pixels."""


def lay_grid(page: Page, heights: Sequence[int]) -> None:
    """Sets columns and rows, `heights` from the first row on, for one sheet of paper."""
    sheet = page.sheet
    sheet.hide_gridlines(2)
    sheet.hide_row_col_headers()
    for column, width in enumerate(_WIDTHS):
        sheet.set_column_pixels(column, column, width)
    for row, height in enumerate(heights):
        sheet.set_row_pixels(row, height)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)


def write_title(page: Page, title: str, subtitle: str) -> None:
    """Writes the band over the whole width; both are keys of console.yaml."""
    sheet, styles = page.sheet, page.styles
    band = styles("plain", bg_color=ACCENT)
    for column in range(len(_WIDTHS)):
        sheet.write_blank(0, column, None, band)
    large = styles("plain", bg_color=ACCENT, font_color="#FFFFFF", bold=True, font_size=16)
    page.label(0, NAMES, title, large)
    small = styles("plain", bg_color=ACCENT, font_color=ACCENT_PALE, align="right", font_size=10)
    page.label(0, LAST, subtitle, small)


def write_heading(page: Page, row: int, key: str, left: int, right: int) -> None:
    """Writes a heading with a line below it from the column `left` to `right`."""
    for column in range(left + 1, right + 1):
        page.sheet.write_blank(row, column, None, page.styles("section"))
    page.label(row, left, key, page.styles("section", font_size=11))
