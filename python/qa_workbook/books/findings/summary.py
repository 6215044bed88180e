"""Sheet 汇总: how much was read and found, and one row per problem."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.links import MOST_LINKS
from qa_workbook.books.cloth.style import ACCENT, SEVERITY, put
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.books.findings.details import MOST_LINES
from qa_workbook.books.findings.page import FindingsPage
from qa_workbook.findings.codes import SEVERITIES, Severity
from qa_workbook.findings.finding import Finding, severities
from qa_workbook.sheets import Sheet

_CODE_HEADER = 9
_WIDTHS = (16, 26, 16, 16, 50, 46, 26)
_SEVERITY_WORDS = {"error": "errors", "warning": "warnings", "info": "infos"}


@dataclass(frozen=True)
class CodeRow:
    """One problem: how often, in how many files, and its first case in words."""

    severity: Severity
    code: str
    about: str
    count: int
    files: int
    example: str
    fix: str


def by_code(findings: Sequence[Finding], language: str) -> list[CodeRow]:
    """Returns one row per code: errors first, then the most frequent."""
    groups: dict[str, list[Finding]] = defaultdict(list)
    for found in findings:
        groups[found.code].append(found)
    rows = [_code_row(group, language) for group in groups.values()]
    return sorted(rows, key=lambda row: (SEVERITIES.index(row.severity), -row.count, row.code))


def _code_row(group: Sequence[Finding], language: str) -> CodeRow:
    first = group[0]
    place = " ".join(part for part in (first.file, first.cell) if part)
    return CodeRow(
        severity=first.severity,
        code=first.code,
        about=first.about(language),
        count=sum(found.count for found in group),
        files=len({found.file for found in group}),
        example=f"{place}: {first.message(language)}",
        fix=first.fix(language),
    )


class SummaryPage(FindingsPage):
    """Totals, then the problems; a sentence where there are none."""

    def __init__(
        self, book: ResultBook, findings: Sequence[Finding], sheets: Sequence[Sheet]
    ) -> None:
        super().__init__(book, "summary_sheet", ACCENT)
        self.sheets = sheets
        self.found, self.lines = severities(findings), len(findings)
        self.codes: PlacedTable | None = None
        if findings:
            rows = by_code(findings, book.language)
            self.codes = self.place(_CODE_HEADER, self._columns(rows))

    def _columns(self, rows: Sequence[CodeRow]) -> list[TableColumn]:
        say, tones = self.say, self.severity_tones()
        words = [say(row.severity) for row in rows]
        codes, problems = [row.code for row in rows], [row.about for row in rows]
        counts, files = [row.count for row in rows], [row.files for row in rows]
        examples, fixes = [row.example for row in rows], [row.fix for row in rows]
        widths = iter(_WIDTHS)
        return [
            TableColumn("severity", say("severity"), words, "centred", next(widths), tones=tones),
            TableColumn("problem", say("problem"), problems, "wrapped", next(widths)),
            TableColumn("count", say("count"), counts, "integer", next(widths)),
            TableColumn("files", say("files"), files, "integer", next(widths)),
            TableColumn("example", say("example"), examples, "wrapped", next(widths)),
            TableColumn("fix", say("fix"), fixes, "wrapped", next(widths)),
            TableColumn("code", say("code"), codes, "wrapped", next(widths)),
        ]

    def write(self) -> None:
        """Fills the sheet."""
        put(self.sheet, 0, 0, self.say("title"), self.styles("title"))
        self.sheet.set_row(0, 32)
        self.widths = dict(enumerate(_WIDTHS))
        self._rows()
        self._severities()
        if self.codes is None:
            self._nothing()
        else:
            put(self.sheet, _CODE_HEADER - 1, 0, self._meaning(), self.styles("subtitle"))
            self.write_table(self.codes)
            self.sheet.autofilter(_CODE_HEADER, 0, self.codes.last, len(_WIDTHS) - 1)
        self.close(_CODE_HEADER if self.codes else None)

    def _meaning(self) -> str:
        """What the severities mean, and what the sheet of details has no room for."""
        sentences = [self.say("meaning")]
        if self.lines > MOST_LINES:
            sentences.append(self.say("left_out", count=self.lines, most=MOST_LINES))
        if self.lines > MOST_LINKS:
            sentences.append(self.say("links_left_out", most=MOST_LINKS))
        return "　".join(sentences)

    def _rows(self) -> None:
        """Writes how many sheets and rows were read, as label and value under the title."""
        read = sum(sheet.rows_read for sheet in self.sheets)
        lost = sum(sheet.rows_rejected for sheet in self.sheets)
        totals = {
            "sheets": len(self.sheets),
            "rows": read,
            "accepted": read - lost,
            "rejected": lost,
        }
        for column, (key, value) in enumerate(totals.items()):
            put(self.sheet, 2, column, self.say(key), self.styles("card_label"))
            put(self.sheet, 3, column, value, self.styles("card_value"))
        self.sheet.set_row(3, 32)
        self.sheet.set_row(4, 6)

    def _severities(self) -> None:
        """Writes the number of findings of each severity, in its colour where there are any."""
        for column, (severity, number) in enumerate(self.found.items()):
            tone, words = SEVERITY[severity if number else "none"], _SEVERITY_WORDS[severity]
            put(self.sheet, 5, column, self.say(words), self.styles.tone(tone, "card_label"))
            put(self.sheet, 6, column, number, self.styles.tone(tone, "card_value"))
        self.sheet.set_row(6, 32)

    def _nothing(self) -> None:
        words, tone = self.say("nothing_read"), SEVERITY["info"]
        if self.sheets:
            rows = sum(sheet.rows_read for sheet in self.sheets)
            words = self.say("nothing", sheets=len(self.sheets), rows=rows)
            tone = SEVERITY["none"]
        style = self.styles.tone(tone, "plain", bold=True, font_size=12, indent=1)
        self.sheet.merge_range(_CODE_HEADER, 0, _CODE_HEADER, len(_WIDTHS) - 1, "", style)
        put(self.sheet, _CODE_HEADER, 0, words, style)
        self.sheet.set_row(_CODE_HEADER, 34)
