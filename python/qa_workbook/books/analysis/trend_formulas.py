"""Live formulas of the sheet 趋势: figures of the recordings of some days, over 明细."""

from __future__ import annotations

import re

from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.cloth.table import PlacedTable
from qa_workbook.books.score_sheet.marks import quoted
from qa_workbook.frames import COUNT, MARK

_PLAIN = re.compile(r"[^\W\d_][^~*?]*")  # nothing that a criterion would take for more than a word


def days_formula(sheets: SchemeSheets, table: PlacedTable, key: str, row: int) -> str:
    """Returns a figure of the days of a row, "" where the workbook has no cells for it."""
    detail = sheets.places.tables.get("detail")
    if detail is None:
        return ""
    days, first, last = detail.range("call_date"), table.cell("first", row), table.cell("last", row)
    yes = quoted(sheets.book.say("yes"))
    inside = f'{detail.range("counted")},{yes},{days},">="&{first},{days},"<="&{last}'
    size = table.cell("recordings", row)
    formulas = {
        "recordings": f"=COUNTIFS({inside})",
        "mean_score": f"=AVERAGEIFS({detail.range('raw')},{inside})",
        "defects": f"=SUMIFS({detail.range('defects')},{inside})",
    }
    if "fatal" in detail:
        formulas["fatal"] = f"=COUNTIFS({detail.range('fatal')},{yes},{inside})"
    if band := _good(sheets):
        formulas["good"] = f"=COUNTIFS({detail.range('band')},{band},{inside})/{size}"
    if items := _items_marked_alone(sheets, detail):
        defects = f"SUMIFS({detail.range('defects')},{inside})"
        formulas["average_defect_ratio"] = f"={defects}/({size}*{items})"
    return formulas.get(key, "")


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
