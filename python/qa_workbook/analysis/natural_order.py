"""The order of teams and sites: numbers in their names by value, also Chinese ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "〇": 0,
}
_UNITS = {"十": 10, "百": 100}
_NUMBER = re.compile(f"([{''.join((*_DIGITS, *_UNITS))}]+|[0-9]+)")


def natural_order(name: str) -> list[tuple[int, str]]:
    """Returns a key that sorts names as people do: numbers by value, also Chinese ones."""
    parts = _NUMBER.split(name)
    words = [(0, part) for part in parts]
    words[1::2] = [(_value(part), "") for part in parts[1::2]]
    return words


def in_natural_order(names: Sequence[str]) -> list[int]:
    """Returns the positions of names in the order of `natural_order`."""
    return sorted(range(len(names)), key=lambda place: natural_order(names[place]))


def _value(number: str) -> int:
    """The value of digits, or of a Chinese number below a thousand."""
    if number.isascii():
        return int(number)
    whole = digit = 0
    for sign in number:
        if sign in _UNITS:
            whole += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            digit = 10 * digit + _DIGITS[sign]
    return whole + digit
