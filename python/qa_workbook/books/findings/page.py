"""What all sheets of the findings workbook share: links to the faulty cell, words, print setup."""

from __future__ import annotations

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.links import cell_link
from qa_workbook.books.cloth.page import Page
from qa_workbook.books.cloth.style import ACCENT_SOFT, SEVERITY, Tone
from qa_workbook.books.cloth.table import PlacedTable
from qa_workbook.findings.codes import SEVERITIES


class FindingsPage(Page):
    """One sheet of the findings workbook."""

    def __init__(self, book: ResultBook, name: str, colour: str = ACCENT_SOFT) -> None:
        super().__init__(book, book.say(name), colour)

    def severity_tones(self) -> dict[str, Tone]:
        """Returns the colour of each severity by its word."""
        return {self.say(severity): SEVERITY[severity] for severity in SEVERITIES}

    def link_to_cell(
        self, table: PlacedTable, key: str, row: int, words: str, place: tuple[str, str, str]
    ) -> None:
        """Makes the cell of `key` in a row (counted from 0) a link to a file, its sheet and cell.

        Only workbooks have sheets to go to. What is about no file stays plain text.
        """
        file, sheet, cell = place
        if file.lower().endswith(".csv"):
            sheet = ""
        link = cell_link(self.book.source_path(file) or file, sheet, cell) if file else ""
        self.write_link(table, key, row, words, link)

    def close(self, header_row: int | None = None) -> None:
        """Sets widths, page setup and footer."""
        self.finish(self.say("title"), header_row)
