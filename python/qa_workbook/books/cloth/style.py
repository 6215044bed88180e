"""The one look of every workbook: palette, fonts, number formats, text guard, widths.

Use `new_workbook` for the file, `Styles` for cell formats and `put` for cells: text never becomes
a formula, a link or a number, and the same input gives the same bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.array_formulas import over_arrays
from qa_workbook.books.cloth.characters import CELL_LIMIT, UNSTORABLE
from qa_workbook.books.cloth.fast_workbook import FastWorkbook
from qa_workbook.files import RESULT, refuse_if_open, written

# Systems without this font take their own Chinese one (Noto Sans CJK) for the same characters.
FONT = "Microsoft YaHei"
FONT_SIZE = 10

ACCENT = "#1F5C7A"
ACCENT_PALE = "#E4EEF3"
ACCENT_SOFT = "#A9C6D4"
INK = "#222222"
MUTED = "#6B6B6B"
LINE = "#C9CED2"
STRIPE = "#F6F8F9"
INPUT = "#FFFFFF"
COMPUTED = "#EEF1F3"
LINK = "#1F5C7A"


@dataclass(frozen=True)
class Tone:
    """A background with a font colour that stays readable on it, and a line colour for charts."""

    fill: str
    font: str


# 警示级别 (S3): the five colours that a reader must recognise at a glance.
ALERT = {
    "black": Tone("#1A1A1A", "#FFFFFF"),
    "red": Tone("#C62828", "#FFFFFF"),
    "yellow": Tone("#FFD54F", "#222222"),
    "blue": Tone("#2F6FB3", "#FFFFFF"),
    "white": Tone("#FFFFFF", "#222222"),
}
SEVERITY = {
    "error": Tone("#F8D7D5", "#9C1C16"),
    "warning": Tone("#FFF0C2", "#7A5200"),
    "info": Tone("#E1ECF7", "#1D4F86"),
    "none": Tone("#DDF0E3", "#1B6B3A"),
}
BETTER, WORSE = Tone("#E1ECF7", "#1D4F86"), Tone("#FBE9D0", "#7A4A00")
"""Changes for the better and the worse, apart for whoever doesn't see red from green."""
TABS = (
    (ACCENT, ACCENT_SOFT),
    ("#B26A00", "#F0C27A"),
    ("#5B4A8A", "#C5BBE0"),
    ("#2E7D5B", "#A8D5BF"),
    ("#8A3B4B", "#E0B4BC"),
    ("#5A5F63", "#C2C7CA"),
)
"""Colours of tabs, of a first sheet and of those that go with it: one pair for each scheme."""
DEPTH = (
    Tone("#FFF3D6", "#7A5200"),
    Tone("#FBE0D0", "#8A3B12"),
    Tone("#F6C9C5", "#9C1C16"),
)  # light, middling, grave

TO_WRITE = "#FFF7D6"
"""Background of the cells that people write into, among cells that the program fills."""

NUMBER: dict[str, str | int] = {
    "integer": "0",
    "score": "0.00",
    "mark": "General",
    "percent": "0.0%",
    "money": "#,##0.00",
    "date": "yyyy-mm-dd",
    "text": 49,  # the built-in @
    "@": 49,
}

_BASE = {
    "font_name": FONT,
    "font_scheme": "",
    "font_size": FONT_SIZE,
    "font_color": INK,
    "valign": "vcenter",
}
_BOX = {"border": 1, "border_color": LINE}
_KINDS: dict[str, dict[str, object]] = {
    "plain": {},
    "title": {"bold": True, "font_size": 16, "font_color": ACCENT},
    "subtitle": {"font_color": MUTED},
    "notice": {"bold": True, "font_color": SEVERITY["warning"].font, "text_wrap": True},
    "section": {
        "bold": True,
        "font_size": 12,
        "font_color": ACCENT,
        "bottom": 2,
        "bottom_color": ACCENT,
    },
    "label": {
        **_BOX,
        "bg_color": ACCENT_PALE,
        "font_color": ACCENT,
        "bold": True,
        "align": "center",
    },
    "header": {
        **_BOX,
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": ACCENT,
        "align": "center",
        "text_wrap": True,
    },
    "cell": {**_BOX},
    "wrapped": {**_BOX, "text_wrap": True},
    "centred": {**_BOX, "align": "center"},
    "computed": {**_BOX, "align": "center", "bg_color": COMPUTED},
    "total": {**_BOX, "bold": True, "bg_color": ACCENT_PALE, "top": 2, "top_color": ACCENT},
    "link": {**_BOX, "font_color": LINK, "underline": 1},
    "note": {"font_color": MUTED, "font_size": 9, "text_wrap": True, "valign": "top"},
    "card_value": {
        "bold": True,
        "font_size": 18,
        "font_color": ACCENT,
        "align": "center",
        "bg_color": ACCENT_PALE,
    },
    "card_label": {"font_size": 9, "font_color": MUTED, "align": "center", "bg_color": ACCENT_PALE},
    "input": {**_BOX, "bg_color": INPUT, "locked": False, "indent": 1},
    "input_wrapped": {**_BOX, "bg_color": INPUT, "locked": False, "indent": 1, "text_wrap": True},
    "input_centred": {**_BOX, "bg_color": INPUT, "locked": False, "align": "center"},
}


class Styles:
    """Cell formats of one workbook; the same request gives the same format."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[object, ...], Format] = {}

    def __call__(
        self, kind: str = "plain", number: str | None = None, **overrides: object
    ) -> Format:
        """Returns the format of `kind` ("header" …), with a number format by name or code."""
        key = (kind, number, *sorted(overrides.items()))
        if key not in self._made:
            properties = {**_BASE, **_KINDS[kind], **overrides}
            if number:
                properties["num_format"] = NUMBER.get(number, number)
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]

    def tone(
        self, tone: Tone, kind: str = "centred", number: str | None = None, **overrides: object
    ) -> Format:
        """Returns `kind` on the background of `tone`, e.g. `styles.tone(ALERT["red"])`."""
        return self(kind, number, bg_color=tone.fill, font_color=tone.font, **overrides)

    def conditional_font(self, colour: str) -> Format:
        """Returns a differential format that changes the colour of the font alone."""
        key = ("conditional font", colour)
        if key not in self._made:
            look = {"font_color": colour, "font_name": "", "font_size": 0}
            self._made[key] = self._workbook.add_format(look)
        return self._made[key]

    def conditional(self, tone: Tone, **overrides: object) -> Format:
        """Returns a differential format (for conditional formatting): fill and font colour only."""
        key = ("conditional", tone, *sorted(overrides.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(
                {
                    "bg_color": tone.fill,
                    "font_color": tone.font,
                    "font_name": "",
                    "font_size": 0,
                    **overrides,
                }
            )
        return self._made[key]


_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - fixed: the same content, the same bytes


@contextmanager
def new_workbook(
    path: Path, *, title: str = "", result: bool = False
) -> Iterator[xlsxwriter.Workbook]:
    """Gives a Workbook that is written beside `path` and renamed when the block succeeds.

    A workbook of results says so in its properties. Text is never read as formula, link or number;
    the bytes depend on the content alone (fixed creation date). Raises OutputLocked when another
    program has `path` open.
    """
    refuse_if_open(path)
    settings = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": FONT, "font_size": FONT_SIZE, "font_color": INK},
    }
    with written(path) as beside:
        workbook = FastWorkbook(str(beside), settings)
        properties = {"title": title, "author": "qa-workbook", "created": _CREATED}
        if result:
            properties["category"] = RESULT
        workbook.set_properties(properties)
        workbook.set_size(1600, 1000)
        yield workbook
        workbook.close()


_UNSTORABLE = re.compile(f"[{UNSTORABLE}]")


def safe_text(value: object) -> str:
    """Returns `value` as text that a cell can hold.

    No control characters or surrogates, at most 32,767 characters.
    """
    words = "" if value is None else str(value)
    if not words.isprintable():  # quick to ask, and nearly all are
        words = _UNSTORABLE.sub("�", words)
    return words[:CELL_LIMIT]


def put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: object,
    style: Format | None = None,
    formula: str = "",
) -> None:
    """Writes one cell by the type of `value` (0-based row and column).

    Text stays text, also with = + - @ in front. With a `formula` of our own the value is its cached
    result.
    """
    blank = value is None or value == "" or value != value  # noqa: PLR0124 - NaN, NaT
    result = "" if blank else value
    if over_arrays(formula):
        whole = f"{{{formula}}}"
        sheet.write_array_formula(row, column, row, column, whole, style, result)
    elif formula:
        sheet.write_formula(row, column, formula, style, result)
    elif blank:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, safe_text(value), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)  # type: ignore[call-overload]
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value, style)  # type: ignore[arg-type]
    else:
        sheet.write_string(row, column, safe_text(value), style)


def put_note(sheet: Worksheet, row: int, column: int, note: str) -> None:
    """Puts a note on a cell, large enough to be read whole; an empty one is left out."""
    if note:
        options = {
            "width": 270,
            "height": 18 * wrapped_lines(note, 36) + 14,
            "font_size": 9,
            "color": "#FFFDF2",
            "author": "",
        }
        sheet.write_comment(row, column, note, options)


WIDE_SIGN, NARROW_SIGN = 2.1, 1.1
"""The widths of Chinese signs and of Latin ones, in digits."""


def is_wide(sign: str) -> bool:
    """Returns whether a sign is as wide as a Chinese one, or may be."""
    return unicodedata.east_asian_width(sign) in "WFA"


def display_width(value: object) -> float:
    """Returns the width of the longest line in digits: Chinese signs count 2.1, Latin 1.1."""
    return max(_line_width(line) for line in str(value).split("\n"))


@lru_cache(maxsize=4096)  # columns and rows ask about the same headings and names
def _line_width(line: str) -> float:
    if line.isascii():
        return NARROW_SIGN * len(line)
    wide = sum(map(is_wide, line))
    return WIDE_SIGN * wide + NARROW_SIGN * (len(line) - wide)


def column_width(values: Iterable[object], *, least: float = 6, most: float = 60) -> float:
    """Returns a column width that shows all `values` unclipped, between `least` and `most`."""
    return min(most, max([least, *(display_width(value) + 1.6 for value in values)]))


def wrapped_lines(value: object, width: float) -> int:
    """Returns how many lines `value` needs in a wrapping column of `width`."""
    usable = max(1.0, width - 1.0)
    return sum(max(1, -int(-display_width(line) // usable)) for line in str(value).split("\n"))


def readable_on(colour: str) -> str:
    """Returns white or ink, whichever reads better on the background `colour` ("#RRGGBB")."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#FFFFFF" if 0.299 * red + 0.587 * green + 0.114 * blue < 150 else INK


def print_setup(
    sheet: Worksheet, footer: str, *, header_row: int | None = None, landscape: bool = True
) -> None:
    """Sets A4, one page wide, a footer with page numbers, and a row repeated on every page."""
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L&9{footer.replace('&', '&&')}&R&9&P / &N")
    if header_row is not None:
        sheet.repeat_rows(header_row)
