"""A centre's own sheet without its recordings: what packs fill in anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from xlsxwriter import Workbook

from qa_workbook.books.adoption.model import ReadSheet
from qa_workbook.books.cloth.book import unique_sheet_name
from qa_workbook.books.cloth.style import Styles, column_width, new_workbook, put
from qa_workbook.grids.grid import CellValue, Place, Size
from qa_workbook.layouts.unfolded import Kind, Unfolded

_OF_RECORDINGS: tuple[Kind, ...] = ("field", "mark", "reason", "total")
_STAY: tuple[Kind, ...] = ("heading", "label", "full_mark")
_PEOPLE = ("name", "inspector")
_SHORTEST_NAME = 2
_COLONS = "：:"
_LEAST, _MOST = 6.0, 30.0


def emptied(sheet: ReadSheet) -> dict[Place, str | None]:
    """Returns the cells that say something of recordings or people: None, or what stays of them.

    Of a label with its value in one cell the label stays. Formulas stay, for they come to nothing
    by themselves.
    """
    unfolded = sheet.unfolded
    if unfolded is None:
        return {}
    grid = sheet.proposed.sample.grid
    formulas = grid.unseen.formulas or frozenset()
    rows, people = _rows_of_recordings(sheet), _people(unfolded)
    found: dict[Place, str | None] = {}
    for place, cell in unfolded.cells.items():
        if place in formulas:
            continue
        value = grid.rows[place[0]][place[1]]
        of_row = place[0] in rows and cell.kind not in _STAY
        if of_row or cell.kind in _OF_RECORDINGS:
            found[place] = _label_of(value)
        elif isinstance(value, str) and any(name in value for name in people):
            found[place] = _without(value, people)
    return found


def _people(unfolded: Unfolded) -> list[str]:
    """The names of people in the recordings, longer ones first."""
    columns = [place for place, key in enumerate(unfolded.keys) if key in _PEOPLE]
    cells = (row[column] for row in unfolded.grid.rows[1:] for column in columns)
    names = {cell for cell in cells if isinstance(cell, str) and len(cell) >= _SHORTEST_NAME}
    return sorted(names, key=lambda name: (-len(name), name))


def _without(value: str, people: Sequence[str]) -> str:
    """A text such as 制表人：陈晨 without the names."""
    for name in people:
        value = value.replace(name, "")
    return value


def _rows_of_recordings(sheet: ReadSheet) -> set[int]:
    """The rows that hold a recording each: whatever stands there is of that recording."""
    if sheet.layout is None or sheet.layout.shape not in ("rows", "answers"):
        return set()
    assert sheet.unfolded
    cells = sheet.unfolded.cells
    return {row for (row, _), cell in cells.items() if cell.kind == "mark"}


def _label_of(value: CellValue) -> str | None:
    """The label of a cell that holds label and value: 质检员：陈晨."""
    if isinstance(value, str):
        for sign in _COLONS:
            label, colon, said = value.partition(sign)
            if colon and label.strip() and said.strip() and not label.strip()[-1].isdigit():
                return f"{label}{colon}"
    return None


def write_blank_sheet(path: Path, sheets: Sequence[ReadSheet]) -> None:
    """Writes the sheets of a file of another kind as .xlsx, without their recordings."""
    with new_workbook(path, in_memory=True) as workbook:
        styles, names = Styles(workbook), set[str]()
        for sheet in sheets:
            _write(workbook, styles, sheet, unique_sheet_name(sheet.place[1] or "1", names))


def _write(workbook: Workbook, styles: Styles, sheet: ReadSheet, name: str) -> None:
    page = workbook.add_worksheet(name)
    grid, gone = sheet.proposed.sample.grid, emptied(sheet)
    cells = sheet.unfolded.cells if sheet.unfolded else {}
    merged: Mapping[Place, Size] = grid.unseen.merged or {}
    for column in range(grid.width):
        values = [row[column] for row in grid.rows if row[column] != ""]
        given = sheet.widths.get(column)
        page.set_column(column, column, given or column_width(values, least=_LEAST, most=_MOST))
    for row, values in enumerate(grid.rows):
        for column, value in enumerate(values):
            cell = cells.get((row, column))
            kind = "label" if cell and cell.kind == "heading" else "wrapped"
            look = styles(kind, text_wrap=True) if cell else styles("plain")
            said = gone.get((row, column), value)
            down, across = merged.get((row, column), (1, 1))
            if (down, across) != (1, 1):
                page.merge_range(row, column, row + down - 1, column + across - 1, "", look)
            if said != "":
                put(page, row, column, said, look)
