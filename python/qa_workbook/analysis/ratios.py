"""Shares, ranks and alert levels (S3), compared exactly: no ratio is rounded before it meets its bound."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import numpy as np
import numpy.typing as npt

from qa_workbook.scheme.model import Alerts


def quotient(numerator: npt.NDArray, denominator: npt.NDArray | int) -> npt.NDArray:
    """Returns numerator / denominator as float64, NaN where the denominator is 0."""
    whole = np.broadcast_to(np.asarray(denominator, dtype=np.int64), np.shape(numerator))
    return np.divide(numerator, whole, out=np.full(np.shape(numerator), np.nan), where=whole != 0)


def shares(counts: npt.NDArray) -> npt.NDArray:
    """Returns each count's share of their total; zeros when there is nothing to share."""
    whole = int(counts.sum())
    return counts / whole if whole else np.zeros(len(counts))


def pareto(counts: npt.NDArray) -> tuple[npt.NDArray, npt.NDArray]:
    """Returns the rank of each count (1 = largest, equal ones in their order) and the share of all up to that rank."""
    order = np.argsort(-counts, kind="stable")
    ranks, reached = np.empty(len(counts), dtype=np.int32), np.zeros(len(counts))
    ranks[order] = np.arange(1, len(counts) + 1)
    whole = int(counts.sum())
    if whole:
        reached[order] = np.cumsum(counts[order]) / whole
    return ranks, reached


def alert_colours(
    alerts: Alerts | None, kind: Literal["item", "average"], numerator: npt.NDArray, denominator: npt.NDArray | int
) -> list[str]:
    """Returns the colour of each ratio: of the worst level whose bound it reaches. "" without alerts or denominator."""
    whole = np.broadcast_to(np.asarray(denominator, dtype=np.int64), np.shape(numerator))
    colours = np.full(len(numerator), "", dtype=object)
    for level in reversed(alerts.levels if alerts else ()):
        bound = Fraction(level.item_from if kind == "item" else level.average_from)
        colours[(numerator * bound.denominator >= bound.numerator * whole) & (whole > 0)] = level.colour
    return colours.tolist()
