"""服务质量分析表 (S3): the analysis workbook of a period, one set of sheets per scheme."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qa_workbook.analysis.model import Analysis
from qa_workbook.books.analysis.agents import AgentsPage
from qa_workbook.books.analysis.checks import ChecksPage
from qa_workbook.books.analysis.days import DaysPage
from qa_workbook.books.analysis.detail import detail_pages
from qa_workbook.books.analysis.distribution import DistributionPage
from qa_workbook.books.analysis.index import IndexPage
from qa_workbook.books.analysis.items import ItemsPage
from qa_workbook.books.analysis.overview import OverviewPage
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.analysis.schemes import SchemesPage
from qa_workbook.books.analysis.sources import SourcesPage
from qa_workbook.books.analysis.teams import TeamsPage
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.page import Page
from qa_workbook.books.cloth.style import new_workbook
from qa_workbook.labels import text
from qa_workbook.numbers import Period
from qa_workbook.sheets import LeftOut

IN_MEMORY = 30_000  # recordings up to which no part is a temporary file: 1.2 kB a recording


def write_analysis_book(
    path: Path,
    analyses: Sequence[Analysis],
    *,
    language: str = "zh",
    inbox: Path | None = None,
    period: Period | None = None,
    small_sample: int | None = None,
    left_out: LeftOut | None = None,
) -> None:
    """Writes the analysis workbook to `path`; values are unrounded, rounding is the number format.

    `inbox` is the folder that the frames' `file` is relative to; without it the source files are
    no links. Rates on fewer than `small_sample` recordings are marked. `period` is needed only to
    date a workbook without any analysis. What was `left_out` is told on page one.
    Raises OutputLocked when another program has `path` open. Same input, same bytes.
    """
    few = sum(analysis.overall.recordings for analysis in analyses) <= IN_MEMORY
    title = text("analysis_book.book", language)
    with new_workbook(path, title=title, result=True, in_memory=few) as workbook:
        book = ResultBook(workbook, "analysis_book", language, inbox=inbox, folder=path.parent)
        book.left_out = left_out
        several = len(analyses) > 1
        schemes = [
            SchemeSheets(
                book,
                analysis,
                number,
                suffix=analysis.scheme.name.say(language) if several else "",
                small_sample=small_sample,
            )
            for number, analysis in enumerate(analyses, 1)
        ]
        for page in place_sheets(book, schemes, period):
            page.write()


def place_sheets(
    book: ResultBook, schemes: Sequence[SchemeSheets], period: Period | None
) -> list[Page]:
    """Returns all sheets in the order of the workbook, each in its place.

    A workbook of one scheme begins with that scheme's 总览, every other with a list of the schemes.
    """
    pages: list[Page] = []
    if len(schemes) != 1:
        pages.append(SchemesPage(book, schemes, period))
    for sheets in schemes:
        pages += place_scheme(sheets)
    return pages


def place_scheme(sheets: SchemeSheets) -> list[Page]:
    """Returns the sheets of one scheme in the order of reading, each in its place."""
    pages: list[Page] = [
        OverviewPage(sheets),
        DistributionPage(sheets),
        ItemsPage(sheets),
        DaysPage(sheets),
        AgentsPage(sheets),
        TeamsPage(sheets),
    ]
    if len(sheets.analysis.index) > 1:  # a tree of clauses alone has a value for the score only
        pages.append(IndexPage(sheets))
    detail = detail_pages(sheets)
    pages += [*detail, SourcesPage(sheets)]
    if len(detail) == 1 and sheets.analysis.overall.recordings:
        pages.append(ChecksPage(sheets))
    return pages
