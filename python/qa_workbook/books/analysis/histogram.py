"""The data behind the histogram of 分数分布: its bars and upright reference lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from qa_workbook.books.analysis.charts import MIDDLING
from qa_workbook.books.cloth.style import ACCENT
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.scheme.model import ReferenceLevels

GOOD, LOW = "#2E8B57", "#D9534F"
_HEADROOM = 1.08  # how far a reference line rises above the highest bar


@dataclass(frozen=True)
class Reference:
    """One upright line: the key of its words, the score it stands at, its colour."""

    key: str
    score: float
    colour: str


def reference_lines(levels: ReferenceLevels | None) -> list[Reference]:
    """Returns the reference lines of a scheme, lowest first."""
    if levels is None:
        return []
    return [
        Reference("lowest", float(levels.lowest), LOW),
        Reference("good", float(levels.good), GOOD),
        Reference("best", float(levels.best), ACCENT),
    ]


class Histogram:
    """A row per edge and one per group between two edges: a line can stand exactly on an edge.

    Groups far below the first recording and the lowest reference line are left out.
    """

    def __init__(self, groups: pd.DataFrame, references: Sequence[Reference]) -> None:
        """`groups` is the frame `distribution` of an Analysis, with at least one group."""
        start = _first_shown(groups, references)
        self.references = references
        self.counts: list[int] = groups["count"].tolist()[start:]
        self.edges: list[float] = [*groups["lower"].tolist()[start:], groups["upper"].tolist()[-1]]

    def columns(self) -> list[TableColumn]:
        """Returns the columns edge, count and one per reference line, for `charts.distribution`."""
        labels, heights = [], []
        for edge, count in zip(self.edges, self.counts, strict=False):
            labels += [f"{edge:g}", ""]
            heights += [None, count]
        labels.append(f"{self.edges[-1]:g}")
        heights.append(None)
        return [
            TableColumn("edge", "edge", labels, "centred"),
            TableColumn("count", "n", heights, "mark"),
            *(self._line(reference, len(labels)) for reference in self.references),
        ]

    def _line(self, reference: Reference, rows: int) -> TableColumn:
        values: list[float | None] = [None] * rows
        values[self._row(reference.score)] = max([*self.counts, 1]) * _HEADROOM
        return TableColumn(reference.key, reference.key, values, "mark")

    def _row(self, score: float) -> int:
        """Returns the row of the edge at `score`, or of the group that holds it."""
        edge = sum(edge <= score for edge in self.edges) - 1
        if edge < 0:
            return 0
        return 2 * edge if self.edges[edge] == score else 2 * edge + 1

    def colours(self) -> list[str]:
        """Returns the colour of each row: that of its group's middle; edges have no bar."""
        found = []
        for lower, upper in pairwise(self.edges):
            found += [ACCENT, self._colour((lower + upper) / 2)]
        return [*found, ACCENT]

    def _colour(self, score: float) -> str:
        at = {reference.key: reference.score for reference in self.references}
        if not at:
            return ACCENT
        if score < at["lowest"]:
            return LOW
        return MIDDLING if score < at["good"] else GOOD


def _first_shown(groups: pd.DataFrame, references: Sequence[Reference]) -> int:
    """Returns one group before the first that has recordings or begins at a reference line."""
    lines = [reference.score for reference in references]
    telling = groups.index[(groups["count"] > 0) | groups["lower"].isin(lines)]
    return max(0, int(min(telling, default=0)) - 1)
