"""What all sheets of the findings workbook share: links to the faulty cell, words, print setup."""

from __future__ import annotations

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.links import cell_link
from qa_workbook.books.cloth.page import Page
from qa_workbook.books.cloth.style import ACCENT_SOFT, SEVERITY, Tone, put, safe_text
from qa_workbook.books.cloth.table import PlacedTable
from qa_workbook.findings.codes import SEVERITIES

_LONGEST_LINK = 2000


class FindingsPage(Page):
    """One sheet of the findings workbook."""

    def __init__(self, book: ResultBook, name: str, colour: str = ACCENT_SOFT) -> None:
        super().__init__(book, book.say(name), colour)

    def severity_tones(self) -> dict[str, Tone]:
        """Returns the colour of each severity by its word."""
        return {self.say(severity): SEVERITY[severity] for severity in SEVERITIES}

    def write_link(
        self, table: PlacedTable, key: str, row: int, words: str, place: tuple[str, str, str]
    ) -> None:
        """Makes the cell of `key` in a row (counted from 0) a link to a file, its sheet and cell.

        Only workbooks have sheets to go to. A path too long for Excel stays plain text, and so does
        what is about no file.
        """
        file, sheet, cell = place
        if file.lower().endswith(".csv"):
            sheet = ""
        style = self.styles("link", "text", text_wrap=True, indent=1)
        at = table.first + row, table.index(key)
        link = cell_link(self.book.source_path(file) or file, sheet, cell)
        written = -1
        if file and len(link) <= _LONGEST_LINK:
            written = self.sheet.write_url(*at, link, style, safe_text(words))
        if written != 0:
            put(self.sheet, *at, words, style)

    def close(self, header_row: int | None = None) -> None:
        """Sets widths, page setup and footer."""
        self.finish(self.say("title"), header_row)
