"""控制台: settings, the buttons of score sheets and penalties, the status; fits 1366 × 768."""

from __future__ import annotations

from typing import Any

from qa_workbook.books.cloth.style import ACCENT
from qa_workbook.console import buttons
from qa_workbook.console.button_shapes import Block, place_buttons
from qa_workbook.console.buttons import OTHER_GROUP, Button
from qa_workbook.console.names import SETTINGS
from qa_workbook.console.page import Page
from qa_workbook.console.sheet_grid import (
    BETWEEN,
    BUTTON,
    BUTTONS,
    GAP,
    HEADING,
    NAME,
    NAMES,
    PART,
    TITLE,
    VALUE,
    VALUES,
    lay_grid,
    write_heading,
    write_title,
)
from qa_workbook.console.status_area import STATUS_HEIGHTS, write_status
from qa_workbook.labels import LANGUAGES, text

_COLUMN_WIDTHS = (VALUE, BUTTON, BUTTON, BUTTON, BUTTON)
_COLUMN_GAPS = (PART, BETWEEN, PART, PART)
_SHEETS, _PENALTIES = 8, 10  # 0-based
_BUTTON_LINES = 5
_COLUMNS = {"sheets": _SHEETS, "penalty": _PENALTIES}
"""The columns of groups that stand by themselves, beside the everyday ones."""
_STRIP_GROUP = "fair"
"""The group whose buttons stand in one line below the settings and all other buttons."""
_HELP_GROUP = "help"
"""The group that stands below the settings, for whoever is new."""
_SETTING, _STRIP = 24, 46  # pixels of rows
_SETTING_ROWS = 10
SETTINGS_ROW, STRIP_ROW, STATUS_ROW = 3, 13, 15  # 0-based
_HINT_ROW = SETTINGS_ROW + len(SETTINGS)
_LONGEST_SEED = 80
_TOLD = {
    "inbox": "about_folder",
    "output": "about_folder",
    "scheme": "about_scheme",
    "withdraw": "about_withdraw",
    "seed": "about_seed",
}
"""What is told of a cell when somebody goes there; the others are told in a line below."""


def write_console_sheet(page: Page, values: dict[str, str]) -> None:
    """Writes the sheet and defines the names of its cells.

    `values` has a text for every name of SETTINGS.
    """
    settings = [_SETTING] * _SETTING_ROWS
    lay_grid(page, [TITLE, GAP, HEADING, *settings, _STRIP, GAP, *STATUS_HEIGHTS])
    write_title(page, "title", "subtitle")
    _headings(page)
    _settings(page, values)
    place_buttons(page.sheet, _blocks(), page.language)
    write_status(page, STATUS_ROW)
    page.sheet.set_selection(SETTINGS_ROW, VALUES, SETTINGS_ROW, VALUES)


def _blocks() -> list[Block]:
    """The everyday buttons in two columns; a column or line for a group that stands by itself."""
    apart = (*_COLUMNS, _STRIP_GROUP, _HELP_GROUP, OTHER_GROUP)
    everyday = [button for button in buttons.BUTTONS if button.group not in apart]
    line = _SETTING * _SETTING_ROWS // _BUTTON_LINES
    size = (line, _BUTTON_LINES)
    columns = [
        Block(_group(name), SETTINGS_ROW, column, (BUTTON,), (), *size)
        for name, column in _COLUMNS.items()
    ]
    strip = _group(_STRIP_GROUP)
    return [
        Block(everyday, SETTINGS_ROW, BUTTONS, (BUTTON, BUTTON), (BETWEEN,), *size),
        *columns,
        Block(strip, STRIP_ROW, VALUES, _COLUMN_WIDTHS, _COLUMN_GAPS, _STRIP, 1),
        Block(_group(_HELP_GROUP), _HINT_ROW + 1, NAMES, (NAME + VALUE,), (), line, 1),
    ]


def _group(name: str) -> list[Button]:
    return [button for button in buttons.BUTTONS if button.group == name]


def _headings(page: Page) -> None:
    write_heading(page, SETTINGS_ROW - 1, "settings", NAMES, VALUES)
    write_heading(page, SETTINGS_ROW - 1, "actions", BUTTONS, BUTTONS + 2)
    for group, column in _COLUMNS.items():
        write_heading(page, SETTINGS_ROW - 1, f"ribbon_{group}", column, column)
    # A line across: its buttons stand below those of other groups, to which they don't belong.
    strip = page.styles(
        "section", font_size=11, valign="vcenter", bottom=0, top=2, top_color=ACCENT
    )
    for column in range(NAMES + 1, max(_COLUMNS.values()) + 1):
        page.sheet.write_blank(STRIP_ROW, column, None, strip)
    page.label(STRIP_ROW, NAMES, f"ribbon_{_STRIP_GROUP}", strip)


def _settings(page: Page, values: dict[str, str]) -> None:
    sheet, styles = page.sheet, page.styles
    for row, name in enumerate(SETTINGS, SETTINGS_ROW):
        key = name.removeprefix("qa_")
        page.label(row, NAMES, key, styles("label", align="left", indent=1))
        look = styles("input", "text", indent=1, font_size=11)
        sheet.write_string(row, VALUES, values[name], look)
        page.name(name, row, VALUES)
        rule = _validation(key, row, page.language)
        sheet.data_validation(row, VALUES, row, VALUES, rule)
    hint = styles("note", text_wrap=False, shrink=True, valign="vcenter")
    sheet.merge_range(_HINT_ROW, NAMES, _HINT_ROW, VALUES, "", hint)
    page.label(_HINT_ROW, NAMES, "hint_period", hint)


def _validation(key: str, row: int, language: str) -> dict[str, Any]:
    """Returns the rule of a settings cell.

    A mistyped value is pointed out at once; what only we can check when a button is clicked passes.
    """
    place = f"$C${row + 1}"
    kind = "folder" if key in ("inbox", "output") else key
    day = f'ISNUMBER(DATEVALUE(LEFT({place},7)&"-01"))'
    shape = f'OR(LEN({place})=7,LEN({place})=10,ISNUMBER(FIND("..",{place})))'
    said = ",".join(
        f'ISNUMBER(FIND("{word}",{place}))' for word in ("年", "月", "天", "/", "month")
    )
    compact = f"LEN({place})=6,LEN({place})=8"
    period = f"=OR(AND({day},{shape}),{said},{compact})"
    rules: dict[str, dict[str, Any]] = {
        "period": {"validate": "custom", "value": period, "error_type": "warning"},
        "folder": {
            "validate": "length",
            "criteria": ">",
            "value": 0,
            "error_type": "stop",
            "ignore_blank": False,
        },
        "scheme": {
            "validate": "list",
            "source": "=qa_schemes",
            "error_type": "warning",
        },
        "seed": {
            "validate": "length",
            "criteria": "<=",
            "value": _LONGEST_SEED,
            "error_type": "stop",
        },
        # only the records know what can be withdrawn
        "withdraw": {"validate": "any"},
        "language": {"validate": "list", "source": list(LANGUAGES), "error_type": "stop"},
    }
    rule = rules[kind]
    if key in _TOLD:
        rule["input_title"] = text(f"console.{key}", language)
        rule["input_message"] = text(f"console.{_TOLD[key]}", language)
    if rule["validate"] != "any":
        rule["error_title"] = text("console.title", language)
        rule["error_message"] = text(f"console.bad_{kind}", language)
    return rule
