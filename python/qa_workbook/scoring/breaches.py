"""Long sheets: a row per breach becomes a row per recording (contract 3.2)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans, Integers
from qa_workbook.frames import AGGRAVATED, COUNT, RECORDING
from qa_workbook.scheme.model import Scheme

_BREACH = ["clause", "times", "aggravated"]


def fold_breaches(scheme: Scheme, long_frame: pd.DataFrame) -> pd.DataFrame:
    """Returns one row per (recording, agent, inspector) of a long frame, in order of appearance.

    Columns: `count.<id>` and `aggravated.<id>` (int32) of every counted leaf; all others (but
    clause, times, aggravated) from the first row, with `entry` "".
    """
    group = long_frame.groupby([*RECORDING], sort=False).ngroup().to_numpy()
    first = ~long_frame.duplicated([*RECORDING]).to_numpy()
    folded = long_frame[first].drop(columns=_BREACH).reset_index(drop=True)
    times = long_frame["times"].to_numpy()
    aggravated = long_frame["aggravated"].to_numpy(dtype=bool)
    counts = {}
    for leaf in scheme.counted:
        here = (long_frame["clause"] == leaf.id).to_numpy(dtype=bool)
        counts[COUNT + leaf.id] = _per_group(group, here, times, len(folded))
        counts[AGGRAVATED + leaf.id] = _per_group(group, here & aggravated, times, len(folded))
    folded["entry"] = pd.Series("", index=folded.index, dtype="str")
    return pd.concat([folded, pd.DataFrame(counts, index=folded.index)], axis=1)


def _per_group(group: Integers, here: Booleans, times: Integers, size: int) -> Integers:
    """Sums `times` of the rows `here` in each of `size` groups."""
    return np.bincount(group[here], weights=times[here], minlength=size).astype(np.int32)
