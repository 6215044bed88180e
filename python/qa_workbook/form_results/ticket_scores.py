"""What inspectors said of the recordings that tickets are about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from qa_workbook.analysis.model import Analysis
from qa_workbook.frames import folded

GOOD = "good"
"""The id of the band that stands for 优良 in every scheme that has one (S3)."""
SCORE_COLUMNS = {
    "recording": "str",
    "agent": "str",
    "final": "float64",
    "band": "str",
    "is_good": "bool",
    "fatal": "bool",
    "scheme": "str",
    "inspector": "str",
}


def scores_of(
    analyses: Sequence[Analysis], wanted: Collection[str], first: str, language: str
) -> pd.DataFrame:
    """Returns the counted scores of the recordings `wanted`, folded: SCORE_COLUMNS.

    `recording` is folded, and stands once. Where several schemes scored a recording it is that of
    the scheme `first`, else of the first one by id. Band and scheme are in words; `is_good`: in the
    band GOOD, and nothing fatal in it.
    """
    order = sorted(analyses, key=lambda one: (one.scheme.id != first, one.scheme.id))
    parts = [_scores(one, wanted, language) for one in order]
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in SCORE_COLUMNS.items()})
    whole = pd.concat(parts, ignore_index=True)
    return whole.drop_duplicates("recording", ignore_index=True)


def _scores(analysis: Analysis, wanted: Collection[str], language: str) -> pd.DataFrame:
    detail = analysis.detail
    named = detail["recording"].map(folded).isin(wanted)
    own = detail[named & detail["counted"].astype(bool) & detail["final"].notna()]
    band, fatal = own["band"].astype("str"), own["fatal"].astype(bool)
    columns = {
        "recording": own["recording"].map(folded),
        "agent": own["agent"],
        "final": own["final"],
        "band": band.map(_band_names(analysis, language)).fillna(band),
        "is_good": (band == GOOD) & ~fatal,
        "fatal": fatal,
        "scheme": analysis.scheme.name.say(language),
        "inspector": own["inspector"],
    }
    return pd.DataFrame(columns).astype(SCORE_COLUMNS)


def _band_names(analysis: Analysis, language: str) -> Mapping[str, str]:
    bands = analysis.scheme.bands.bands if analysis.scheme.bands else ()
    return {one.id: one.name.say(language) for one in bands}
