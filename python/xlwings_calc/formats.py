"""Number formats: Excel's codes in and out, and which cells hold dates or booleans.

In Calc a date and a boolean are numbers with a format, so the format decides what a cell's number
means.
"""

from __future__ import annotations

import re

from xlwings_calc.addresses import Area
from xlwings_calc.connection import elements, struct, uno_exception
from xlwings_calc.uno_types import UnoObject

DATE, TIME, TEXT, LOGICAL = 2, 4, 256, 1024
_UNTOUCHED = re.compile(r'("[^"]*"|\\.|\[(?:\$[^\]]*|[A-Za-z]+\d*)\]|AM/PM|A/P|General)')
_COLORS = re.compile(r"\[(?:BLACK|BLUE|CYAN|GREEN|MAGENTA|RED|WHITE|YELLOW)\]")
_DAY_NAMES = (("NNNN", "dddd, "), ("NNN", "dddd"), ("NN", "ddd"))


class Formats:
    """The number formats of one document; keys are the office's numbers for them."""

    def __init__(self, document: UnoObject):
        self._formats = document.getNumberFormats()
        self._english = struct("com.sun.star.lang.Locale", Language="en", Country="US")
        self._local = struct("com.sun.star.lang.Locale")
        self._types: dict[int, int] = {}
        self._codes: dict[int, str] = {}
        self._keys: dict[str, int] = {}
        self.logical = self._formats.getStandardFormat(LOGICAL, self._local)

    def type(self, key: int) -> int:
        """Returns the office's type bits of a format."""
        if key not in self._types:
            self._types[key] = self._formats.getByKey(key).Type
        return self._types[key]

    def is_date(self, key: int) -> bool:
        """Whether cells of the format hold dates (with or without time).

        A pure time is a number, as in Excel.
        """
        return bool(self.type(key) & DATE)

    def is_text(self, key: int) -> bool:
        """Whether what is typed into cells of the format stays text."""
        return bool(self.type(key) & TEXT)

    def is_logical(self, key: int) -> bool:
        """Whether cells of the format hold booleans."""
        return bool(self.type(key) & LOGICAL)

    def is_general(self, key: int) -> bool:
        """Whether the format is the standard one of some language."""
        return key % 10_000 == 0

    def key(self, code: str) -> int:
        """Returns the key of an Excel code such as "yyyy-mm-dd".

        Raises ValueError for what isn't a code.
        """
        if code not in self._keys:
            self._keys[code] = 0 if code.lower() == "general" else self._added(code)
        return self._keys[code]

    def _added(self, code: str) -> int:
        # in the document's own language: a format of another one is saved with that language's mark
        try:
            key = int(self._formats.addNewConverted(code, self._english, self._local))
        except uno_exception() as error:
            raise ValueError(f"not a number format: {code}") from error
        if "[$" in code:
            self._codes[key] = code  # the office would give the mark in its own way
        return key

    def code(self, key: int) -> str:
        """Returns the Excel code of a format."""
        if key not in self._codes:
            self._codes[key] = self._excel_code(key)
        return self._codes[key]

    def _excel_code(self, key: int) -> str:
        if self.is_general(key) or self.is_logical(key):
            return "General"
        english = self._formats.getFormatForLocale(key, self._english)
        text = self._formats.getByKey(english).FormatString
        text = _COLORS.sub(lambda color: color[0].title(), text)
        if not self.type(key) & (DATE | TIME):
            return text
        for calc, excel in _DAY_NAMES:
            text = text.replace(calc, excel)
        parts = _UNTOUCHED.split(text)
        parts[::2] = [part.lower() for part in parts[::2]]
        return "".join(part.lower() if _is_elapsed(part) else part for part in parts)

    def areas(self, cells: UnoObject, place: Area) -> list[tuple[int, Area]]:
        """Returns (key, rectangle in the sheet) of each format in a UNO cell range at `place`."""
        if place.single or cells.getPropertyState("NumberFormat").value != "AMBIGUOUS_VALUE":
            return [(cells.NumberFormat, place)]
        found = []
        for group in elements(cells.getUniqueCellFormatRanges()):
            key = group.NumberFormat
            found += [(key, from_uno(place)) for place in group.getRangeAddresses()]
        return found


def _is_elapsed(part: str) -> bool:
    return part.upper() in ("[H]", "[HH]", "[M]", "[MM]", "[S]", "[SS]")


def from_uno(place: UnoObject) -> Area:
    """Returns a UNO CellRangeAddress as a rectangle."""
    rows, columns = place.EndRow - place.StartRow + 1, place.EndColumn - place.StartColumn + 1
    return Area(place.StartRow + 1, place.StartColumn + 1, rows, columns)
