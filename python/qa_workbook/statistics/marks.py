"""Marks that several raters gave to the same units, made ready for measures of agreement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa_workbook.arrays import Booleans, Floats, Integers
from qa_workbook.statistics.reasons import Reason

MISSING = -1
"""The code of a mark that wasn't given."""
PAIR = 2  # marks that agreement needs: of two raters, on two units


@dataclass(frozen=True)
class Marks:
    """Marks as places in the list of categories.

    `codes`: units in rows, raters in columns, MISSING where there is no mark; every unit and every
    rater has at least one. `categories`: the values in rising order.
    """

    codes: Integers
    categories: Floats

    @property
    def raters(self) -> int:
        """How many raters gave any mark."""
        return int(self.codes.shape[1])

    @property
    def given(self) -> Integers:
        """How many marks each unit has."""
        given: Integers = (self.codes != MISSING).sum(axis=1)
        return given

    @property
    def shared(self) -> Booleans:
        """Which units have two marks or more: only they can tell of agreement."""
        return self.given >= PAIR

    @property
    def counts(self) -> Floats:
        """How often each category was given; units in rows, categories in columns."""
        units, size = len(self.codes), len(self.categories)
        rows, columns = np.nonzero(self.codes != MISSING)
        places = rows * size + self.codes[rows, columns]
        counts = np.bincount(places, minlength=units * size).reshape(units, size)
        return counts.astype(np.float64)

    @property
    def constant(self) -> bool:
        """Whether there is one category only that anybody gave."""
        return len(np.unique(self.codes[self.codes != MISSING])) == 1


def table_of(marks: npt.ArrayLike) -> Floats:
    """Returns the marks as floats; raises ValueError where they aren't a table or infinite."""
    values = np.asarray(marks, dtype=np.float64)
    if values.ndim != PAIR or np.isinf(values).any():
        raise ValueError("marks are finite numbers, units in rows and raters in columns")
    return values


def read_marks(marks: npt.ArrayLike, categories: npt.ArrayLike | None = None) -> Marks | Reason:
    """Returns the marks of a table: units in rows, raters in columns, NaN where one is missing.

    `categories` are the values that could have been given; without them those that were. Rows and
    columns without any mark are left out. A reason where fewer than two raters gave marks, or
    fewer than two units have marks of two raters. Raises ValueError for a table that isn't one,
    infinite values and marks that are none of the categories.
    """
    values = table_of(marks)
    there = ~np.isnan(values)
    values = values[there.any(axis=1)][:, there.any(axis=0)]
    there = ~np.isnan(values)
    known = np.unique(values[there] if categories is None else np.asarray(categories, np.float64))
    if not np.isin(values[there], known).all():
        raise ValueError("a mark is none of the categories")
    if values.shape[1] < PAIR:
        return Reason.TOO_FEW_RATERS
    codes = np.where(there, np.searchsorted(known, np.where(there, values, 0)), MISSING)
    read = Marks(codes, known)
    return read if read.shared.sum() >= PAIR else Reason.TOO_FEW
