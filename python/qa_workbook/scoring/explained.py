"""Why a score is what it is: every point between the full score and the final one, with its cause.

Nothing is computed a second way: the marks of a recording are put in one after the other, each row
of marks is scored by `score_recordings`, and what a mark takes off is the difference. So the parts
add up whatever the scheme does with weights, limits and marks that don't apply.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans, Integers
from qa_workbook.frames import AGGRAVATED, COUNT, MARK
from qa_workbook.scheme.model import Indicator, Scheme
from qa_workbook.scoring.losses import LOST_DECIMALS, without_limits
from qa_workbook.scoring.marks import Marks, groups
from qa_workbook.scoring.score import score_recordings

MARKED, COUNTED = "mark", "clause"
LIMIT, ROUNDING, DEDUCTION, FATAL = "limit", "rounding", "deduction", "fatal"
COLUMNS = ("place", "kind", "indicator", "mark", "full", "times", "lost")


@dataclass(frozen=True)
class Explained:
    """`start` is the score of each row of the frame with nothing wrong in it, in points.

    `parts` has a row per cause, by `place` (the position in the frame) and then in the order of the
    scheme:

    | column | type | meaning |
    |---|---|---|
    | `kind` | str | `mark` below full, `clause` that occurred, `limit` (floor or ceiling of the
      score), `rounding`, `deduction` (差错扣分) or `fatal` |
    | `indicator` | str | id of what was marked or occurred, "" for the other kinds |
    | `mark`, `full` | Decimal or None | as typed, on the scale of the indicator |
    | `times` | int | occurrences of a clause |
    | `lost` | Decimal | points that it took off; below 0 where it gave points |

    `start` less all that was lost is the final score; without deduction and fatal the raw one.
    """

    start: list[Decimal]
    parts: pd.DataFrame
    skipped: list[tuple[str, ...]]
    """The ids of what did not apply in each row, whose weight went elsewhere."""


def explained(scheme: Scheme, frame: pd.DataFrame) -> Explained:
    """Returns what took points off each row of a wide or folded frame with a score."""
    rows: list[tuple[object, ...]] = []
    start = np.zeros(len(frame), dtype=np.int64)
    skipped: list[tuple[str, ...]] = [()] * len(frame)
    for marks in groups(scheme, frame):
        positions: Integers = np.arange(len(frame))[marks.rows]
        if not len(positions):
            continue
        steps = _Steps(scheme, frame.iloc[positions].reset_index(drop=True), marks)
        own_rows, own_start = steps.parts()
        rows += [(int(positions[place]), *row) for place, *row in own_rows]
        start[positions] = own_start
        for position in positions:
            skipped[position] = tuple(sorted(marks.skipped))
    rows += _after_the_tree(scheme, frame, start, rows)
    parts = pd.DataFrame(rows, columns=list(COLUMNS))
    parts = parts.sort_values("place", kind="stable", ignore_index=True)
    return Explained([_points(units) for units in start], parts, skipped)


class _Steps:
    """The rows of one group, each repeated: with nothing wrong, and with one thing more each."""

    def __init__(self, scheme: Scheme, frame: pd.DataFrame, marks: Marks) -> None:
        self.scheme, self.frame, self.marks = scheme, frame, marks
        size = len(frame)
        found: list[tuple[Indicator, Booleans]] = []
        for node in scheme.nodes:
            wrong = marks.below_full.get(node.id)
            if node.count and node.id in marks.counts:
                wrong = marks.counts[node.id] > 0
            if wrong is not None and wrong.any():
                found.append((node, wrong))
        self.found = found
        nothing = np.zeros((0, size), dtype=np.int64)
        masks = np.array([wrong for _, wrong in found]) if found else nothing
        # The how-manieth thing of its row each one is, from 1.
        self.rank: Integers = np.cumsum(masks, axis=0, dtype=np.int64)
        self.most: Integers = self.rank[-1] if found else np.zeros(size, dtype=np.int64)

    def parts(self) -> tuple[list[tuple[Any, ...]], Integers]:
        """Returns the rows of the parts, with positions in the group, and the starting scores."""
        of_row = np.repeat(np.arange(len(self.frame)), self.most + 1)
        first = np.cumsum(self.most + 1) - (self.most + 1)
        step = np.arange(len(of_row)) - first[of_row]
        scores = _units(self._scored(of_row, step))
        rows: list[tuple[Any, ...]] = []
        for (node, wrong), rank in zip(self.found, self.rank, strict=True):
            for place in np.flatnonzero(wrong):
                after = first[place] + rank[place]
                lost = _points(scores[after - 1] - scores[after])
                rows.append((int(place), *self._said(node, int(place)), lost))
        return rows, scores[first]

    def _scored(self, of_row: Integers, step: Integers) -> pd.DataFrame:
        frame = self.frame.iloc[of_row].reset_index(drop=True)
        changed = {}
        for (node, wrong), rank in zip(self.found, self.rank, strict=True):
            early = wrong[of_row] & (rank[of_row] > step)
            for name, clean in self._clean(node):
                if name in frame:
                    values = np.where(early, clean, frame[name].to_numpy())
                    changed[name] = values.astype(np.int32)
        return score_recordings(without_limits(self.scheme), frame.assign(**changed))

    def _clean(self, node: Indicator) -> list[tuple[str, int]]:
        if node.count:
            return [(COUNT + node.id, 0), (AGGRAVATED + node.id, 0)]
        scale = self.scheme.scale_of(node)
        return [(MARK + node.id, scale.stored(scale.full))]

    def _said(self, node: Indicator, place: int) -> tuple[object, ...]:
        """Kind, indicator, mark, full mark and occurrences."""
        if node.count:
            return COUNTED, node.id, None, None, int(self.marks.counts[node.id][place])
        scale = self.scheme.scale_of(node)
        mark = Decimal(int(self.marks.ticks[node.id][place])).scaleb(-scale.decimals)
        return MARKED, node.id, mark, scale.full, 0


def _after_the_tree(
    scheme: Scheme, frame: pd.DataFrame, start: Integers, rows: list[tuple[object, ...]]
) -> list[tuple[object, ...]]:
    """Limits, rounding, error deduction and fatal error, as far as they changed something."""
    if not len(frame):
        return []
    lost = np.zeros(len(frame), dtype=np.int64)
    for place, *_, points in rows:
        assert isinstance(place, int) and isinstance(points, Decimal)
        lost[place] += int(points.scaleb(LOST_DECIMALS))
    at_first = start - lost
    finer = scheme.score.model_copy(update={"decimals": LOST_DECIMALS})
    limited = _units(score_recordings(scheme.model_copy(update={"score": finer}), frame))
    scored = score_recordings(scheme, frame)
    harmless = {"fatal": False, "fatal_codes": ""}
    known = {name: value for name, value in harmless.items() if name in frame}
    without_fatal = score_recordings(scheme, frame.assign(**known))
    raw, unaffected, final = (
        _units(scored),
        _units(without_fatal, "final"),
        _units(scored, "final"),
    )
    changes = {
        LIMIT: at_first - limited,
        ROUNDING: limited - raw,
        DEDUCTION: raw - unaffected,
        FATAL: unaffected - final,
    }
    return [
        (int(place), kind, "", None, None, 0, _points(units[place]))
        for kind, units in changes.items()
        for place in np.flatnonzero(units)
    ]


def _units(scored: pd.DataFrame, name: str = "raw") -> Integers:
    """Scores in whole 10^-LOST_DECIMALS points; they are exact, being rounded to such units."""
    units = np.rint(np.nan_to_num(scored[name].to_numpy()) * 10**LOST_DECIMALS)
    whole: Integers = units.astype(np.int64)
    return whole


def _points(units: object) -> Decimal:
    return Decimal(int(units)).scaleb(-LOST_DECIMALS)  # type: ignore[call-overload]
