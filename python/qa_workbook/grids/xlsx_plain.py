"""Reads the sheets of an .xlsx that hold nothing out of the ordinary, in one pass over their XML.

That saves a fifth of reading a score sheet, for most of them are such: every cell says where it is
and holds nothing, a number, a day, a truth value or a text in one piece, perhaps with a formula
that was calculated. Each tag of the cells is accounted for; where anything else stands, the sheet
isn't read here. What a cell holds is what calamine makes of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from html import unescape
from itertools import pairwise
from typing import NamedTuple

from qa_workbook.grids.a1 import column_index, letters
from qa_workbook.grids.grid import CellValue, Place, Rows

_CELL = re.compile(
    rb'<c r="([A-Z]{1,2}+[0-9]{1,4}+)"([^<>/]*+)'
    rb"(?:/>|>(?:(<f[^<>]*+>)(?:[^<]*+</f>)?+)?+(?:<v>([^<]*+)</v>)?+</c>)"
)
_PIECES = 5  # of which `_CELL.split` makes each cell: what is before it, and its groups
_ROW = rb'<row r="[0-9]{1,7}"[^<>]*+'
_BETWEEN = re.compile(  # the end of a row, rows without cells, the beginning of a row
    rb"(?:<sheetData>|</row>)"
    rb"(?:" + _ROW + rb"(?:(?<=/)>|(?<!/)></row>))*+"
    rb'(?:<row r="([0-9]{1,4})"[^<>]*+(?<!/)>)?+'
)
_TAG = re.compile(rb'(?: s="([0-9]{1,5})")?(?: t="(n|s|str|b)")?')
_AREA = re.compile(rb'<dimension ref="[A-Z]{1,3}[1-9][0-9]{0,6}(?::[A-Z]{1,3}[1-9][0-9]{0,6})?"/>')
_MERGED = re.compile(rb'<mergeCell ref="[A-Z]{1,3}[1-9][0-9]{0,6}:[A-Z]{1,3}[1-9][0-9]{0,6}"/>')
_SHARED = re.compile(r'<si><t( xml:space="preserve")?>([^<]*+)</t>(<phoneticPr[^<>/]*+/>)?</si>')
_NUMBER = re.compile(rb"-?[0-9]{1,20}(?:\.[0-9]{1,20})?(?:[eE][-+]?[0-9]{1,2})?")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|#10);")
_ESCAPED = re.compile("_x[0-9A-Fa-f]{4}_")  # signs that are written by their number
_PLACES: list[bytes] = []
_LETTERS = [letters(column).encode() for column in range(702)]  # A to ZZ, as `_CELL` finds them
_BLANKS = " \t\r\n"
_REMEMBERED = 5_000  # numbers and days, for most of them come again and again
_MOST = 4 << 20  # bytes; in larger sheets a list of all cells takes more room than it saves time
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - days in cells are in nobody's time zone
_FIRST, _LAST = 61, 2_958_465  # from March 1900 to 9999
_DAY = 86_400_000  # milliseconds
_PLAIN_FORMAT = re.compile(r"General|[^A-Za-z\"\\_*\[\]]*")
_DATE_SIGNS = "ymdhsYMDHS"
# Ids of number formats that are the same everywhere: days and times, and other numbers.
_DATES = {*range(14, 23), 45, 47}
_NUMBERS = {*range(5), *range(9, 14), *range(37, 45), 48, 49}


class _NotPlain(Exception):
    """Something out of the ordinary."""


class PlainSheet(NamedTuple):
    """The values of a sheet from A1 on, the cells with formulas, and its XML without cells."""

    rows: Rows
    formulas: frozenset[Place]
    frame: bytes


class _Known(dict[bytes | None, CellValue]):
    """What cells of one kind hold, by what they say; equal ones are read once."""

    def __init__(self, read: Callable[[bytes], CellValue]) -> None:
        self.read = read
        self[None] = ""

    def __missing__(self, said: bytes) -> CellValue:
        value = self[said] = self.read(said)
        return value


class PlainTexts:
    """The shared texts of a workbook, as cells name them: all are made at once."""

    def __init__(self, xml: bytes) -> None:
        """Keeps none where not all of them stand in one piece."""
        try:
            words = _decoded(xml)
        except _NotPlain:
            words = ""
        found = _SHARED.findall(words)
        tags = 2 + 4 * len(found) + sum(1 for _, _, phonetic in found if phonetic)
        is_plain = words.count("<", max(words.find("<sst"), 0)) == tags
        shared = found if is_plain else []
        # Nothing of it points back at it, so that it goes with its workbook, not by a search.
        self.known = _Known(partial(_shared_text, shared))
        """The texts by what cells say; it raises _NotPlain for another one."""
        may_be_odd = _ESCAPED.search(words) is not None
        if shared and not may_be_odd:
            texts = zip(_places(len(shared)), shared, strict=False)
            self.known |= {
                at: said if preserved else said.strip(_BLANKS)
                for at, (preserved, said, _) in texts
                if "&" not in said
            }


def _shared_text(texts: Sequence[tuple[str, str, str]], place: bytes) -> str:
    """One of the shared texts, by what a cell says."""
    if not place.isdigit() or int(place) >= len(texts):
        raise _NotPlain
    preserved, said, _ = texts[int(place)]
    if _ESCAPED.search(said):
        raise _NotPlain
    return _unescaped(said) if preserved else _unescaped(said).strip(_BLANKS)


def _places(count: int) -> Sequence[bytes]:
    """At least so many first numbers as cells write them, made once for all workbooks."""
    while len(_PLACES) < count:
        _PLACES.append(b"%d" % len(_PLACES))
    return _PLACES


def style_kind(number: str, own: Mapping[str, str]) -> str:
    """Returns what numbers in a cell style are: "date", "number", or "" where that isn't clear.

    `number` is the id of its number format, `own` are the formats by id that aren't built in.
    """
    if number in own:
        code = own[number]
        if code[:1] and code[0] in _DATE_SIGNS:
            return "date"
        return "number" if _PLAIN_FORMAT.fullmatch(code) else ""
    identity = int(number) if number.isdecimal() else -1
    return "date" if identity in _DATES else "number" if identity in _NUMBERS else ""


def read_plain(
    xml: bytes, texts: PlainTexts, kinds: Sequence[str], max_cells: int
) -> PlainSheet | None:
    """Returns a sheet by its XML, None for one that holds anything out of the ordinary.

    `kinds` are those of the cell styles (`style_kind`); dates are those that count from 1900.
    """
    begin, end = xml.find(b"<sheetData>"), xml.find(b"</sheetData>")
    if begin < 0 or end < begin or len(xml) > _MOST:
        return None
    before, behind = xml[:begin], xml[end:]
    if not _is_plain_around(before + behind):
        return None
    # One pass gives what stands between the cells, too: all of it must be rows.
    pieces = _CELL.split(xml[begin:end])
    addresses, tags, formulas, said = (pieces[place::_PIECES] for place in range(1, _PIECES))
    between = pieces[::_PIECES]
    bounds = [(at, _BETWEEN.fullmatch(piece)) for at, piece in enumerate(between) if piece]
    numbers = [(at, found and found[1]) for at, found in bounds]
    if not all(found for _, found in bounds) or numbers[-1][1]:
        return None  # there is something else, or the last row has no end
    rows_of = [(begin, end, number) for (begin, number), (end, _) in pairwise(numbers) if number]
    cells = _Cells(addresses, tags, formulas, said, rows_of)
    try:
        rows = _read(cells, _readers(set(tags), texts, kinds), max_cells)
        return PlainSheet(rows, cells.places_of_formulas(), b"".join([before, *between, behind]))
    except _NotPlain:
        return None


class _Cells(NamedTuple):
    """The cells of a sheet: their addresses, and what else their tags say.

    `formulas` are the tags of their formulas, `said` what they hold; None where there is nothing.
    `rows` are where each row begins and ends, with its number.
    """

    addresses: list[bytes]
    tags: list[bytes]
    formulas: list[bytes | None]
    said: list[bytes | None]
    rows: list[tuple[int, int, bytes]]

    def end_of_filled(self, begin: int, end: int) -> int:
        """Returns the end of a row without the cells behind the last one that holds something."""
        while end > begin and self.said[end - 1] is None:
            end -= 1
        return end

    def places_of_formulas(self) -> frozenset[Place]:
        """Returns the cells with a formula. Raises _NotPlain for one that was never calculated."""
        found = [at for at, formula in enumerate(self.formulas) if formula]
        if any(self.said[at] is None for at in found):
            raise _NotPlain
        return frozenset(_place(self.addresses[at]) for at in found)


def _is_plain_around(around: bytes) -> bool:
    """Whether nothing before and behind the cells could be taken for something else."""
    is_sized = around.count(b"<dimension") == len(_AREA.findall(around))
    is_merged = around.count(b"<mergeCell ") == len(_MERGED.findall(around))
    return is_sized and is_merged and b"<!" not in around


def _readers(tags: set[bytes], texts: PlainTexts, kinds: Sequence[str]) -> Mapping[bytes, _Known]:
    """What reads the cells with each of the tags; equal kinds of cells are read by the same."""
    readers = {
        "s": texts.known,
        "str": _Known(_text),
        "b": _Known(_truth),
        "date": _Known(_moment),
        "number": _Known(_number),
        "": _Known(_nothing),
    }
    found = {}
    for tag in tags:
        parts = _TAG.fullmatch(tag)
        if parts is None:
            raise _NotPlain
        kind = (parts[2] or b"n").decode()
        if kind == "n":
            style = int(parts[1]) if parts[1] else -1
            kind = kinds[style] if 0 <= style < len(kinds) else "number"
        found[tag] = readers[kind]
    return found


def _read(cells: _Cells, readers: Mapping[bytes, _Known], max_cells: int) -> Rows:
    """The cells in their places. Raises _NotPlain for what a reader must look at."""
    values = [readers[tag][said] for tag, said in zip(cells.tags, cells.said, strict=True)]
    whole: dict[int, list[CellValue]] = {}
    single: dict[Place, CellValue] = {}
    lines: set[int] = set()
    for begin, end, number in cells.rows:
        line = int(number) - 1
        if line not in lines and cells.addresses[begin:end] == _addresses(number, end - begin):
            # As in most rows: no cell need be put in its place by itself.
            if (filled := cells.end_of_filled(begin, end)) > begin:
                whole[line] = values[begin:filled]
                lines.add(line)
            continue
        for at in range(begin, end):
            if cells.said[at] is not None:
                place = _place(cells.addresses[at])
                single[place] = values[at]
                lines.add(place[0])
    width = max(
        max(map(len, whole.values()), default=0), max((at + 1 for _, at in single), default=0)
    )
    height = max(lines, default=-1) + 1
    if height * width > max_cells or min(lines, default=0) < 0:
        raise _NotPlain
    rows = [whole.get(line, []) for line in range(height)]
    rows = [found + [""] * (width - len(found)) for found in rows]
    for (line, column), value in single.items():
        rows[line][column] = value
    return rows


@lru_cache(maxsize=_REMEMBERED)
def _place(address: bytes) -> Place:
    """Zero-based row and column of an address."""
    name = address.rstrip(b"0123456789")
    return int(address[len(name) :]) - 1, column_index(name.decode())


@lru_cache(maxsize=1_000)
def _addresses(number: bytes, count: int) -> list[bytes]:
    """The addresses of the first cells of a row, by its number."""
    return [name + number for name in _LETTERS[:count]]


def _text(said: bytes) -> str:
    return _unescaped(_decoded(said))


def _unescaped(words: str) -> str:
    if "&" not in words:
        return words
    if words.count("&") != len(_ENTITY.findall(words)):
        raise _NotPlain
    return unescape(words)


def _decoded(said: bytes) -> str:
    if b"\r" in said:
        raise _NotPlain
    try:
        return said.decode()
    except UnicodeDecodeError:
        raise _NotPlain from None


def _truth(said: bytes) -> bool:
    if said not in (b"0", b"1"):
        raise _NotPlain
    return said == b"1"


@lru_cache(maxsize=_REMEMBERED)
def _number(said: bytes) -> float:
    if not _NUMBER.fullmatch(said):
        raise _NotPlain
    return float(said)


@lru_cache(maxsize=_REMEMBERED)
def _moment(said: bytes) -> date:
    """A day, or a moment of it to the millisecond."""
    number = _number(said)
    if not _FIRST <= number < _LAST:
        raise _NotPlain
    if number.is_integer():
        return _DAY_ZERO.date() + timedelta(int(number))
    return _DAY_ZERO + timedelta(milliseconds=int(number * _DAY + 0.5))


def _nothing(_said: bytes) -> CellValue:
    raise _NotPlain
