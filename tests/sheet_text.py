"""Score sheets written as text, so that a test shows the whole sheet in six lines.

    方案 | mini | 质检员 | 李晓
    录音编号 | 通话日期 | 工号 | 态度
    R1 | 2026-10-05 | A1 | 5

Cells are parted by "|". A day is a date, a number a number, what begins with "=" a formula (one with
"/0" is an error), what begins with "'" text whatever it looks like; everything else is text as well.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

Touch = Callable[[Any, Any], None]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def cells(text: str) -> list[list[str]]:
    """Returns the cells of a sheet as they are written."""
    lines = text.strip().splitlines()
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def with_cell(text: str, line: int, heading: str, value: str) -> str:
    """Returns the sheet with one cell of a line (from 1) replaced, in the column under `heading`."""
    table = cells(text)
    header = next(row for row in table if heading in row)
    table[line - 1][header.index(heading)] = value
    return "\n".join(" | ".join(row) for row in table)


def without_column(text: str, heading: str) -> str:
    """Returns the sheet without the column under `heading`; the lines above the header stay."""
    table = cells(text)
    header = next(line for line, row in enumerate(table) if heading in row)
    place = table[header].index(heading)
    for row in table[header:]:
        del row[place]
    return "\n".join(" | ".join(row) for row in table)


def write_sheet(
    path: Path, text: str, sheet: str = "评分表", touch: Touch | None = None, **options: Any
) -> Path:
    """Writes the sheet as a workbook, or as a text table where `path` ends with .csv.

    `touch(workbook, worksheet)` may spoil it; `options` are those of XlsxWriter.
    """
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = [[cell.removeprefix("'") for cell in row] for row in cells(text)]
            csv.writer(file).writerows(rows)
        return path
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", **options})
    page = book.add_worksheet(sheet)
    for line, row in enumerate(cells(text)):
        for column, cell in enumerate(row):
            _put(page, line, column, cell)
    if touch:
        touch(book, page)
    book.close()
    return path


def _put(page: Any, line: int, column: int, cell: str) -> None:
    if not cell:
        return
    if cell.startswith("="):
        page.write_formula(line, column, cell, None, "#DIV/0!" if "/0" in cell else 5)
    elif _DAY.fullmatch(cell):
        page.write_datetime(line, column, date.fromisoformat(cell))
    elif _NUMBER.fullmatch(cell):
        page.write_number(line, column, float(cell))
    else:
        page.write_string(line, column, cell.removeprefix("'"))
