"""Sheet 明细: every finding with what is wrong, what to do, and a link to its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.links import MOST_LINKS
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.books.findings.page import FindingsPage
from qa_workbook.findings.finding import Finding

MOST_LINES = 1_000_000
_FROZEN = 2  # columns that stay in sight: severity, problem
_TEXTS = {
    "problem": ("wrapped", 16),
    "file": ("wrapped", 24),
    "cell": ("text", 8),
    "message": ("wrapped", 46),
    "fix": ("wrapped", 44),
    "inspector": ("text", 10),
    "sheet": ("text", 11),
    "column": ("text", 14),
    "value": ("wrapped", 20),
    "code": ("text", 24),
}
"""Columns with kind and width: up to what is to do they fit on a small screen."""


class DetailsPage(FindingsPage):
    """One row per finding, in the order given, up to what a sheet holds."""

    def __init__(
        self,
        book: ResultBook,
        findings: Sequence[Finding],
        inspectors: Mapping[tuple[str, str], str],
    ) -> None:
        """`inspectors`: 质检员 by file and sheet."""
        super().__init__(book, "detail_sheet")
        self.findings = findings[:MOST_LINES]
        self.inspectors = inspectors
        self.details = self.place(0, self._columns())

    def _columns(self) -> list[TableColumn]:
        say, tones = self.say, self.severity_tones()
        words = [say(found.severity) for found in self.findings]
        lines = [self._line(found) for found in self.findings]
        columns = [TableColumn("severity", say("severity"), words, "centred", 9, tones=tones)]
        for key, (kind, width) in _TEXTS.items():
            columns.append(TableColumn(key, say(key), [line[key] for line in lines], kind, width))
        return columns

    def _line(self, found: Finding) -> dict[str, str]:
        more = {
            "problem": found.about(self.book.language),
            "inspector": self.inspectors.get((found.file, found.sheet), ""),
        }
        return found.as_dict(self.book.language) | more

    def write(self) -> None:
        """Fills the sheet."""
        self.write_table(self.details)
        for number, found in enumerate(self.findings[:MOST_LINKS]):
            place = (found.file, found.sheet, found.cell)
            self.link_to_cell(self.details, "cell", number, found.cell or "→", place)
        self.filter(self.details)
        self.sheet.freeze_panes(self.details.first, _FROZEN)
        self.close(0)
