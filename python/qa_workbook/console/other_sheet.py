"""其他业务: blank sheets of other forms, and what their rows come to, a line for each."""

from __future__ import annotations

from collections.abc import Sequence

from qa_workbook.books.cloth.style import ACCENT, put
from qa_workbook.console import buttons
from qa_workbook.console.button_shapes import Block, place_buttons
from qa_workbook.console.buttons import OTHER_GROUP, Button
from qa_workbook.console.names import FORM
from qa_workbook.console.page import Page, literal
from qa_workbook.console.sheet_grid import (
    BUTTON,
    BUTTONS,
    GAP,
    HEADING,
    LAST,
    LINKS,
    NAME,
    NAMES,
    TITLE,
    VALUE,
    VALUES,
    lay_grid,
    write_heading,
    write_title,
)
from qa_workbook.console.status_area import STATUS_HEIGHTS, write_status
from qa_workbook.labels import text

_LINE = 46  # pixels of a row with a button
_FIRST = 3  # row, 0-based
_STEPS_BEFORE, _STEPS_AFTER = ("step_blank",), ("step_inbox", "step_build", "step_result")


def write_other_sheet(page: Page, form: str, period: str) -> None:
    """Writes the sheet; `form` is the one whose blank sheet is offered first.

    `period` is the one that stands on 控制台, to which a formula points.
    """
    ours = [button for button in buttons.BUTTONS if button.group == OTHER_GROUP]
    blank = [button for button in ours if not button.needs_period]
    results = [button for button in ours if button.needs_period]
    lay_grid(page, [TITLE, GAP, HEADING, *[_LINE] * len(results), GAP, *STATUS_HEIGHTS])
    write_title(page, "other_title", "other_subtitle")
    write_heading(page, _FIRST - 1, "other_steps", NAMES, VALUES)
    row = _steps(page, _FIRST, _STEPS_BEFORE)
    _form(page, row, form)
    _steps(page, row + 1 + len(blank), _STEPS_AFTER)
    _results(page, results, period)
    blocks = [
        Block(blank, row + 1, NAMES, (NAME + VALUE,), (), _LINE, len(blank)),
        Block(results, _FIRST, BUTTONS, (BUTTON,), (), _LINE, len(results)),
    ]
    place_buttons(page.sheet, blocks, page.language)
    write_status(page, _FIRST + len(results) + 1, mirrored=True)
    page.sheet.set_selection(row, VALUES, row, VALUES)


def _steps(page: Page, row: int, keys: tuple[str, ...]) -> int:
    """Writes a step per row and returns the row below."""
    look = page.styles("plain", text_wrap=True, font_color=ACCENT)
    for line, key in enumerate(keys, row):
        page.sheet.merge_range(line, NAMES, line, VALUES, "", look)
        page.label(line, NAMES, key, look)
    return row + len(keys)


def _form(page: Page, row: int, form: str) -> None:
    """The cell in which a form is chosen."""
    sheet, styles = page.sheet, page.styles
    page.label(row, NAMES, "form", styles("label", align="left", indent=1))
    sheet.write_string(row, VALUES, form, styles("input", "text", indent=1, font_size=11))
    page.name(FORM, row, VALUES)
    rule = {
        "validate": "list",
        "source": "=qa_forms",
        "error_type": "warning",
        "error_title": text("console.title", page.language),
        "error_message": text("console.bad_form", page.language),
    }
    sheet.data_validation(row, VALUES, row, VALUES, rule)


def _results(page: Page, results: Sequence[Button], period: str) -> None:
    """The heading with the period, and beside each button what it gives."""
    sheet, styles = page.sheet, page.styles
    write_heading(page, _FIRST - 1, "other_results", BUTTONS, LAST)
    look = styles("section", bold=False, font_size=10, align="right")
    in_words, last = _both("other_period"), _both("other_last_month")
    formula = f'={in_words}&IF(qa_period="",{last},qa_period)'
    shown = period or text("console.other_last_month", page.language)
    shown = text("console.other_period", page.language) + shown
    sheet.write_formula(_FIRST - 1, LAST, formula, look, shown)
    about = styles("note", indent=1, valign="vcenter")
    for row, button in enumerate(results, _FIRST):
        sheet.merge_range(row, LINKS, row, LAST, "", about)
        put(sheet, row, LINKS, button.help(page.language), about)


def _both(key: str) -> str:
    """A text of console.yaml in the language of the language cell, as part of a formula."""
    zh, en = text(f"console.{key}", "zh"), text(f"console.{key}", "en")
    return f'IF(qa_language="en",{literal(en)},{literal(zh)})'
