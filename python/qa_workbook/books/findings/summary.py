"""Counts findings by problem and by file, for the first page of the findings workbook."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_workbook.findings.codes import SEVERITIES
from qa_workbook.findings.finding import Finding

if TYPE_CHECKING:
    from qa_workbook.books.findings.book import SheetLike

__all__ = ["SEVERITIES", "CodeRow", "FileRow", "by_code", "by_file"]


@dataclass(frozen=True)
class CodeRow:
    """One problem: how often, in how many files, and its first case in words."""

    severity: str
    code: str
    about: str
    count: int
    files: int
    example: str
    fix: str


@dataclass(frozen=True)
class FileRow:
    """One sheet of one file: what was read of it and what was found."""

    file: str
    sheet: str
    scheme: str
    inspector: str
    rows_read: int
    accepted: int
    rejected: int
    errors: int
    warnings: int
    infos: int
    state: str


def by_code(findings: Sequence[Finding], language: str) -> list[CodeRow]:
    """Returns one row per code: errors first, then the most frequent."""
    groups: dict[str, list[Finding]] = defaultdict(list)
    for found in findings:
        groups[found.code].append(found)
    rows = [_code_row(group, language) for group in groups.values()]
    return sorted(rows, key=lambda row: (_rank(row.severity), -row.count, row.code))


def _rank(severity: str) -> int:
    return next(place for place, known in enumerate(SEVERITIES) if known == severity)


def _code_row(group: Sequence[Finding], language: str) -> CodeRow:
    first = group[0]
    about = first.about(language)
    files, count = len({found.file for found in group}), sum(found.count for found in group)
    place = " ".join(part for part in (first.file, first.cell) if part)
    example = f"{place}: {first.message(language)}"
    return CodeRow(first.severity, first.code, about, count, files, example, first.fix(language))


def by_file(findings: Iterable[Finding], sheets: Sequence[SheetLike]) -> list[FileRow]:
    """Returns one row per sheet that was looked at or named; findings of a whole file count with its first sheet."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    known = {(info.file, info.sheet) for info in sheets}
    first_sheet = {info.file: info.sheet for info in reversed(sheets)}
    for found in findings:
        key = (found.file, found.sheet)
        if key not in known and not found.sheet and found.file in first_sheet:
            key = (found.file, first_sheet[found.file])
        counts[key][found.severity] += found.count
    rows = [_file_row(info, counts.pop((info.file, info.sheet), Counter())) for info in sheets]
    rows += [
        FileRow(
            file,
            sheet,
            "",
            "",
            0,
            0,
            0,
            seen["error"],
            seen["warning"],
            seen["info"],
            "state_ignored",
        )
        for (file, sheet), seen in counts.items()
    ]
    return sorted(rows, key=lambda row: (row.file, row.sheet))


def _file_row(info: SheetLike, seen: Counter[str]) -> FileRow:
    state = "state_accepted" if info.rows_read else "state_empty"
    if info.rejected:
        state = "state_rejected"
    elif info.rows_rejected:
        state = "state_partly"
    rows = (info.rows_read, info.rows_read - info.rows_rejected, info.rows_rejected)
    found = (seen["error"], seen["warning"], seen["info"])
    return FileRow(info.file, info.sheet, info.scheme_key, info.inspector, *rows, *found, state)
