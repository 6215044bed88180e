"""使用说明: what to do, in Chinese with English below; in an English console in English alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from qa_workbook.books.cloth.style import put, wrapped_lines
from qa_workbook.console import buttons
from qa_workbook.console.page import Page
from qa_workbook.labels import YAML_LOADER, text

_WIDTH = 118  # of the text column, in digits
_LINE_HEIGHT = 18  # pixels


def help_sections(made_in: str) -> list[dict[str, Any]]:
    """Returns the sections of help.yaml, each with `title` and `lines`, pairs of (term, words).

    A section with `buttons` gets a line per button. `made_in` is the language of the console.
    """
    words = Path(__file__).with_name("help.yaml").read_text("utf-8")
    every: list[dict[str, Any]] = yaml.load(words, Loader=YAML_LOADER)  # noqa: S506
    sections = [one for one in every if made_in in ("zh", one["language"])]
    for section in sections:
        language = section["language"]
        if section.get("buttons"):
            section["lines"] = [
                (button.caption(language), button.help(language)) for button in buttons.BUTTONS
            ]
        else:
            called = _names(language, made_in)
            section["lines"] = [(term, words.format(**called)) for term, words in section["lines"]]
    return sections


def _names(language: str, made_in: str) -> dict[str, str]:
    """Returns what sheets and buttons are called, by key.

    Where the text is in another language than the console, its own words stand behind.
    """
    shown, own = _words(made_in), _words(language)
    if language == made_in:
        return own
    return {key: f"{shown[key]} ({own[key]})" for key in own}


def _words(language: str) -> dict[str, str]:
    sheets = {key: text(f"console.tab_{key}", language) for key in ("console", "findings", "log")}
    return sheets | {button.action: button.caption(language) for button in buttons.BUTTONS}


def write_help(page: Page) -> None:
    """Writes every section: a heading, then a line per paragraph with its term in front."""
    sheet, styles = page.sheet, page.styles
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 2)
    sheet.set_column(1, 1, 20)
    sheet.set_column(2, 2, _WIDTH)
    row = 0
    for number, section in enumerate(help_sections(page.language)):
        row = _heading(page, row, section)
        for term, words in section["lines"]:
            put(sheet, row, 1, term, styles("plain", bold=True, valign="top"))
            put(sheet, row, 2, words, styles("plain", text_wrap=True, valign="top"))
            sheet.set_row_pixels(row, 6 + _LINE_HEIGHT * wrapped_lines(words, 1.06 * _WIDTH))
            row += 1
        row += 1 if number else 0
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _heading(page: Page, row: int, section: dict[str, Any]) -> int:
    """Writes the heading of a section and returns the row below it."""
    sheet, styles = page.sheet, page.styles
    if section.get("top"):
        sheet.set_row_pixels(row, 34)
        put(sheet, row, 1, section["title"], styles("title"))
    else:
        sheet.set_row_pixels(row, 28)
        put(sheet, row, 1, section["title"], styles("section"))
        sheet.write_blank(row, 2, None, styles("section"))
    return row + 1
