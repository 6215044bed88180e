"""A frame as one plain sheet for other programs: a header and its rows, nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pandas as pd

from qa_workbook.books.cloth.book import unique_sheet_name
from qa_workbook.books.cloth.fast_sheet import FastWorksheet
from qa_workbook.books.cloth.style import Styles, new_workbook, put
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.books.cloth.words import words_of

MOST_ROWS = 1_048_575
"""Rows below a header that a sheet can hold."""


def write_plain_table(frame: pd.DataFrame, path: Path, name: str) -> None:
    """Writes `frame` to the sheet `name`, of at most MOST_ROWS rows; text stays text.

    Days are real ones; numbers of any kind, Decimals too, are numbers; missing cells are blank.
    """
    with new_workbook(path, title=name) as workbook:
        styles = Styles(workbook)
        called = unique_sheet_name(name, set())
        sheet = cast(FastWorksheet, workbook.add_worksheet(called, FastWorksheet))
        for place, heading in enumerate(frame.columns):
            put(sheet, 0, place, str(heading), styles("plain", bold=True))
            _write(sheet, place, frame.iloc[:, place], styles)
        sheet.freeze_panes(1, 0)


def _write(sheet: FastWorksheet, place: int, values: pd.Series, styles: Styles) -> None:
    kind = values.dtype.kind
    if kind == "b":
        sheet.boolean_strip(1, place, values.tolist(), styles("plain"))
    elif kind == "M":
        days = _numbers(values, "date")
        sheet.write_strip(1, place, days, styles("plain", "date"), boxed=False, textual=False)
    elif kind in "iuf":
        numbers = _numbers(values, "number")
        sheet.write_strip(1, place, numbers, styles("plain"), boxed=False, textual=False)
    else:
        _write_mixed(sheet, place, values, styles)


def _numbers(values: pd.Series, kind: str) -> Any:
    column = TableColumn("", "", values, kind)
    found = column.numbers()
    return column.cells if found is None else found


def _write_mixed(sheet: FastWorksheet, place: int, values: pd.Series, styles: Styles) -> None:
    """A column of text, or of exact numbers and days among blanks."""
    is_text = isinstance(values.dtype, pd.StringDtype)
    cells = [] if is_text else values.tolist()
    if is_text or all(isinstance(cell, str) for cell in cells):
        texts = words_of(values)
        sheet.write_strip(1, place, texts, styles("plain", "text"), boxed=False, textual=True)
        return
    for row, cell in enumerate(cells, 1):
        if cell is not None and not pd.isna(cell):
            number = "date" if hasattr(cell, "year") else None
            put(sheet, row, place, cell, styles("plain", number))
