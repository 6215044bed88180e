"""The figures of each agent (S2, S3, S5)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from qa_workbook.analysis.numbering import is_filled, numbered
from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.ratios import pareto, shares
from qa_workbook.analysis.sums import Measure, Sums
from qa_workbook.arrays import Booleans, Integers, Values

_WRITTEN = ("name", "team")
_LATEST = ["call_date", "recording", "text"]


def agent_groups(pool: Pool, sums: Sums) -> tuple[Integers, Values]:
    """Returns the number of each counted recording's agent, and the agents by number."""
    return numbered(pool.frame["agent"].iloc[sums.chosen])


def agent_sums(sums: Sums, group: Integers, numbers: Values) -> pd.DataFrame:
    """Returns the sums of each agent, by number: `agent` and sums; arguments of `agent_groups`."""
    table = sums.over(group, len(numbers))
    table.insert(0, "agent", pd.Series(numbers, dtype="str"))
    return table


def latest_texts(pool: Pool, sums: Sums, group: Integers, numbers: Values) -> pd.DataFrame:
    """Returns the latest name and team of each agent.

    Columns: agent, what (name or team), call_date, recording, text. The latest is the last one by
    call date that isn't empty; of several then it is that of the last recording.
    """
    days = pool.frame["call_date"].to_numpy().astype("datetime64[s]")[sums.chosen]
    stamps = days.astype(np.int64)
    parts, alone = [], True
    for number, what in enumerate(_WRITTEN):
        at = _latest(group, stamps, is_filled(pool.frame[what])[sums.chosen], len(numbers))
        rows = pool.frame[["call_date", "recording", what]].iloc[sums.rows[at]]
        columns = {
            "agent": pd.Series(numbers[group[at]], dtype="str"),
            "what": pd.Categorical.from_codes(np.full(len(at), number, np.int8), _WRITTEN),
            "call_date": rows["call_date"].array,
            "recording": rows["recording"].array,
            "text": rows[what].astype("str").array,
        }
        alone &= len(at) == 0 or int(np.bincount(group[at]).max()) == 1
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True) if alone else latest_of(parts)


def _latest(group: Integers, stamps: Integers, written: Booleans, size: int) -> Integers:
    """The positions of the latest rows of each group in which something is written."""
    last = np.full(size, np.iinfo(np.int64).min)
    if written.all():
        np.maximum.at(last, group, stamps)
        return np.flatnonzero(stamps == last[group])
    np.maximum.at(last, group[written], stamps[written])
    return np.flatnonzero(written & (stamps == last[group]))


def latest_of(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Returns of each agent the latest of all parts, see `latest_texts`."""
    rows = pd.concat(parts, ignore_index=True)
    own = ["agent", "what"]
    last = rows.groupby(own, observed=True)["call_date"].transform("max")
    rows = rows[rows["call_date"] == last]
    # Nearly always one is left: only where there are several must recordings be compared.
    several = rows.duplicated(own, keep=False)
    rivals = rows[several].sort_values(_LATEST).drop_duplicates(own, keep="last")
    return pd.concat([rows[~several], rivals], ignore_index=True)


def agent_table(measure: Measure, sums: pd.DataFrame, latest: pd.DataFrame) -> pd.DataFrame:
    """Returns the frame `agents` of an Analysis, by agent number; name and team are the latest."""
    table = measure.figures(sums)
    defects = table["defects"].to_numpy()
    rank, cumulative = pareto(defects)
    table.insert(0, "agent", sums["agent"])
    for place, what in enumerate(_WRITTEN, start=1):
        own = latest[latest["what"] == what].set_index("agent")["text"]
        found = own.reindex(sums["agent"], fill_value="")
        table.insert(place, what, found.astype("str").reset_index(drop=True))
    return table.assign(share=shares(defects), rank=rank, cumulative_share=cumulative)
