"""Notes on cells. They are never read; but one that contradicts its cell is told."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from qa_workbook.findings.places import Cell
from qa_workbook.findings.report import Report
from qa_workbook.forms.kinds.days import read_date
from qa_workbook.forms.kinds.numbers import exact, read_number
from qa_workbook.forms.vocabulary import normal
from qa_workbook.frames import MARK
from qa_workbook.intake.text_columns import calls_void
from qa_workbook.intake.values import SheetValues
from qa_workbook.numbers import decimal
from qa_workbook.returning.identity import without_ours

_NUMBER = r"[:]?(\d{1,3}(?:\.\d{1,2})?)"
_NAME = r"[:]?((?=[a-z_-]{0,10}\d)[0-9a-z_-]{1,60})"
_VALUES = {
    "times": r"[:]?(\d{1,3})",
    "call_date": r"[:]?(\d[\d./\-年月日号]{2,10})",
    "agent": _NAME,
    "recording": _NAME,
    "basis": _NAME,
}
"""What a note may say instead of a cell, by the key of its column."""
_READ_AS = {"basis": "recording"}
_NOTHING = r"(?!)"
_SHORT_DAY = re.compile(r"(\d{1,2})[月./-](\d{1,2})[日号]?")


def check_comments(sheet: SheetValues, report: Report) -> None:
    """Notes that call a row void, or that say another value than their cell."""
    comments = sheet.table.grid.unseen.comments
    if not comments:
        return
    lines = set(sheet.table.lines)
    columns = {column.index: column for column in sheet.table.columns.values()}
    for (line, index), comment in sorted(comments.items()):
        if line not in lines or index not in columns:
            continue  # as those on the headings
        text = without_ours(comment)
        if not text:
            continue
        place = Cell(line, columns[index])
        if calls_void(text, sheet.context.vocabulary.void_remarks):
            report.note("comment-void", place, text)
        elif _says_otherwise(text, place, sheet):
            report.note("comment-differs", place, text)


def _says_otherwise(text: str, place: Cell, sheet: SheetValues) -> bool:
    """Whether a note such as 改为5分 names another value than its cell: a number, day or name."""
    key, cell = place.column.key, sheet.table.grid.rows[place.row][place.column.index]
    words = sheet.context.vocabulary.words.comment_changes
    if not words:
        return False
    if key.startswith(MARK) or key == "error_deduction":
        said = _pattern(words, _NUMBER).search(normal(text))
        number = read_number(cell, sheet.context.vocabulary.words.mark_units).value
        if isinstance(cell, float | int):
            number = exact(cell)
        return said is not None and number != decimal(said[1])
    said = _pattern(words, _VALUES.get(key, _NOTHING)).search(normal(text))
    if said is None:
        return False
    read = sheet.columns[_READ_AS.get(key, key)][sheet.table.lines.index(place.row)]
    if key == "times":
        return bool(int(said[1]) != read)
    if key == "call_date":
        return read is not None and not _is_day(said[1], read, sheet)
    return said[1] != normal(str(read))


def _is_day(said: str, moment: datetime, sheet: SheetValues) -> bool:
    """Whether a note means the day of its cell; it may leave out the year."""
    if day := read_date(said, sheet.context.vocabulary.limits.earliest_date).value:
        return day.date() == moment.date()
    short = _SHORT_DAY.fullmatch(said)
    return short is not None and (int(short[1]), int(short[2])) == (moment.month, moment.day)


@lru_cache
def _pattern(words: tuple[str, ...], value: str) -> re.Pattern[str]:
    """Finds a value behind one of the words."""
    return re.compile("(?:" + "|".join(map(re.escape, map(normal, words))) + ")" + value)
