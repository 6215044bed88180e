"""What every item costs every recording in points of the score.

Within rows that have the same indicators marked the score is a sum of parts, one per item, as long
as no limit cuts it: floors, ceilings and section fails are left out here. What a full mark of an
item brings is found by scoring, not worked out again: whatever a scheme does with weights and with
what doesn't apply, the parts add up. Only points that are counted below an item, beside its marks,
are no item's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans, Floats, Integers
from qa_workbook.frames import ABSENT, MARK, NOT_APPLICABLE
from qa_workbook.scheme.model import Indicator, Scheme
from qa_workbook.scoring.losses import without_limits
from qa_workbook.scoring.marks import Marks, groups
from qa_workbook.scoring.tree import Tree


@dataclass(frozen=True)
class Costs:
    """Recordings × items (`ids`, in the scheme's order).

    `lost`: points that the item took off, 0 where it was not marked; below 0 for a bonus. `brings`:
    points that its full mark brings there, 0 for counted items. `share`: the share of it that was
    attained (of counted items 1 without an occurrence, else 0), NaN where it was not marked.
    `full`: whether it lost nothing; `excused`: whether it was not applicable.
    `weights`: by id, what the full mark brings where every item is marked, as a share of all; none
    for counted items.
    """

    ids: tuple[str, ...]
    lost: Floats
    brings: Floats
    share: Floats
    full: Booleans
    excused: Booleans
    weights: dict[str, float]

    @property
    def marked(self) -> Booleans:
        """Where an item was marked, or was not and could have occurred."""
        marked: Booleans = ~np.isnan(self.share)
        return marked


def costs(scheme: Scheme, frame: pd.DataFrame) -> Costs:
    """Returns what the items of a scheme cost the rows of a wide recordings frame."""
    uncut = linear(scheme)
    items = scheme.items
    shape = (len(frame), len(items))
    found = Costs(
        tuple(item.id for item in items),
        np.zeros(shape),
        np.zeros(shape),
        np.full(shape, np.nan),
        np.zeros(shape, dtype=bool),
        np.zeros(shape, dtype=bool),
        _weights(uncut),
    )
    for column, item in enumerate(items):
        found.excused[:, column] = _excused(item, frame)
    for marks in groups(uncut, frame):
        _take(found, uncut, marks)
    marked = ~found.excused & found.marked
    found.share[~marked] = np.nan
    found.full[~marked] = False
    return found


def _take(found: Costs, scheme: Scheme, marks: Marks) -> None:
    """Puts the rows of one group in."""
    tree = Tree(marks)
    if tree.score() is None:
        return
    brings = _brings(scheme, marks)
    for column, item in enumerate(scheme.items):
        if item.id not in brings:
            continue
        each = brings[item.id]
        if item.count:
            value = tree.value(item)
            assert value is not None, "a counted leaf always applies"
            points = value.points.floats()
            share = (points == 0).astype(np.float64)
            lost, full = -points * each, points == 0
            brought = 0.0
        else:
            share = tree.fractions[item.id].floats()
            lost, full, brought = each * (1 - share), share >= 1, each
        found.lost[marks.rows, column] = lost
        found.brings[marks.rows, column] = brought
        found.share[marks.rows, column] = share
        found.full[marks.rows, column] = full


def _brings(scheme: Scheme, marks: Marks) -> dict[str, float]:
    """What the full mark of each marked item brings in a group; of a counted one what a point is.

    The first row of these marks has nothing wrong; in each of the others one item attains nothing.
    """
    used = [item for item in scheme.items if item.count or _own(item, marks)]
    length = len(used) + 1
    ticks = {
        id_: np.full(length, scheme.scale_of(scheme.by_id[id_]).full_ticks, dtype=np.int64)
        for id_ in marks.ticks
    }
    counts = {id_: np.zeros(length, dtype=np.int64) for id_ in marks.counts}
    for row, item in enumerate(used, 1):
        for id_ in _own(item, marks):
            ticks[id_][row] = scheme.scale_of(scheme.by_id[id_]).zero_ticks
        if item.count:
            counts[item.id][row] = 1
    never = {id_: np.zeros(length, dtype=np.int64) for id_ in counts}
    made = replace(
        marks, rows=slice(None), length=length, ticks=ticks, counts=counts, aggravated=never
    )
    tree = Tree(made)
    score = tree.score()
    assert score is not None, "something applies"
    points, taken = score.floats(), {}
    for row, item in enumerate(used, 1):
        less = points[0] - points[row]
        taken[item.id] = float(less / _step(tree, item, row))
    return taken


def _step(tree: Tree, item: Indicator, row: int) -> float:
    """What an item loses in a row of `_brings`: points if it is counted, else shares of its full.

    Through its children it may keep some, where their sum starts from a base.
    """
    if item.count:
        value = tree.value(item)
        assert value is not None, "a counted leaf always applies"
        return -float(value.points.floats()[row])
    shares = tree.fractions[item.id].floats()
    return float(shares[0] - shares[row])


def _own(item: Indicator, marks: Marks) -> list[str]:
    """The indicators by which an item is marked: itself or those below it."""
    return [node.id for node in item.walk() if node.id in marks.ticks]


def _excused(item: Indicator, frame: pd.DataFrame) -> Booleans:
    """Where an item is 不适用: itself, or everything below it that was used."""
    columns: list[Integers] = [
        frame[MARK + node.id].to_numpy() for node in item.walk() if MARK + node.id in frame
    ]
    if not columns:
        return np.zeros(len(frame), dtype=bool)
    used = np.logical_or.reduce([column == NOT_APPLICABLE for column in columns])
    marked = np.logical_or.reduce([column >= 0 for column in columns])
    excused: Booleans = used & ~marked
    return excused


def _weights(scheme: Scheme) -> dict[str, float]:
    """The nominal weights: everything is marked, by items where they can be."""
    graded = [item for item in scheme.items if not item.count]
    if not graded:
        return {}
    frame = pd.DataFrame({MARK + node.id: [np.int32(ABSENT)] for node in scheme.graded})
    full = {
        MARK + item.id: np.int32(scheme.scale_of(item).stored(scheme.scale_of(item).full))
        for item in graded
    }
    (marks,) = groups(scheme, frame.assign(**full))
    brings = _brings(scheme, marks)
    whole = sum(brings[item.id] for item in graded)
    return {item.id: brings[item.id] / whole for item in graded} if whole > 0 else {}


def linear(scheme: Scheme) -> Scheme:
    """The scheme without anything that cuts a sum: limits and sections that fail."""
    unlimited = without_limits(scheme)
    score = unlimited.score.renewed(bonus_cap=None)
    tops = tuple(_without_cuts(node) for node in scheme.indicators)
    return unlimited.renewed(score=score, indicators=tops)


def _without_cuts(node: Indicator) -> Indicator:
    children = tuple(_without_cuts(child) for child in node.children)
    return node.renewed(
        children=children, floor=None, ceiling=None, bonus_cap=None, section_fail=None
    )
