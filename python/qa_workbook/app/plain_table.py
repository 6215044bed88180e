"""A plain table that anybody typed in: units in rows, raters in columns, empty cells missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa_workbook.arrays import Floats
from qa_workbook.errors import PathNotFound, UsageError
from qa_workbook.forms.kinds.numbers import read_number
from qa_workbook.forms.text_cells import blank, half_width, words
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.a1 import address, letters
from qa_workbook.grids.faults import FileFault
from qa_workbook.grids.grid import CellError, CellValue, Grid, Place, Workbook
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.workbook import open_workbook, read_grid
from qa_workbook.intake.last_file import being_read, fate_of_reader
from qa_workbook.labels import LANGUAGES, text

_PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?")
"""Any number of digits, as programs write them."""

_LIKE_NUMBERS = 4
"""So many marks that count up are rarely marks."""


class TableUnreadable(UsageError):
    """Needs `path` and `why`, the reason by language."""

    label = "statistics.unreadable"

    def say(self, language: str) -> str:
        """Returns the message in a language."""
        why = self.details["why"]
        assert isinstance(why, dict)
        return text(self.label, language, path=self.details["path"], why=why[language])


class NoSuchSheet(UsageError):
    """Needs `sheet` and `known`."""

    label = "statistics.no_sheet"


class NoSuchColumn(UsageError):
    """Needs `column` and `known`."""

    label = "statistics.no_column"


class EmptyTable(UsageError):
    """There is no row of values, or no column of them. Needs `path`."""

    label = "statistics.empty_table"


class BadCell(UsageError):
    """A cell that the measure can't take. Needs `cell`, `value` and `problem`, a name in labels."""

    label = "statistics.bad_cell"

    def say(self, language: str) -> str:
        """Returns the message in a language."""
        problem = text(f"statistics.problem_{self.details['problem']}", language)
        details = {key: self.details[key] for key in ("cell", "value")}
        return text(self.label, language, problem=problem, **details)


@dataclass(frozen=True)
class Wanted:
    """Which part of a file is meant; "" and () leave it to the rules of `read_plain_table`."""

    sheet: str = ""
    units: str = ""
    raters: tuple[str, ...] = ()
    units_repeat: bool = False
    """The first column names units that may stand in several rows."""
    may_be_numbered: bool = False
    """Whole numbers that count the rows up name the units, where two columns stand beside them."""


@dataclass(frozen=True)
class PlainTable:
    """Values with their places. `cells[row][column]`; `units` and `raters` name rows and columns.

    `places[row][column]` are zero-based rows and columns of the sheet.
    """

    units: tuple[str, ...]
    raters: tuple[str, ...]
    cells: tuple[tuple[CellValue, ...], ...]
    places: tuple[tuple[Place, ...], ...]
    named: bool
    """Whether a column names the units; else they are called by the numbers of their rows."""

    @property
    def numbered(self) -> str:
        """The first column, where it looks like numbers of rows, else ""."""
        first = [row[0] for row in self.cells]
        return self.raters[0] if len(first) >= _LIKE_NUMBERS and _counts_up(first) else ""

    @property
    def missing(self) -> int:
        """How many cells are empty."""
        return sum(blank(cell) for row in self.cells for cell in row)

    @property
    def all_numbers(self) -> bool:
        """Whether every cell that isn't empty holds a number."""
        known = [cell for row in self.cells for cell in row if not blank(cell)]
        return all(_number(cell) is not None for cell in known)

    def numbers(self, known: Sequence[float] = ()) -> Floats:
        """Returns the values, NaN for empty cells.

        Raises BadCell for what is no number, and for one that isn't `known`, if any are.
        """
        found = np.full((len(self.units), len(self.raters)), np.nan)
        for at in np.ndindex(found.shape):
            row, column = at
            cell = self.cells[row][column]
            if blank(cell):
                continue
            number = _number(cell)
            if number is None:
                raise self.bad_cell(row, column, "no_number")
            if known and number not in known:
                raise self.bad_cell(row, column, "no_category")
            found[at] = number
        return found

    def categories(self, known: Sequence[str] = ()) -> tuple[Floats, tuple[str, ...]]:
        """Returns words as places in the list of them, NaN for empty cells, and that list.

        Words that differ in case or width alone are one. `known` are those that there may be, in
        their order; without it they are those that there are. Raises BadCell for an error value,
        and for a word that isn't known.
        """
        spelt = {half_width(word).casefold(): half_width(word) for word in known}
        keys: list[list[str]] = []
        for row, cells in enumerate(self.cells):
            keys.append([])
            for column, cell in enumerate(cells):
                if isinstance(cell, CellError):
                    raise self.bad_cell(row, column, "no_mark")
                shown = "" if blank(cell) else half_width(words(cell))
                if known and shown and shown.casefold() not in spelt:
                    raise self.bad_cell(row, column, "no_category")
                spelt.setdefault(shown.casefold(), shown)
                keys[-1].append(shown.casefold())
        spelt.pop("", None)
        order = {key: place for place, key in enumerate(spelt if known else sorted(spelt))}
        codes = [[order.get(key, np.nan) for key in row] for row in keys]
        return np.array(codes, dtype=np.float64), tuple(spelt[key] for key in order)

    def bad_cell(self, row: int, column: int, problem: str) -> BadCell:
        """Returns the error that names a cell."""
        cell = self.cells[row][column]
        shown = str(cell) if isinstance(cell, CellError) else words(cell)
        return BadCell(cell=address(*self.places[row][column]), value=shown, problem=problem)

    def column(self, name: str) -> int:
        """Returns the place of a column. Raises NoSuchColumn."""
        return _column(name, self.raters)


def read_plain_table(path: Path, limits: Limits, wanted: Wanted) -> PlainTable:
    """Returns the table of a file: .xlsx, .xls, .ods, CSV.

    The sheet is the first one that isn't hidden. The first row that holds more than one value (of a
    table of one column: the first with any) is the header, unless all it holds are numbers; then
    columns are called by their letters. The first column names the units where its heading says so
    (单位, 编号, unit, id …) or is empty, where it holds nothing but words that are all different
    and stand in no other column, or where `wanted` says so; else units are called by their rows.
    Empty rows and columns are passed over. Raises PathNotFound, TableUnreadable, NoSuchSheet,
    NoSuchColumn, EmptyTable.
    """
    grid = _grid(path, limits, wanted.sheet)
    rows = [at for at, cells in enumerate(grid.rows) if not all(map(blank, cells))]
    columns = [at for at in range(grid.width) if not all(blank(grid.rows[row][at]) for row in rows)]
    header = _header(grid, rows)
    if header is not None:
        rows = [row for row in rows if row > header]
    if not rows:
        raise EmptyTable(path=path)
    names = {at: _name(grid, header, at) for at in columns}
    unit_column = _unit_column(grid, rows, names, header, wanted)
    raters = [at for at in columns if at != unit_column]
    if wanted.raters:
        known = [names[at] for at in raters]
        raters = [raters[_column(name, known)] for name in wanted.raters]
    rows = [row for row in rows if not all(blank(grid.rows[row][at]) for at in raters)]
    if not raters or not rows:
        raise EmptyTable(path=path)
    return PlainTable(
        units=tuple(_unit(grid, row, unit_column) for row in rows),
        raters=tuple(names[at] for at in raters),
        cells=tuple(tuple(grid.rows[row][at] for at in raters) for row in rows),
        places=tuple(tuple((row, at) for at in raters) for row in rows),
        named=unit_column is not None,
    )


def _grid(path: Path, limits: Limits, sheet: str) -> Grid:
    if not path.is_file():
        raise PathNotFound(path=path)
    try:
        if fate_of_reader(path):
            raise FileFault("file-unreadable", "ends_reader")
        with being_read(path, limits.most_seconds):
            if path.stat().st_size > limits.max_file_bytes:
                raise FileFault("file-too-large")
            workbook = _workbook(path, limits)
            shown = [name for name, hidden in workbook.sheets if not hidden]
            names = [name for name, _ in workbook.sheets]
            if sheet and sheet not in names:
                raise NoSuchSheet(sheet=sheet, known="、".join(names))
            if not names:
                raise FileFault("file-unreadable", "damaged")
            grid = read_grid(workbook, sheet or [*shown, *names][0])
    except FileFault as fault:
        raise TableUnreadable(path=path, why=fault.why) from None
    return grid


def _workbook(path: Path, limits: Limits) -> Workbook:
    """The open file. A text of one column has no delimiter to be known by; it gets one."""
    data = path.read_bytes()
    try:
        return open_workbook(data, limits)
    except FileFault:
        is_text = path.suffix.casefold() == ".csv" and b"\0" not in data and b"," not in data
        if not is_text or not data.strip():
            raise
        return open_workbook(data.rstrip().replace(b"\n", b",\n") + b",", limits)


def _header(grid: Grid, rows: Sequence[int]) -> int | None:
    """The row of headings, None where the table begins with numbers."""
    several = (row for row in rows if sum(not blank(cell) for cell in grid.rows[row]) > 1)
    first = next(several, rows[0] if rows else None)
    if first is None:
        return None
    filled = [cell for cell in grid.rows[first] if not blank(cell)]
    return None if all(_number(cell) is not None for cell in filled) else first


def _name(grid: Grid, header: int | None, column: int) -> str:
    heading = "" if header is None else half_width(words(grid.rows[header][column]))
    return heading or letters(column)


def _unit_column(
    grid: Grid, rows: Sequence[int], names: dict[int, str], header: int | None, wanted: Wanted
) -> int | None:
    """The column that names the units, None where there is none."""
    columns = list(names)
    if wanted.units:
        return columns[_column(wanted.units, [names[at] for at in columns])]
    first, others = columns[0], columns[1:]
    if not others or normal(names[first]) in {normal(name) for name in wanted.raters}:
        return None
    unnamed = header is not None and blank(grid.rows[header][first])
    if wanted.units_repeat or unnamed or normal(names[first]) in _unit_headings():
        return first
    values = [grid.rows[row][first] for row in rows]
    if wanted.may_be_numbered and len(others) > 1 and _counts_up(values):
        return first
    told = {normal(words(cell)) for cell in values}
    if len(told) < len(values) or any(blank(cell) or _number(cell) is not None for cell in values):
        return None
    elsewhere = {normal(words(grid.rows[row][at])) for row in rows for at in others}
    return None if told & elsewhere else first


def _counts_up(values: Sequence[CellValue]) -> bool:
    numbers = [_number(cell) for cell in values]
    first = numbers[0]
    return first in {0, 1} and numbers == [first + step for step in range(len(numbers))]


def _unit_headings() -> set[str]:
    """What may stand above the column of units, in any language."""
    listed = (text("statistics.unit_headings", language) for language in LANGUAGES)
    return {normal(name) for names in listed for name in names.split("|")}


def _unit(grid: Grid, row: int, column: int | None) -> str:
    named = "" if column is None else half_width(words(grid.rows[row][column]))
    return named or str(row + 1)


def _column(name: str, known: Sequence[str]) -> int:
    found = [at for at, one in enumerate(known) if normal(one) == normal(name)]
    if len(found) != 1:
        raise NoSuchColumn(column=name, known="、".join(known))
    return found[0]


def _number(cell: CellValue) -> float | None:
    """The number in a cell, None where there is none."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    if not isinstance(cell, str):
        return None
    if _PLAIN_NUMBER.fullmatch(half_width(cell.strip())):
        return float(half_width(cell.strip()))
    number = read_number(cell).value
    return None if number is None else float(number)
