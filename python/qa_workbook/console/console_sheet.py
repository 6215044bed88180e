"""控制台: settings, buttons and the status area, on a grid that fits a 1366 × 768 screen."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.style import ACCENT, ACCENT_PALE, LINE, SEVERITY
from qa_workbook.console.button_shapes import Block, place_buttons
from qa_workbook.console.buttons import BUTTONS
from qa_workbook.console.names import LINK_ROWS, SETTINGS
from qa_workbook.console.page import Page
from qa_workbook.labels import LANGUAGES, text

# Pixels of the columns; the buttons end at cell edges, so that they scale with them.
_VALUE, _BUTTON, _BETWEEN, _PART = 178, 166, 6, 12
_COLUMN_WIDTHS = (_VALUE, _BUTTON, _BUTTON, _BUTTON, _BUTTON)
_COLUMN_GAPS = (_PART, _BETWEEN, _PART, _PART)
_WIDTHS = (
    *(10, 104, _VALUE, _PART),
    *(_BUTTON, _BETWEEN, _BUTTON, _PART),
    *(_BUTTON, _PART, _BUTTON, 10),
)
_NAMES, _VALUES, _BUTTONS, _LINKS = 1, 2, 4, 6  # 0-based
_SHEETS, _PENALTIES, _LAST = 8, 10, 10
_BUTTON_LINES = 5
_COLUMNS = {"sheets": _SHEETS, "penalty": _PENALTIES}
"""The columns of groups that stand by themselves, beside the everyday ones."""
_STRIP_GROUP = "fair"
"""The group whose buttons stand in one line below the settings and all other buttons."""
_TITLE, _GAP, _HEADING, _SETTING, _STRIP = 36, 6, 22, 24, 46  # pixels of rows
_MESSAGE, _STATUS = 58, 20
SETTINGS_ROW, STRIP_ROW, MESSAGE_ROW, STATUS_ROW, LINKS_ROW = 3, 13, 16, 17, 18  # 0-based
_SETTING_ROWS = 10
_STATUS_KEYS = ("state", "progress", "last_run", "counts")
_LONGEST_SEED = 80
_HINTS = ("hint_period", "hint_folder", "hint")


def write_console_sheet(page: Page, values: dict[str, str]) -> None:
    """Writes the sheet and defines the names of its cells.

    `values` has a text for every name of SETTINGS.
    """
    sheet = page.sheet
    _grid(sheet)
    _head(page)
    _settings(page, values)
    place_buttons(sheet, _blocks(), page.language)
    _status(page)
    sheet.set_selection(SETTINGS_ROW, _VALUES, SETTINGS_ROW, _VALUES)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)


def _blocks() -> list[Block]:
    """The everyday buttons in two columns; a column or line for a group that stands by itself."""
    line = _SETTING * _SETTING_ROWS // _BUTTON_LINES
    groups = dict.fromkeys(button.group for button in BUTTONS)
    everyday = [group for group in groups if group not in (*_COLUMNS, _STRIP_GROUP)]
    size = (line, _BUTTON_LINES)
    return [
        Block(everyday, SETTINGS_ROW, _BUTTONS, (_BUTTON, _BUTTON), (_BETWEEN,), *size),
        *(
            Block([group], SETTINGS_ROW, column, (_BUTTON,), (), *size)
            for group, column in _COLUMNS.items()
        ),
        Block([_STRIP_GROUP], STRIP_ROW, _VALUES, _COLUMN_WIDTHS, _COLUMN_GAPS, _STRIP, 1),
    ]


def _grid(sheet: Worksheet) -> None:
    sheet.hide_gridlines(2)
    sheet.hide_row_col_headers()
    for column, width in enumerate(_WIDTHS):
        sheet.set_column_pixels(column, column, width)
    settings, status = [_SETTING] * _SETTING_ROWS, [_STATUS] * (1 + LINK_ROWS)
    heights = [_TITLE, _GAP, _HEADING, *settings, _STRIP, _GAP, _HEADING, _MESSAGE, *status]
    for row, height in enumerate(heights):
        sheet.set_row_pixels(row, height)


def _head(page: Page) -> None:
    sheet, styles = page.sheet, page.styles
    band = styles("plain", bg_color=ACCENT)
    for column in range(len(_WIDTHS)):
        sheet.write_blank(0, column, None, band)
    title = styles("plain", bg_color=ACCENT, font_color="#FFFFFF", bold=True, font_size=16)
    page.label(0, _NAMES, "title", title)
    subtitle = styles("plain", bg_color=ACCENT, font_color=ACCENT_PALE, align="right", font_size=10)
    page.label(0, _LAST, "subtitle", subtitle)
    _heading(page, SETTINGS_ROW - 1, "settings", _NAMES, _VALUES)
    _heading(page, SETTINGS_ROW - 1, "actions", _BUTTONS, _BUTTONS + 2)
    for group, column in _COLUMNS.items():
        _heading(page, SETTINGS_ROW - 1, f"ribbon_{group}", column, column)
    strip = styles("section", font_size=11, valign="vcenter", bottom=0)
    page.label(STRIP_ROW, _NAMES, f"ribbon_{_STRIP_GROUP}", strip)
    _heading(page, MESSAGE_ROW - 1, "status", _NAMES, _LAST)
    _heading(page, LINKS_ROW - 1, "links", _LINKS, _LAST)


def _heading(page: Page, row: int, key: str, left: int, right: int) -> None:
    for column in range(left + 1, right + 1):
        page.sheet.write_blank(row, column, None, page.styles("section"))
    page.label(row, left, key, page.styles("section", font_size=11))


def _settings(page: Page, values: dict[str, str]) -> None:
    sheet, styles = page.sheet, page.styles
    for row, name in enumerate(SETTINGS, SETTINGS_ROW):
        key = name.removeprefix("qa_")
        page.label(row, _NAMES, key, styles("label", align="left", indent=1))
        look = styles("input", "text", indent=1, font_size=11)
        sheet.write_string(row, _VALUES, values[name], look)
        page.name(name, row, _VALUES)
        if key != "withdraw":  # only the records know what can be withdrawn
            rule = _validation(key, row, page.language)
            sheet.data_validation(row, _VALUES, row, _VALUES, rule)
    hint = styles("note", text_wrap=False, shrink=True, valign="vcenter")
    for row, key in enumerate(_HINTS, SETTINGS_ROW + len(SETTINGS)):
        sheet.merge_range(row, _NAMES, row, _VALUES, "", hint)
        page.label(row, _NAMES, key, hint)


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
            "input_title": text("console.scheme", language),
            "input_message": text("console.about_scheme", language),
        },
        "seed": {
            "validate": "length",
            "criteria": "<=",
            "value": _LONGEST_SEED,
            "error_type": "stop",
            "input_title": text("console.seed", language),
            "input_message": text("console.about_seed", language),
        },
        "language": {"validate": "list", "source": list(LANGUAGES), "error_type": "stop"},
    }
    return {
        **rules[kind],
        "error_title": text("console.title", language),
        "error_message": text(f"console.bad_{kind}", language),
    }


def _status(page: Page) -> None:
    """Writes the message over the whole width, the status below it on the left, links beside it."""
    sheet, styles = page.sheet, page.styles
    name = styles("label", align="left", indent=1)
    page.label(MESSAGE_ROW, _NAMES, "message", name)
    message = styles("cell", indent=1, bold=True, text_wrap=True, font_color=ACCENT)
    sheet.merge_range(MESSAGE_ROW, _VALUES, MESSAGE_ROW, _LAST, "", message)
    page.name("qa_message", MESSAGE_ROW, _VALUES)
    for row, key in enumerate(_STATUS_KEYS, STATUS_ROW):
        page.label(row, _NAMES, key, name)
        look = styles("cell", indent=1, shrink=key == "last_run")
        if key != _STATUS_KEYS[-1]:
            sheet.merge_range(row, _VALUES, row, _BUTTONS, "", look)
        page.name(f"qa_{key}", row, _VALUES)
    _counts(page)
    _links(page)
    ready = text("console.text_ready", page.language)
    sheet.write_string(STATUS_ROW, _VALUES, ready, styles("cell", indent=1, bold=True))
    _state_colours(page)


def _counts(page: Page) -> None:
    """Makes the last line of the status as high as the rows that the links need beside it."""
    sheet, styles = page.sheet, page.styles
    first, last = STATUS_ROW + len(_STATUS_KEYS) - 1, LINKS_ROW + LINK_ROWS - 1
    name = styles("label", align="left", indent=1)
    sheet.merge_range(first, _NAMES, last, _NAMES, "", name)
    page.label(first, _NAMES, "counts", name)
    sheet.merge_range(first, _VALUES, last, _BUTTONS, "", styles("wrapped", indent=1, font_size=9))


def _links(page: Page) -> None:
    sheet, styles = page.sheet, page.styles
    line: dict[str, Any] = {"bottom": 1, "bottom_color": LINE}
    for row in range(LINKS_ROW, LINKS_ROW + LINK_ROWS):
        sheet.write_blank(row, _LINKS, None, styles("link", border=0, indent=1, **line))
        for column in range(_LINKS + 1, _LAST + 1):
            sheet.write_blank(row, column, None, styles("plain", **line))
    page.name("qa_links", LINKS_ROW, _LINKS)


def _state_colours(page: Page) -> None:
    """Colours the state while Python is being started and when it could not be.

    Python gives its own states their colours itself.
    """
    place = f"$C${STATUS_ROW + 1}"
    for key, tone in (("running", "info"), ("stopped", "error")):
        rule = {
            "type": "formula",
            "criteria": f"={place}=qa_text_{key}",
            "format": page.styles.conditional(SEVERITY[tone]),
        }
        page.sheet.conditional_format(STATUS_ROW, _VALUES, STATUS_ROW, _VALUES, rule)
