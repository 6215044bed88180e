"""质检校正 (S8): the workbook of a calibration session."""

from __future__ import annotations

from pathlib import Path

from qa_workbook.books.calibration.agreed import AgreedPage
from qa_workbook.books.calibration.agreement import AgreementPage
from qa_workbook.books.calibration.checks import ChecksPage
from qa_workbook.books.calibration.disputes import DisputesPage
from qa_workbook.books.calibration.heat import HeatPage
from qa_workbook.books.calibration.marks import MarksPage
from qa_workbook.books.calibration.overview import OverviewPage
from qa_workbook.books.calibration.page import CalibrationPage, CalibrationSheets
from qa_workbook.books.calibration.repeats import RepeatsPage
from qa_workbook.books.calibration.severity import SeverityPage
from qa_workbook.books.calibration.trend import TrendPage
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.notes import Notes
from qa_workbook.books.cloth.style import new_workbook
from qa_workbook.calibration.report import CalibrationReport
from qa_workbook.labels import text


def write_calibration_book(
    path: Path, report: CalibrationReport, language: str = "zh", notes: Notes | None = None
) -> None:
    """Writes the workbook of a report to `path`; values are unrounded.

    `notes` are what people wrote into the workbook that this one replaces. Raises OutputLocked
    when another program has `path` open. Same input, same bytes.
    """
    title = text("calibration_book.book", language)
    with new_workbook(path, title=title, result=True) as workbook:
        book = ResultBook(workbook, "calibration_book", language)
        book.notes = notes or {}
        for page in place_sheets(CalibrationSheets(book, report)):
            page.write()


def place_sheets(sheets: CalibrationSheets) -> list[CalibrationPage]:
    """Returns all sheets in the order of the workbook, each in its place."""
    overview = OverviewPage(sheets)
    overview.pages = [
        DisputesPage(sheets),
        AgreedPage(sheets),
        MarksPage(sheets),
        HeatPage(sheets),
        SeverityPage(sheets),
        AgreementPage(sheets),
        RepeatsPage(sheets),
        TrendPage(sheets),
        ChecksPage(sheets, overview),
    ]
    return [overview, *overview.pages]
