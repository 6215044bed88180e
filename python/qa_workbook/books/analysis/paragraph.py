"""Sentences beside a picture: as many rows as they need in the columns that they are given."""

from __future__ import annotations

from qa_workbook.books.cloth.page import Page
from qa_workbook.books.cloth.style import safe_text, wrapped_lines


def write_paragraph(
    page: Page, row: int, left: int, width: float, columns: int, words: str, *, bold: bool = False
) -> int:
    """Writes words into merged cells and returns the row below them.

    `width` is that of all `columns` together.
    """
    lines = wrapped_lines(words, width)
    style = page.styles("plain", text_wrap=True, valign="top", bold=bold)
    last = row + lines - 1
    page.sheet.merge_range(row, left, last, left + columns - 1, "", style)
    page.sheet.write_string(row, left, safe_text(words), style)
    return last + 1
