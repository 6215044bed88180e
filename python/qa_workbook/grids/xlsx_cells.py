"""What calamine leaves out of the sheets of .xlsx and .xlsm, searched for in their XML.

Errors, formulas without a result, hidden rows and columns, merged cells, percents, negative dates.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

from qa_workbook.grids.a1 import MOST_COLUMNS, MOST_ROWS, column_index, letters
from qa_workbook.grids.faults import TooLarge
from qa_workbook.grids.grid import UNCALCULATED, CellError, Place, Size, Unseen
from qa_workbook.grids.xlsx_package import attributes

# Every search is linear, whatever a file holds: it begins with plain text, and what follows never
# goes back over more than one tag. They need tags as `canonical` leaves them.
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^<>]*+)>')
# What says its place in another way, and cells further out than most sheets go. To find that there
# are none takes a fraction of the time of listing all cells.
_ODD_CELL = re.compile(rb'<c(?! r="[A-Z]{1,3}[0-9]{1,7}"[^<>]*+>)[\s/>]')
_ODD_OR_FAR_CELL = re.compile(rb'<c(?! r="[A-Z]{1,2}+[0-9]{1,4}+")[\s/>]')
_ODD_ROW = re.compile(rb'<row(?! r="[0-9]{1,7}")[\s/>]')
_MOST_NEAR = 9_999 * 702  # cells that sheets of two letters and four digits span
_ROW_OR_CELL = re.compile(rb"<(row|c)((?:\s[^<>]*+)?+)>")
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?=[^<>]*\bt="e")[^<>]*+>'
    rb"\s*+(?:<f[^<>]*+>(?:[^<]*+</f>)?\s*+)?<v[^<>]*+>([^<]*+)</v>"
)
_FORMULA = re.compile(  # most cells have none: a tag is only taken apart where there is one
    rb'<c r="([^<>]*+)>'
    rb"\s*+<f(?:[^<>]*/>|(?:\s[^<>]*+)?>[^<]*+</f>)\s*+(<v>[^<]+</v>|<is>)?"
)
_TAG = re.compile(rb'([A-Z]{1,3})([0-9]{1,7})"(.*+)', re.DOTALL)
_NEGATIVE = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*+>'
    rb"(?:<f[^<>]*+>(?:[^<]*+</f>)?)?<v>(-[0-9.]++)</v>"
)
_NUMBER = re.compile(
    rb'(<c r="[A-Z]{1,3}[0-9]{1,7}")([^<>]*+)(>(?:<f[^<>]*+>(?:[^<]*+</f>)?)?<v>([^<]*+)</v>)'
)
_OWN_STYLE = re.compile(rb'\ss="[0-9]++"')
_OTHER_TYPE = re.compile(rb'\st="(?!n")')
_MOST_DAYS = 999_999_999  # a timedelta holds no more
_HIDDEN_ROW = re.compile(rb'<row r="([0-9]{1,7})"(?=[^<>]*\bhidden="(?:1|true)")')
_COLUMN = re.compile(rb"<col\s([^<>]*+)>")
_MERGED = re.compile(rb'<mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_REFERENCE = re.compile(rb"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


Cells = Sequence[tuple[bytes, bytes, bytes]]
"""Cells of a sheet: letters of the column, number of the row, and what else the tag says."""


def canonical(xml: bytes, limit: int) -> bytes:
    """Returns the XML of a sheet in which every row and cell says first where it is, as Excel does.

    Raises TooLarge when the cells span more than `limit` cells: readers hold them all.

    Some writers leave the places out, or write them in another way; comments are left out, for what
    looks like a cell in one is none. Raises ValueError for a place that there isn't.
    """
    if b"<!--" in xml:
        xml = _without_comments(xml)
    is_near = limit >= _MOST_NEAR and not _ODD_OR_FAR_CELL.search(xml)
    if _ODD_ROW.search(xml) or (not is_near and _ODD_CELL.search(xml)):
        xml, is_near = _ROW_OR_CELL.sub(_Places().placed, xml), False
    if not is_near:
        _check_extent(_CELL.findall(xml), limit)
    return xml


def escape(value: str) -> str:
    """Returns the value of an attribute as XML."""
    return html.escape(value, quote=False).replace('"', "&quot;")


def _without_comments(xml: bytes) -> bytes:
    kept = []
    at = 0
    while (begin := xml.find(b"<!--", at)) >= 0:
        kept.append(xml[at:begin])
        end = xml.find(b"-->", begin)
        if end < 0:
            raise ValueError("a comment without an end")
        at = end + len(b"-->")
    return b"".join([*kept, xml[at:]])


class _Places:
    """Where the next row and cell are: where they say, else behind the one before."""

    def __init__(self) -> None:
        self.row = self.column = -1

    def placed(self, found: re.Match[bytes]) -> bytes:
        """Returns a tag with its place in front."""
        kind, tag = found[1], found[2]
        closed = b"/" if tag.endswith(b"/") else b""
        named = attributes(tag)
        own = named.pop("r", "").encode()
        place = self._row(own) if kind == b"row" else self._cell(own)
        others = "".join(f' {name}="{escape(value)}"' for name, value in named.items())
        return b'<%s r="%s"%s%s>' % (kind, place, others.encode(), closed)

    def _row(self, own: bytes) -> bytes:
        self.row = int(own) - 1 if own else self.row + 1
        self.column = -1
        if not 0 <= self.row < MOST_ROWS:
            raise ValueError("a row that there isn't")
        return b"%d" % (self.row + 1)

    def _cell(self, own: bytes) -> bytes:
        reference = _REFERENCE.fullmatch(own) if own else None
        if own and reference is None:
            raise ValueError("a cell that there isn't")
        if reference:
            name = reference[1].upper()
            self.column = column_index(name.decode())
            return name + reference[2]
        self.column += 1
        if self.column >= MOST_COLUMNS:
            raise ValueError("a cell that there isn't")
        return b"%s%d" % (letters(self.column).encode(), max(self.row, 0) + 1)


def _check_extent(cells: Cells, limit: int) -> None:
    """Raises TooLarge when the cells span more than `limit` cells, ValueError for a cell outside
    any sheet.
    """
    filled = [cell for cell in cells if not cell[2].endswith(b"/")]
    rows, names = set(map(itemgetter(1), filled)), set(map(itemgetter(0), filled))
    width = max((column_index(name.decode()) + 1 for name in names), default=0)
    height = max(map(int, rows), default=0)
    if height > MOST_ROWS or width > MOST_COLUMNS:
        raise ValueError("a cell that there isn't")
    if height * width > limit:
        raise TooLarge


def unseen(xml: bytes, plain: frozenset[Place] | None = None) -> Unseen:
    """Returns what the values of a sheet don't show.

    `plain` are the formulas of a sheet of which it is known that it holds no errors; of its XML no
    cells are needed then.
    """
    errors: dict[Place, CellError] = {} if plain is not None else _errors(xml)
    formulas, uncalculated = (plain, []) if plain is not None else _formulas(xml)
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


def _place(name: bytes, row: bytes) -> Place:
    return int(row) - 1, column_index(name.decode())


def _errors(xml: bytes) -> dict[Place, CellError]:
    if b't="e"' not in xml:
        return {}
    return {
        _place(name, row): CellError(words.decode("utf-8", "replace"))
        for name, row, words in _ERROR.findall(xml)
    }


def _formulas(xml: bytes) -> tuple[frozenset[Place], list[Place]]:
    """The cells that hold formulas, and those of them that were never calculated."""
    if b"<f" not in xml:
        return frozenset(), []
    found = [
        (*tag.groups(), result)
        for words, result in _FORMULA.findall(xml)
        if (tag := _TAG.fullmatch(words))
    ]
    columns = {name: column_index(name.decode()) for name in set(map(itemgetter(0), found))}
    lines = {row: int(row) - 1 for row in set(map(itemgetter(1), found))}
    uncalculated = [
        (lines[row], columns[name])
        for name, row, tag, result in found
        if not result and b't="str"' not in tag  # an empty text is a result
    ]
    return frozenset((lines[row], columns[name]) for name, row, _, _ in found), uncalculated


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
    return {_place(name, row): float(number) for name, row, number in found}


def without_endless_times(xml: bytes) -> bytes:
    """Returns the XML in which numbers too large for a date or a duration aren't shown as one."""
    return _NUMBER.sub(_as_number, xml)


def _as_number(found: re.Match[bytes]) -> bytes:
    begin, tag, end, words = found.groups()
    try:
        is_endless = not _OTHER_TYPE.search(tag) and abs(float(words)) > _MOST_DAYS
    except ValueError:
        return found[0]
    return begin + _OWN_STYLE.sub(b"", tag) + end if is_endless else found[0]


def percent_cells(xml: bytes, percent_styles: frozenset[bytes]) -> frozenset[Place]:
    """Returns the cells whose style shows percents; `percent_styles` by index, as in the XML."""
    if not percent_styles:
        return frozenset()
    return frozenset(_styled(xml, percent_styles))


def struck_rows(xml: bytes, struck_styles: frozenset[bytes]) -> frozenset[int]:
    """Returns the rows with a cell that is struck through; the styles by index, as in the XML."""
    if not struck_styles:
        return frozenset()
    return frozenset(row for row, _ in _styled(xml, struck_styles))


def _styled(xml: bytes, styles: frozenset[bytes]) -> Iterator[Place]:
    """The cells with content that have one of the styles."""
    for name, row, tag in _CELL.findall(xml):
        style = None if tag.endswith(b"/") else _STYLE.search(tag)
        if style and style[1] in styles:
            yield _place(name, row)
