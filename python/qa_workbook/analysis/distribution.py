"""分数分布: how many recordings have a score in each group (S3)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor

import numpy as np
import pandas as pd

from qa_workbook.analysis.numbering import distinct
from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.ratios import quotient
from qa_workbook.analysis.sums import Sums
from qa_workbook.arrays import Integers
from qa_workbook.scheme.model import Scheme


def group_sums(pool: Pool, sums: Sums) -> pd.DataFrame:
    """Returns how many recordings have a score in each group: group (1, 2, …) and count."""
    rule = pool.newest.distribution
    units = sums.numbers["final" if rule and rule.score == "final" else "raw"]
    return _grouped(pool.newest, units, pool.decimals)


def groups_by_month(newest: Scheme, months: pd.DataFrame) -> pd.DataFrame:
    """Returns the same for the scores of agent-months."""
    decimals = newest.score.decimals
    units = np.rint(months["raw"].to_numpy() * 10**decimals).astype(np.int64)
    return _grouped(newest, units, decimals)


def _grouped(newest: Scheme, units: Integers, decimals: int) -> pd.DataFrame:
    counts = _counts(units, _bounds(newest), decimals)
    return pd.DataFrame({"group": np.arange(1, len(counts) + 1), "count": counts})


def _bounds(newest: Scheme) -> list[Decimal]:
    return list(newest.distribution.bounds) if newest.distribution else []


def distribution_table(newest: Scheme, groups: pd.DataFrame, size: int) -> pd.DataFrame:
    """Returns the frame `distribution` of an Analysis, lowest group first; empty without groups.

    `groups` are those of `group_sums`, of `size` scores in all.
    """
    bounds, counts = _bounds(newest), groups["count"].to_numpy()
    lows, highs = bounds[:-1], bounds[1:]
    middles = [(low + high) / 2 for low, high in zip(lows, highs, strict=True)]
    return pd.DataFrame(
        {
            "group": groups["group"].to_numpy(),
            "upper": np.array([float(high) for high in highs]),
            "lower": np.array([float(low) for low in lows]),
            "midpoint": np.array([float(middle) for middle in middles]),
            "count": counts,
            "share": quotient(counts, size),
        }
    )


def _counts(units: Integers, bounds: Sequence[Decimal], decimals: int) -> Integers:
    """How many scores, in units of 10^-decimals, lie between neighbouring bounds.

    The lower bound belongs to a group; the upper one only to the last group.
    """
    # A score has `decimals` places, so that it reaches a bound exactly when it reaches the bound
    # rounded up to that many.
    edges = [_rounded_up(bound, decimals) for bound in bounds]
    # Few scores are different: each is compared once.
    units, place = distinct(units)
    times = np.bincount(place, minlength=len(units))
    counts = [int(times[(units >= low) & (units < high)].sum()) for low, high in pairwise(edges)]
    if counts:
        top = floor(bounds[-1].scaleb(decimals))
        counts[-1] = int(times[(units >= edges[-2]) & (units <= top)].sum())
    return np.array(counts, dtype=np.int64)


def _rounded_up(bound: Decimal, decimals: int) -> int:
    return ceil(bound.scaleb(decimals))
