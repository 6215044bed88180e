"""The least that any program needs: python-calamine reads the files, somebody writes the cells.

    floor.py cells OUTPUT... CELLS     reads the cells of finished workbooks (not measured)
    floor.py run INBOX CELLS FOLDER    reads every sheet; XlsxWriter writes those cells again
    floor.py fast INBOX CELLS FOLDER   the same, but plain text of cells, packed as fast as it goes

Without any format, check or figure. The second one is as fast as Python gets.
"""

from __future__ import annotations

import pickle
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from html import escape
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

ROWS = 2_000
"""So many rows of cells are read and written at a time."""
Cells = list[tuple[int, int, Any]]


def collect(outputs: list[Path], target: Path) -> None:
    """Pickles (name of the file, sheet, its cells [(row, column, value)]) a few rows at a time.

    Dates become serial numbers, array formulas plain ones.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.datetime import to_excel
    from openpyxl.worksheet.formula import ArrayFormula

    def plain(value: object) -> object:
        if isinstance(value, ArrayFormula):
            return value.text
        return to_excel(value) if isinstance(value, date | datetime) else value

    with target.open("wb") as out:
        for path in outputs:
            for sheet in load_workbook(path, read_only=True).worksheets:
                cells: Cells = []
                for number, row in enumerate(sheet.iter_rows(), 1):
                    cells += [
                        (cell.row - 1, cell.column - 1, plain(cell.value))
                        for cell in row
                        if cell.value is not None
                    ]
                    if number % ROWS == 0:
                        pickle.dump((path.name, sheet.title, cells), out)
                        cells = []
                pickle.dump((path.name, sheet.title, cells), out)


def wanted(cells: Path) -> Iterator[tuple[str, str, Cells]]:
    """Yields what `collect` wrote."""
    with cells.open("rb") as source:
        while True:
            try:
                yield pickle.load(source)  # noqa: S301 - our own file
            except EOFError:
                return


def read(inbox: Path) -> None:
    """Reads all score sheets."""
    from python_calamine import CalamineWorkbook

    for path in sorted(inbox.rglob("*.xlsx")):
        CalamineWorkbook.from_path(str(path)).get_sheet_by_name("评分表").to_python(
            skip_empty_area=False
        )


def write(cells: Path, folder: Path) -> None:
    """Writes all cells with XlsxWriter."""
    import xlsxwriter

    for name, of_book in groupby(wanted(cells), key=itemgetter(0)):
        book = xlsxwriter.Workbook(folder / name)
        for title, of_sheet in groupby(of_book, key=itemgetter(1)):
            sheet = book.add_worksheet(title)
            for _, _, values in of_sheet:
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


HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def write_fast(cells: Path, folder: Path) -> None:
    """Writes all cells as text, packed at the lowest level."""
    from xlsxwriter.utility import xl_col_to_name

    letters = [xl_col_to_name(column) for column in range(1_000)]

    def told(row: int, column: int, value: Any) -> str:
        place = f'<c r="{letters[column]}{row + 1}"'
        if isinstance(value, bool):
            return f'{place} t="b"><v>{value:d}</v></c>'
        if isinstance(value, int | float):
            return f"{place}><v>{value!r}</v></c>"
        words = str(value)
        if words.startswith("="):
            return f"{place}><f>{escape(words[1:], quote=False)}</f></c>"
        number = strings.setdefault(words, len(strings))
        return f'{place} t="s"><v>{number}</v></c>'

    for name, of_book in groupby(wanted(cells), key=itemgetter(0)):
        strings: dict[str, int] = {}
        titles = []
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
            for number, (title, of_sheet) in enumerate(groupby(of_book, key=itemgetter(1)), 1):
                titles.append(title)
                with book.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
                    part.write(f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
                    for _, _, values in of_sheet:
                        for row, of_row in groupby(values, key=itemgetter(0)):
                            line = "".join([told(*cell) for cell in of_row])
                            part.write(f'<row r="{row + 1}">{line}</row>'.encode())
                    part.write(b"</sheetData></worksheet>")
            for path, words in _other_parts(titles, strings):
                book.writestr(path, HEAD + words)


def _other_parts(titles: list[str], strings: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Yields what a workbook has beside its sheets: paths and XML."""
    items = "".join(f"<si><t>{escape(words, quote=False)}</t></si>" for words in strings)
    yield "xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{items}</sst>'
    sheets = "".join(
        f'<sheet name="{escape(title)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, title in enumerate(titles, 1)
    )
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>',
    )
    named = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(titles) + 1)]
    named.append(("sharedStrings", "sharedStrings.xml"))
    yield "xl/_rels/workbook.xml.rels", _relationships(named)
    yield "_rels/.rels", _relationships([("officeDocument", "xl/workbook.xml")])
    kinds = [("workbook.xml", "sheet.main")] + [(path, kind) for kind, path in named]
    overrides = "".join(
        f'<Override PartName="/xl/{path}" ContentType="{KIND}{kind}+xml"/>' for path, kind in kinds
    )
    relationships = "application/vnd.openxmlformats-package.relationships+xml"
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{relationships}"/>{overrides}</Types>',
    )


def _relationships(named: list[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(named, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


if __name__ == "__main__":
    *head, last = map(Path, sys.argv[2:])
    if sys.argv[1] == "cells":
        collect(head, last)
    else:
        read(head[0])
        (write if sys.argv[1] == "run" else write_fast)(head[1], last)
