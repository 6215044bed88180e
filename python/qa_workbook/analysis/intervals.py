"""How sure a published rate is: Wilson's interval (95 %) as `metrics` gives it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qa_workbook.statistics.intervals import wilson


def pairs(successes: npt.ArrayLike, trials: npt.ArrayLike) -> list[list[float] | None]:
    """Returns `[low, high]` of each rate as it is published, None where there are no trials."""
    low, high = (np.atleast_1d(end) for end in wilson(successes, trials))
    ends = zip(low.tolist(), high.tolist(), strict=True)
    return [None if np.isnan(one) else [one, other] for one, other in ends]
