"""How long the bootstrap of Krippendorff's alpha takes: 5 raters, 2,000 units, marks 0 to 5."""

from __future__ import annotations

import time

import numpy as np

from qa_workbook.statistics.alpha import REPLICATES, krippendorff_alpha
from qa_workbook.statistics.disagreement import Scale

UNITS, RATERS, HIGHEST = 2000, 5, 5


def main() -> None:
    """Prints the seconds of each scale."""
    chance = np.random.default_rng(0)
    usual = chance.integers(0, HIGHEST, (UNITS, 1), endpoint=True)
    own = chance.integers(0, HIGHEST, (UNITS, RATERS), endpoint=True)
    marks = np.where(chance.random((UNITS, RATERS)) < 0.8, usual, own).astype(np.float64)
    seconds = {scale: _timed(marks, scale) for scale in Scale}
    shown = ", ".join(f"{scale} {taken:.2f} s" for scale, taken in seconds.items())
    print(f"{REPLICATES:,} bootstrap replicates of alpha on {RATERS} × {UNITS:,} marks: {shown}")


def _timed(marks: np.ndarray, scale: Scale) -> float:
    begin = time.perf_counter()
    krippendorff_alpha(marks, scale)
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
