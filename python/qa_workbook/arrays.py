"""The arrays that scores and figures are computed from: names for their types, and their look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]
Values = npt.NDArray[Any]
"""A column of any type."""
WholeNumbers = npt.NDArray[Any]
"""int64, or Python's int (dtype object) where numbers may outgrow it."""

_LONG, _SAMPLE = 10_000, 1_000
"""Of so long a column so many texts are compared, from all over it."""


def nearly_all_differ(texts: Sequence[Any]) -> bool:
    """Returns whether a column is long and hardly any of its texts stands in it twice.

    To look for equal ones among them would take longer than treating each by itself.
    """
    if len(texts) < _LONG:
        return False
    sample = list(texts[:: len(texts) // _SAMPLE])
    return len(set(sample)) == len(sample)
