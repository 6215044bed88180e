"""The data behind the histogram of 分数分布: its bars and upright reference lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qa_workbook.analysis.model import Analysis
from qa_workbook.books.bands import bands_of
from qa_workbook.books.cloth.style import ACCENT, INK
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.scheme.model import Band, ReferenceLevels, Scheme

GOOD, MINOR, ORDINARY, LOW = "#2F6DB5", "#9CC3E6", "#F2C27E", "#B5540A"
"""From blue to brown: whoever doesn't see red from green sees them apart."""

_BAND_COLOURS = {"good": GOOD, "minor": MINOR, "ordinary": ORDINARY, "fail": LOW}
_HEADROOM = 1.08  # how far a reference line rises above the highest bar


@dataclass(frozen=True)
class Reference:
    """One upright line: the key of its words, the score it stands at, its colour."""

    key: str
    score: float
    colour: str


def band_counts(analysis: Analysis) -> dict[str, list[int]]:
    """Returns how many scores of each group are in each band, by band id, best band last.

    A band that the newest version of the scheme doesn't have counts as "", as does none. The counts
    of a group add up to its `count`, those of a band to what the table of bands says.
    """
    scheme, groups = analysis.scheme, analysis.distribution
    if scheme.distribution is None or not len(groups):
        return {}
    counted = analysis.judged
    scores = counted[scheme.distribution.score].to_numpy(dtype=float)
    known = [band.id for band in bands_of(scheme)]
    codes, bands = pd.factorize(counted["band"])
    group = np.searchsorted(groups["lower"].to_numpy(), scores, side="right") - 1
    inside = (group >= 0) & (scores <= groups["upper"].iloc[-1])
    found = {}
    for band in [*_lowest_first(scheme), ""]:
        wanted = [one == band if band else one not in known for one in bands]
        here = inside & np.array([*wanted, not band])[codes]  # the last stands for no band at all
        found[band] = np.bincount(group[here], minlength=len(groups)).tolist()
    return {band: counts for band, counts in found.items() if any(counts)} or {
        "": [0] * len(groups)
    }


def _lowest_first(scheme: Scheme) -> list[str]:
    """The ids of the bands from the lowest scores on."""

    def begins(band: Band) -> float:
        lower = band.above if band.from_ is None else band.from_
        return float("-inf") if lower is None else float(lower)

    return [band.id for band in sorted(bands_of(scheme), key=begins)]


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
        Reference("best", float(levels.best), INK),
    ]


class Histogram:
    """A row per edge and one per group between two edges: a line can stand exactly on an edge.

    Groups far below the first recording and the lowest reference line are left out.
    """

    def __init__(
        self,
        groups: pd.DataFrame,
        references: Sequence[Reference],
        bands: Mapping[str, Sequence[int]],
    ) -> None:
        """`groups` is the frame `distribution` of an Analysis, with at least one group.

        `bands` says how many of each group are in each band, as `band_counts` does.
        """
        start = _first_shown(groups, references)
        self.start = start
        self.bands = {band: list(counts)[start:] for band, counts in bands.items()}
        self.references = references
        self.counts: list[int] = groups["count"].tolist()[start:]
        self.edges: list[float] = [*groups["lower"].tolist()[start:], groups["upper"].tolist()[-1]]

    def columns(
        self, bar: Callable[[str, int], str], line: Callable[[float], str]
    ) -> list[TableColumn]:
        """Returns what `charts.distribution` needs: edge, each band's bars, each line.

        `bar` gives the live height of the bar of a band in a group (counted from 0), `line` that of
        a line which rises so many times as high as the highest bar.
        """
        labels = []
        for edge in self.edges[:-1]:
            labels += [f"{edge:g}", ""]
        labels.append(f"{self.edges[-1]:g}")
        return [
            TableColumn("edge", "edge", labels, "centred"),
            *(self._bars(band, bar) for band in self.bands),
            *(self._line(reference, len(labels), line) for reference in self.references),
        ]

    def _bars(self, band: str, bar: Callable[[str, int], str]) -> TableColumn:
        heights: list[int | None] = [None]
        for count in self.bands[band]:
            heights += [count or None, None]

        def formula(row: int) -> str:
            return bar(band, self.start + row // 2) if row % 2 else ""

        return TableColumn(bars_key(band), bars_key(band), heights, "mark", formula=formula)

    def _line(self, reference: Reference, rows: int, line: Callable[[float], str]) -> TableColumn:
        values: list[float | None] = [None] * rows
        place = self._row(reference.score)
        values[place] = max([*self.counts, 1]) * _HEADROOM

        def formula(row: int) -> str:
            return line(_HEADROOM) if row == place else ""

        return TableColumn(reference.key, reference.key, values, "mark", formula=formula)

    def _row(self, score: float) -> int:
        """Returns the row of the edge at `score`, or of the group that holds it."""
        edge = sum(edge <= score for edge in self.edges) - 1
        if edge < 0:
            return 0
        return 2 * edge if self.edges[edge] == score else 2 * edge + 1


def bars_key(band: str) -> str:
    """Returns the key of the column with the bars of a band."""
    return f"bars.{band}"


def _first_shown(groups: pd.DataFrame, references: Sequence[Reference]) -> int:
    """Returns one group before the first that has recordings or begins at a reference line."""
    lines = [reference.score for reference in references]
    telling = groups.index[(groups["count"] > 0) | groups["lower"].isin(lines)]
    return max(0, int(min(telling, default=0)) - 1)
