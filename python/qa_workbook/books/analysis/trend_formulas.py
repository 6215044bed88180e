"""Live formulas of the sheet 趋势: figures of the recordings of some days, over 明细."""

from __future__ import annotations

import re

from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.cloth.table import PlacedTable
from qa_workbook.books.score_sheet.marks import quoted
from qa_workbook.frames import COUNT, MARK

_ADDED = ("recordings", "fatal", "defects")
_PLAIN = re.compile(r"[^\W\d_][^~*?]*")  # nothing that a criterion would take for more than a word


def day_formula(sheets: SchemeSheets, table: PlacedTable, key: str, row: int) -> str:
    """Returns a figure of the day of a row, "" where the workbook has no cells for it."""
    detail = sheets.places.tables.get("detail")
    if detail is None:
        return ""
    yes = quoted(sheets.book.say("yes"))
    day, size = table.cell("first", row), table.cell("recordings", row)
    inside = f"{detail.range('call_date')},{day},{detail.range('counted')},{yes}"
    if key == "recordings":
        return f"=COUNTIFS({inside})"
    if key == "defects":
        return f"=SUMIFS({detail.range('defects')},{inside})"
    if key == "fatal":
        return f"=COUNTIFS({detail.range('fatal')},{yes},{inside})" if "fatal" in detail else ""
    mean = _mean_of_day(sheets, detail, key, inside, size)
    return f'=IF({size}=0,"",{mean})' if mean else ""


def _mean_of_day(
    sheets: SchemeSheets, detail: PlacedTable, key: str, inside: str, size: str
) -> str:
    """A mean or rate of the `size` recordings inside."""
    if key == "mean_score":
        return f"AVERAGEIFS({detail.range('raw')},{inside})"
    if key == "good":
        band = _good(sheets)
        return f"COUNTIFS({detail.range('band')},{band},{inside})/{size}" if band else ""
    items = _items_marked_alone(sheets, detail)
    return f"SUMIFS({detail.range('defects')},{inside})/({size}*{items})" if items else ""


def week_formula(
    sheets: SchemeSheets, table: PlacedTable, days: PlacedTable, key: str, row: int
) -> str:
    """Returns a figure of the week of a row out of its days, which stand on the same sheet.

    They are few: looking through all recordings once more would be slow.
    """
    if not day_formula(sheets, days, key, 0):
        return ""
    first, last = table.cell("first", row), table.cell("last", row)
    if key in _ADDED:
        inside = f'{days.range("first")},">="&{first},{days.range("first")},"<="&{last}'
        return f"=SUMIFS({days.range(key)},{inside})"
    size = table.cell("recordings", row)
    inside = f"({days.range('first')}>={first})*({days.range('first')}<={last})"
    weighted = f"SUMPRODUCT({inside}*{days.range('recordings')},{days.range(key)})"
    return f'=IF({size}=0,"",{weighted}/{size})'


def period_formula(sheets: SchemeSheets, key: str) -> str:
    """Returns the cell of 总览 that has a figure of this period, "" where it has none."""
    cell = sheets.places.figures.get("rates.good" if key == "good" else key)
    return f"={cell}" if cell else ""


def _good(sheets: SchemeSheets) -> str:
    """What 明细 calls the best band, as a criterion; "" where it can't be one."""
    bands = sheets.analysis.scheme.bands
    names = {one.id: one.name.say(sheets.book.language) for one in bands.bands} if bands else {}
    name = names.get("good", "")
    alone = [one.casefold() for one in names.values()].count(name.casefold()) == 1
    return quoted(name) if alone and _PLAIN.fullmatch(name) else ""


def _items_marked_alone(sheets: SchemeSheets, detail: PlacedTable) -> int:
    """The number of items where every defect in 明细 is one of an item, else 0.

    Then 平均不良比率 is defects ÷ (recordings × items): all items have the same recordings.
    """
    items = {item.id for item in sheets.analysis.scheme.items if item.scale}
    entered = [one.key for one in detail.columns if one.key.startswith((MARK, COUNT))]
    whole = len(items) == len(sheets.analysis.scheme.items)
    alone = all(key.removeprefix(MARK) in items for key in entered)
    return len(items) if whole and alone and sheets.one_version else 0
