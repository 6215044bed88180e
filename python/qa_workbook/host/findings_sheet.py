"""校验结果 in the workbook: the last check's findings as one block, each linked to its cell."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import xlwings as xw

from qa_workbook.console.names import FINDINGS, FINDINGS_HEADER_ROW
from qa_workbook.findings.codes import SEVERITIES
from qa_workbook.findings.finding import Finding, severities
from qa_workbook.host.hyperlinks import cell_formula
from qa_workbook.host.open_console import fill, literal, sheet_of
from qa_workbook.labels import text

# More than anybody corrects by hand from one list; the findings workbook has them all.
MOST_ROWS = 2000
COLUMNS = 9
_SUMMARY_ROW = 3


def write_findings(
    book: xw.Book, findings: Sequence[Finding], base: Path, language: str, in_calc: bool
) -> None:
    """Replaces the list: errors first, at most MOST_ROWS, and a last line that counts the rest."""
    sheet = sheet_of(book, FINDINGS)
    ordered = sorted(findings, key=lambda found: SEVERITIES.index(found.severity))
    rows = [_row(found, base, language, in_calc) for found in ordered[:MOST_ROWS]]
    if len(ordered) > MOST_ROWS:
        rest = text("host.rest", language, count=len(ordered) - MOST_ROWS)
        rows.append([None] * (COLUMNS - 2) + [rest, None])
    _clear(sheet)
    summary = sheet.range((_SUMMARY_ROW, 1))
    # for the look of the line above: the column's own is for the list
    sheet.range((_SUMMARY_ROW - 1, 1)).copy(summary)
    summary.value = literal(_summary(ordered, language))
    if not rows:
        return
    first, last = FINDINGS_HEADER_ROW + 1, FINDINGS_HEADER_ROW + len(rows)
    block = sheet.range((first, 1), (last, COLUMNS))
    fill(block, rows)
    block.rows.autofit()


def _clear(sheet: xw.Sheet) -> None:
    last = (FINDINGS_HEADER_ROW + MOST_ROWS + 1, COLUMNS)
    whole = sheet.range((FINDINGS_HEADER_ROW, 1), last)
    # rows that a filter of the last list hides would hide parts of the new one
    with suppress(ValueError):  # a filter that the user put on other cells stays theirs
        whole.autofilter.clear()
    sheet.range((FINDINGS_HEADER_ROW + 1, 1), last).clear_contents()


def _row(found: Finding, base: Path, language: str, in_calc: bool) -> list[object]:
    line = found.as_dict(language)
    return [
        literal(text(f"host.{found.severity}", language)),
        literal(found.about(language)),
        literal(line["file"]),
        literal(line["sheet"]),
        _link(found, base, in_calc) or literal(found.cell),
        literal(line["column"]),
        literal(line["value"]),
        literal(line["message"]),
        literal(line["fix"]),
    ]


def _link(found: Finding, base: Path, in_calc: bool) -> str | None:
    """Returns the formula that leads to the cell, None where there is no file or it is too long."""
    if not found.file:
        return None
    # a text file has no sheets to go to
    sheet = "" if found.file.lower().endswith((".csv", ".txt")) else found.sheet
    return cell_formula(base / found.file, sheet, found.cell, found.cell or "→", in_calc)


def _summary(findings: Sequence[Finding], language: str) -> str:
    if not findings:
        return text("host.no_findings", language)
    return text("host.findings", language, **severities(findings))
