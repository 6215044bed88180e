"""All figures of a scheme and a period: what `metrics` publishes and the analysis workbook shows (S3, S13, S14)."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from qa_workbook.analysis import people, tables
from qa_workbook.analysis.figures import figures
from qa_workbook.analysis.metrics import metrics
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.pool import Pool, TwoInspectors, pool
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.scheme.model import Scheme

__all__ = ["Analysis", "TwoInspectors", "analyse"]


def analyse(
    versions: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    period: Period,
    two_inspectors: TwoInspectors = "latest",
    language: str = "zh",
) -> Analysis:
    """Returns the analysis of one scheme over one period.

    `versions`: scheme by key, all of one scheme id; `frames`: recordings frame by key, wide or long, already limited to
    the period. Each recording is scored by its own version. `two_inspectors` says which score of a recording counts
    when several inspectors scored it. Names are in `language`.
    """
    recordings = pool(versions, frames, two_inspectors)
    sums = figures(recordings)
    items = tables.items(recordings, sums, language)
    found = {
        "items": items,
        "distribution": tables.distribution(recordings, sums),
        "days": people.days(recordings, sums),
        "agents": people.agents(recordings, sums),
        "teams": people.teams(recordings, sums),
        "families": tables.families(recordings, sums, items, language),
        "critical": tables.critical(recordings, sums, language),
        "index": tables.index(recordings, sums, language),
        "fatal_codes": tables.fatal_codes(recordings, sums, language),
    }
    published = metrics(recordings, sums, period, found)
    return Analysis(
        scheme=recordings.newest,
        period=period,
        metrics=published,
        detail=_detail(recordings),
        **found,
    )


def _detail(recordings: Pool) -> pd.DataFrame:
    columns = dict(recordings.marks())
    for name, missing in (
        ("raw", float("nan")),
        ("final", float("nan")),
        ("defects", 0),
        ("deduction", 0.0),
    ):
        columns[name] = recordings.scored(name, missing)
    band = pd.Series(recordings.scored("band", ""), index=recordings.frame.index, dtype="str")
    if recordings.newest.hierarchical:
        for id_ in recordings.scored_columns("value."):
            columns[f"value.{id_}"] = recordings.scored(f"value.{id_}", float("nan"))
    figures_ = pd.DataFrame(columns, index=recordings.frame.index, copy=False)
    return pd.concat([recordings.frame, figures_, band.rename("band")], axis=1)
