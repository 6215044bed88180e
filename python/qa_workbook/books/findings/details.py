"""Sheet 明细: every finding with what is wrong, what to do, and a link to its cell."""

from __future__ import annotations

from collections.abc import Sequence

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.links import MOST_LINKS
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.books.findings.page import FindingsPage
from qa_workbook.findings.finding import Finding

MOST_LINES = 1_000_000
_FROZEN = 2  # columns that stay in sight: severity, code
_TEXTS = {
    "code": ("wrapped", 24),
    "file": ("wrapped", 34),
    "sheet": ("text", 11),
    "cell": ("text", 12),
    "column": ("text", 14),
    "value": ("wrapped", 20),
    "message": ("wrapped", 52),
    "fix": ("wrapped", 48),
}


class DetailsPage(FindingsPage):
    """One row per finding, in the order given, up to what a sheet holds."""

    def __init__(self, book: ResultBook, findings: Sequence[Finding]) -> None:
        super().__init__(book, "detail_sheet")
        self.findings = findings[:MOST_LINES]
        self.details = self.place(0, self._columns())

    def _columns(self) -> list[TableColumn]:
        say, tones = self.say, self.severity_tones()
        words = [say(found.severity) for found in self.findings]
        lines = [found.as_dict(self.book.language) for found in self.findings]
        columns = [TableColumn("severity", say("severity"), words, "centred", 9, tones=tones)]
        for key, (kind, width) in _TEXTS.items():
            columns.append(TableColumn(key, say(key), [line[key] for line in lines], kind, width))
        return columns

    def write(self) -> None:
        """Fills the sheet."""
        self.write_table(self.details)
        for number, found in enumerate(self.findings[:MOST_LINKS]):
            place = (found.file, found.sheet, found.cell)
            self.write_link(self.details, "cell", number, found.cell or "→", place)
        self.filter(self.details)
        self.sheet.freeze_panes(self.details.first, _FROZEN)
        self.close(0)
