"""Shares, ranks and alert levels (S3), compared exactly: no ratio is rounded before its bound."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np

from qa_workbook.arrays import Floats, Integers, WholeNumbers
from qa_workbook.scheme.model import AlertLevel, Alerts

Graded = Literal["item", "average"]
"""What an alert level is for: one item, or the average of a day, team or period."""


def quotient(numerator: WholeNumbers, denominator: WholeNumbers | int) -> Floats:
    """Returns numerator / denominator as float64, NaN where the denominator is 0."""
    if numerator.dtype == object:
        pairs = zip(numerator, np.broadcast_to(denominator, np.shape(numerator)), strict=True)
        found = [above / below if below else np.nan for above, below in pairs]
        return np.array(found, dtype=np.float64)
    whole = np.broadcast_to(np.asarray(denominator, dtype=np.int64), np.shape(numerator))
    quotients = np.full(np.shape(numerator), np.nan)
    np.divide(numerator, whole, out=quotients, where=whole != 0)
    return quotients


def mean_ratios(
    counts: Integers, wholes: Integers, sizes: Integers
) -> tuple[WholeNumbers, WholeNumbers]:
    """Returns numerator and denominator of the mean of ratios in each row.

    Column k stands for `sizes[k]` ratios with the common denominator `wholes[:, k]` whose
    numerators add up to `counts[:, k]`; where that denominator is 0 they are left out. The
    denominator of the mean is 0 where nothing is left. int64, or Python's int (dtype object)
    where wholes differ in a row.
    """
    there = wholes > 0
    ratios = (there * sizes).sum(axis=1)
    common = wholes.max(axis=1, initial=0)
    mixed = (there & (wholes != common[:, None])).any(axis=1)
    above, below = (counts * there).sum(axis=1), common * ratios
    if not mixed.any():
        return above, below
    # Fractions with many different denominators soon outgrow int64.
    above, below = above.astype(object), below.astype(object)
    for row in np.flatnonzero(mixed):
        pairs = zip(counts[row, there[row]].tolist(), wholes[row, there[row]].tolist(), strict=True)
        total = sum((Fraction(count, whole) for count, whole in pairs), Fraction(0))
        mean = total / int(ratios[row])
        above[row], below[row] = mean.numerator, mean.denominator
    return above, below


def shares(counts: Integers) -> Floats:
    """Returns each count's share of their total; zeros when there is nothing to share."""
    whole = int(counts.sum())
    if not whole:
        return np.zeros(len(counts))
    return counts / whole


def pareto(counts: Integers) -> tuple[Integers, Floats]:
    """Returns the rank of each count and the share of all up to that rank.

    1 is the largest; equal counts are ranked in their order.
    """
    order = np.argsort(-counts, kind="stable")
    ranks, reached = np.empty(len(counts), dtype=np.int32), np.zeros(len(counts))
    ranks[order] = np.arange(1, len(counts) + 1)
    whole = int(counts.sum())
    if whole:
        reached[order] = np.cumsum(counts[order]) / whole
    return ranks, reached


def lower_bound(level: AlertLevel, kind: Graded) -> Decimal:
    """Returns the least ratio that has an alert level."""
    return level.item_from if kind == "item" else level.average_from


def alert_colours(
    alerts: Alerts | None,
    kind: Graded,
    numerator: WholeNumbers,
    denominator: WholeNumbers | int,
) -> list[str]:
    """Returns the colour of each ratio: of the worst level whose bound it reaches.

    "" without alerts or denominator.
    """
    whole = np.broadcast_to(np.asarray(denominator), np.shape(numerator))
    colours = np.full(len(numerator), "", dtype=object)
    if alerts is None:
        return colours.tolist()
    # From the mildest level on, so that the worst one reached is the last to be noted.
    for level in reversed(alerts.levels):
        bound = Fraction(lower_bound(level, kind))
        reached = (numerator * bound.denominator >= bound.numerator * whole) & (whole > 0)
        colours[reached.astype(bool)] = level.colour
    return [str(colour) for colour in colours]
