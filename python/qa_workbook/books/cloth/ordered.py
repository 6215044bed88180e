"""A column in another order than its frame: it is put in order when it is written, not before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qa_workbook.arrays import Integers


@dataclass(frozen=True)
class Ordered:
    """The `values` of a frame in the order of their places in `order`."""

    values: pd.Series
    order: Integers

    def __len__(self) -> int:
        return len(self.order)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.taken())

    def taken(self) -> pd.Series:
        """Returns the values in their order, in room of their own."""
        return self.values.take(self.order)
