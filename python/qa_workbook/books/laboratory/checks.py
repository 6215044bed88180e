"""Sheet 核对: figures as computed and as live formulas; the differences must be zero."""

from __future__ import annotations

from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.reconcile import write_checks
from qa_workbook.books.laboratory.page import LaboratoryPage


class ChecksPage(LaboratoryPage):
    """Every figure that a formula over the sheets gives, too."""

    key = "checks"

    def write(self) -> None:
        """Fills the sheet."""
        self.begin()
        write_checks(self, FIRST_ROW, self.source.checks)
        self.close()
        self.sheet.fit_to_pages(1, 1)
