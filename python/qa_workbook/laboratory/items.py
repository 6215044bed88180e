"""What the items of a scheme do: their weights, and how well they tell recordings apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

import pandas as pd

from qa_workbook.arrays import Floats
from qa_workbook.laboratory.costs import Costs, costs
from qa_workbook.laboratory.rules import LaboratoryRules
from qa_workbook.scheme.model import Scheme
from qa_workbook.statistics.item_analysis import Figure, correlation, is_dead, variance_shares
from qa_workbook.statistics.reasons import Reason

FLAGS = (
    "few",
    "never-lost",
    "constant",
    "ceiling",
    "negative",
    "weak",
    "not-applicable",
    "heavier",
    "lighter",
)
"""What an item may be pointed at for, in the order of the sheet."""
_NOTHING = 1e-9


@dataclass(frozen=True)
class Item:
    """One item over the recordings; ratios are fractions, a reason stands where there is none.

    `nominal`: what its full mark brings as a share of all, None for counted items. `effective`: its
    share in the spread of what recordings lose (cov(lᵢ, L) ÷ var(L); all add up to 1). `marked`:
    recordings in which it was marked, or could have occurred; `full`: the share of them without a
    lost mark; `excused`: share of all recordings in which it was not applicable. `loss`: points
    that it takes off, mean over all recordings; `loss_share`: of what all items take off.
    `discrimination`: correlation of its mark with what the other items attain. Sheets of breaches
    have no good recordings: there `effective` and `discrimination` are None. `flags`: of FLAGS.
    """

    id: str
    name: str
    nominal: float | None
    effective: Figure | None
    marked: int
    full: Figure
    excused: float
    loss: float
    loss_share: Figure
    discrimination: Figure | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pair:
    """Two items (`first` before `second`) and the correlation of their marks over n recordings."""

    first: str
    second: str
    r: Figure
    n: int
    redundant: bool


@dataclass(frozen=True)
class ItemAnalysis:
    """The items of one version over the recordings that it scored and that count.

    `rows` names them (agent, recording, call_date), in the order of the rows of `costs`.
    `left_out` are recordings of other versions.
    """

    scheme: Scheme
    items: tuple[Item, ...]
    pairs: tuple[Pair, ...]
    costs: Costs
    rows: pd.DataFrame
    left_out: int

    @property
    def recordings(self) -> int:
        """How many recordings it looks at."""
        return len(self.rows)

    @property
    def by_clause(self) -> bool:
        """Whether all items are counted: only recordings with a breach are in the sheets then."""
        return all(item.nominal is None for item in self.items)


def item_analysis(
    scheme: Scheme,
    frame: pd.DataFrame,
    rules: LaboratoryRules | None,
    language: str,
    left_out: int = 0,
) -> ItemAnalysis:
    """Returns the analysis of the rows of a wide recordings frame of one version, all that count.

    Without rules nothing is pointed at.
    """
    found = costs(scheme, frame)
    looked = _Look(scheme, found, rules, language)
    rows = frame[["agent", "recording", "call_date"]].reset_index(drop=True)
    return ItemAnalysis(scheme, looked.items(), looked.pairs(), found, rows, left_out)


class _Look:
    def __init__(
        self, scheme: Scheme, found: Costs, rules: LaboratoryRules | None, language: str
    ) -> None:
        self.scheme, self.costs, self.rules, self.language = scheme, found, rules, language
        self.total = found.lost.sum(axis=1)
        self.size = len(self.total)

    def items(self) -> tuple[Item, ...]:
        """Returns the items in the scheme's order, pointed at where the rules say so."""
        found = [self._item(column, share) for column, share in enumerate(self._effective())]
        return tuple(
            replace(item, flags=tuple(self._flags(item, column)))
            for column, item in enumerate(found)
        )

    def _effective(self) -> Sequence[Figure | None]:
        if not self.costs.weights:
            return [None] * len(self.costs.ids)
        shares = variance_shares(self.costs.lost)
        return [shares] * len(self.costs.ids) if isinstance(shares, Reason) else shares

    def _item(self, column: int, effective: Figure | None) -> Item:
        found, node = self.costs, self.scheme.items[column]
        lost, marked = found.lost[:, column], found.marked[:, column]
        everything = float(self.total.sum())
        return Item(
            id=node.id,
            name=node.name.say(self.language),
            nominal=found.weights.get(node.id),
            effective=effective,
            marked=int(marked.sum()),
            full=float(found.full[marked, column].mean()) if marked.any() else Reason.TOO_FEW,
            excused=float(found.excused[:, column].mean()) if self.size else 0.0,
            loss=float(lost.mean()) if self.size else 0.0,
            loss_share=float(lost.sum()) / everything if everything else Reason.ALL_EQUAL,
            discrimination=self._discrimination(column),
        )

    def _discrimination(self, column: int) -> Figure | None:
        """r of the item with the share that the others attain, where both are marked."""
        if not self.costs.weights:
            return None
        brings = self.costs.brings.sum(axis=1) - self.costs.brings[:, column]
        both = self.costs.marked[:, column] & (brings > _NOTHING)
        rest = (self.costs.lost[:, column] - self.total)[both] / brings[both]
        return correlation(self._attained(column)[both], rest)

    def _attained(self, column: int) -> Floats:
        """The share of an item, of a counted one the points that it leaves."""
        if self.costs.ids[column] in self.costs.weights:
            share: Floats = self.costs.share[:, column]
            return share
        lost: Floats = -self.costs.lost[:, column]
        return lost

    def _flags(self, item: Item, column: int) -> Iterator[str]:
        rules = self.rules
        if rules is None or item.marked < rules.least:
            yield from ("few",) if rules else ()
            return
        never_lost = item.full == 1
        if never_lost:
            yield "never-lost"
        elif is_dead(self._attained(column)[self.costs.marked[:, column]]):
            yield "constant"
        elif _at_least(item.full, rules.ceiling):
            yield "ceiling"
        if _is_below(item.discrimination, Decimal(0)):
            yield "negative"
        elif _is_below(item.discrimination, rules.discrimination):
            yield "weak"
        if item.excused >= rules.not_applicable:
            yield "not-applicable"
        if item.nominal and not never_lost and isinstance(item.effective, float):
            factor = float(rules.weight_factor)
            if item.effective >= factor * item.nominal:
                yield "heavier"
            elif item.effective * factor <= item.nominal:
                yield "lighter"

    def pairs(self) -> tuple[Pair, ...]:
        """Returns every pair of items, in the scheme's order."""
        columns = combinations(range(len(self.costs.ids)), 2)
        return tuple(self._pair(one, other) for one, other in columns)

    def _pair(self, one: int, other: int) -> Pair:
        both = self.costs.marked[:, one] & self.costs.marked[:, other]
        r = correlation(self._attained(one)[both], self._attained(other)[both])
        size, rules = int(both.sum()), self.rules
        enough = rules is not None and size >= rules.least
        redundant = enough and rules is not None and _at_least(r, rules.redundant)
        return Pair(self.costs.ids[one], self.costs.ids[other], r, size, redundant)


def _at_least(figure: Figure | None, bound: Decimal) -> bool:
    return isinstance(figure, float) and figure >= bound


def _is_below(figure: Figure | None, bound: Decimal) -> bool:
    return isinstance(figure, float) and figure < bound
