"""What calamine leaves out of the sheets of .xlsx and .xlsm, searched for in their XML.

Errors, formulas without a result, hidden rows and columns, merged cells, percents, negative dates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from qa_workbook.grids.a1 import MOST_COLUMNS, column_index
from qa_workbook.grids.faults import TooLarge
from qa_workbook.grids.grid import UNCALCULATED, CellError, Place, Size, Unseen
from qa_workbook.grids.xlsx_package import attributes

_CELL = re.compile(rb'<c\s[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"([^<>]*?)(/?)>')
_ERROR = re.compile(
    rb'<c\s[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"[^<>]*?\bt="e"[^<>]*>'
    rb"\s*(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)?\s*<v[^<>]*>([^<]*)</v>"
)
# The hottest search of a sheet: it begins with plain text and never goes back.
_FORMULA = re.compile(
    rb' r="([A-Z]{1,3})([0-9]{1,7})"([^<>]*+)>'
    rb"\s*<f(?:[^<>]*/>|(?:\s[^<>]*)?>[^<]*</f>)\s*(<v>[^<]+</v>|<is>)?"
)
_NEGATIVE = re.compile(
    rb'<c\s[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"[^<>]*>'
    rb"(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)?<v>(-[0-9.]+)</v>"
)
_HIDDEN_ROW = re.compile(rb'<row\s(?=[^<>]*?\bhidden="(?:1|true)")[^<>]*?\br="(\d+)"')
_ROW_NUMBER = re.compile(rb'<row\s[^<>]*?\br="(\d+)"')
_COLUMN = re.compile(rb"<col\s([^<>]*)>")
_MERGED = re.compile(rb'<mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_STYLE = re.compile(rb'\bs="(\d+)"')


def check_extent(xml: bytes, limit: int) -> None:
    """Raises TooLarge when the filled cells span more than `limit` cells: readers hold them all."""
    last_row = max(map(int, _ROW_NUMBER.findall(xml)), default=0)
    if last_row * MOST_COLUMNS <= limit:
        return
    filled = [
        cell for cell in _CELL.findall(xml) if not cell[3]
    ]  # cell[3]: "/", a cell without content
    rows = {row for _, row, _, _ in filled}
    columns = {letters for letters, _, _, _ in filled}
    height = max(map(int, rows), default=0)
    width = max((column_index(name.decode()) + 1 for name in columns), default=0)
    if height * width > limit:
        raise TooLarge


def unseen(xml: bytes) -> Unseen:
    """Returns what the values of a sheet don't show."""
    errors = _errors(xml)
    formulas, uncalculated = _formulas(xml)
    for place in uncalculated:
        errors.setdefault(place, UNCALCULATED)
    return Unseen(
        errors=errors,
        formulas=formulas,
        merged=_merged(xml),
        hidden_rows=_hidden_rows(xml),
        hidden_columns=_hidden_columns(xml),
    )


# Each search first looks for plain text that most sheets don't have: that costs next to nothing.


def _place(letters: bytes, row: bytes) -> Place:
    return int(row) - 1, column_index(letters.decode())


def _errors(xml: bytes) -> dict[Place, CellError]:
    if b't="e"' not in xml:
        return {}
    return {
        _place(letters, row): CellError(words.decode("utf-8", "replace"))
        for letters, row, words in _ERROR.findall(xml)
    }


def _formulas(xml: bytes) -> tuple[frozenset[Place], list[Place]]:
    """The cells that hold formulas, and those of them that were never calculated."""
    if b"<f" not in xml:
        return frozenset(), []
    cells = _FORMULA.findall(xml)
    names = {letters for letters, _, _, _ in cells}
    columns = {name: column_index(name.decode()) for name in names}
    formulas: list[Place] = []
    uncalculated: list[Place] = []
    for letters, row, tag, result in cells:
        place = int(row) - 1, columns[letters]
        formulas.append(place)
        if not result and b't="str"' not in tag:  # an empty text is a result
            uncalculated.append(place)
    return frozenset(formulas), uncalculated


def _merged(xml: bytes) -> dict[Place, Size]:
    """Rows and columns of every merged cell by its first place."""
    begin = xml.find(b"<mergeCells")
    if begin < 0:
        return {}
    found = {}
    for first, row, last, last_row in _MERGED.findall(xml, begin):
        place, end = _place(first, row), _place(last, last_row)
        found[place] = end[0] - place[0] + 1, end[1] - place[1] + 1
    return found


def _hidden_rows(xml: bytes) -> frozenset[int]:
    if b'hidden="' not in xml:
        return frozenset()
    return frozenset(int(row) - 1 for row in _HIDDEN_ROW.findall(xml))


def _hidden_columns(xml: bytes) -> frozenset[int]:
    head = xml[: xml.find(b"<sheetData")]
    if b"<cols" not in head or (b"hidden" not in head and b'width="0"' not in head):
        return frozenset()
    hidden: set[int] = set()
    for column in map(attributes, _COLUMN.findall(head)):
        if column.get("hidden") in ("1", "true") or column.get("width") == "0":
            first, last = int(column.get("min", "1")), int(column.get("max", "0"))
            hidden.update(range(first - 1, min(last, MOST_COLUMNS)))
    return frozenset(hidden)


def negatives(xml: bytes) -> Mapping[Place, float]:
    """Returns numbers below zero: where they look like dates, a reader makes midnights of them."""
    if b"<v>-" not in xml:
        return {}
    found = _NEGATIVE.findall(xml)
    return {_place(letters, row): float(number) for letters, row, number in found}


def percent_cells(xml: bytes, percent_styles: frozenset[bytes]) -> frozenset[Place]:
    """Returns the cells whose style shows percents; `percent_styles` by index, as in the XML."""
    if not percent_styles:
        return frozenset()
    found = set()
    for letters, row, tag, closed in _CELL.findall(xml):
        style = None if closed else _STYLE.search(tag)
        if style and style[1] in percent_styles:
            found.add(_place(letters, row))
    return frozenset(found)
