"""How every workbook writes a range of scores."""

from __future__ import annotations

import pandas as pd

from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Band, Scheme

_TURNED = {"<": ">", "≤": "≥"}


def bands_of(scheme: Scheme) -> tuple[Band, ...]:
    """Returns the bands of a scheme in the order of its file, none without any."""
    return scheme.bands.bands if scheme.bands else ()


def band_edges(band: Band, score: str) -> str:
    """Returns the edges of a band as people write them: 85 ≤ 得分 ≤ 90, 得分 > 90, 得分 < 60.

    `score` is the word for the score.
    """
    upper = ""
    if band.below is not None:
        upper = f" < {plain(band.below)}"
    elif band.to is not None:
        upper = f" ≤ {plain(band.to)}"
    if band.above is not None:
        lower, sign = plain(band.above), "<"
    elif band.from_ is not None:
        lower, sign = plain(band.from_), "≤"
    else:
        return f"{score}{upper}"
    if upper:
        return f"{lower} {sign} {score}{upper}"
    # Nobody writes 90 < 得分.
    return f"{score} {_TURNED[sign]} {lower}"


def group_edges(groups: pd.DataFrame, score: str) -> list[str]:
    """Returns the edges of each group of a distribution: 90 ≤ 得分 < 95, last 95 ≤ 得分 ≤ 100.

    `groups` has the columns lower and upper, `score` is the word for the score.
    """
    bounds = zip(groups["lower"], groups["upper"], strict=True)
    signs = ["<"] * (len(groups) - 1) + ["≤"]
    return [
        f"{low:g} ≤ {score} {sign} {high:g}"
        for (low, high), sign in zip(bounds, signs, strict=False)
    ]
