"""What re-checks say: of each pair of scores, of each inspector, of each inspector and lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import Literal

import pandas as pd

from qa_workbook.analysis.ratios import quotient
from qa_workbook.codes import joined, separated
from qa_workbook.frames import empty_frame
from qa_workbook.statistics.intervals import TWO_SIDED

ITEMS_TOLD = 3
"""So many of the items in which an inspector differs most are told."""

RECHECKS = {
    "inspector": "str",
    "lead": "str",
    "recording": "str",
    "agent": "str",
    "call_date": "datetime64[s]",
    "own": "int64",
    "again": "int64",
    "own_score": "float64",
    "lead_score": "float64",
    "difference": "float64",
    "distance": "float64",
    "marks": "int64",
    "equal": "int64",
    "items": "str",
    "fatal_missed": "bool",
    "fatal_invented": "bool",
    "deduction_missed": "bool",
    "deduction_invented": "bool",
}
"""Columns of `Rechecks.pairs`: a row per score of an inspector and re-check.

`own` and `again` are the labels of both scores in `detail`. Scores are raw ones; difference is the
inspector's less the lead's, above 0 more lenient; distance its size. `marks`: entered by both,
`equal`: the same of them, `items`: ids of the others, joined. fatal_missed: the lead found a fatal
error and the inspector none; invented: the other way round; the same for error deductions.
"""
ERRORS = ("fatal_missed", "fatal_invented", "deduction_missed", "deduction_invented")


@dataclass(frozen=True)
class Rechecks:
    """All re-checks of an analysis: `pairs` has the columns of RECHECKS, the largest first.

    `ids` are those of the scheme's indicators in their order.
    """

    pairs: pd.DataFrame
    ids: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.pairs)

    @cached_property
    def by_inspector(self) -> pd.DataFrame:
        """What the re-checks of each inspector come to.

        inspector, recordings (re-checks), difference and distance (means of single recordings),
        margin (of difference: 1.96 standard errors, NaN for a single one), marks, equal (share of
        them, NaN without any), the counts of ERRORS, and items: ids of the ITEMS_TOLD in which the
        marks differ most often, joined. By inspector.
        """
        return self._table(["inspector"])

    @cached_property
    def by_pair(self) -> pd.DataFrame:
        """The same of each inspector and lead, by both."""
        return self._table(["inspector", "lead"])

    def _table(self, by: list[str]) -> pd.DataFrame:
        grouped = self.pairs.groupby(by, sort=True)
        table = grouped.agg(
            recordings=("recording", "size"),
            difference=("difference", "mean"),
            distance=("distance", "mean"),
            margin=("difference", "sem"),
            marks=("marks", "sum"),
            equal=("equal", "sum"),
            **{name: (name, "sum") for name in ERRORS},
        )
        table["margin"] *= TWO_SIDED
        table["equal"] = quotient(table["equal"].to_numpy(), table["marks"].to_numpy())
        order = {id_: place for place, id_ in enumerate(self.ids)}
        worst = [joined(_worst(texts, order)) for _, texts in grouped["items"]]
        table["items"] = pd.Series(worst, index=table.index, dtype="str")
        return table.reset_index()


def _worst(texts: pd.Series, order: Mapping[str, int]) -> list[str]:
    """The ids that stand in the most texts; of equal ones the first of the scheme."""
    times = Counter(id_ for text in texts for id_ in separated(text))
    ranked = sorted(times, key=lambda id_: (-times[id_], order.get(id_, len(order)), id_))
    return ranked[:ITEMS_TOLD]


def leaning(
    row: Mapping[Hashable, float], least: int
) -> Literal["few", "even", "lenient", "strict"]:
    """Returns which way an inspector leans beside the leads, by a row of `Rechecks.by_inspector`.

    few: fewer than `least` re-checks; even: chance alone (95 %) may have made the mean difference.
    """
    if row["recordings"] < least:
        return "few"
    if isnan(row["margin"]) or abs(row["difference"]) <= row["margin"]:
        return "even"
    return "lenient" if row["difference"] > 0 else "strict"


def no_rechecks() -> Rechecks:
    """Returns what there is without re-checked recordings."""
    return Rechecks(empty_frame(RECHECKS))
