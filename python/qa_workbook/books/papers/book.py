"""What all papers share: their words, and a heading that says for whom they are."""

from __future__ import annotations

from xlsxwriter import Workbook

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.page import Page
from qa_workbook.books.cloth.style import SEVERITY, put


class PaperBook(ResultBook):
    """A paper being written. It has no links: they would name other people's files."""

    def __init__(
        self, workbook: Workbook, language: str, *, labels: str = "papers", examples: bool = False
    ) -> None:
        super().__init__(workbook, labels, language)
        self.examples = examples


class PaperPage(Page):
    """A sheet of a paper; while amounts are examples it says so, on screen and on paper."""

    book: PaperBook

    def open(self, title: str, subtitle: str) -> None:
        """Writes the first rows."""
        self.heading(title, subtitle)
        if self.book.examples:
            style = self.styles("plain", bold=True, font_color=SEVERITY["error"].font)
            put(self.sheet, 2, 0, self.say("examples"), style)

    def close(self, footer: str, header_row: int | None = None) -> None:
        """Sets widths, page setup, header and footer."""
        self.finish(footer, header_row)
        if self.book.examples:
            colour = SEVERITY["error"].font.removeprefix("#")
            self.sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
            self.sheet.set_header(f"&C&14&B&K{colour}{self.say('examples')}")
