"""Krippendorff's alpha: agreement beyond chance on any scale, with any raters and missing marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa_workbook.arrays import Floats, Integers
from qa_workbook.statistics.coefficient import LEVEL
from qa_workbook.statistics.disagreement import Patterns, Scale, disagreement
from qa_workbook.statistics.marks import read_marks
from qa_workbook.statistics.reasons import Reason

REPLICATES = 1000
"""Samples that the bootstrap draws where nobody asks for another number."""
_AT_ONCE = 2_000_000  # numbers in the largest array of the bootstrap


_SPECK = 1e-9  # what adding up in another order may make of equal numbers


@dataclass(frozen=True)
class Alpha:
    """Krippendorff's alpha: 1 is full agreement, 0 what chance gives, below 0 worse than that.

    `observed` and `expected` are his Dₒ and Dₑ, in units of squared distance. `interval` is the
    percentile interval of the bootstrap at the level asked for, `replicates` how many of its
    samples have an alpha. A reason stands in the interval's place where they don't differ, or
    where more of them are all equal, and so without alpha, than may lie beyond one end of it, or
    where it doesn't hold the value.
    `units` and `marks` are those that count: units with two marks or more, and all their marks.
    """

    value: float
    interval: tuple[float, float] | Reason
    observed: float
    expected: float
    scale: Scale
    units: int
    raters: int
    marks: int
    replicates: int


def krippendorff_alpha(
    marks: npt.ArrayLike,
    scale: Scale,
    level: float = LEVEL,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> Alpha | Reason:
    """Returns alpha of marks with units in rows and raters in columns, NaN where one is missing.

    1 − Dₒ ÷ Dₑ, see `disagreement`. Source: Krippendorff, Computing Krippendorff's
    Alpha-Reliability (2011). Check: his example D, 4 observers of 12 units, has nominal alpha
    0.743, ordinal 0.815, interval 0.849, ratio 0.797.

    The interval is by the non-parametric bootstrap of whole units: each sample draws as many units
    as there are, with all their marks, and computes both Dₒ and Dₑ anew; the ends are the
    percentiles of the samples' alphas. Source: Zapf, Castell, Morawietz and Karch, BMC Medical
    Research Methodology 16:93 (2016), who found that it covers what it should; the other one, of
    Hayes and Krippendorff, draws pairs of marks and keeps Dₑ, and covered about 60 % instead of
    95 %. Equal seeds give equal intervals, in whatever order units and raters stand, on every
    machine: the draws are the upper halves of PCG64's numbers.

    A reason with too few raters or units, where all marks are equal, and for negative marks on a
    ratio scale. Raises ValueError as `read_marks` does, and for negative seeds or no replicates.
    """
    read = read_marks(marks)
    if isinstance(read, Reason):
        return read
    patterns = Patterns.of(read)
    if len(patterns.categories) == 1:
        return Reason.ALL_EQUAL
    if scale is Scale.RATIO and patterns.categories[0] < 0:
        return Reason.NEGATIVE
    found = disagreement(patterns, scale, patterns.times[None, :])
    drawn = _bootstrap(patterns, scale, replicates, seed)
    interval = _percentiles(drawn, replicates, level)
    value = float(1 - found.observed[0] / found.expected[0])
    return Alpha(
        value=value,
        interval=_holding(value, interval),
        observed=float(found.observed[0]),
        expected=float(found.expected[0]),
        scale=scale,
        units=int(patterns.times.sum()),
        raters=read.raters,
        marks=int(patterns.times @ patterns.sizes),
        replicates=len(drawn),
    )


def _holding(value: float, interval: tuple[float, float] | Reason) -> tuple[float, float] | Reason:
    """The interval, unless it doesn't hold the value itself.

    Where nearly all marks differ, units that are drawn twice agree in a way that no two units of
    the data do: such samples say nothing.
    """
    if isinstance(interval, Reason) or interval[0] - _SPECK <= value <= interval[1] + _SPECK:
        return interval
    return Reason.TOO_FEW


def _bootstrap(patterns: Patterns, scale: Scale, replicates: int, seed: int) -> Floats:
    """The alphas of the samples that have one."""
    found = []
    for times in _samples(patterns, replicates, seed):
        sides = disagreement(patterns, scale, times)
        any_expected = sides.expected > 0
        found.append(1 - sides.observed[any_expected] / sides.expected[any_expected])
    return np.concatenate(found)


def _samples(patterns: Patterns, replicates: int, seed: int) -> Iterator[Integers]:
    """How often each pattern is in a sample; some samples at once, one in each row.

    Whole-number arithmetic on raw bits, since numpy's distributions may change with its version.
    """
    bits = np.random.PCG64(seed)
    owners = np.repeat(np.arange(len(patterns.times)), patterns.times)
    units, size = len(owners), len(patterns.times)
    most = max(_AT_ONCE // max(units, patterns.codes.size, len(patterns.categories)), 1)
    for first in range(0, replicates, most):
        count = min(most, replicates - first)
        halves = np.asarray(bits.random_raw(count * units)) >> np.uint64(32)
        drawn = owners[(halves * np.uint64(units)) >> np.uint64(32)].reshape(count, units)
        places = (np.arange(count)[:, None] * size + drawn).ravel()
        yield np.bincount(places, minlength=count * size).reshape(count, size)


def _percentiles(drawn: Floats, replicates: int, level: float) -> tuple[float, float] | Reason:
    tail = (1 - level) / 2
    if replicates - len(drawn) > tail * replicates or np.ptp(drawn) == 0:
        return Reason.ALL_EQUAL
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return float(low), float(high)
