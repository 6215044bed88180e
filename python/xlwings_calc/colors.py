"""Colours: xlwings takes tuples, "#rrggbb" and Excel's numbers (blue first).

Calc counts red first.
"""

from __future__ import annotations

from typing import Any

from xlwings.utils import hex_to_rgb, int_to_rgb

AUTOMATIC = -1


def to_uno(color: Any) -> int:
    """Returns Calc's number of a colour; None is "no colour of its own"."""
    if color is None:
        return AUTOMATIC
    if isinstance(color, str):
        color = hex_to_rgb(color)  # type: ignore[no-untyped-call]
    elif isinstance(color, int):
        color = int_to_rgb(color)  # type: ignore[no-untyped-call]
    red, green, blue = color
    return int((red << 16) + (green << 8) + blue)


def to_rgb(number: int) -> tuple[int, int, int]:
    """Returns (red, green, blue)."""
    return (number >> 16) & 255, (number >> 8) & 255, number & 255
