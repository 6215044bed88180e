"""评分方案实验室: the workbook of what a scheme does, and of what another version would do."""

from __future__ import annotations

from pathlib import Path

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.style import new_workbook
from qa_workbook.books.laboratory.checks import ChecksPage
from qa_workbook.books.laboratory.items import CorrelationPage, CostsPage, ItemsPage
from qa_workbook.books.laboratory.money import MoneyPage
from qa_workbook.books.laboratory.overview import OverviewPage
from qa_workbook.books.laboratory.page import LaboratoryPage, Source
from qa_workbook.books.laboratory.units import AgentsPage, BandsPage, UnitsPage
from qa_workbook.labels import text
from qa_workbook.laboratory.tested import Tested


def write_laboratory_book(path: Path, tested: Tested, language: str, *, live_up_to: int) -> None:
    """Writes the workbook to `path`.

    Up to `live_up_to` recordings its figures are formulas over its own sheets, with 核对. Raises
    OutputLocked. Same input, same bytes.
    """
    live = tested.analysis.overall.recordings <= live_up_to
    with new_workbook(path, title=text("laboratory_book.book", language), result=True) as workbook:
        book = ResultBook(workbook, "laboratory_book", language)
        source = Source(tested, language, live)
        for page in place_sheets(book, source):
            page.write()


def place_sheets(book: ResultBook, source: Source) -> list[LaboratoryPage]:
    """Returns the sheets in their order."""
    pages: list[LaboratoryPage] = [OverviewPage(book, source)]
    book.home = (pages[0].name, book.say("home"))
    pages.append(ItemsPage(book, source))
    if not source.tested.items.by_clause:
        pages.append(CorrelationPage(book, source))
    backtest = source.tested.backtest
    if backtest is not None and backtest.outcome is not None:
        pages += [UnitsPage(book, source), BandsPage(book, source), AgentsPage(book, source)]
        if backtest.money is not None:
            pages.append(MoneyPage(book, source, backtest.money))
    if source.live:
        pages.append(CostsPage(book, source))
    for page in pages:
        source.checks += page.checks()
    if source.checks:
        pages.append(ChecksPage(book, source))
    source.places.sheets |= {page.say(page.key): page.name for page in pages[1:]}
    return pages
