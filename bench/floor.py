"""The least any program needs: python-calamine reads the files, XlsxWriter writes the cells.

`floor.py cells OUTPUT... PICKLE` reads the cells of finished workbooks (not measured). `floor.py
run INBOX PICKLE FOLDER` reads every sheet of the inbox and writes those cells again, without any
format, check or figure (measured).
"""

from __future__ import annotations

import pickle
import sys
from datetime import date, datetime
from pathlib import Path


def collect(outputs: list[Path], target: Path) -> None:
    """Pickles [(file name, [(sheet, [(row, column, value)])])]; dates become serial numbers."""
    from openpyxl import load_workbook
    from openpyxl.utils.datetime import to_excel

    def plain(value: object) -> object:
        return to_excel(value) if isinstance(value, date | datetime) else value

    books = []
    for path in outputs:
        sheets = [
            (sheet.title, [
                (cell.row - 1, cell.column - 1, plain(cell.value))
                for row in sheet.iter_rows() for cell in row if cell.value is not None
            ])
            for sheet in load_workbook(path).worksheets
        ]  # fmt: skip
        books.append((path.name, sheets))
    target.write_bytes(pickle.dumps(books))


def run(inbox: Path, cells: Path, folder: Path) -> None:
    """Reads all score sheets, then writes all cells."""
    import xlsxwriter
    from python_calamine import CalamineWorkbook

    for path in sorted(inbox.rglob("*.xlsx")):
        CalamineWorkbook.from_path(str(path)).get_sheet_by_name("评分表").to_python(
            skip_empty_area=False
        )
    for name, sheets in pickle.loads(cells.read_bytes()):  # noqa: S301 - our own file
        book = xlsxwriter.Workbook(folder / name)
        for title, values in sheets:
            sheet = book.add_worksheet(title)
            for row, column, value in values:
                if isinstance(value, bool):
                    sheet.write_boolean(row, column, value)
                elif isinstance(value, int | float):
                    sheet.write_number(row, column, value)
                elif str(value).startswith("="):
                    sheet.write_formula(row, column, str(value))
                else:
                    sheet.write_string(row, column, str(value))
        book.close()


if __name__ == "__main__":
    *head, last = map(Path, sys.argv[2:])
    if sys.argv[1] == "cells":
        collect(head, last)
    else:
        run(*head, last)
