"""How much a figure of an agent says: its size, the interval of its rate, and a place in the order.

Small samples get no place.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from qa_workbook.arrays import Integers
from qa_workbook.statistics.intervals import wilson

_SAME = 10


def with_samples(agents: pd.DataFrame, size: Integers, least: int) -> pd.DataFrame:
    """Returns the frame `agents` of an Analysis with n, good_low, good_high and place.

    `size`: how many scores each agent has. `place` orders agents with at least `least` of them by
    mean final score, 1 the best; equal ones share a place and the next places stay free. It is
    None for all others.
    """
    good = np.rint(np.nan_to_num(agents["good"].to_numpy()) * size)
    low, high = wilson(good, np.where(agents["good"].isna(), 0, size))
    # Equal means may differ in the last bit, by the order in which they were added up.
    means = agents["mean_final"].where(size >= max(least, 1)).round(_SAME)
    places = means.rank(method="min", ascending=False)
    placed = [None if np.isnan(place) else int(place) for place in places]
    return agents.assign(
        n=size, good_low=low, good_high=high, place=pd.Series(placed, dtype=object)
    )
