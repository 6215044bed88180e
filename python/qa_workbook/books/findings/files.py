"""Sheet 文件: what became of every sheet of every file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.links import MOST_LINKS
from qa_workbook.books.cloth.style import SEVERITY
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.books.findings.page import FindingsPage
from qa_workbook.findings.finding import Finding
from qa_workbook.sheets import Sheet

_COUNTS = {
    "rows_read": 11,
    "accepted": 9,
    "rejected": 9,
    "errors": 9,
    "warnings": 9,
    "infos": 9,
}
_STATE_TONES = {"state_rejected": "error", "state_partly": "warning", "state_accepted": "none"}


@dataclass(frozen=True)
class FileRow:
    """One sheet of one file: what was read of it and what was found."""

    file: str
    sheet: str
    state: str
    scheme: str = ""
    inspector: str = ""
    rows_read: int = 0
    accepted: int = 0
    rejected: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0


def by_file(findings: Iterable[Finding], sheets: Sequence[Sheet]) -> list[FileRow]:
    """Returns one row per sheet that was looked at or named.

    Findings of a whole file count with its first sheet.
    """
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    known = {(sheet.file, sheet.name) for sheet in sheets}
    first_sheet = {sheet.file: sheet.name for sheet in reversed(sheets)}
    for found in findings:
        if not found.file:
            continue  # it is about no single file
        key = (found.file, found.sheet)
        if key not in known and not found.sheet and found.file in first_sheet:
            key = (found.file, first_sheet[found.file])
        counts[key][found.severity] += found.count
    rows = [_read(sheet, counts.pop((sheet.file, sheet.name), Counter())) for sheet in sheets]
    rows += [_not_read(file, sheet, seen) for (file, sheet), seen in counts.items()]
    return sorted(rows, key=lambda row: (row.file, row.sheet))


def _read(sheet: Sheet, seen: Counter[str]) -> FileRow:
    return FileRow(
        file=sheet.file,
        sheet=sheet.name,
        state=_state(sheet),
        scheme=str(sheet.scheme_key or ""),
        inspector=sheet.inspector,
        rows_read=sheet.rows_read,
        accepted=sheet.rows_read - sheet.rows_rejected,
        rejected=sheet.rows_rejected,
        errors=seen["error"],
        warnings=seen["warning"],
        infos=seen["info"],
    )


def _state(sheet: Sheet) -> str:
    if sheet.rejected:
        return "state_rejected"
    if sheet.rows_rejected:
        return "state_partly"
    return "state_accepted" if sheet.rows_read else "state_empty"


def _not_read(file: str, sheet: str, seen: Counter[str]) -> FileRow:
    return FileRow(
        file=file,
        sheet=sheet,
        state="state_ignored",
        errors=seen["error"],
        warnings=seen["warning"],
        infos=seen["info"],
    )


class FilesPage(FindingsPage):
    """One row per sheet, each linked to its file."""

    def __init__(self, book: ResultBook, rows: Sequence[FileRow]) -> None:
        super().__init__(book, "file_sheet")
        self.rows = rows
        self.files = self.place(0, self._columns())

    def _columns(self) -> list[TableColumn]:
        say, rows = self.say, self.rows
        files, sheets = [row.file for row in rows], [row.sheet for row in rows]
        schemes, inspectors = [row.scheme for row in rows], [row.inspector for row in rows]
        states = [say(row.state) for row in rows]
        tones = {say(state): SEVERITY[tone] for state, tone in _STATE_TONES.items()}
        columns = [
            TableColumn("file", say("file"), files, "wrapped", 44),
            TableColumn("sheet", say("sheet"), sheets, "text", 13),
            TableColumn("scheme", say("scheme"), schemes, "wrapped", 31),
            TableColumn("inspector", say("inspector"), inspectors, "text", 12),
        ]
        for key, width in _COUNTS.items():
            numbers = [getattr(row, key) for row in rows]
            columns.append(TableColumn(key, say(key), numbers, "integer", width))
        columns.append(TableColumn("state", say("state"), states, "centred", 13, tones=tones))
        return columns

    def write(self) -> None:
        """Fills the sheet."""
        self.write_table(self.files)
        for number, row in enumerate(self.rows[:MOST_LINKS]):
            self.link_to_cell(self.files, "file", number, row.file, (row.file, row.sheet, ""))
        self.filter(self.files)
        self.sheet.freeze_panes(self.files.first, 1)
        self.close(0)
