"""Names for the types of arrays that scores and figures are computed from."""

from __future__ import annotations

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
