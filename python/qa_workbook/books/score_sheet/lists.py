"""The hidden sheet 选项 behind a score sheet: lists that drop-downs and formulas use by name."""

from __future__ import annotations

import xlsxwriter

from qa_workbook.books.cloth.style import put
from qa_workbook.books.score_sheet.words import Words
from qa_workbook.forms.score_form import known_codes, point_labels
from qa_workbook.grids.a1 import letters
from qa_workbook.scheme.model import Count, Scheme

_UNLIMITED = 1_000_000  # times that count for one row, and points, where a clause sets no limit
_NO_FACTOR = "-"

Rows = list[list[object]]


def write_lists(workbook: xlsxwriter.Workbook, scheme: Scheme, words: Words) -> None:
    """Adds 选项 and the names of its lists: qa_codes, qa_points, qa_clauses, qa_clause_names."""
    sheet = workbook.add_worksheet(words.say("lists_sheet"))
    sheet.hide()
    left = 0
    for name, rows in _lists(scheme, words.language).items():
        put(sheet, 0, left, name)
        for number, values in enumerate(rows, 1):
            for place, value in enumerate(values, left):
                put(sheet, number, place, value)
        right = left + len(rows[0]) - 1
        _define(workbook, name, sheet.get_name(), (left, right), len(rows))
        if name == "qa_clauses":
            _define(workbook, "qa_clause_names", sheet.get_name(), (left, left), len(rows))
        left = right + 1


def _lists(scheme: Scheme, language: str) -> dict[str, Rows]:
    """Returns the rows of every list that the scheme has."""
    lists: dict[str, Rows] = {
        "qa_codes": [[code.id] for code in known_codes(scheme)],
        "qa_points": [[label] for label in point_labels(scheme, language)],
        "qa_clauses": [
            [node.name.say(language), *_clause(node.count)] for node in scheme.counted if node.count
        ],
    }
    return {name: rows for name, rows in lists.items() if rows}


def _clause(count: Count) -> list[object]:
    """Returns points (negative for a bonus), factor of 加重, times that count, and most points.

    Where a clause knows no 加重 its factor is no number.
    """
    sign = 1 if count.direction == "deduct" else -1
    times = 1 if count.per == "once" else _UNLIMITED
    cap = _UNLIMITED if count.cap is None else count.cap
    return [sign * count.points, count.aggravated or _NO_FACTOR, times, cap]


def _define(
    workbook: xlsxwriter.Workbook, name: str, sheet: str, columns: tuple[int, int], rows: int
) -> None:
    first, last = (letters(column) for column in columns)
    workbook.define_name(name, f"='{sheet}'!${first}$2:${last}${rows + 1}")
