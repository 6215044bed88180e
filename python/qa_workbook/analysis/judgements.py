"""How good each recording and each month of an agent was: what the rules of a tariff ask (S2).

Plain frames, so that the penalties need know nothing of analyses.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from qa_workbook.analysis.model import Analysis
from qa_workbook.arrays import Integers
from qa_workbook.frames import RECORDING
from qa_workbook.numbers import cut_division, decimal, half_up_division
from qa_workbook.scoring.effects import bands

_FINE = 6
"""Places in which scores of several versions are added up: more than any scheme rounds to."""
_COLUMNS = ["scheme", "version", "agent", "name", "team", "month", "recordings", "score", "band"]


def recording_bands(analysis: Analysis) -> pd.DataFrame:
    """Returns the recordings that count, once each: their key and the `band` of their score."""
    detail = analysis.detail
    counted = detail.loc[detail["counted"].astype(bool), [*RECORDING, "band"]]
    return counted.drop_duplicates(list(RECORDING))


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
