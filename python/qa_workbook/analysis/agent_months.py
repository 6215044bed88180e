"""Clause schemes: the score of an agent in a month is the full score less all points lost (S15).

A sheet of breaches names only what went wrong: a mean over its recordings would be one of bad calls
alone, in which three small breaches look better than two.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.ratios import pareto, quotient, shares
from qa_workbook.arrays import Integers
from qa_workbook.numbers import cut_division, half_up_division
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring.effects import bands
from qa_workbook.scoring.losses import LOST_DECIMALS

_KEY = ["agent", "month"]
_ADDED = ["recordings", "defects", "error_deduction", "fatal", "lost"]
NOBODY = pd.DataFrame({name: pd.Series(dtype="str") for name in ("agent", "name", "team", "month")})


def agent_month_table(pool: Pool, people: pd.DataFrame) -> pd.DataFrame:
    """Returns a row per agent and month, by agent and month.

    `people` (agent, name, team, month) are those who may have lost nothing; others have a row for
    each month with a breach. Columns: agent, month, name, team, recordings, defects,
    error_deduction, fatal, lost (points), raw, final (float64), band, counted (always True).
    What was lost in each recording, by the version that scored it, is added up.
    """
    clean = people.assign(**dict.fromkeys(_ADDED, 0), call_date=pd.Timestamp.min)
    table = pd.concat([_losses(pool), clean], ignore_index=True)
    table = table.sort_values("call_date", kind="stable")
    written = table[["name", "team"]].replace("", None)
    grouped = table.assign(**written).groupby(_KEY, sort=True)
    found = grouped[_ADDED].sum().join(grouped[["name", "team"]].last()).reset_index()
    found[["name", "team"]] = found[["name", "team"]].fillna("").astype("str")
    units = _scores(pool.newest, found["lost"].to_numpy())
    scores = units / 10**pool.newest.score.decimals
    band = pd.Series(np.asarray(bands(pool.newest, units)), dtype="str")
    lost = found["lost"] / 10**LOST_DECIMALS
    return found.assign(lost=lost, raw=scores, final=scores, band=band, counted=True)


def _losses(pool: Pool) -> pd.DataFrame:
    """The counted recordings with the points lost in each, in whole 10^-LOST_DECIMALS."""
    frame = pool.frame[["agent", "name", "team", "call_date", "fatal"]].assign(
        month=pool.frame["call_date"].dt.strftime("%Y-%m"),
        recordings=1,
        defects=pool.scored("defects", 0),
        error_deduction=pool.scored("deduction", 0.0),
        lost=pool.units("lost", LOST_DECIMALS),
    )
    return frame[pool.frame["counted"].to_numpy(dtype=bool)]


def _scores(scheme: Scheme, lost: Integers) -> Integers:
    """The full score less what was lost, within the limits, in units of 10^-decimals."""
    score = scheme.score
    full, floor, ceiling = (
        int(points.scaleb(LOST_DECIMALS)) for points in (score.full, score.floor, score.ceiling)
    )
    divided = cut_division if score.rounding == "down" else half_up_division
    points = np.clip(full - lost.astype(np.int64), floor, ceiling)
    units: Integers = divided(points, 10**LOST_DECIMALS, score.decimals)
    return units


def agents_by_month(months: pd.DataFrame) -> pd.DataFrame:
    """Returns the frame `agents` of an Analysis from a frame of agent-months, by agent number.

    share, rank and cumulative_share are those of the points lost; a bonus is no loss. `months`
    tells how many there are of each agent.
    """
    table = _means(months, "agent")
    named = months.groupby("agent", sort=True)[["name", "team"]].last().reset_index()
    table = table.assign(name=named["name"], team=named["team"])
    points = np.clip(table["lost"].to_numpy(), 0, None) * 10**LOST_DECIMALS
    lost = np.rint(points).astype(np.int64)
    rank, cumulative = pareto(lost)
    return table.assign(share=shares(lost), rank=rank, cumulative_share=cumulative)


def teams_by_month(months: pd.DataFrame) -> pd.DataFrame:
    """Returns the frame `teams` of an Analysis from a frame of agent-months, by name."""
    agents = months.groupby("team", sort=True)["agent"].nunique().to_numpy()
    return _means(months, "team").assign(agents=agents)


def _means(months: pd.DataFrame, key: str) -> pd.DataFrame:
    grouped = months.groupby(key, sort=True)
    table = grouped[_ADDED].sum().reset_index()
    size = grouped.size().to_numpy()
    good = months.assign(good=months["band"] == "good").groupby(key)["good"].sum().to_numpy()
    mean = grouped["raw"].sum().to_numpy() / size
    return table.assign(
        months=size,
        mean_score=mean,
        mean_final=mean,
        average_defect_ratio=np.nan,
        alert="",
        good=quotient(good, size),
    )
