"""Writes a report as a workbook that prints on A4."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter import Workbook

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.style import new_workbook
from qa_workbook.books.reports.long_table import LongTablePage
from qa_workbook.books.reports.model import Report
from qa_workbook.books.reports.page import ReportPage


class ReportBook(ResultBook):
    """A report being written. It has no links: they would name other people's files."""

    def __init__(self, workbook: Workbook, language: str) -> None:
        super().__init__(workbook, "reports", language)


def write_report(path: Path, report: Report, language: str = "zh") -> None:
    """Writes a report to `path`: its text on the first sheet, each long table on another one.

    Raises OutputLocked when another program has `path` open. Same input, same bytes.
    """
    with new_workbook(path, title=report.title, result=True) as workbook:
        book = ReportBook(workbook, language)
        text = [ReportPage(book, report)] if report.parts else []
        for page in [*text, *(LongTablePage(book, report, one) for one in report.tables)]:
            page.write()
