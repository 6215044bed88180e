"""Long sheets: a row per breach becomes a row per recording (contract 3.2)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from qa_workbook.frames import AGGRAVATED, COUNT, RECORDING
from qa_workbook.scheme.model import Scheme

_BREACH = ["clause", "times", "aggravated"]


def fold_breaches(scheme: Scheme, long_frame: pd.DataFrame) -> pd.DataFrame:
    """Returns one row per (recording, agent, inspector) of a long recordings frame, in order of first appearance.

    Columns: `count.<id>` and `aggravated.<id>` (int32) of every counted leaf; `rows` (str): the source rows joined by
    ";", as row number, or `file|sheet|row` where a breach stands in another sheet than the first; all other columns
    (but clause, times, aggravated) from the first row, with `entry` "".
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
    folded["rows"] = _origins(long_frame, group, folded)
    return pd.concat([folded, pd.DataFrame(counts, index=folded.index)], axis=1)


def _per_group(group: npt.NDArray, here: npt.NDArray, times: npt.NDArray, size: int) -> npt.NDArray:
    return np.bincount(group[here], weights=times[here], minlength=size).astype(np.int32)


def _origins(frame: pd.DataFrame, group: npt.NDArray, folded: pd.DataFrame) -> pd.Series:
    row = frame["row"].astype("str")
    head = folded[["file", "sheet"]].iloc[group].set_axis(frame.index)
    elsewhere = (frame["file"] != head["file"]) | (frame["sheet"] != head["sheet"])
    place = row.where(~elsewhere, frame["file"] + "|" + frame["sheet"] + "|" + row)
    if not len(frame):
        return pd.Series("", index=folded.index, dtype="str")
    return place.groupby(group).agg(";".join).astype("str")
