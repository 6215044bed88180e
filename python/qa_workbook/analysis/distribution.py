"""分数分布: how many recordings have a score in each group (S3)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.ratios import quotient
from qa_workbook.analysis.sums import Sums
from qa_workbook.arrays import Integers


def distribution_by_month(pool: Pool, months: pd.DataFrame) -> pd.DataFrame:
    """Returns the same frame for the scores of agent-months."""
    decimals = pool.newest.score.decimals
    units = np.rint(months["raw"].to_numpy() * 10**decimals).astype(np.int64)
    return _table(pool, units, decimals)


def distribution_table(pool: Pool, sums: Sums) -> pd.DataFrame:
    """Returns the frame `distribution` of an Analysis, lowest group first; empty without groups."""
    rule = pool.newest.distribution
    units = sums.final if rule and rule.score == "final" else sums.raw
    return _table(pool, units, sums.decimals)


def _table(pool: Pool, units: Integers, decimals: int) -> pd.DataFrame:
    rule = pool.newest.distribution
    bounds = list(rule.bounds) if rule else []
    counts = _counts(units, bounds, decimals)
    lows, highs = bounds[:-1], bounds[1:]
    middles = [(low + high) / 2 for low, high in zip(lows, highs, strict=True)]
    return pd.DataFrame(
        {
            "group": np.arange(1, len(counts) + 1),
            "upper": np.array([float(high) for high in highs]),
            "lower": np.array([float(low) for low in lows]),
            "midpoint": np.array([float(middle) for middle in middles]),
            "count": counts,
            "share": quotient(counts, len(units)),
        }
    )


def _counts(units: Integers, bounds: Sequence[Decimal], decimals: int) -> Integers:
    """How many scores, in units of 10^-decimals, lie between neighbouring bounds.

    The lower bound belongs to a group; the upper one only to the last group.
    """
    # A score has `decimals` places, so that it reaches a bound exactly when it reaches the bound
    # rounded up to that many.
    edges = [_rounded_up(bound, decimals) for bound in bounds]
    counts = [int(((units >= low) & (units < high)).sum()) for low, high in pairwise(edges)]
    if counts:
        top = floor(bounds[-1].scaleb(decimals))
        counts[-1] = int(((units >= edges[-2]) & (units <= top)).sum())
    return np.array(counts, dtype=np.int64)


def _rounded_up(bound: Decimal, decimals: int) -> int:
    return ceil(bound.scaleb(decimals))
