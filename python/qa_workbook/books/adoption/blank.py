"""A centre's own sheet without its recordings: what packs fill in anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.adoption.model import ReadSheet
from qa_workbook.books.cloth.book import unique_sheet_name
from qa_workbook.books.cloth.style import Styles, column_width, new_workbook, put
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellValue, Place, Size
from qa_workbook.layouts.unfolded import Kind

_OF_RECORDINGS: tuple[Kind, ...] = ("field", "mark", "reason", "total")
_STAY: tuple[Kind, ...] = ("heading", "label", "full_mark")
_SUMS = ("total", "subtotal", "average")
_TOTALS = "words.total_rows"
_PEOPLE = ("name", "inspector")
_SHORTEST_NAME = 2
_COLONS = "：:"
_LEAST, _MOST = 6.0, 30.0


Emptied = Mapping[Place, str | None]
"""What becomes of cells: None for nothing, or what stays of their text."""


def emptied(sheets: Sequence[ReadSheet]) -> list[Emptied]:
    """Returns for each sheet of a file the cells that say something of recordings or people.

    Of a label with its value in one cell the label stays, of other texts all but the names.
    Formulas stay, for they come to nothing by themselves.
    """
    people = _people(sheets)
    return [_Emptying(sheet, people).cells() for sheet in sheets]


def _people(sheets: Sequence[ReadSheet]) -> list[str]:
    """The names of people in the recordings, longer ones first."""
    names = set[str]()
    for unfolded in (sheet.unfolded for sheet in sheets if sheet.unfolded):
        columns = [place for place, key in enumerate(unfolded.keys) if key in _PEOPLE]
        cells = (row[column] for row in unfolded.grid.rows[1:] for column in columns)
        names |= {one for one in cells if isinstance(one, str) and len(one) >= _SHORTEST_NAME}
    return sorted(names, key=lambda name: (-len(name), name))


class _Emptying:
    """The cells of one sheet that don't belong into a blank one."""

    def __init__(self, sheet: ReadSheet, people: Sequence[str]) -> None:
        self.grid = sheet.proposed.sample.grid
        self.people = people
        self.layout = sheet.layout
        self.known = sheet.unfolded.cells if sheet.unfolded else {}
        self.formulas = self.grid.unseen.formulas or frozenset()
        self.rows = self._rows_of_recordings()
        self.labels = self._labels()

    def cells(self) -> Emptied:
        """Returns what becomes of them."""
        found: dict[Place, str | None] = {}
        for row, values in enumerate(self.grid.rows):
            for column, value in enumerate(values):
                place = (row, column)
                if value == "" or place in self.formulas:
                    continue
                if self._is_of_recordings(place, value):
                    found[place] = self._label_of(value)
                elif isinstance(value, str) and any(name in value for name in self.people):
                    found[place] = self._without_people(value)
        return found

    def _is_of_recordings(self, place: Place, value: CellValue) -> bool:
        cell = self.known.get(place)
        if cell is None:
            return False
        if place[0] in self.rows and cell.kind not in _STAY:
            return True
        if cell.kind == "ignored" and isinstance(value, int | float):
            return self._is_of_totals(cell.rule)
        return cell.kind in _OF_RECORDINGS

    def _is_of_totals(self, rule: str) -> bool:
        """Whether a cell stands in a row of sums or averages, by the rule that passes over it."""
        if rule == _TOTALS or self.layout is None:
            return rule == _TOTALS
        rows = enumerate(self.layout.ignored.rows)
        return rule in {f"ignored.rows[{place}]" for place, one in rows if one.kind in _SUMS}

    def _rows_of_recordings(self) -> set[int]:
        """The rows that hold a recording each: whatever stands there is of that recording."""
        if self.layout is None or self.layout.shape not in ("rows", "answers"):
            return set()
        return {row for (row, _), cell in self.known.items() if cell.kind == "mark"}

    def _labels(self) -> frozenset[str]:
        if self.layout is None:
            return frozenset()
        sources = (one for several in self.layout.fields.values() for one in several)
        named = [one.label for one in sources] + [one.label for one in self.layout.totals]
        return frozenset(normal(label) for label in (*named, *self.layout.ignored.labels) if label)

    def _label_of(self, value: CellValue) -> str | None:
        """The label of a cell that holds label and value: 质检员：陈晨."""
        if isinstance(value, str):
            for sign in _COLONS:
                label, colon, _ = value.partition(sign)
                if colon and normal(label) in self.labels:
                    return f"{label}{colon}"
        return None

    def _without_people(self, value: str) -> str:
        """A text such as 制表人：陈晨 without the names."""
        for name in self.people:
            value = value.replace(name, "")
        return value


def write_blank_sheet(path: Path, sheets: Sequence[ReadSheet]) -> None:
    """Writes the sheets of a file of another kind as .xlsx, without their recordings."""
    with new_workbook(path) as workbook:
        styles, names = Styles(workbook), set[str]()
        for sheet, gone in zip(sheets, emptied(sheets), strict=True):
            name = unique_sheet_name(sheet.place[1] or "1", names)
            _write(workbook.add_worksheet(name), styles, sheet, gone)


def _write(page: Worksheet, styles: Styles, sheet: ReadSheet, gone: Emptied) -> None:
    grid = sheet.proposed.sample.grid
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
