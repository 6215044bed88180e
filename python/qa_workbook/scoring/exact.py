"""Columns of exact fractions: whole numerators over one denominator for the whole column.

Numerators are int64 as long as a bound in Python integers proves that nothing can overflow, and Python integers
(dtype object) from there on. So the same formula is fast on every ordinary scheme and right on every other one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

import numpy as np
import numpy.typing as npt

from qa_workbook.numbers import INT64_SAFE, half_up_division

FLOAT_SAFE = 2**53
"""Whole numbers below this are exact as float64, so their quotient is correctly rounded."""


@dataclass(frozen=True)
class Exact:
    """The fractions numerator / denominator; no numerator is larger than `bound` in size."""

    numerator: npt.NDArray
    denominator: int
    bound: int

    @classmethod
    def of(cls, whole: npt.NDArray, denominator: int = 1) -> Exact:
        """Returns a column of whole numbers, divided by `denominator`."""
        bound = int(np.abs(whole).max()) if len(whole) else 0
        return cls(whole.astype(np.int64), denominator, bound)

    @classmethod
    def constant(cls, value: Fraction | int, length: int) -> Exact:
        """Returns a column of `length` times the same fraction."""
        value = Fraction(value)
        return cls(_whole(value.numerator, length), value.denominator, abs(value.numerator))

    def _multiplied(self, factor: int, denominator: int) -> Exact:
        bound = self.bound * abs(factor)
        numerator = (
            self.numerator
            if factor == 1
            else _widened(self.numerator, max(bound, abs(factor))) * factor
        )
        return Exact(numerator, denominator, bound)

    def over(self, denominator: int) -> Exact:
        """Returns the same fractions over a multiple of the denominator."""
        return self._multiplied(denominator // self.denominator, denominator)

    def scaled(self, by: Fraction) -> Exact:
        """Returns every fraction times `by`."""
        denominator = self.denominator * by.denominator
        common = gcd(by.numerator, denominator) or 1
        return self._multiplied(by.numerator // common, denominator // common)

    def at_least(self, value: Fraction) -> Exact:
        """Returns the larger of each fraction and `value`."""
        column, edge = self._with(value)
        return Exact(
            np.maximum(column.numerator, edge), column.denominator, max(column.bound, abs(edge))
        )

    def at_most(self, value: Fraction) -> Exact:
        """Returns the smaller of each fraction and `value`."""
        column, edge = self._with(value)
        return Exact(
            np.minimum(column.numerator, edge), column.denominator, max(column.bound, abs(edge))
        )

    def replaced(self, where: npt.NDArray, value: Fraction) -> Exact:
        """Returns `value` in the rows of the mask `where`, the fraction elsewhere."""
        column, edge = self._with(value)
        numerator = column.numerator.copy()
        numerator[where] = edge
        return Exact(numerator, column.denominator, max(column.bound, abs(edge)))

    def _with(self, value: Fraction) -> tuple[Exact, int]:
        column = self.over(lcm(self.denominator, value.denominator))
        edge = value.numerator * (column.denominator // value.denominator)
        return Exact(_widened(column.numerator, abs(edge)), column.denominator, column.bound), edge

    def rounded(self, digits: int) -> npt.NDArray:
        """Returns the fractions rounded half up, as int64 in units of 10^-digits."""
        reach = 2 * self.bound * 10**digits + 2 * self.denominator
        whole = half_up_division(_widened(self.numerator, reach), self.denominator, digits)
        return whole.astype(np.int64)

    def floats(self) -> npt.NDArray:
        """Returns the fractions as float64, each correctly rounded."""
        if max(self.bound, self.denominator) < FLOAT_SAFE:
            return self.numerator / self.denominator
        return (self.numerator.astype(object) / self.denominator).astype(np.float64)


def total(parts: Sequence[Exact], length: int) -> Exact:
    """Returns the row-wise sum of columns; zeros when there are none."""
    if not parts:
        return Exact.constant(0, length)
    denominator = lcm(*(part.denominator for part in parts))
    aligned = [part.over(denominator) for part in parts]
    bound = sum(part.bound for part in aligned)
    numerator = _widened(aligned[0].numerator, bound)
    for part in aligned[1:]:
        numerator = numerator + _widened(part.numerator, bound)
    return Exact(numerator, denominator, bound)


def _whole(value: int, length: int) -> npt.NDArray:
    return np.full(length, value, dtype=np.int64 if abs(value) < INT64_SAFE else object)


def _widened(numerator: npt.NDArray, reach: int) -> npt.NDArray:
    return (
        numerator.astype(object) if reach >= INT64_SAFE and numerator.dtype != object else numerator
    )
