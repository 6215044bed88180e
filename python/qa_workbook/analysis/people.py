"""Days, teams and agents (S3, S5): who and when."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from qa_workbook.analysis.figures import Figures
from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.ratios import pareto, shares


def days(pool: Pool, figures: Figures) -> pd.DataFrame:
    """Returns the frame `days` of an Analysis, oldest day first."""
    stamps = pool.frame["call_date"].to_numpy()[figures.rows].astype("datetime64[D]")
    dates, group = np.unique(stamps, return_inverse=True)
    table = figures.by(group, len(dates))
    table.insert(0, "date", dates.astype("datetime64[s]"))
    return table


def teams(pool: Pool, figures: Figures) -> pd.DataFrame:
    """Returns the frame `teams` of an Analysis, by name; a recording belongs to the team on its row."""
    group, names = _sorted_groups(pool, figures, "team")
    table = figures.by(group, len(names))
    agents = pd.Series(pool.frame["agent"].to_numpy()[figures.rows])
    table.insert(0, "team", pd.Series(names, dtype="str"))
    table.insert(2, "agents", agents.groupby(group).nunique().to_numpy(dtype=np.int64))
    return table


def agents(pool: Pool, figures: Figures) -> pd.DataFrame:
    """Returns the frame `agents` of an Analysis, by agent number; name and team are the latest ones."""
    group, numbers = _sorted_groups(pool, figures, "agent")
    table = figures.by(group, len(numbers))
    defects = table["defects"].to_numpy()
    rank, cumulative = pareto(defects)
    table.insert(0, "agent", pd.Series(numbers, dtype="str"))
    table.insert(1, "name", _latest(pool, figures, "name", group, len(numbers)))
    table.insert(2, "team", _latest(pool, figures, "team", group, len(numbers)))
    return table.assign(share=shares(defects), rank=rank, cumulative_share=cumulative)


def _sorted_groups(pool: Pool, figures: Figures, name: str) -> tuple[npt.NDArray, npt.NDArray]:
    column = pool.frame[name].iloc[figures.rows]
    group, names = pd.factorize(column, sort=True)
    return group, np.asarray(names)


def _latest(pool: Pool, figures: Figures, name: str, group: npt.NDArray, size: int) -> pd.Series:
    """Of each group, the last text by call date that isn't empty; at the same time, that of the last recording."""
    frame = pool.frame[["call_date", "recording", name]].iloc[figures.rows].assign(group=group)
    frame = frame[frame[name] != ""]
    newest = frame["call_date"] == frame.groupby("group")["call_date"].transform("max")
    said = frame[newest].drop_duplicates(["group", name])
    unsure = said["group"].duplicated(keep=False)
    if unsure.any():
        rivals = frame[newest & frame["group"].isin(said["group"][unsure])].sort_values(
            ["recording", name]
        )
        said = pd.concat([said[~unsure], rivals.drop_duplicates("group", keep="last")])
    return (
        said.set_index("group")[name]
        .reindex(range(size), fill_value="")
        .astype("str")
        .reset_index(drop=True)
    )
