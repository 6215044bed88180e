"""采用_….xlsx: questions, every sheet beside what would be recorded of it, scheme and layout."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qa_workbook.books.adoption.model import Preview, ReadSheet
from qa_workbook.books.adoption.original import OriginalPage
from qa_workbook.books.adoption.page import AdoptionBook, AdoptionPage
from qa_workbook.books.adoption.questions import ListsPage, QuestionsPage
from qa_workbook.books.adoption.rules import LayoutsPage, SchemesPage
from qa_workbook.books.cloth.style import new_workbook
from qa_workbook.labels import text

MOST_OF_A_KIND = 3
"""So many sheets that one layout reads are shown side by side; the others are told in numbers."""
MOST_PASSED_OVER = 3
"""So many sheets that are passed over are shown."""


def write_adoption_book(path: Path, preview: Preview, *, language: str = "zh") -> None:
    """Writes the preview: 问题, the sheets side by side, 方案 and 读法.

    The same preview gives the same bytes. Raises OutputLocked when `path` is open in another
    program.
    """
    title = text("adoption.title", language)
    with new_workbook(path, title=title, result=True) as workbook:
        book = AdoptionBook(workbook, preview, language)
        for page in place_sheets(book):
            page.write()


def place_sheets(book: AdoptionBook) -> list[AdoptionPage]:
    """Returns the sheets in their order, each in its place."""
    questions = QuestionsPage(book)
    shown, book.shown.alike = chosen(book.preview.sheets)
    originals = [OriginalPage(book, sheet) for sheet in shown]
    rules = [SchemesPage(book), LayoutsPage(book)] if book.preview.proposal.layouts else []
    return [questions, *originals, *rules, ListsPage(book, questions)]


def chosen(
    sheets: Sequence[ReadSheet],
) -> tuple[list[ReadSheet], dict[tuple[str, str], tuple[str, str]]]:
    """Returns the sheets to show side by side, and of the others the one that each is read like.

    Of the sheets of one layout the first few, but before all those with cells that nobody
    understands, and those whose totals differ.
    """
    shown: list[ReadSheet] = []
    alike: dict[tuple[str, str], tuple[str, str]] = {}
    for layout in dict.fromkeys(sheet.proposed.layout for sheet in sheets):
        own = [sheet for sheet in sheets if sheet.proposed.layout == layout]
        first = sorted(own, key=_trouble)[: MOST_OF_A_KIND if layout else MOST_PASSED_OVER]
        shown += [sheet for sheet in own if sheet in first]
        if layout:
            alike |= {sheet.place: first[0].place for sheet in own if sheet not in first}
    return shown, alike


def _trouble(sheet: ReadSheet) -> tuple[int, int]:
    """Sorts a sheet with unclear cells or totals that differ before the others."""
    unsure = sheet.unfolded.counts()["unsure"] if sheet.unfolded else 0
    return -unsure, sheet.agreeing - sheet.compared
