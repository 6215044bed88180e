"""The marks of a recordings frame, split into groups of rows in which the same indicators are marked.

Inside such a group the tree has one shape: which weights are re-spread over which siblings is the same for every row.
Ordinary months have one group, because every inspector fills every column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from qa_workbook.frames import ABSENT, AGGRAVATED, COUNT, MARK, NOT_APPLICABLE
from qa_workbook.scheme.model import Indicator, Scheme

Columns = Mapping[str, npt.NDArray]
_STATES = 3
_MOST_STATES = 30  # columns whose combined states fit an int64 with room to spare


@dataclass(frozen=True)
class Marks:
    """Rows of a frame that have the same indicators marked.

    `rows` are positions in the frame; `ticks` holds the marks that count (0 … full ticks), by indicator id;
    `skipped` are the ids of those that don't apply. `counts` and `aggravated` are by counted leaf. An item that is
    marked directly, or skipped, hides all that was entered below it.
    """

    scheme: Scheme
    rows: npt.NDArray | slice
    length: int
    ticks: Columns
    skipped: frozenset[str]
    counts: Columns
    aggravated: Columns

    @cached_property
    def below_full(self) -> Columns:
        """Masks of the rows whose mark is below full, by marked indicator."""
        by_id, scale_of = self.scheme.by_id, self.scheme.scale_of
        return {id_: ticks < scale_of(by_id[id_]).full_ticks for id_, ticks in self.ticks.items()}

    @cached_property
    def occurred(self) -> Columns:
        """Masks of the rows in which a deduction occurred, by counted leaf that deducts (a bonus is never a defect)."""
        deducting = (
            node for node in self.scheme.counted if node.count and node.count.direction == "deduct"
        )
        return {node.id: self.counts[node.id] > 0 for node in deducting}

    def defective(self, node: Indicator) -> npt.NDArray | None:
        """Returns the mask of the rows with a defect in `node` or below it; None when nothing there was marked."""
        masks = [self.below_full[below.id] for below in node.walk() if below.id in self.below_full]
        masks += [self.occurred[below.id] for below in node.walk() if below.id in self.occurred]
        return np.logical_or.reduce(masks) if masks else None


def groups(scheme: Scheme, frame: pd.DataFrame) -> Iterator[Marks]:
    """Yields the rows of a wide recordings frame, group by group. An absent mark column is one nobody used."""
    length = len(frame)
    ticks = {node.id: _ticks(scheme, node, frame) for node in scheme.graded}
    counts = {node.id: _counts(frame, COUNT + node.id) for node in scheme.counted}
    aggravated = {
        id_: np.minimum(_counts(frame, AGGRAVATED + id_), most) for id_, most in counts.items()
    }
    for rows in _row_groups(list(ticks.values()), length):
        one = {id_: column[rows] for id_, column in ticks.items() if length}
        used = {id_ for id_, column in one.items() if column[0] != ABSENT}
        hidden = {below.id for id_ in used for below in scheme.by_id[id_].walk() if below.id != id_}
        yield Marks(
            scheme,
            rows,
            length if isinstance(rows, slice) else len(rows),
            {id_: one[id_] for id_ in one if one[id_][0] >= 0 and id_ not in hidden},
            frozenset(id_ for id_ in used - hidden if one[id_][0] < 0),
            _visible(counts, rows, hidden),
            _visible(aggravated, rows, hidden),
        )


def _ticks(scheme: Scheme, node: Indicator, frame: pd.DataFrame) -> npt.NDArray:
    column = frame.get(MARK + node.id)
    if column is None:
        return np.full(len(frame), ABSENT, dtype=np.int32)
    ticks = column.to_numpy()
    if (
        scheme.not_applicable_rule(node) == "full"
    ):  # counts as a full mark, so it need not be a group of its own
        skipped = ticks == NOT_APPLICABLE
        ticks = (
            np.where(skipped, scheme.scale_of(node).full_ticks, ticks) if skipped.any() else ticks
        )
    return ticks


def _counts(frame: pd.DataFrame, name: str) -> npt.NDArray:
    column = frame.get(name)
    return (
        np.zeros(len(frame), dtype=np.int32) if column is None else np.maximum(column.to_numpy(), 0)
    )


def _row_groups(columns: list[npt.NDArray], length: int) -> Iterator[npt.NDArray | slice]:
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


def _uniform(column: npt.NDArray) -> bool:
    lowest = column.min()
    return bool(lowest >= 0 or lowest == column.max())


def _state(column: npt.NDArray) -> npt.NDArray:
    return np.where(column >= 0, 0, np.where(column == ABSENT, 1, 2))


def _visible(counts: Columns, rows: npt.NDArray | slice, hidden: set[str]) -> Columns:
    chosen = {id_: column[rows] for id_, column in counts.items()}
    return {
        id_: np.zeros_like(column) if id_ in hidden else column for id_, column in chosen.items()
    }
