"""The data behind the histogram of 分数分布: its bars and upright reference lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

import numpy as np
import pandas as pd

from qa_workbook.analysis.model import Analysis
from qa_workbook.books.bands import bands_of
from qa_workbook.books.cloth.style import ACCENT
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.scheme.model import Band, ReferenceLevels, Scheme

GOOD, LOW = "#2E8B57", "#D9534F"
MIXED = "#9AA5AD"
"""Colour of a group that no single band holds."""

_BAND_COLOURS = {"good": GOOD, "minor": "#4A90D9", "ordinary": "#E6A23C", "fail": LOW}
_HEADROOM = 1.08  # how far a reference line rises above the highest bar


@dataclass(frozen=True)
class Reference:
    """One upright line: the key of its words, the score it stands at, its colour."""

    key: str
    score: float
    colour: str


def group_bands(analysis: Analysis) -> list[str]:
    """Returns, of each group of the distribution, the band that all of it lies in.

    That is "" where a group straddles an edge of a band, and where one of its recordings is in
    another band: a fatal error or another version of the scheme can put it there.
    """
    scheme, groups = analysis.scheme, analysis.distribution
    rule = scheme.distribution
    if not rule or not len(groups):
        return []
    whole = _whole_bands(scheme, rule.bounds)
    counted = analysis.judged
    lows = groups["lower"].to_numpy()
    group = np.searchsorted(lows, counted[rule.score].to_numpy(dtype=float), side="right") - 1
    for at, band in set(zip(group.tolist(), counted["band"].tolist(), strict=True)):
        if at >= 0 and whole[at] != band:
            whole[at] = ""
    return whole


def _whole_bands(scheme: Scheme, bounds: Sequence[Decimal]) -> list[str]:
    """The id of the band that holds the lowest and the highest score of each group, or ""."""
    step = Decimal(1).scaleb(-scheme.score.decimals)
    lowest = [bound.quantize(step, ROUND_CEILING) for bound in bounds[:-1]]
    highest = [low - step for low in lowest[1:]] + [bounds[-1]]
    bands = bands_of(scheme)
    return [
        next((band.id for band in bands if band.holds(low) and band.holds(high)), "")
        for low, high in zip(lowest, highest, strict=True)
    ]


def band_colour(band: Band) -> str:
    """Returns the colour of the bars of a band: its own, or else that of its id."""
    return band.colour or _BAND_COLOURS.get(band.id, ACCENT)


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

    def __init__(
        self, groups: pd.DataFrame, references: Sequence[Reference], bands: Sequence[str]
    ) -> None:
        """`groups` is the frame `distribution` of an Analysis, with at least one group.

        `bands` is the kind of each group's bar: a band, or "".
        """
        start = _first_shown(groups, references)
        self.bands = list(bands)[start:]
        self.references = references
        self.counts: list[int] = groups["count"].tolist()[start:]
        self.edges: list[float] = [*groups["lower"].tolist()[start:], groups["upper"].tolist()[-1]]

    def columns(self) -> list[TableColumn]:
        """Returns what `charts.distribution` needs: edge, each kind of bar, each line."""
        labels = []
        for edge in self.edges[:-1]:
            labels += [f"{edge:g}", ""]
        labels.append(f"{self.edges[-1]:g}")
        return [
            TableColumn("edge", "edge", labels, "centred"),
            *(self._bars(band) for band in self.kinds()),
            *(self._line(reference, len(labels)) for reference in self.references),
        ]

    def kinds(self) -> list[str]:
        """Returns the kinds of bars that are seen, lowest score first; all when there are none."""
        pairs = zip(self.bands, self.counts, strict=True)
        seen = dict.fromkeys(band for band, count in pairs if count)
        return list(seen or dict.fromkeys(self.bands))

    def _bars(self, kind: str) -> TableColumn:
        heights: list[int | None] = [None]
        for band, count in zip(self.bands, self.counts, strict=True):
            heights += [count if band == kind else None, None]
        return TableColumn(bars_key(kind), bars_key(kind), heights, "mark")

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


def bars_key(kind: str) -> str:
    """Returns the key of the column with the bars of a kind."""
    return f"bars.{kind}"


def _first_shown(groups: pd.DataFrame, references: Sequence[Reference]) -> int:
    """Returns one group before the first that has recordings or begins at a reference line."""
    lines = [reference.score for reference in references]
    telling = groups.index[(groups["count"] > 0) | groups["lower"].isin(lines)]
    return max(0, int(min(telling, default=0)) - 1)
