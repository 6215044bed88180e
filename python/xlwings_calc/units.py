"""Lengths: the office counts 1/100 mm, Excel points and, for columns, characters."""

from __future__ import annotations

_PER_POINT = 2540 / 72
_PIXELS_PER_POINT = 96 / 72
_CHARACTER_PIXELS = 7  # Calibri 11, the font Excel counts columns in
_PADDING_PIXELS = 5
# Up to one character Excel counts in parts of it, padding included.
_ONE_CHARACTER = _CHARACTER_PIXELS + _PADDING_PIXELS


def points(length: float) -> float:
    """Returns points, rounded to the office's own step of 1/20 point."""
    return round(length / _PER_POINT * 20) / 20


def cell_points(length: float) -> float:
    """Returns points of a distance over cells, rounded to 1/4 point.

    The office rounds at every row and column.
    """
    return round(length / _PER_POINT * 4) / 4


def length(value: float) -> int:
    """Returns the office's length of a number of points."""
    return round(value * _PER_POINT)


def characters(width: int) -> float:
    """Returns a column width in characters."""
    pixels = round(width / _PER_POINT * _PIXELS_PER_POINT)
    if pixels < _ONE_CHARACTER:
        return round(pixels / _ONE_CHARACTER, 2)
    return round((pixels - _PADDING_PIXELS) / _CHARACTER_PIXELS, 2)


def column_length(value: float) -> int:
    """Returns the office's width of a column of that many characters."""
    pixels = value * _CHARACTER_PIXELS + _PADDING_PIXELS
    if value < 1:
        pixels = value * _ONE_CHARACTER
    return length(round(pixels) / _PIXELS_PER_POINT)
