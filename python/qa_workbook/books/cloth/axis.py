"""The axis of mean scores in pictures: wide enough that a small change looks small."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor, isnan

_STEP = 5  # an axis of scores begins and ends at a multiple of it, and spans as much at least
_TICKS = ((5, 1), (10, 2), (25, 5), (50, 10))  # up to which span a tick stands how far from another
_WIDE = 20


def score_axis(scores: Iterable[float | None]) -> dict[str, object]:
    """Returns minimum, maximum, major unit and number format of the axis of some mean scores.

    They are rounded outwards. None and NaN count for nothing; without scores it is up to the
    program that draws.
    """
    known = [score for score in scores if score is not None and not isnan(score)]
    if not known:
        return {"num_format": "0"}
    low, high = floor(min(known) / _STEP) * _STEP, ceil(max(known) / _STEP) * _STEP
    if low == high:
        low -= _STEP
    unit = next((unit for span, unit in _TICKS if high - low <= span), _WIDE)
    return {"min": low, "max": high, "major_unit": unit, "num_format": "0"}
