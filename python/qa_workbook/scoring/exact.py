"""Columns of exact fractions: whole numerators over one denominator for the whole column.

Numerators are int64 as long as a bound in Python integers proves that nothing can overflow, and
Python integers (dtype object) from there on. So the same formula is fast on every ordinary scheme
and right on every other one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Literal

import numpy as np

from qa_workbook.arrays import Booleans, Floats, WholeNumbers
from qa_workbook.numbers import INT64_SAFE, cut_division, half_up_division

Rounding = Literal["half_up", "down"]
FLOAT_SAFE = 2**53
"""Whole numbers below this are exact as float64, so their quotient is correctly rounded."""


@dataclass(frozen=True)
class Exact:
    """The fractions numerator / denominator; no numerator is larger than `bound` in size."""

    numerator: WholeNumbers
    denominator: int
    bound: int

    @classmethod
    def of(cls, whole: WholeNumbers, denominator: int = 1) -> Exact:
        """Returns a column of whole numbers, divided by `denominator`."""
        bound = max(abs(int(whole.min())), abs(int(whole.max()))) if len(whole) else 0
        return cls(whole.astype(np.int64, copy=False), denominator, bound)

    @classmethod
    def constant(cls, value: Fraction | int, length: int) -> Exact:
        """Returns a column of `length` times the same fraction."""
        value = Fraction(value)
        return cls(_whole(value.numerator, length), value.denominator, abs(value.numerator))

    def _multiplied(self, factor: int, denominator: int) -> Exact:
        if factor == 1:
            return Exact(self.numerator, denominator, self.bound)
        bound = self.bound * abs(factor)
        # the factor itself has to fit too, even where every numerator is 0
        numerator = _widened(self.numerator, max(bound, abs(factor))) * factor
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
        bound = max(column.bound, abs(edge))
        return Exact(np.maximum(column.numerator, edge), column.denominator, bound)

    def at_most(self, value: Fraction) -> Exact:
        """Returns the smaller of each fraction and `value`."""
        column, edge = self._with(value)
        bound = max(column.bound, abs(edge))
        return Exact(np.minimum(column.numerator, edge), column.denominator, bound)

    def limited(self, where: Booleans, value: Fraction) -> Exact:
        """Returns at most `value` in the rows of the mask `where`, the fraction elsewhere."""
        column, edge = self._with(value)
        numerator = column.numerator.copy()
        numerator[where] = np.minimum(numerator[where], edge)
        return Exact(numerator, column.denominator, max(column.bound, abs(edge)))

    def _with(self, value: Fraction) -> tuple[Exact, int]:
        """Returns the same fractions, and `value` as a numerator over their denominator."""
        column = self.over(lcm(self.denominator, value.denominator))
        edge = value.numerator * (column.denominator // value.denominator)
        numerator = _widened(column.numerator, abs(edge))
        return Exact(numerator, column.denominator, column.bound), edge

    def rounded(self, digits: int, rounding: Rounding = "half_up") -> WholeNumbers:
        """Returns the fractions rounded half up or cut off, as int64 in units of 10^-digits."""
        # the largest number that half_up_division comes to on the way
        reach = 2 * self.bound * 10**digits + 2 * self.denominator
        division = cut_division if rounding == "down" else half_up_division
        whole = division(_widened(self.numerator, reach), self.denominator, digits)
        return whole.astype(np.int64)

    def floats(self) -> Floats:
        """Returns the fractions as float64, each correctly rounded."""
        if max(self.bound, self.denominator) < FLOAT_SAFE:
            quotients: Floats = self.numerator / self.denominator
            return quotients
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


def _whole(value: int, length: int) -> WholeNumbers:
    return np.full(length, value, dtype=np.int64 if abs(value) < INT64_SAFE else object)


def _widened(numerator: WholeNumbers, reach: int) -> WholeNumbers:
    """Returns Python integers where numbers as large as `reach` would overflow int64."""
    return numerator.astype(object) if reach >= INT64_SAFE else numerator
