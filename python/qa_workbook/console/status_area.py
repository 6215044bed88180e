"""The status: message, state, progress, counts and the links to the files that were made."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format

from qa_workbook.books.cloth.style import ACCENT, LINE, SEVERITY
from qa_workbook.console.names import LINK_ROWS, OTHER_LINKS
from qa_workbook.console.page import Page
from qa_workbook.console.sheet_grid import (
    BUTTONS,
    HEADING,
    LAST,
    LINKS,
    NAMES,
    VALUES,
    write_heading,
)
from qa_workbook.labels import LANGUAGES, text

_MESSAGE = 58
_LINE = 21  # the height of a line by default isn't written, and Calc would make it smaller
STATUS_HEIGHTS = (HEADING, _MESSAGE, *[_LINE] * (1 + LINK_ROWS))
"""Pixels of its rows."""
_KEYS = ("state", "progress", "last_run", "counts")
_TONES = {
    "running": "info",
    "done": "none",
    "rejected": "warning",
    "attention": "warning",
    "failed": "error",
}


def write_status(page: Page, row: int, *, mirrored: bool = False) -> None:
    """Writes the status from the row on: the message over the whole width, links on the right.

    There is one status in a console. A `mirrored` one shows by formulas what stands in the other.
    """
    _Status(page, row, mirrored=mirrored).write()


class _Status:
    """Where the parts of the status stand; rows are 0-based."""

    def __init__(self, page: Page, heading: int, *, mirrored: bool) -> None:
        self.page, self.mirrored = page, mirrored
        self.heading, self.message, self.first = heading, heading + 1, heading + 2
        self.links = self.first + 1
        self.last = self.links + LINK_ROWS - 1

    def write(self) -> None:
        """Writes all of it."""
        page, styles = self.page, self.page.styles
        name = styles("label", align="left", indent=1)
        write_heading(page, self.heading, "status", NAMES, LAST)
        page.label(self.message, NAMES, "message", name)
        message = styles("cell", indent=1, bold=True, text_wrap=True, font_color=ACCENT)
        self._cell("message", self.message, self.message, LAST, message)
        for row, key in enumerate(_KEYS[:-1], self.first):
            page.label(row, NAMES, key, name)
            bold = key == "state" and self.mirrored
            look = styles("cell", indent=1, shrink=key == "last_run", bold=bold)
            self._cell(key, row, row, BUTTONS, look)
        self._counts(name)
        self._links()
        if not self.mirrored:
            ready = text("console.text_ready", page.language)
            page.sheet.write_string(self.first, VALUES, ready, styles("cell", indent=1, bold=True))
        self._state_colours()

    def _cell(self, key: str, row: int, last_row: int, last_column: int, look: Format) -> None:
        """A cell of several merged ones: it has its name, or shows the cell of that name."""
        sheet, name = self.page.sheet, f"qa_{key}"
        sheet.merge_range(row, VALUES, last_row, last_column, "", look)
        if not self.mirrored:
            self.page.name(name, row, VALUES)
            return
        ready = text("console.text_ready", self.page.language)
        shown = ready if key == "state" else ""
        sheet.write_formula(row, VALUES, f'=IF({name}="","",{name})', look, shown)

    def _counts(self, name: Format) -> None:
        """Makes the last line of the status as high as the rows that the links need beside it."""
        sheet, key = self.page.sheet, _KEYS[-1]
        first = self.first + len(_KEYS) - 1
        sheet.merge_range(first, NAMES, self.last, NAMES, "", name)
        self.page.label(first, NAMES, key, name)
        look = self.page.styles("wrapped", indent=1, font_size=9)
        self._cell(key, first, self.last, BUTTONS, look)

    def _links(self) -> None:
        sheet, styles = self.page.sheet, self.page.styles
        write_heading(self.page, self.links - 1, "links", LINKS, LAST)
        line: dict[str, Any] = {"bottom": 1, "bottom_color": LINE}
        for row in range(self.links, self.last + 1):
            sheet.write_blank(row, LINKS, None, styles("link", border=0, indent=1, **line))
            for column in range(LINKS + 1, LAST + 1):
                sheet.write_blank(row, column, None, styles("plain", **line))
        self.page.name(OTHER_LINKS if self.mirrored else "qa_links", self.links, LINKS)

    def _state_colours(self) -> None:
        """Colours the state while Python is being started and when it could not be.

        Python gives its own states their colours itself; where they are mirrored a rule does.
        """
        place = f"$C${self.first + 1}"
        tones = {f"{place}=qa_text_running": "info", f"{place}=qa_text_stopped": "error"}
        if self.mirrored:
            for state, tone in _TONES.items():
                tones |= {_shows(place, state, language): tone for language in LANGUAGES}
        for criteria, tone in tones.items():
            rule = {
                "type": "formula",
                "criteria": f"={criteria}",
                "format": self.page.styles.conditional(SEVERITY[tone]),
            }
            self.page.sheet.conditional_format(self.first, VALUES, self.first, VALUES, rule)


def _shows(place: str, state: str, language: str) -> str:
    """A condition: the cell says the state; while running, with any action behind it."""
    words, action, _ = text(f"host.{state}", language, action="\0").partition("\0")
    said = f"LEFT({place},{len(words)})" if action else place
    return f'{said}="{words}"'
