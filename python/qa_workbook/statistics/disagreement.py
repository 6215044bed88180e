"""How much marks of the same unit differ, and how much all marks do: the two sides of alpha."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Self

import numpy as np

from qa_workbook.arrays import Floats, Integers
from qa_workbook.statistics.marks import MISSING, Marks

_COLUMNS = 512  # categories whose distances to all others are in memory at once


class Scale(StrEnum):
    """What the distance between two marks means, as published."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


@dataclass(frozen=True)
class Patterns:
    """The different sets of marks that units got: who gave which doesn't matter for alpha.

    `codes`: a pattern in each row, its marks rising behind MISSING where it has fewer; `times`: how
    many units show it. Patterns rise as well, so that the order of units and raters leaves no
    trace. Units with fewer than two marks aren't among them, nor categories that only they have.
    """

    codes: Integers
    times: Integers
    categories: Floats

    @classmethod
    def of(cls, marks: Marks) -> Self:
        """Returns the patterns of the units with two marks or more."""
        sets = np.sort(marks.codes[marks.shared], axis=1)
        codes, times = np.unique(sets, axis=0, return_counts=True)
        there = codes != MISSING
        used, places = np.unique(codes[there], return_inverse=True)
        codes[there] = places
        return cls(codes, times, marks.categories[used])

    @cached_property
    def rows(self) -> Integers:
        """The pattern of each mark, one after the other."""
        return np.nonzero(self.codes != MISSING)[0]

    @cached_property
    def given(self) -> Integers:
        """The category of each mark, one after the other."""
        given: Integers = self.codes[self.codes != MISSING]
        return given

    @cached_property
    def sizes(self) -> Integers:
        """How many marks each pattern has."""
        return np.bincount(self.rows)

    def summed(self, values: Floats) -> Floats:
        """Returns the sum in each pattern of what stands for each mark, along the last axis."""
        starts = np.cumsum(self.sizes) - self.sizes
        return np.add.reduceat(values, starts, axis=-1)

    def counts(self, times: Integers) -> Floats:
        """Returns how often each category is there if patterns are taken so many times.

        `times`: a sample in each row, patterns in columns. Comes back with categories in columns.
        """
        samples, size = len(times), len(self.categories)
        places = np.arange(samples)[:, None] * size + self.given
        weights = times[:, self.rows].ravel()
        found = np.bincount(places.ravel(), weights, samples * size)
        return np.asarray(found, dtype=np.float64).reshape(samples, size)


@dataclass(frozen=True)
class Disagreement:
    """What was found and what chance would give, one of each for every sample.

    Krippendorff's Dₒ and Dₑ: mean squared distances; `expected` is 0 where all marks are equal.
    """

    observed: Floats
    expected: Floats


def disagreement(patterns: Patterns, scale: Scale, times: Integers) -> Disagreement:
    """Returns the disagreement of samples that take patterns so many times (samples in rows).

    With n marks, nₖ of them k, m of them in unit u: Dₒ = Σᵤ Σ δ² ÷ (m − 1) ÷ n over ordered pairs
    of marks of the unit, Dₑ = Σ nₖ·nₗ·δ²ₖₗ ÷ (n·(n − 1)). δ²ₖₗ by scale: nominal 1 for different
    marks; interval (k − l)²; ratio ((k − l) ÷ (k + l))²; ordinal (Σ nᵢ from k to l − (nₖ + nₗ) ÷
    2)², which is the squared distance of the mean ranks that k and l have in the sample.
    Source: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011).
    """
    counts = patterns.counts(times)
    marks = counts.sum(axis=1)
    if scale is Scale.NOMINAL:
        within, among = _nominal(patterns, counts)
    elif scale is Scale.RATIO:
        within, among = _ratio(patterns, counts)
    elif scale is Scale.ORDINAL:
        within, among = _squared(patterns, counts, np.cumsum(counts, axis=1) - counts / 2)
    else:
        middle = patterns.categories - patterns.categories.mean()
        within, among = _squared(patterns, counts, middle[None, :])
    observed = (within / (patterns.sizes - 1) * times).sum(axis=1) / marks
    several = (counts > 0).sum(axis=1) > 1  # arithmetic would leave a speck where all are equal
    return Disagreement(observed, np.where(several, among / (marks * (marks - 1)), 0.0))


def _nominal(patterns: Patterns, counts: Floats) -> tuple[Floats, Floats]:
    """Ordered pairs of different marks in each pattern, and in each sample."""
    alike = (patterns.codes[:, :, None] == patterns.codes[:, None, :]).sum(axis=2)
    same = patterns.summed(alike[patterns.codes != MISSING].astype(np.float64))
    return patterns.sizes**2 - same, counts.sum(axis=1) ** 2 - (counts**2).sum(axis=1)


def _squared(patterns: Patterns, counts: Floats, values: Floats) -> tuple[Floats, Floats]:
    """The same of squared differences; `values` of the categories, for each sample or for all."""
    given = values[:, patterns.given]
    first, second = patterns.summed(given), patterns.summed(given**2)
    within = 2 * (patterns.sizes * second - first**2)
    mean, square = (counts * values).sum(axis=1), (counts * values**2).sum(axis=1)
    return within, 2 * (counts.sum(axis=1) * square - mean**2)


def _ratio(patterns: Patterns, counts: Floats) -> tuple[Floats, Floats]:
    """The same of squared differences in parts of the sum; marks are never negative."""
    values = np.where(patterns.codes == MISSING, np.nan, patterns.categories[patterns.codes])
    within = sum(np.nansum(_parted(values, column[:, None]), axis=1) for column in values.T)
    among = np.zeros(len(counts))
    for first in range(0, len(patterns.categories), _COLUMNS):
        block = slice(first, first + _COLUMNS)
        distances = _parted(patterns.categories[:, None], patterns.categories[block])
        among += ((counts @ distances) * counts[:, block]).sum(axis=1)
    return np.asarray(within), among


def _parted(values: Floats, others: Floats) -> Floats:
    """((x − y) ÷ (x + y))²; two zeros are equal."""
    total = values + others
    parts: Floats = (values - others) / np.where(total == 0, 1, total)
    return parts**2
