"""校验结果: what is wrong in which cell of whose file, first by problem and by file, then line by line with links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import xlsxwriter
from xlsxwriter.format import Format

from qa_workbook.books.cloth.links import cell_link, relative_path
from qa_workbook.books.cloth.style import (
    SEVERITY,
    Styles,
    new_workbook,
    print_setup,
    put,
    safe_text,
    wrapped_lines,
)
from qa_workbook.books.findings.summary import SEVERITIES, FileRow, by_code, by_file
from qa_workbook.findings.finding import Finding
from qa_workbook.labels import text

MOST_LINKS = 60_000  # Excel takes 65,530 links on a sheet
MOST_LINES = 1_000_000
_LONGEST_LINK = 2000
_LINE_HEIGHT = 15.0
_CODE_HEADER = 9
_CODES = {
    "severity": 16,
    "code": 26,
    "problem": 26,
    "count": 16,
    "files": 10,
    "example": 50,
    "fix": 46,
}
_FILES = {
    "file": 44, "sheet": 13, "scheme": 28, "inspector": 12, "rows_read": 11, "accepted": 9, "rejected": 9,
    "errors": 9, "warnings": 9, "infos": 9, "state": 13,
}  # fmt: skip
_DETAILS = {
    "severity": 9, "code": 24, "file": 34, "sheet": 11, "cell": 12, "column": 14, "value": 20, "message": 52, "fix": 48,
}  # fmt: skip
_WRAPPED = {"code", "file", "value", "message", "fix", "problem", "example", "scheme"}
_STATE_TONES = {"state_rejected": "error", "state_partly": "warning", "state_accepted": "none"}


class SheetLike(Protocol):
    """What the summary needs to know of a sheet that was looked at (`intake.reader.SheetInfo`)."""

    @property
    def file(self) -> str: ...  # noqa: D102
    @property
    def sheet(self) -> str: ...  # noqa: D102
    @property
    def scheme_key(self) -> str: ...  # noqa: D102
    @property
    def inspector(self) -> str: ...  # noqa: D102
    @property
    def rows_read(self) -> int: ...  # noqa: D102
    @property
    def rows_rejected(self) -> int: ...  # noqa: D102
    @property
    def rejected(self) -> bool: ...  # noqa: D102


@dataclass
class _Book:
    workbook: xlsxwriter.Workbook
    styles: Styles
    language: str
    base: Path
    home: Path

    def say(self, key: str, **details: object) -> str:
        return text(f"findings_book.{key}", self.language, **details)

    def link(self, file: str, sheet: str, cell: str) -> str:
        """Returns the link to a cell as seen from the folder of this workbook; only workbooks have sheets to go to."""
        path = relative_path(self.base / file, self.home)
        return cell_link(path, "" if file.lower().endswith(".csv") else sheet, cell)


class _Page:
    """One sheet of the book with a table: `widths` has its columns by key."""

    def __init__(self, book: _Book, name: str, widths: Mapping[str, float]) -> None:
        self.book, self.widths = book, widths
        self.sheet = book.workbook.add_worksheet(book.say(name))
        self.sheet.hide_gridlines(2)
        for place, width in enumerate(widths.values()):
            self.sheet.set_column(place, place, width)

    def put(self, row: int, place: int, value: object, style: Format) -> None:
        put(self.sheet, row, place, value, style)

    def header(self, row: int) -> None:
        for place, key in enumerate(self.widths):
            self.put(row, place, self.book.say(key), self.book.styles("header"))
        self.sheet.set_row(row, 24)

    def line(self, row: int, values: Sequence[object], severity: str = "") -> None:
        """Writes a row of the table, tall enough for its wrapped texts."""
        styles = self.book.styles
        for place, (key, value) in enumerate(zip(self.widths, values, strict=True)):
            if key == "severity":
                style = styles.tone(SEVERITY[severity], bold=True)
            elif isinstance(value, int):
                style = styles("centred", "integer")
            else:
                style = styles("wrapped" if key in _WRAPPED else "cell", "text", indent=1)
            self.put(row, place, value, style)
        wrapping = [
            item for item in zip(self.widths.items(), values, strict=True) if item[0][0] in _WRAPPED
        ]
        lines = max(wrapped_lines(value, width - 2) for (_, width), value in wrapping)
        self.sheet.set_row(row, max(20.0, lines * _LINE_HEIGHT + 5))

    def link(self, row: int, key: str, words: str, link: str) -> None:
        """Writes a link; a path too long for Excel stays plain text."""
        place, style = (
            list(self.widths).index(key),
            self.book.styles("link", "text", text_wrap=True, indent=1),
        )
        if (
            len(link) > _LONGEST_LINK
            or self.sheet.write_url(row, place, link, style, safe_text(words)) != 0
        ):
            self.put(row, place, words, style)

    def finish(self, header: int, last: int, frozen: int) -> None:
        """Makes the table filterable, keeps header and first columns in sight, sets up printing."""
        self.sheet.autofilter(header, 0, last, len(self.widths) - 1)
        self.sheet.freeze_panes(header + 1, frozen)
        print_setup(self.sheet, self.book.say("title"), header_row=header)


def write_findings_book(
    path: Path,
    findings: Sequence[Finding],
    *,
    language: str = "zh",
    sheets: Sequence[SheetLike] = (),
    base: Path | None = None,
    home: Path | None = None,
) -> None:
    """Writes the workbook: 汇总 (totals, by problem), 文件 (by file) and 明细 (every finding, its cell linked).

    Findings' files are relative to `base`; links are relative to `home`, the folder where the workbook will lie (both
    default to the folder of `path`). Raises OutputLocked when `path` is open in another program.
    """
    ordered = sorted(findings, key=lambda found: SEVERITIES.index(found.severity))
    with new_workbook(
        path, title=text("findings_book.title", language), in_memory=True
    ) as workbook:
        book = _Book(workbook, Styles(workbook), language, base or path.parent, home or path.parent)
        _write_summary(book, ordered, sheets)
        if rows := by_file(ordered, sheets):
            _write_files(book, rows)
        if ordered:
            _write_details(book, ordered[:MOST_LINES])


def _write_summary(book: _Book, findings: Sequence[Finding], sheets: Sequence[SheetLike]) -> None:
    page = _Page(book, "summary_sheet", _CODES)
    page.put(0, 0, book.say("title"), book.styles("title"))
    page.sheet.set_row(0, 32)
    _write_totals(page, findings, sheets)
    if not findings:
        _write_nothing(page, sheets)
        print_setup(page.sheet, book.say("title"))
        return
    page.put(_CODE_HEADER - 1, 0, book.say("meaning"), book.styles("subtitle"))
    page.header(_CODE_HEADER)
    rows = by_code(findings, book.language)
    for number, row in enumerate(rows, _CODE_HEADER + 1):
        values = (
            book.say(row.severity),
            row.code,
            row.about,
            row.count,
            row.files,
            row.example,
            row.fix,
        )
        page.line(number, values, row.severity)
    page.sheet.autofilter(_CODE_HEADER, 0, _CODE_HEADER + len(rows), len(_CODES) - 1)
    print_setup(page.sheet, book.say("title"))


def _write_totals(page: _Page, findings: Sequence[Finding], sheets: Sequence[SheetLike]) -> None:
    """Writes the totals as label and value, under the title."""
    styles, say = page.book.styles, page.book.say
    read, lost = sum(info.rows_read for info in sheets), sum(info.rows_rejected for info in sheets)
    totals = {"sheets": len(sheets), "rows": read, "accepted": read - lost, "rejected": lost}
    for place, (key, value) in enumerate(totals.items()):
        page.put(2, place, say(key), styles("card_label"))
        page.put(3, place, value, styles("card_value"))
    for place, (severity, key) in enumerate(
        zip(SEVERITIES, ("errors", "warnings", "infos"), strict=True)
    ):
        number = sum(found.count for found in findings if found.severity == severity)
        tone = SEVERITY[severity if number else "none"]
        page.put(5, place, say(key), styles.tone(tone, "card_label"))
        page.put(6, place, number, styles.tone(tone, "card_value"))
    for row, height in ((3, 32), (4, 6), (6, 32)):
        page.sheet.set_row(row, height)


def _write_nothing(page: _Page, sheets: Sequence[SheetLike]) -> None:
    rows = sum(info.rows_read for info in sheets)
    words = (
        page.book.say("nothing", sheets=len(sheets), rows=rows)
        if sheets
        else page.book.say("nothing_read")
    )
    tone = page.book.styles.tone(
        SEVERITY["none" if sheets else "info"], "plain", bold=True, font_size=12, indent=1
    )
    page.sheet.merge_range(_CODE_HEADER, 0, _CODE_HEADER, len(_CODES) - 1, "", tone)
    page.put(_CODE_HEADER, 0, words, tone)
    page.sheet.set_row(_CODE_HEADER, 34)


def _write_files(book: _Book, rows: Sequence[FileRow]) -> None:
    page = _Page(book, "file_sheet", _FILES)
    page.header(0)
    for number, row in enumerate(rows, 1):
        counts = (row.rows_read, row.accepted, row.rejected, row.errors, row.warnings, row.infos)
        page.line(
            number, (row.file, row.sheet, row.scheme, row.inspector, *counts, book.say(row.state))
        )
        if number <= MOST_LINKS:
            page.link(number, "file", row.file, book.link(row.file, row.sheet, ""))
        if row.state in _STATE_TONES:
            tone = SEVERITY[_STATE_TONES[row.state]]
            page.put(number, len(_FILES) - 1, book.say(row.state), book.styles.tone(tone))
    page.finish(0, len(rows), 1)


def _write_details(book: _Book, findings: Sequence[Finding]) -> None:
    page = _Page(book, "detail_sheet", _DETAILS)
    page.header(0)
    for number, found in enumerate(findings, 1):
        line = found.as_dict(book.language)
        page.line(
            number,
            [book.say(found.severity), *(line[key] for key in list(_DETAILS)[1:])],
            found.severity,
        )
        if number <= MOST_LINKS:
            page.link(
                number, "cell", found.cell or "→", book.link(found.file, found.sheet, found.cell)
            )
    page.finish(0, len(findings), 2)
