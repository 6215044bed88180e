"""Marks further from the gold mark than the rules tolerate, and how far each inspector lies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from qa_workbook.arrays import Floats
from qa_workbook.calibration.panel import Marks, Panel, PanelItem
from qa_workbook.calibration.rules import Tolerance

TOTAL = ""
"""What the score of a recording is called among items."""
_SPECK = 1e-9  # what float arithmetic may add to a difference that is just tolerated


@dataclass(frozen=True)
class Dispute:
    """One mark beyond the tolerance. `mark` is None where the inspector says 不适用."""

    recording: str
    item: str
    inspector: str
    mark: float | None
    gold: float
    tolerance: float

    @property
    def difference(self) -> float | None:
        """The mark less the gold mark."""
        return None if self.mark is None else self.mark - self.gold


def disputes_of(panel: Panel, tolerance: Tolerance) -> list[Dispute]:
    """Returns the disputed marks by recording, item and inspector; those of scores come last.

    Items without an end to their scale (counts) are disputed where they differ at all. Nothing is
    disputed where the lead gave no mark: that is told elsewhere.
    """
    found = [one for item in panel.items for one in _of_item(panel, item, tolerance)]
    found += _beyond(panel, TOTAL, panel.total, float(tolerance.total))
    places = {unit: place for place, unit in enumerate(panel.units)}
    order = {item.id: place for place, item in enumerate(panel.items)}
    last = len(order)
    return sorted(found, key=lambda one: (places[one.recording], order.get(one.item, last)))


@dataclass(frozen=True)
class DisputeCounts:
    """How many of the disputed are marks of items, 不适用 against a gold mark, and scores."""

    marks: int
    silent: int
    totals: int


def dispute_counts(disputes: Iterable[Dispute]) -> DisputeCounts:
    """Returns how many of each kind there are."""
    kinds = [(one.item == TOTAL, one.mark is None) for one in disputes]
    totals = sum(1 for total, _ in kinds if total)
    silent = sum(1 for total, absent in kinds if absent and not total)
    return DisputeCounts(len(kinds) - totals - silent, silent, totals)


def compared_marks(panel: Panel) -> int:
    """Returns how many marks of items stand beside a gold mark."""
    return sum(int(np.isfinite(panel.marks[item.id].away).sum()) for item in panel.items)


def disputed_share(panel: Panel, disputes: Iterable[Dispute]) -> float | None:
    """Returns disputed marks of items ÷ marks beside a gold mark; None where there are none."""
    disputed = dispute_counts(disputes).marks
    compared = compared_marks(panel)
    return disputed / compared if compared else None


def limit_of(item: PanelItem, tolerance: Tolerance) -> float:
    """Returns how far a mark of an item may lie from the gold mark, in marks."""
    if item.width is None:
        return 0.0
    return float(tolerance.of_item(item.id) * Decimal(repr(item.width)))


def distances(panel: Panel) -> Mapping[str, Floats]:
    """Returns the mean distance from the gold marks of each item: an array of inspectors.

    In marks of the item, without sign; NaN where an inspector shares no mark with the lead.
    """
    return {item.id: mean_distance(panel.marks[item.id]) for item in panel.items}


def mean_distance(marks: Marks) -> Floats:
    """Returns the mean of |mark − gold mark| of each inspector, NaN without any."""
    away = np.abs(marks.away)
    count = np.isfinite(away).sum(axis=0)
    total = np.nansum(away, axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _of_item(panel: Panel, item: PanelItem, tolerance: Tolerance) -> Iterator[Dispute]:
    limit, marks = limit_of(item, tolerance), panel.marks[item.id]
    yield from _beyond(panel, item.id, marks, limit)
    gold = dict(zip(panel.units, marks.gold.tolist(), strict=True))
    for one in panel.missing:
        mine = one.item == item.id and one.not_applicable and one.who in panel.inspectors
        if mine and np.isfinite(gold[one.recording]):
            yield Dispute(one.recording, item.id, one.who, None, gold[one.recording], limit)


def _beyond(panel: Panel, item: str, marks: Marks, limit: float) -> Iterator[Dispute]:
    far = np.abs(marks.away) > limit + _SPECK  # NaN is not beyond anything
    for row, column in np.argwhere(far).tolist():
        mark, gold = float(marks.given[row, column]), float(marks.gold[row])
        yield Dispute(panel.units[row], item, panel.inspectors[column], mark, gold, limit)
