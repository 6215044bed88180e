"""使用说明: what to do, in Chinese with English below."""

from __future__ import annotations

from pathlib import Path

import yaml
from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.style import Styles, put, wrapped_lines

_WIDTH = 118  # of the text column, in digits
_LINE_HEIGHT = 18  # pixels


def help_texts() -> list[dict]:
    """Returns the sections of help.yaml: title, and lines that are a text or a pair (term, text)."""
    with Path(__file__).with_name("help.yaml").open("rb") as file:
        return yaml.safe_load(file)


def write_help(sheet: Worksheet, styles: Styles) -> None:
    """Writes every section: a heading, then a line per paragraph with its term in front."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 2)
    sheet.set_column(1, 1, 20)
    sheet.set_column(2, 2, _WIDTH)
    row = 0
    for number, section in enumerate(help_texts()):
        style = styles("title") if section.get("top") else styles("section")
        sheet.set_row_pixels(row, 34 if section.get("top") else 28)
        put(sheet, row, 1, section["title"], style)
        if not section.get("top"):
            sheet.write_blank(row, 2, None, style)
        row += 1
        for term, words in section["lines"]:
            put(sheet, row, 1, term, styles("plain", bold=True, valign="top"))
            put(sheet, row, 2, words, styles("plain", text_wrap=True, valign="top"))
            sheet.set_row_pixels(row, 6 + _LINE_HEIGHT * wrapped_lines(words, 1.06 * _WIDTH))
            row += 1
        row += 1 if number else 0
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
