"""服务质量分析表 (S3): the analysis workbook of a period, one set of sheets per scheme."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qa_workbook.analysis.period_report import PeriodReport
from qa_workbook.books.analysis.agents import AgentsPage
from qa_workbook.books.analysis.branches import BranchesPage
from qa_workbook.books.analysis.checks import ChecksPage
from qa_workbook.books.analysis.coaching import coaching_pages
from qa_workbook.books.analysis.comparison import ComparisonPage
from qa_workbook.books.analysis.critical import CriticalPage, has_critical
from qa_workbook.books.analysis.days import DaysPage
from qa_workbook.books.analysis.detail import detail_pages
from qa_workbook.books.analysis.distribution import DistributionPage
from qa_workbook.books.analysis.first_page import FirstPage
from qa_workbook.books.analysis.index import IndexPage
from qa_workbook.books.analysis.inspectors import InspectorsPage
from qa_workbook.books.analysis.items import ItemsPage
from qa_workbook.books.analysis.overview import OverviewPage
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.analysis.quotas import QuotasPage
from qa_workbook.books.analysis.rechecks import recheck_pages
from qa_workbook.books.analysis.sources import SourcesPage
from qa_workbook.books.analysis.teams import TeamsPage
from qa_workbook.books.analysis.themes import ThemesPage
from qa_workbook.books.analysis.trend import TrendPage
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.notes import Notes
from qa_workbook.books.cloth.page import Page
from qa_workbook.books.cloth.style import new_workbook
from qa_workbook.labels import text

if TYPE_CHECKING:
    from qa_workbook.form_results.model import FormResult


def write_analysis_book(
    path: Path,
    report: PeriodReport,
    *,
    results: Sequence[FormResult] = (),
    language: str = "zh",
    inbox: Path | None = None,
    notes: Notes | None = None,
) -> None:
    """Writes the analysis workbook to `path`; values are unrounded, rounding is the number format.

    `inbox` is the folder that the frames' `file` is relative to; without it the source files are
    no links. What was left out is told on page one. `results` are those of the forms, `notes`
    what people wrote into the workbook that this one replaces.
    Raises OutputLocked when another program has `path` open. Same input, same bytes.
    """
    title = text("analysis_book.book", language)
    with new_workbook(path, title=title, result=True) as workbook:
        book = ResultBook(workbook, "analysis_book", language, inbox=inbox, folder=path.parent)
        book.left_out, book.notes = report.left_out, notes or {}
        for page in place_sheets(book, report, results):
            page.write()


def place_sheets(
    book: ResultBook, report: PeriodReport, results: Sequence[FormResult] = ()
) -> list[Page]:
    """Returns all sheets in the order of the workbook, each in its place; 首页 comes first."""
    several = len(report.schemes) > 1
    schemes = [
        SchemeSheets(
            book,
            scheme,
            number,
            suffix=scheme.analysis.scheme.short_name.say(book.language) if several else "",
            small_sample=report.small_sample,
            live_up_to=report.live_formulas_up_to,
            rules=report.rules,
            case_library=report.case_library,
        )
        for number, scheme in enumerate(report.schemes, 1)
    ]
    first = FirstPage(book, schemes, report, results)
    pages: list[Page] = [first]
    for sheets in schemes:
        pages += place_scheme(sheets)
    if report.theme_weeks:
        pages.append(ThemesPage(book, report, schemes))
    if report.quota_days is not None:
        pages.append(QuotasPage(book, report))
    if report.rules is not None and report.rules.branches:
        pages.append(BranchesPage(book, report, schemes))
    for result in results:
        # Most workbooks have none.
        from qa_workbook.books.form_results.page import result_pages

        own = result_pages(book, result, live_up_to=report.live_formulas_up_to)
        first.result_pages[result.form] = own
        pages += own
    first.pages = pages
    return pages


def place_scheme(sheets: SchemeSheets) -> list[Page]:
    """Returns the sheets of one scheme in the order of reading, each in its place."""
    pages: list[Page] = [
        OverviewPage(sheets),
        ComparisonPage(sheets),
        TrendPage(sheets),
        DistributionPage(sheets),
        ItemsPage(sheets),
        DaysPage(sheets),
        AgentsPage(sheets),
        *coaching_pages(sheets),
        TeamsPage(sheets),
    ]
    if len(sheets.analysis.index) > 1:  # a tree of clauses alone has a value for the score only
        pages.append(IndexPage(sheets))
    if sheets.analysis.overall.recordings:
        pages += [InspectorsPage(sheets), *recheck_pages(sheets)]
        if has_critical(sheets.analysis):
            pages.append(CriticalPage(sheets))
    pages += [*detail_pages(sheets), SourcesPage(sheets)]
    if sheets.analysis.overall.recordings:
        pages.append(ChecksPage(sheets))
    return pages
