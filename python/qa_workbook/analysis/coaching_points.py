"""The points behind the defects of an agent in an item: 扣分点, 达标要点 or clauses (S5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from qa_workbook.analysis.coached import PointCount
from qa_workbook.arrays import Booleans
from qa_workbook.codes import separated
from qa_workbook.frames import COUNT
from qa_workbook.scheme.model import Indicator

FULL = 100.0
"""What a node with full marks attained."""


def points_behind(
    node: Indicator, own: pd.DataFrame, low: Booleans, language: str
) -> list[PointCount]:
    """Returns the points of an item in rows of `detail`, the most frequent first.

    Only rows of the mask `low` are looked at: those with a defect in the item.
    """
    written: Counter[str] = Counter()
    for text, times in Counter(own["points"].to_numpy()[low].tolist()).items():
        written.update(dict.fromkeys(separated(text), times))
    found = [*_scoring_points(node, written, language), *_below(node, own, low, language)]
    return sorted((one for one in found if one.count), key=lambda one: -one.count)


def _scoring_points(node: Indicator, written: Counter[str], language: str) -> Iterator[PointCount]:
    """How often each 扣分点 of an item, or of what is below it, was written."""
    for below in node.walk():
        for point in below.scoring_points:
            yield PointCount(point.id, point.name.say(language), written[point.id])


def _below(
    node: Indicator, own: pd.DataFrame, low: Booleans, language: str
) -> Iterator[PointCount]:
    """How often each 达标要点 or clause below an item lost marks."""
    for below in node.walk():
        if below is node:
            continue
        name, value, count = below.name.say(language), f"value.{below.id}", f"{COUNT}{below.id}"
        if value in own and not below.children:
            yield PointCount(below.id, name, int((own[value].to_numpy()[low] < FULL).sum()))
        elif below.count and below.count.direction == "deduct" and count in own:
            yield PointCount(below.id, name, int((own[count].to_numpy()[low] > 0).sum()))
