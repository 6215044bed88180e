"""The figures of each agent (S2, S3, S5)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.ratios import pareto, shares
from qa_workbook.analysis.sums import Sums
from qa_workbook.arrays import Integers


def agent_table(pool: Pool, sums: Sums) -> pd.DataFrame:
    """Returns the frame `agents` of an Analysis, by agent number; name and team are the latest."""
    group, numbers = pd.factorize(pool.frame["agent"].iloc[sums.rows], sort=True)
    size = len(numbers)
    table = sums.by(group, size)
    defects = table["defects"].to_numpy()
    rank, cumulative = pareto(defects)
    table.insert(0, "agent", pd.Series(np.asarray(numbers), dtype="str"))
    table.insert(1, "name", _latest(pool, sums, "name", group, size))
    table.insert(2, "team", _latest(pool, sums, "team", group, size))
    return table.assign(share=shares(defects), rank=rank, cumulative_share=cumulative)


def _latest(pool: Pool, sums: Sums, name: str, group: Integers, size: int) -> pd.Series:
    """Of each group, the last text by call date that isn't empty.

    Of several on the last day it is that of the last recording.
    """
    frame = pool.frame[["call_date", "recording", name]].iloc[sums.rows].assign(group=group)
    written = frame[frame[name] != ""]
    last_day = written.groupby("group")["call_date"].transform("max")
    on_last_day = written[written["call_date"] == last_day]
    texts = on_last_day.drop_duplicates(["group", name])
    # Nearly always one text is left: only where there are several must recordings be compared.
    several = texts["group"].duplicated(keep=False)
    if several.any():
        rivals = on_last_day[on_last_day["group"].isin(texts["group"][several])]
        rivals = rivals.sort_values(["recording", name]).drop_duplicates("group", keep="last")
        texts = pd.concat([texts[~several], rivals])
    by_group = texts.set_index("group")[name].reindex(range(size), fill_value="")
    return by_group.astype("str").reset_index(drop=True)
