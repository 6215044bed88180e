"""What people wrote into a register that was given out: what differs from what was written.

Saving it again in Excel, WPS or Calc, sorting, filtering and recalculating don't count.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from qa_workbook.grids.a1 import address
from qa_workbook.grids.grid import Grid
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.workbook import open_workbook
from qa_workbook.grids.xlsx_package import XlsxPackage

Row = tuple[Any, ...]
_FORMULA = object()  # stands for the result of a formula, which recalculating may change
_NOTES = re.compile(r"(?i)xl/.*comments?\d*\.xml")
_NOTE = re.compile(rb'<(?:\w+:)?(?:comment|threadedComment)\s[^<>]*\bref="([A-Z]{1,3}\d{1,7})"')
_RELATION_TARGET = re.compile(rb'\bTarget="([^"]*)"')
_DIGITS = 12  # of a number that another program may have written in a slightly different way


@dataclass(frozen=True)
class TypedCell:
    """A cell that holds something else than what was written; `cell` is "" for a picture.

    `is_note` where it is a note on the cell that somebody wrote.
    """

    sheet: str
    cell: str
    is_note: bool = False


def typed_cells(written: bytes, found: bytes, limits: Limits) -> list[TypedCell]:
    """Returns the cells of the workbook `found` that somebody changed since it was `written`.

    Cells with a note and sheets with a picture are among them. Raises FileFault when `found` is no
    workbook that can be read.
    """
    before, after = _rows_of_sheets(written, limits), _rows_of_sheets(found, limits)
    cells: list[TypedCell] = []
    for sheet, rows in after.items():
        own = before.get(sheet, renamed(before, after, rows))
        cells += [TypedCell(sheet, cell) for cell in _changed_cells(own, rows)]
    return [*dict.fromkeys([*cells, *_notes(found), *_pictures(written, found)])]


def _rows_of_sheets(data: bytes, limits: Limits) -> dict[str, list[Row]]:
    book = open_workbook(data, limits)
    return {name: _rows(book.grid(name)) for name, _ in book.sheets}


def _rows(grid: Grid) -> list[Row]:
    """The rows of a sheet in values that don't depend on the program that saved it."""
    formulas = grid.unseen.formulas or frozenset()
    rows = []
    for number, cells in enumerate(grid.rows):
        row = [
            _FORMULA if (number, column) in formulas else plain(value)
            for column, value in enumerate(cells)
        ]
        rows.append(without_blank_end(row))
    return rows


def plain(value: Any) -> Any:
    """Returns the value of a cell as it is whatever program saved it."""
    if isinstance(value, bool) or value is None:
        return value or ""
    if isinstance(value, int | float):
        return float(f"{value:.{_DIGITS}g}")
    if isinstance(value, datetime):
        return value.date() if value.time() == datetime.min.time() else value
    if isinstance(value, date):
        return value
    return str(value).replace("\r\n", "\n").strip()


def without_blank_end(row: list[Any]) -> Row:
    """Returns the row up to its last cell that holds something."""
    while row and row[-1] == "":
        row.pop()
    return tuple(row)


def renamed(
    before: Mapping[str, list[Row]], after: Mapping[str, list[Row]], rows: list[Row]
) -> list[Row]:
    """Returns the rows of a sheet that bears another name now, nothing for a new sheet."""
    gone = [old for name, old in before.items() if name not in after]
    return next((old for old in gone if old == rows), [])


def _changed_cells(before: Sequence[Row], after: Sequence[Row]) -> Iterator[str]:
    """Compares rows that stayed in place, then moved ones, then those of the same first cell."""
    changed = [
        place for place, row in enumerate(after) if place >= len(before) or row != before[place]
    ]
    still = set(range(len(before))) - (set(range(len(after))) - set(changed))
    moved = Counter(before[place] for place in still)
    candidates = []
    for place in changed:
        if moved[after[place]] > 0:
            moved[after[place]] -= 1
        else:
            candidates.append(place)
    left = _by_first_cell(before, still, moved)
    for place in candidates:
        row = after[place]
        same_place = before[place] if place < len(before) else ()
        own = left.get(row[0], same_place) if row else same_place
        for column in range(max(len(row), len(own))):
            if _at(row, column) != _at(own, column):
                yield address(place, column)


def _by_first_cell(
    before: Sequence[Row], places: set[int], left: Mapping[Row, int]
) -> dict[Any, Row]:
    """The rows without a partner by their first cell: the number of a line, or of an agent."""
    named: defaultdict[Any, list[Row]] = defaultdict(list)
    for place in sorted(places):
        if before[place] and before[place][0] not in ("", _FORMULA) and left[before[place]] > 0:
            named[before[place][0]].append(before[place])
    return {first: rows[0] for first, rows in named.items() if len(rows) == 1}


def _at(row: Row, column: int) -> Any:
    return row[column] if column < len(row) else ""


def _notes(data: bytes) -> Iterator[TypedCell]:
    """The cells with a note: a register is written without any."""
    for sheet, part, archive in _parts_of_sheets(data):
        if _NOTES.fullmatch(part):
            for cell in _NOTE.findall(archive.read(part)):
                yield TypedCell(sheet, cell.decode(), is_note=True)


def _pictures(written: bytes, found: bytes) -> Iterator[TypedCell]:
    """The sheets with pictures, for example of a signature, where there were none."""
    if _media(found) - _media(written):
        for sheet, part, _ in _parts_of_sheets(found):
            if part.startswith("xl/drawings/drawing"):
                yield TypedCell(sheet, "")


def _media(data: bytes) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name for name in archive.namelist() if name.startswith("xl/media/")}


def _parts_of_sheets(data: bytes) -> Iterator[tuple[str, str, zipfile.ZipFile]]:
    """Yields the sheets of an .xlsx with the name of each part that they refer to."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        for sheet, part in XlsxPackage(archive, part_limit=len(data)).sheet_parts.items():
            folder, name = posixpath.split(part)
            relations = f"{folder}/_rels/{name}.rels"
            if relations in names:
                for target in _RELATION_TARGET.findall(archive.read(relations)):
                    referred = posixpath.normpath(posixpath.join(folder, target.decode()))
                    referred = referred.lstrip("/")
                    if referred in names:
                        yield sheet, referred, archive
