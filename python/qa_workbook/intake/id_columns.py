"""Columns of numbers that are names: recordings, agents, 依据."""

from __future__ import annotations

from typing import Any

from qa_workbook.findings.places import Cell
from qa_workbook.findings.report import Report
from qa_workbook.forms.kinds.ids import one_spelling, read_ids
from qa_workbook.forms.text_cells import blank
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellError
from qa_workbook.intake.values import SheetValues

_BRACKETS = "()[]【】"
_LEFT_OUT = " *:"  # ASCII signs that `normal` may leave out
OF_ID_COLUMNS = (
    "id-lost-digits",
    "id-not-text",
    "id-full-width",
    "id-cleaned",
    "id-spelling",
    "id-leading-zeros",
    "formula-error",
)
"""What can be wrong with any such column."""


def read_recordings(sheet: SheetValues, report: Report) -> None:
    """录音编号 of every row of a wide sheet."""
    sheet.columns["recording"] = id_column(sheet, "recording", report, "recording-missing")


def read_basis(sheet: SheetValues, report: Report) -> None:
    """依据 of every row of a long sheet; it may be empty."""
    sheet.basis = id_column(sheet, "basis", report)


def check_basis(sheet: SheetValues, report: Report) -> None:
    """A breach that nobody can look up doesn't justify a penalty."""
    values = _numbers(sheet, "basis")
    for position, (given, value) in enumerate(zip(sheet.basis, values, strict=True)):
        if not given and blank(value):
            report.note("basis-missing", sheet.cell(position, "basis", "clause"))


def _numbers(sheet: SheetValues, key: str) -> list[Any]:
    """The cells of a column of numbers; 无, — and the like are the same as a blank there."""
    values = sheet.table.values(key)
    if key not in ("basis", "recording"):
        return list(values)
    nothing = sheet.context.vocabulary.no_number
    said = {value for value in values if isinstance(value, str)}
    together = "".join(said)
    is_plain = together.isascii() and together.isprintable()
    if is_plain and not any(sign in together for sign in _LEFT_OUT):
        # Such numbers stay as long as they are: those that are longer than any word need no look.
        longest = max(map(len, nothing), default=0)
        said = {value for value in said if len(value) <= longest}
    empty = {value for value in said if normal(value) in nothing}
    return ["" if value in empty else value for value in values] if empty else list(values)


def check_called_void(sheet: SheetValues, report: Report) -> None:
    """A number of a recording such as 作废001 is told, for the row counts all the same."""
    words = tuple(sheet.context.vocabulary.void_anywhere)
    for key in ("recording", "basis"):
        column = sheet.table.columns.get(key)
        if not sheet.table.may_say(key, words):
            continue
        for line, text in zip(sheet.table.lines, sheet.table.texts(key), strict=True):
            name = normal(text).strip(_BRACKETS)
            if column and (name.startswith(words) or name.endswith(words)):
                report.note("row-called-void", Cell(line, column), text)


def id_column(sheet: SheetValues, key: str, report: Report, missing: str = "") -> list[str]:
    """Returns a column of numbers as text and notes what is damaged.

    `missing` is the code for a blank; "" where blanks are allowed.
    """
    values = _numbers(sheet, key)
    ids, noted = read_ids(values)
    if key not in sheet.table.columns:
        return ids
    for position, reading in noted:
        place = sheet.cell(position, key)
        report.note(reading.code, place, values[position], **reading.details)
    ids, respelt = one_spelling(ids)
    for position, earlier in respelt:
        details = {"read": ids[position], "where": sheet.cell(earlier, key).cells}
        report.note("id-spelling", sheet.cell(position, key), values[position], **details)
    if missing and "" in ids:
        noted_already = {position for position, _ in noted}
        for position, text in enumerate(ids):
            is_error = isinstance(values[position], CellError)
            if not text and not is_error and position not in noted_already:
                report.note(missing, sheet.cell(position, key))
    return ids
