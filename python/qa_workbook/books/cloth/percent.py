"""Ratios in sentences."""

from __future__ import annotations

from math import floor

_TINY = 1e-9  # sums of binary fractions are a little off


def percent(ratio: float) -> str:
    """Returns a ratio as a cell with the format 0.0% shows it: halves go up, 0.2125 is 21.3%."""
    return f"{floor(ratio * 1000 + 0.5 + _TINY) / 10:.1f}%"
