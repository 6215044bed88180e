"""控制台: settings, places of the buttons and the status area, on a grid that fits a 1366 × 768 screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.style import ACCENT, ACCENT_PALE, LINE, SEVERITY, Styles
from qa_workbook.console.button_shapes import Block, place_buttons
from qa_workbook.console.names import CONSOLE, LINK_ROWS, SETTINGS
from qa_workbook.console.sheet_parts import Labels, name_cell
from qa_workbook.labels import LANGUAGES, text

_WIDTHS = (
    14,
    112,
    318,
    20,
    240,
    8,
    240,
    14,
)  # pixels of columns A–H; the buttons end at cell edges, so that they scale
_LAST = 6  # the rightmost column inside the margins
_TITLE, _GAP, _HEADING, _SETTING, _MESSAGE, _STATUS = 40, 6, 24, 26, 36, 22  # pixels of rows
SETTINGS_ROW, MESSAGE_ROW, STATUS_ROW = 3, 13, 14  # 0-based
_SETTING_ROWS = 8
_STATUS_KEYS = ("state", "progress", "last_run", "counts")


def write_console_sheet(
    book: Workbook,
    sheet: Worksheet,
    styles: Styles,
    values: dict[str, str],
    schemes: Sequence[str],
    language: str,
) -> None:
    """Writes the sheet and defines the names of its cells. `values` has a text for every name of SETTINGS."""
    _grid(sheet)
    label = Labels(language)
    _head(sheet, styles, label)
    _settings(book, sheet, styles, label, values, schemes)
    block = Block(SETTINGS_ROW, 4, *_WIDTHS[4:7], height=_SETTING * _SETTING_ROWS)
    place_buttons(sheet, block, language)
    _status(book, sheet, styles, label)
    sheet.set_selection(1, 0, 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)


def _grid(sheet: Worksheet) -> None:
    sheet.hide_gridlines(2)
    sheet.hide_row_col_headers()
    for column, width in enumerate(_WIDTHS):
        sheet.set_column_pixels(column, column, width)
    heights = [
        _TITLE,
        _GAP,
        _HEADING,
        *[_SETTING] * _SETTING_ROWS,
        _GAP,
        _HEADING,
        _MESSAGE,
        *[_STATUS] * LINK_ROWS,
    ]
    for row, height in enumerate(heights):
        sheet.set_row_pixels(row, height)


def _head(sheet: Worksheet, styles: Styles, label: Labels) -> None:
    band = styles("plain", bg_color=ACCENT)
    for column in range(len(_WIDTHS)):
        sheet.write_blank(0, column, None, band)
    label(
        sheet,
        0,
        1,
        "title",
        styles("plain", bg_color=ACCENT, font_color="#FFFFFF", bold=True, font_size=16),
    )
    subtitle = styles("plain", bg_color=ACCENT, font_color=ACCENT_PALE, align="right", font_size=10)
    label(sheet, 0, _LAST, "subtitle", subtitle)
    for row, key, left, right in (
        (2, "settings", 1, 2),
        (2, "actions", 4, _LAST),
        (12, "status", 1, 2),
        (12, "links", 4, _LAST),
    ):
        for column in range(left + 1, right + 1):
            sheet.write_blank(row, column, None, styles("section"))
        label(sheet, row, left, key, styles("section", font_size=11))


def _settings(
    book: Workbook,
    sheet: Worksheet,
    styles: Styles,
    label: Labels,
    values: dict[str, str],
    schemes: Sequence[str],
) -> None:
    for row, name in enumerate(SETTINGS, SETTINGS_ROW):
        key = name.removeprefix("qa_")
        label(sheet, row, 1, key, styles("label", align="left", indent=1))
        sheet.write_string(row, 2, values[name], styles("input", "text", indent=1, font_size=11))
        name_cell(book, name, CONSOLE, row, 2)
        sheet.data_validation(row, 2, row, 2, _validation(key, row, schemes, label.language))
    hint = styles("note", text_wrap=False, valign="vcenter")
    top = SETTINGS_ROW + len(SETTINGS)
    for row, key in ((top, "hint_period"), (top + 1, "hint_folder"), (top + 2, "hint")):
        sheet.merge_range(row, 1, row, 2, "", hint)
        label(sheet, row, 1, key, hint)


def _validation(key: str, row: int, schemes: Sequence[str], language: str) -> dict:
    """Returns the rule of a settings cell: a mistyped value is pointed out at once, what only we can't know passes."""
    place = f"$C${row + 1}"
    kind = "folder" if key in ("inbox", "output") else key
    day = f'ISNUMBER(DATEVALUE(LEFT({place},7)&"-01"))'
    shape = f'OR(LEN({place})=7,LEN({place})=10,ISNUMBER(FIND("..",{place})))'
    rules: dict[str, dict[str, Any]] = {
        "period": {"validate": "custom", "value": f"=AND({day},{shape})", "error_type": "warning"},
        "folder": {
            "validate": "length",
            "criteria": ">",
            "value": 0,
            "error_type": "stop",
            "ignore_blank": False,
        },
        "scheme": {"validate": "list", "source": list(schemes), "error_type": "warning"},
        "language": {"validate": "list", "source": list(LANGUAGES), "error_type": "stop"},
    }
    return {
        **rules[kind],
        "error_title": text("console.title", language),
        "error_message": text(f"console.bad_{kind}", language),
    }


def _status(book: Workbook, sheet: Worksheet, styles: Styles, label: Labels) -> None:
    name = styles("label", align="left", indent=1)
    label(sheet, MESSAGE_ROW, 1, "message", name)
    message = styles("cell", indent=1, bold=True, text_wrap=True, font_color=ACCENT)
    sheet.merge_range(MESSAGE_ROW, 2, MESSAGE_ROW, _LAST, "", message)
    name_cell(book, "qa_message", CONSOLE, MESSAGE_ROW, 2)
    for row, key in enumerate(_STATUS_KEYS, STATUS_ROW):
        label(sheet, row, 1, key, name)
        sheet.write_blank(row, 2, None, styles("cell", indent=1, shrink=key == "last_run"))
        name_cell(book, f"qa_{key}", CONSOLE, row, 2)
    last = STATUS_ROW + len(_STATUS_KEYS) - 1
    sheet.merge_range(last, 1, STATUS_ROW + LINK_ROWS - 1, 1, "", name)
    label(sheet, last, 1, "counts", name)
    wrapped = styles("wrapped", indent=1, font_size=9)
    sheet.merge_range(last, 2, STATUS_ROW + LINK_ROWS - 1, 2, "", wrapped)
    line: dict[str, Any] = {"bottom": 1, "bottom_color": LINE}
    for row in range(STATUS_ROW, STATUS_ROW + LINK_ROWS):
        sheet.write_blank(row, 4, None, styles("link", border=0, indent=1, **line))
        for column in range(5, _LAST + 1):
            sheet.write_blank(row, column, None, styles("plain", **line))
    name_cell(book, "qa_links", CONSOLE, STATUS_ROW, 4)
    sheet.write_string(
        STATUS_ROW,
        2,
        text("console.text_ready", label.language),
        styles("cell", indent=1, bold=True),
    )
    _state_colours(sheet, styles)


def _state_colours(sheet: Worksheet, styles: Styles) -> None:
    """Colours the state while Python is being started and when it could not be; Python's own states stay plain."""
    place = f"$C${STATUS_ROW + 1}"
    for key, tone in (("running", "info"), ("stopped", "error")):
        rule = {
            "type": "formula",
            "criteria": f"={place}=qa_text_{key}",
            "format": styles.conditional(SEVERITY[tone]),
        }
        sheet.conditional_format(STATUS_ROW, 2, STATUS_ROW, 2, rule)
