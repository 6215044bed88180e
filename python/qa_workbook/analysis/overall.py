"""The figures of all counted recordings together, as 总览 shows them (S2, S3)."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd

from qa_workbook.analysis.model import Overall
from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.sums import Measure, Sums
from qa_workbook.analysis.versions import Versions

COLOURS = ("black", "red", "yellow", "blue", "white")
RATES = ("good", "minor", "ordinary", "fail")


def band_sums(pool: Pool, sums: Sums) -> pd.DataFrame:
    """Returns how many recordings are in each of the four bands: band (id), recordings.

    By id, whatever a version calls the band: the published rates are those of four fixed ids.
    """
    counts = [int(np.count_nonzero(pool.in_band(band)[sums.chosen])) for band in RATES]
    return pd.DataFrame({"band": pd.Series(RATES, dtype="str"), "recordings": counts})


def overall_figures(
    versions: Versions,
    scores: int,
    whole: pd.DataFrame,
    bands: pd.DataFrame,
    days: pd.DataFrame,
    agents: pd.DataFrame,
) -> Overall:
    """Returns the figures of all recordings together.

    `scores`: how many there are, counted or not; `whole`: the sums of those that count; `bands`:
    `band_sums`; `days` and `agents`: frames of the Analysis.
    """
    together = Measure.of(versions).figures(whole).iloc[0]
    recordings = int(together["recordings"])
    colours = Counter(days["alert"])
    counts = dict(zip(bands["band"], bands["recordings"], strict=True))
    rates: dict[str, float | None] = dict.fromkeys(RATES)
    for band in RATES:
        if band in versions.bands and recordings:
            rates[band] = int(counts[band]) / recordings
    return Overall(
        recordings=recordings,
        uncounted=scores - recordings,
        agents=len(agents),
        mean_score=_known(together["mean_score"]),
        mean_final=_known(together["mean_final"]),
        rates=rates,
        average_defect_ratio=_known(together["average_defect_ratio"]),
        alert=together["alert"] or None,
        alert_days={colour: colours[colour] for colour in COLOURS},
        defects=int(together["defects"]),
        error_deduction=float(together["error_deduction"]),
        fatal=int(together["fatal"]),
    )


def overall_by_month(overall: Overall, months: pd.DataFrame, *, complete: bool) -> Overall:
    """Returns the figures with means and rates over agent-months instead of recordings.

    Where those without a breach are not known, not `complete`, there are no rates.
    """
    found = months["band"].value_counts().to_dict()
    rates: dict[str, float | None] = {
        band: found.get(band, 0) / len(months)
        for band, rate in overall.rates.items()
        if complete and rate is not None
    }
    rates = dict.fromkeys(RATES) | rates
    mean = float(months["raw"].mean())
    agents = int(months["agent"].nunique())
    return replace(overall, agents=agents, mean_score=mean, mean_final=mean, rates=rates)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
