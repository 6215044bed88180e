"""Clause schemes: the score of an agent in a month is the full score less all points lost (S15).

A sheet of breaches names only what went wrong: a mean over its recordings would be one of bad calls
alone, in which three small breaches look better than two.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import Pool, ScoredVersion
from qa_workbook.analysis.ratios import pareto, quotient, shares
from qa_workbook.arrays import Booleans, Integers
from qa_workbook.frames import AGGRAVATED, COUNT
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring import score_recordings
from qa_workbook.scoring.effects import bands

_KEY = ["agent", "month"]
_ADDED = ["recordings", "defects", "error_deduction", "fatal", "lost"]
NOBODY = pd.DataFrame({name: pd.Series(dtype="str") for name in ("agent", "name", "team", "month")})
_NO_FLOOR = Decimal(-1_000_000_000)


def agent_month_table(pool: Pool, people: pd.DataFrame) -> pd.DataFrame:
    """Returns a row per agent and month, by agent and month.

    `people` (agent, name, team, month) are those who may have lost nothing; others have a row for
    each month with a breach. Columns: agent, month, name, team, recordings, defects,
    error_deduction, fatal, lost (points), raw, final (float64), band, counted (always True).
    What was lost under several versions of the scheme is added up.
    """
    ends = np.cumsum([len(part.frame) for part in pool.parts])[:-1]
    counted = np.split(pool.frame["counted"].to_numpy(dtype=bool), ends)
    losses = [_losses(part, own) for part, own in zip(pool.parts, counted, strict=True)]
    clean = people.assign(**dict.fromkeys(_ADDED, 0), call_date=pd.Timestamp.min)
    table = pd.concat([*losses, clean], ignore_index=True).sort_values("call_date", kind="stable")
    written = table[["name", "team"]].replace("", None)
    grouped = table.assign(**written).groupby(_KEY, sort=True)
    found = grouped[_ADDED].sum().join(grouped[["name", "team"]].last()).reset_index()
    found[["name", "team"]] = found[["name", "team"]].fillna("").astype("str")
    units = _scores(pool.newest, found["lost"])
    scores = units / 10**pool.newest.score.decimals
    band = pd.Series(np.asarray(bands(pool.newest, units)), dtype="str")
    return found.assign(raw=scores, final=scores, band=band, counted=True)


def _losses(part: ScoredVersion, counted: Booleans) -> pd.DataFrame:
    """The points lost in each agent-month with counted recordings of one version."""
    frame = part.frame[counted].reset_index(drop=True)
    month = frame["call_date"].dt.strftime("%Y-%m")
    scored = part.scored[counted].reset_index(drop=True)
    frame = frame.assign(month=month, recordings=1, defects=scored["defects"])
    frame["error_deduction"] = scored["deduction"]
    grouped = frame.groupby(_KEY, sort=False)
    counts = [name for name in frame if name.startswith((COUNT, AGGRAVATED))]
    sums = grouped[[*_ADDED[:-1], *counts]].sum().reset_index()
    folded = grouped.last().reset_index().drop(columns=[*_ADDED[:-1], *counts])
    whole = folded.merge(sums, on=_KEY).astype(dict.fromkeys(counts, "int32"))
    whole["error_deduction"] = 0
    scheme = _without_floor(part.scheme)
    nothing = whole.assign(**dict.fromkeys(counts, 0)).astype(dict.fromkeys(counts, "int32"))
    unspoilt = score_recordings(scheme, nothing)["raw"]
    return whole.assign(
        lost=unspoilt - score_recordings(scheme, whole)["raw"],
        error_deduction=sums["error_deduction"],
    )[[*_KEY, "name", "team", "call_date", *_ADDED]]


def _without_floor(scheme: Scheme) -> Scheme:
    """The same scheme, so that all points lost are seen, also those below the floor."""
    return scheme.model_copy(update={"score": scheme.score.model_copy(update={"floor": _NO_FLOOR})})


def _scores(scheme: Scheme, lost: pd.Series) -> Integers:
    """The full score less what was lost, within the limits, in units of 10^-decimals."""
    score = scheme.score
    points = np.clip(float(score.full) - lost.to_numpy(), float(score.floor), float(score.ceiling))
    units: Integers = np.rint(points * 10**score.decimals).astype(np.int64)
    return units


def agents_by_month(months: pd.DataFrame) -> pd.DataFrame:
    """Returns the frame `agents` of an Analysis from a frame of agent-months, by agent number."""
    table = _means(months, "agent")
    named = months.groupby("agent", sort=True)[["name", "team"]].last().reset_index()
    table = table.assign(name=named["name"], team=named["team"])
    rank, cumulative = pareto(table["defects"].to_numpy())
    share = shares(table["defects"].to_numpy())
    return table.assign(share=share, rank=rank, cumulative_share=cumulative)


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
        mean_score=mean,
        mean_final=mean,
        average_defect_ratio=np.nan,
        alert="",
        good=quotient(good, size),
    )
