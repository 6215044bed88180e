"""Notes on cells. They are never read; but one that contradicts its cell is told."""

from __future__ import annotations

import re
from functools import lru_cache

from qa_workbook.findings.places import Cell
from qa_workbook.findings.report import Report
from qa_workbook.forms.kinds.numbers import exact, read_number
from qa_workbook.forms.vocabulary import normal
from qa_workbook.frames import MARK
from qa_workbook.intake.text_columns import calls_void
from qa_workbook.intake.values import SheetValues
from qa_workbook.numbers import decimal

_NUMBER = r"[:]?(\d{1,3}(?:\.\d{1,2})?)"


def check_comments(sheet: SheetValues, report: Report) -> None:
    """Notes that call a row void, or that say another mark or deduction than their cell."""
    comments = sheet.table.grid.unseen.comments
    if not comments:
        return
    lines = set(sheet.table.lines)
    columns = {column.index: column for column in sheet.table.columns.values()}
    for (line, index), text in sorted(comments.items()):
        if line not in lines or index not in columns:
            continue
        place = Cell(line, columns[index])
        if calls_void(text, sheet.context.vocabulary.void_remarks):
            report.note("comment-void", place, text)
        elif _says_otherwise(text, place, sheet):
            report.note("comment-differs", place, text)


def _says_otherwise(text: str, place: Cell, sheet: SheetValues) -> bool:
    """Whether a note such as 改为5分 names another number than the cell of a mark or deduction."""
    key, cell = place.column.key, sheet.table.grid.rows[place.row][place.column.index]
    words = sheet.context.vocabulary.words.comment_changes
    if not words or not (key.startswith(MARK) or key == "error_deduction"):
        return False
    said = _pattern(words).search(normal(text))
    number = read_number(cell, sheet.context.vocabulary.words.mark_units).value
    if isinstance(cell, float | int):
        number = exact(cell)
    return said is not None and number != decimal(said[1])


@lru_cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds a number behind one of the words."""
    return re.compile("(?:" + "|".join(map(re.escape, map(normal, words))) + ")" + _NUMBER)
