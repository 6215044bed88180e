"""How many recordings a rate needs to be known well enough."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from qa_workbook.errors import NotAFraction
from qa_workbook.statistics.sample_size import PLANNING, SampleSize, sample_size

FORMULA = "n0 = z^2 * p * (1 - p) / e^2; n = n0 / (1 + (n0 - 1) / N)"


@dataclass(frozen=True)
class NeededSize:
    """The size, and the level of confidence (a fraction) that it is for."""

    level: float
    found: SampleSize

    def as_dict(self) -> dict[str, Any]:
        """Returns the object that `sample size --json` prints."""
        return {**vars(self.found), "level": self.level, "formula": FORMULA}


def needed_size(
    error: float, planning: float | None, level: float, population: int | None
) -> NeededSize:
    """Returns the size that keeps a rate within ± `error` at a `level`, both fractions.

    `planning` is the rate that is expected; the one that needs most where it is None. Raises
    NotAFraction for what is not between 0 and 1.
    """
    chosen = PLANNING if planning is None else planning
    for name, value in (("--error", error), ("--p", chosen), ("--level", level)):
        if not 0 < value < 1:
            raise NotAFraction(name=name, value=f"{value:g}")
    z = NormalDist().inv_cdf((1 + level) / 2)
    return NeededSize(level, sample_size(error, chosen, population, z))
