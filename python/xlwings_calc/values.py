"""Cell values between Python and Calc: whole blocks at a time, never a call per cell.

Read: float, str, bool, datetime, None (empty), CellError. Written: the same, and formulas ("=…");
"'…" is plain text.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from xlwings_calc.addresses import Area, runs
from xlwings_calc.formats import Formats, from_uno
from xlwings_calc.formulas import filled, is_formula, to_calc, to_excel
from xlwings_calc.uno_types import UnoObject

FORMULA_FLAG = 16
ERROR_RESULT = 4
CONTENT_FLAGS = 1 | 2 | 4 | 16
ERROR_NAMES = {
    532: "#DIV/0!",
    32767: "#N/A",
    525: "#NAME?",
    524: "#REF!",
    519: "#VALUE!",
    502: "#NUM!",
    503: "#NUM!",
    521: "#NULL!",
}
DATE_CODE, DATE_TIME_CODE, TIME_CODE, ELAPSED_CODE = (
    "yyyy-mm-dd",
    "yyyy-mm-dd hh:mm:ss",
    "hh:mm:ss",
    "[h]:mm:ss",
)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
EXACT_DIGITS = 15
DAY = dt.timedelta(days=1)


class CellError(str):
    """The text of a cell error such as "#N/A"."""

    __slots__ = ()


class Dates:
    """Dates of one document, which counts days from its own day zero."""

    def __init__(self, document: UnoObject):
        zero = document.NullDate
        self.zero = dt.datetime(zero.Year, zero.Month, zero.Day)  # noqa: DTZ001 -- no time zone

    def moment(self, serial: float) -> dt.datetime | float:
        """Returns the date of a serial number, to the millisecond.

        The number itself when it is out of range.
        """
        try:
            return self.zero + dt.timedelta(milliseconds=round(serial * 86_400_000))
        except (OverflowError, ValueError):
            return serial

    def serial(self, moment: dt.datetime) -> float:
        """Returns the serial number of a date; its time zone is cut off, as xlwings does."""
        return (moment.replace(tzinfo=None) - self.zero) / DAY


def read(cells: UnoObject, place: Area, formats: Formats, dates: Dates) -> list[list[Any]]:
    """Returns the values of a UNO cell range, which stands at `place`, row by row."""
    data = cells.getDataArray()
    rows = [_without_blanks(row) for row in data]
    if all(type(value) is str for value in itertools.chain.from_iterable(data)):
        return rows
    for key, area in formats.areas(cells, place):
        if formats.is_date(key):
            _convert(rows, area, place, dates.moment)
        elif formats.is_logical(key):
            _convert(rows, area, place, bool)
    _mark_errors(cells, data, rows, place)
    return rows


def _without_blanks(row: Sequence[Any]) -> list[Any]:
    return [None if value == "" else value for value in row]


def _convert(rows: list[list[Any]], area: Area, place: Area, convert: Any) -> None:
    first, last = area.column - place.column, area.last_column - place.column + 1
    for row in rows[area.row - place.row : area.last_row - place.row + 1]:
        row[first:last] = [
            convert(value) if type(value) is float else value for value in row[first:last]
        ]


def _mark_errors(
    cells: UnoObject, data: Sequence[Sequence[Any]], rows: list[list[Any]], place: Area
) -> None:
    # the office gives no value at all, not even "", for a cell with an error
    if not any(None in row for row in data):
        return
    for found in cells.queryFormulaCells(ERROR_RESULT).getRangeAddresses():
        for row, column in from_uno(found).cells():
            i, j = row - place.row, column - place.column
            code = cells.getCellByPosition(j, i).getError()
            rows[i][j] = CellError(ERROR_NAMES.get(code, "#VALUE!"))


@dataclass
class Block:
    """A block of values sorted by kind: plain ones are written first, then the rest on top."""

    rows: list[tuple[Any, ...]] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    logicals: list[tuple[int, int]] = field(default_factory=list)
    coded: dict[str, list[tuple[int, int]]] = field(default_factory=dict)


def sorted_block(data: Sequence[Sequence[Any]], dates: Dates) -> Block:
    """Returns the block of a matrix of values."""
    block = Block()
    for i, row in enumerate(data):
        if all(type(value) is float for value in row):
            block.rows.append(tuple(row))
        else:
            block.rows.append(
                tuple(_plain(value, i, j, block, dates) for j, value in enumerate(row))
            )
    return block


def _plain(value: Any, i: int, j: int, block: Block, dates: Dates) -> float | str:
    """Returns the plain value for one place of the block; what needs more is noted in the block."""
    if type(value) is float:
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        block.logicals.append((i, j))
        return float(value)
    if type(value) is not str:
        return _number(value, i, j, block, dates)
    if is_formula(value):
        block.formulas[i, j] = value
        return ""
    return value.removeprefix("'")


def _number(value: Any, i: int, j: int, block: Block, dates: Dates) -> float | str:
    """Returns the number of a date, time or any other number; dates are noted with their format."""
    if isinstance(value, dt.datetime):
        serial = dates.serial(value)
        code = DATE_CODE if serial == int(serial) else DATE_TIME_CODE
    elif isinstance(value, dt.date):
        serial, code = float((value - dates.zero.date()).days), DATE_CODE
    elif isinstance(value, dt.time):
        moment = dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
        serial, code = moment / DAY, TIME_CODE
    elif isinstance(value, dt.timedelta):
        serial, code = value / DAY, ELAPSED_CODE
    elif isinstance(value, str):
        return str(value)
    else:
        return float(value)
    block.coded.setdefault(code, []).append((i, j))
    return serial


def write(
    cells: UnoObject, place: Area, data: Sequence[Sequence[Any]], formats: Formats, dates: Dates
) -> None:
    """Writes a matrix of exactly the size of the UNO cell range, which stands at `place`."""
    block = sorted_block(data, dates)
    _forget_booleans(cells, place, formats)
    cells.setDataArray(tuple(block.rows))
    for area in runs(block.formulas):
        rows = [[block.formulas[i, j] for j in _columns(area)] for i in _rows(area)]
        write_formulas(_part(cells, area), rows)
    for area in runs(block.logicals):
        _part(cells, area).NumberFormat = formats.logical
    for code, places in block.coded.items():
        for area in runs(places):
            part, at = _part(cells, area), area.moved(place.row, place.column)
            _set_where_general(part, at, formats, formats.key(code))


def fill(cells: UnoObject, place: Area, value: Any, formats: Formats, dates: Dates) -> None:
    """Writes one value to every cell at `place`; a formula moves its relative references."""
    if is_formula(value):
        _forget_booleans(cells, place, formats)
        write_formulas(cells, filled(value, place.rows, place.columns))
    else:
        row = (value,) * place.columns
        write(cells, place, (row,) * place.rows, formats, dates)


def write_formulas(cells: UnoObject, formulas: Sequence[Sequence[Any]]) -> None:
    """Writes a matrix of formulas in Excel's notation.

    Text without "=" is taken as if it were typed.
    """
    cells.setFormulaArray(tuple(_in_calc(row) for row in formulas))


def _in_calc(row: Sequence[Any]) -> tuple[str, ...]:
    return tuple("" if text is None else to_calc(str(text)) for text in row)


def typed(text: Any) -> Any:
    """Returns a formula's text as Excel takes it when it is typed: a number or a boolean is one.

    Only what a cell with that number would read as: "007" and numbers of more than 15 digits stay
    text, for they would come back as something else.
    """
    if not isinstance(text, str):
        return text
    if text in ("TRUE", "FALSE"):
        return text == "TRUE"
    if _NUMBER.fullmatch(text) and sum(map(str.isdigit, text)) <= EXACT_DIGITS:
        return float(text)
    return text


def read_formulas(cells: UnoObject, place: Area, formats: Formats, dates: Dates) -> list[list[str]]:
    """Returns what Excel's formula property gives: Excel's formulas, constants as text."""
    values = read(cells, place, formats, dates)
    texts = [[_constant(value, dates) for value in row] for row in values]
    for found in cells.queryContentCells(FORMULA_FLAG).getRangeAddresses():
        area = from_uno(found)
        inner = Area(area.row - place.row, area.column - place.column, area.rows, area.columns)
        for i, row in zip(_rows(inner), _part(cells, inner).getFormulaArray(), strict=True):
            texts[i][inner.column : inner.column + inner.columns] = [to_excel(text) for text in row]
    return texts


def _constant(value: Any, dates: Dates) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        value = dates.serial(value)
    if isinstance(value, float):
        return f"{value:.{EXACT_DIGITS}g}"
    return str(value)


def _forget_booleans(cells: UnoObject, place: Area, formats: Formats) -> None:
    # a number or formula written over a boolean must not be shown as TRUE: Excel has no such format
    for key, area in formats.areas(cells, place):
        if formats.is_logical(key):
            cells.getSpreadsheet().getCellRangeByPosition(*corners(area)).NumberFormat = 0


def _set_where_general(cells: UnoObject, place: Area, formats: Formats, key: int) -> None:
    for old, area in formats.areas(cells, place):
        if formats.is_general(old) or formats.is_logical(old):
            cells.getSpreadsheet().getCellRangeByPosition(*corners(area)).NumberFormat = key


def corners(area: Area) -> tuple[int, int, int, int]:
    """Returns the 0-based left, top, right and bottom that UNO wants."""
    return area.column - 1, area.row - 1, area.last_column - 1, area.last_row - 1


def _part(cells: UnoObject, area: Area) -> UnoObject:
    """Returns a part of a UNO cell range; here `area` counts from 0 within the range."""
    return cells.getCellRangeByPosition(area.column, area.row, area.last_column, area.last_row)


def _rows(area: Area) -> range:
    return range(area.row, area.row + area.rows)


def _columns(area: Area) -> range:
    return range(area.column, area.column + area.columns)
