"""校验结果: what is wrong in which cell of whose file, by problem, by file, and in full."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.style import new_workbook
from qa_workbook.books.findings.details import DetailsPage
from qa_workbook.books.findings.files import FilesPage, by_file
from qa_workbook.books.findings.page import FindingsPage
from qa_workbook.books.findings.summary import SummaryPage
from qa_workbook.findings.codes import SEVERITIES
from qa_workbook.findings.finding import Finding
from qa_workbook.labels import text
from qa_workbook.sheets import Sheet


def write_findings_book(
    path: Path,
    findings: Sequence[Finding],
    *,
    language: str = "zh",
    sheets: Sequence[Sheet] = (),
    base: Path | None = None,
    home: Path | None = None,
) -> None:
    """Writes the workbook: sheets 汇总 (totals, by problem), 文件 and 明细 (every finding).

    Findings' files are relative to `base`; links are relative to `home`, the folder where the
    workbook will lie (both default to the folder of `path`). Raises OutputLocked when `path` is
    open in another program.
    """
    title = text("findings_book.title", language)
    with new_workbook(path, title=title, result=True) as workbook:
        inbox, folder = base or path.parent, home or path.parent
        book = ResultBook(workbook, "findings_book", language, inbox=inbox, folder=folder)
        for page in place_sheets(book, findings, sheets):
            page.write()


def place_sheets(
    book: ResultBook, findings: Sequence[Finding], sheets: Sequence[Sheet]
) -> list[FindingsPage]:
    """Returns the sheets in their order, each in its place; empty ones are left out."""
    ordered = sorted(findings, key=lambda found: SEVERITIES.index(found.severity))
    pages: list[FindingsPage] = [SummaryPage(book, ordered, sheets)]
    if files := by_file(ordered, sheets):
        pages.append(FilesPage(book, files))
    if ordered:
        inspectors = {sheet.place: sheet.inspector for sheet in sheets}
        pages.append(DetailsPage(book, ordered, inspectors))
    return pages
