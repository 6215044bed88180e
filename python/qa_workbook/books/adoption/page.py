"""What all sheets of the preview share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xlsxwriter import Workbook

from qa_workbook.books.adoption.model import Preview, ReadSheet
from qa_workbook.books.adoption.words import sentence
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.links import anchor
from qa_workbook.books.cloth.page import Page
from qa_workbook.books.cloth.style import ACCENT_SOFT
from qa_workbook.grids.a1 import address, column_index

LEGEND_ROW, WORDS_ROW, LETTERS_ROW = 4, 5, 6
TOP, LEFT = 7, 2
"""Where the first cell of an original stands on its page: below legend, words of columns and
letters, right of numbers and words of rows."""
_LETTERS = 3  # of an address at most


@dataclass
class Shown:
    """Which sheets are shown side by side, by file and sheet: the name of the page of each.

    `alike` are sheets that are not shown, with the page of one that is read in the same way.
    """

    pages: dict[tuple[str, str], str] = field(default_factory=dict)
    alike: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def link(self, file: str, sheet: str, cells: str = "A1") -> str:
        """Returns a link to cells of an original on its page; "" where it isn't shown."""
        page = self.pages.get((file, sheet))
        if page is None:
            named = [place for place in self.pages if place[1] == sheet]
            page = self.pages[named[0]] if len(named) == 1 and not file else None
        return f"internal:{anchor(page, moved(cells))}" if page else ""


def moved(cells: str) -> str:
    """Returns where the first cell of a range of the original stands on its page."""
    first = cells.partition(":")[0].replace("$", "").upper()
    letters = first.rstrip("0123456789")
    digits = first[len(letters) :]
    if not letters.isalpha() or len(letters) > _LETTERS or not digits:
        return address(TOP, LEFT)
    return address(int(digits) - 1 + TOP, column_index(letters) + LEFT)


class AdoptionBook(ResultBook):
    """The workbook with the preview it is made from, and where the sheets are shown."""

    def __init__(self, workbook: Workbook, preview: Preview, language: str) -> None:
        super().__init__(workbook, "adoption", language)
        self.preview = preview
        self.shown = Shown()
        self.lists = ""
        """The sheet with the words of the drop-downs."""

    def sentence(self, sheet: ReadSheet) -> str:
        """Returns what was understood of a sheet, in one sentence."""
        return sentence(sheet, self.language, is_open=bool(self.preview.proposal.open))


class AdoptionPage(Page):
    """A sheet of the preview."""

    book: AdoptionBook

    def __init__(self, book: AdoptionBook, name: str, colour: str = ACCENT_SOFT) -> None:
        super().__init__(book, name, colour)
        self.preview = book.preview
