"""The marks of a recordings frame, in groups of rows in which the same indicators are marked.

Inside such a group the tree has one shape: which weights are spread again over which siblings is
the same for every row. Ordinary months have one group, because every inspector fills every column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans, Integers
from qa_workbook.frames import ABSENT, AGGRAVATED, COUNT, MARK, NOT_APPLICABLE
from qa_workbook.scheme.model import Indicator, Scheme

ById = Mapping[str, Integers]
Rows = Integers | slice
_STATES = 3
_MOST_STATES = 30  # columns whose combined states fit an int64 with room to spare


@dataclass(frozen=True)
class Marks:
    """Rows of a frame that have the same indicators marked.

    `rows` are positions in the frame; `ticks` holds the marks that count (lowest … full, in ticks
    of their scale), by indicator id; `skipped` are the ids of those that don't apply. `counts` and
    `aggravated` are by counted leaf. An item that is marked directly, or skipped, hides all that
    was entered below it.
    """

    scheme: Scheme
    rows: Rows
    length: int
    ticks: ById
    skipped: frozenset[str]
    counts: ById
    aggravated: ById

    @cached_property
    def below_full(self) -> Mapping[str, Booleans]:
        """Masks of the rows whose mark is below full, by marked indicator."""
        by_id, scale_of = self.scheme.by_id, self.scheme.scale_of
        return {
            id_: ticks < scale_of(by_id[id_]).full_ticks
            for id_, ticks in self.ticks.items()
            if by_id[id_].scored
        }

    @cached_property
    def occurred(self) -> Mapping[str, Booleans]:
        """Masks of the rows in which a clause occurred, by counted leaf that deducts.

        A bonus is never a defect.
        """
        return {
            node.id: self.counts[node.id] > 0
            for node in self.scheme.counted
            if node.count and node.count.direction == "deduct"
        }

    def defective(self, node: Indicator) -> Booleans | None:
        """Returns the mask of the rows with a defect in `node` or below it.

        None when nothing there was marked.
        """
        below = [one.id for one in node.walk()]
        masks = [self.below_full[id_] for id_ in below if id_ in self.below_full]
        masks += [self.occurred[id_] for id_ in below if id_ in self.occurred]
        if not masks:
            return None
        defective: Booleans = np.logical_or.reduce(masks)
        return defective


def groups(scheme: Scheme, frame: pd.DataFrame) -> Iterator[Marks]:
    """Yields the rows of a wide recordings frame, group by group.

    A mark column that isn't there is one that nobody used.
    """
    length = len(frame)
    ticks = {node.id: _ticks(scheme, node, frame) for node in scheme.graded}
    counts = {node.id: _counts(frame, COUNT + node.id) for node in scheme.counted}
    # a sheet can't call more occurrences aggravated than there were
    aggravated = {
        id_: np.minimum(_counts(frame, AGGRAVATED + id_), most) for id_, most in counts.items()
    }
    for rows in _row_groups(list(ticks.values()), length):
        here = {id_: column[rows] for id_, column in ticks.items() if length}
        # within a group one row speaks for all: what is used, and what applies
        used = {id_ for id_, column in here.items() if column[0] != ABSENT}
        hidden = _below(scheme, used)
        yield Marks(
            scheme,
            rows,
            length if isinstance(rows, slice) else len(rows),
            {
                id_: _typed(scheme, id_, column)
                for id_, column in here.items()
                if column[0] >= 0 and id_ not in hidden
            },
            frozenset(id_ for id_ in used - hidden if here[id_][0] < 0),
            _visible(counts, rows, hidden),
            _visible(aggravated, rows, hidden),
        )


def _typed(scheme: Scheme, id_: str, stored: Integers) -> Integers:
    """The marks as they were typed: records count those of some scales from below 0."""
    offset = scheme.scale_of(scheme.by_id[id_]).below_zero
    return stored.astype(np.int64) - offset if offset else stored


def _below(scheme: Scheme, used: set[str]) -> set[str]:
    """The ids of all indicators below those that are used."""
    below: set[str] = set()
    for id_ in used:
        for child in scheme.by_id[id_].children:
            below.update(node.id for node in child.walk())
    return below


def _ticks(scheme: Scheme, node: Indicator, frame: pd.DataFrame) -> Integers:
    if MARK + node.id not in frame:
        return np.full(len(frame), ABSENT, dtype=np.int32)
    ticks: Integers = frame[MARK + node.id].to_numpy()
    if scheme.not_applicable_rule(node) == "full":
        # what counts as a full mark needs no group of its own
        skipped = ticks == NOT_APPLICABLE
        if skipped.any():
            scale = scheme.scale_of(node)
            return np.where(skipped, scale.stored(scale.full), ticks)
    return ticks


def _counts(frame: pd.DataFrame, name: str) -> Integers:
    if name not in frame:
        return np.zeros(len(frame), dtype=np.int32)
    counts: Integers = np.maximum(frame[name].to_numpy(), 0)
    return counts


def _row_groups(columns: list[Integers], length: int) -> Iterator[Rows]:
    """Yields the positions of the rows that have the same states in all columns.

    The states of a row are put together as digits of one number; where that number would become
    too large, the numbers that occur are numbered anew.
    """
    mixed = [_state(column) for column in columns if length and not _uniform(column)]
    if not mixed:
        yield slice(None)
        return
    code = np.zeros(length, dtype=np.int64)
    for used, state in enumerate(mixed, start=1):
        code = code * _STATES + state
        if used % _MOST_STATES == 0:
            code = pd.factorize(code)[0].astype(np.int64)
    group, kinds = pd.factorize(code)
    order = np.argsort(group, kind="stable")
    edges = np.searchsorted(group[order], np.arange(1, len(kinds)))
    yield from np.split(order, edges)


def _uniform(column: Integers) -> bool:
    """Whether all rows are marked, none is, or none applies."""
    lowest = column.min()
    return bool(lowest >= 0 or lowest == column.max())


def _state(column: Integers) -> Integers:
    """0 for a mark, 1 for an absent one, 2 for one that does not apply."""
    return np.select([column >= 0, column == ABSENT], [0, 1], 2)


def _visible(counts: ById, rows: Rows, hidden: set[str]) -> ById:
    """The counts of the rows; none for leaves below an item that is marked itself."""
    visible = {}
    for id_, column in counts.items():
        chosen = column[rows]
        visible[id_] = np.zeros_like(chosen) if id_ in hidden else chosen
    return visible
