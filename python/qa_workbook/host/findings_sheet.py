"""校验结果 in the workbook: the findings of the last check as one block, coloured, each linked to its cell."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import xlwings as xw

from qa_workbook.console.names import FINDINGS, FINDINGS_HEADER_ROW
from qa_workbook.host.hyperlinks import cell_formula
from qa_workbook.host.open_console import literal
from qa_workbook.labels import text

if TYPE_CHECKING:
    from qa_workbook.findings.finding import Finding

MOST_ROWS = (
    2000  # more than anybody corrects by hand from one list; the findings workbook has them all
)
SEVERITIES = ("error", "warning", "info")
COLUMNS = 9
_SUMMARY_ROW = 3


def write_findings(
    book: xw.Book, findings: Sequence[Finding], base: Path, language: str, in_calc: bool
) -> None:
    """Replaces the list: errors first, at most MOST_ROWS, with a closing line that says how many more there are."""
    sheet = book.sheets[FINDINGS]
    ordered = sorted(findings, key=lambda found: SEVERITIES.index(found.severity))
    rows = [_row(found, base, language, in_calc) for found in ordered[:MOST_ROWS]]
    if len(ordered) > MOST_ROWS:
        rest = text("host.rest", language, count=len(ordered) - MOST_ROWS)
        rows.append([None] * (COLUMNS - 2) + [rest, None])
    _clear(sheet)
    summary = sheet.range((_SUMMARY_ROW, 1))
    sheet.range((_SUMMARY_ROW - 1, 1)).copy(
        summary
    )  # for its look: the column's own is for the list
    summary.value = literal(_summary(ordered, language))
    if not rows:
        return
    block = sheet.range((FINDINGS_HEADER_ROW + 1, 1)).resize(len(rows), COLUMNS)
    block.value = rows
    block.rows.autofit()


def _clear(sheet: xw.Sheet) -> None:
    whole = sheet.range((FINDINGS_HEADER_ROW, 1)).resize(MOST_ROWS + 2, COLUMNS)
    # rows that a filter of the last list hides would hide parts of the new one
    with suppress(ValueError):  # a filter that the user put on other cells stays theirs
        whole.autofilter.clear()
    whole.offset(1, 0).resize(MOST_ROWS + 1, COLUMNS).clear_contents()


def _row(found: Finding, base: Path, language: str, in_calc: bool) -> list[object]:
    line = found.as_dict(language)
    words = found.cell or "→"
    sheet = "" if found.file.lower().endswith((".csv", ".txt")) else found.sheet
    link = (
        cell_formula(base / found.file, sheet, found.cell, words, in_calc) if found.file else None
    )
    return [
        literal(text(f"host.{found.severity}", language)),
        found.code,
        literal(line["file"]),
        literal(line["sheet"]),
        link or literal(found.cell),
        literal(line["column"]),
        literal(line["value"]),
        literal(line["message"]),
        literal(line["fix"]),
    ]


def _summary(findings: Sequence[Finding], language: str) -> str:
    if not findings:
        return text("host.no_findings", language)
    counts = {
        severity: sum(found.count for found in findings if found.severity == severity)
        for severity in SEVERITIES
    }
    return text("host.findings", language, **counts)
