"""How good each recording and each month of an agent was: what the rules of a tariff ask (S2).

Plain frames, so that the penalties need know nothing of analyses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from qa_workbook.analysis.analyse import pool_of
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.pool import TwoInspectors, inside
from qa_workbook.arrays import Booleans, Integers
from qa_workbook.frames import RECORDING
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period, cut_division, decimal, half_up_division
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring.effects import bands

_FINE = 6
"""Places in which scores of several versions are added up: more than any scheme rounds to."""
_COLUMNS = ["scheme", "version", "agent", "name", "team", "month", "recordings", "score", "band"]


class CountedRows(NamedTuple):
    """The rows of the recordings that count, with the `band` of each, by version of a scheme.

    `recordings` is how many recordings count, with a row among them or without.
    """

    frames: Mapping[SchemeKey, pd.DataFrame]
    recordings: int


def counted_rows(
    versions: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    days: Period,
    span: Period,
    policy: TwoInspectors,
    wanted: Callable[[Scheme, pd.DataFrame], Booleans],
    *,
    once: bool = False,
) -> CountedRows:
    """Returns the rows of `days` that count, as an analysis has them, without making one.

    `frames` are the recordings of one scheme, by version. Of wide sheets only `wanted` rows come:
    a register needs one in twenty, and copying all of them takes longer than scoring them.
    `recordings` are those of `span`. Who knows that each recording is there `once` says so.
    """
    # A band needs no node's own value.
    pool = pool_of(versions, frames, policy, once=once, values=False)
    if policy == "mean" or pool.newest.sheet.layout == "long":
        asked = pool.within(days)
        found = asked.frame[[*RECORDING, "counted"]].assign(band=asked.scored("band", ""))
        return with_bands(_counted_once(found), frames, days, span)
    counted: Booleans = pool.frame["counted"].to_numpy(dtype=bool)
    of_days: Booleans = counted & pool.inside(days)
    ends = np.cumsum([len(part.frame) for part in pool.parts])[:-1]
    rows: dict[SchemeKey, pd.DataFrame] = {}
    for part, own in zip(pool.parts, np.split(of_days, ends), strict=True):
        chosen = np.flatnonzero(own & wanted(part.scheme, part.frame))
        band = part.scored["band"].iloc[chosen].astype("str")
        taken = part.frame.take(chosen).reset_index(drop=True)
        rows[part.scheme.key] = taken.assign(band=band.reset_index(drop=True))
    return CountedRows(rows, int((counted & pool.inside(span)).sum()))


def recording_bands(analysis: Analysis) -> pd.DataFrame:
    """Returns the recordings that count, once each: their key and the `band` of their score."""
    return _counted_once(analysis.detail)


def _counted_once(rows: pd.DataFrame) -> pd.DataFrame:
    counted = rows.loc[rows["counted"].astype(bool), [*RECORDING, "band"]]
    return counted.drop_duplicates(list(RECORDING))


def with_bands(
    bands: pd.DataFrame, frames: Mapping[SchemeKey, pd.DataFrame], days: Period, span: Period
) -> CountedRows:
    """Returns the rows of `days` that `recording_bands` says count, with these bands."""
    found = {
        key: frame[inside(frame, days)].merge(bands, on=list(RECORDING), how="inner")
        for key, frame in frames.items()
    }
    parts = [frame.loc[inside(frame, span), list(RECORDING)] for frame in found.values()]
    return CountedRows(found, sum(len(part.drop_duplicates()) for part in parts))


def agent_months(analysis: Analysis) -> pd.DataFrame:
    """Returns a row per agent and month, by agent and month, of those recordings that count.

    Columns: scheme (id), version (the newest), agent, name, team (the latest), month (`2026-10`),
    recordings, score (Decimal: 月度评分, the mean of the final scores, rounded as the scheme does;
    of a scheme of clauses the month's score, see `agent_months`), band of that score.
    """
    if analysis.months is not None:
        table, units = analysis.months, _units(analysis.months["final"])
    else:
        table = _by_month(analysis.detail)
        units = table["final"].to_numpy()
    scheme = analysis.scheme
    divided = cut_division if scheme.score.rounding == "down" else half_up_division
    number = 1 if analysis.months is not None else table["recordings"].to_numpy()
    scores: Integers = divided(units, number * 10**_FINE, scheme.score.decimals)
    return table.assign(
        scheme=scheme.id,
        version=scheme.version,
        score=[decimal(int(score)).scaleb(-scheme.score.decimals) for score in scores],
        band=np.asarray(bands(scheme, scores)),
    )[_COLUMNS]


def _units(scores: pd.Series) -> Integers:
    units: Integers = np.rint(scores.to_numpy() * 10**_FINE).astype(np.int64)
    return units


def _by_month(detail: pd.DataFrame) -> pd.DataFrame:
    """Final scores in whole 10^-_FINE, added up per agent and month."""
    rows = detail[detail["counted"].astype(bool)].sort_values("call_date", kind="stable")
    rows = rows.assign(
        final=_units(rows["final"]), month=rows["call_date"].dt.strftime("%Y-%m"), recordings=1
    )
    written = rows[["name", "team"]].replace("", None)
    grouped = rows.assign(**written).groupby(["agent", "month"], sort=True)
    found = grouped[["recordings", "final"]].sum().join(grouped[["name", "team"]].last())
    return found.reset_index().fillna({"name": "", "team": ""})
