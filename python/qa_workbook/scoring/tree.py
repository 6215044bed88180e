"""The indicator tree: marks and counts → points and fractions of every node, exact (docs/schemes.md, evaluation).

An indicator that doesn't apply, or that nobody marked, has no value; its weight goes to its siblings in proportion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from qa_workbook.scheme.indicators import full_of_sum, full_points
from qa_workbook.scheme.model import Indicator, Score, SectionFail
from qa_workbook.scoring.exact import Exact, total
from qa_workbook.scoring.marks import Marks


@dataclass(frozen=True)
class Value:
    """What a node attained, and the `full` it could attain; there is no fraction where that is 0 (counted leaves)."""

    points: Exact
    full: Fraction
    fraction: Exact | None


class Tree:
    """Evaluates all nodes of a scheme for one group of rows; `fractions` holds those that have one, by id."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self.scheme = marks.scheme
        self.fractions: dict[str, Exact] = {}

    def score(self) -> Exact | None:
        """Returns the points of the root, within floor and ceiling and not rounded; None when nothing applies."""
        score, tops = self.scheme.score, self.scheme.indicators
        if score.aggregate == "sum":
            value = self._sum(score, tops)
            points = value.points if value else None
        else:
            fraction = self._mean(score.aggregate, tops)
            points = fraction.scaled(Fraction(score.full)) if fraction else None
        if points is None:
            return None
        points = points.at_least(Fraction(score.floor)).at_most(Fraction(score.ceiling))
        self.fractions[score.id] = points.scaled(1 / Fraction(score.full))
        return points

    def value(self, node: Indicator) -> Value | None:
        """Returns what `node` attained; None when it does not apply."""
        if node.id in self.marks.skipped:
            return None
        if node.count:
            return Value(self._counted(node), Fraction(0), None)
        if node.id in self.marks.ticks:
            fraction = Exact.of(self.marks.ticks[node.id], self.scheme.scale_of(node).full_ticks)
            value: Value | None = _weighed(node, fraction)
        elif node.aggregate == "sum":
            value = self._sum(node, node.children)
        else:
            mean = self._mean(node.aggregate, node.children) if node.children else None
            value = _weighed(node, mean) if mean else None
        if value and node.section_fail and node.id not in self.marks.ticks:
            value = self._failed(node, node.section_fail, value)
        if value and value.fraction:
            self.fractions[node.id] = value.fraction
        return value

    def _counted(self, node: Indicator) -> Exact:
        count = node.count
        assert count is not None
        times, worse = self.marks.counts[node.id], self.marks.aggravated[node.id]
        if count.per == "once":
            times, worse = np.minimum(times, 1), np.minimum(worse, 1)
        points, factor = Fraction(count.points), Fraction(count.aggravated or 1)
        amount = total(
            [Exact.of(times - worse).scaled(points), Exact.of(worse).scaled(points * factor)],
            len(times),
        )
        if count.cap is not None:
            amount = amount.at_most(Fraction(count.cap))
        return amount if count.direction == "bonus" else amount.scaled(Fraction(-1))

    def _mean(self, aggregate: str | None, children: Sequence[Indicator]) -> Exact | None:
        values = ((child, self.value(child)) for child in children)
        applying = [(child, value.fraction) for child, value in values if value and value.fraction]
        if not applying:
            return None
        weights = [
            _weight(child) if aggregate == "weighted" else Fraction(1) for child, _ in applying
        ]
        whole = sum(weights)
        parts = [
            fraction.scaled(weight / whole)
            for (_, fraction), weight in zip(applying, weights, strict=True)
        ]
        return total(parts, self.marks.length)

    def _sum(self, node: Indicator | Score, children: Sequence[Indicator]) -> Value | None:
        values = {child.id: self._contribution(child) for child in children}
        if not any(values.values()):
            return None
        graded = [child for child in children if _graded(child)]
        whole = Fraction(sum(full_points(child) for child in graded))
        applying = [value for child in graded if (value := values[child.id])]
        reached = sum((value.full for value in applying), Fraction(0))
        parts = [
            value.points.scaled(whole / reached if reached > 0 else Fraction(1))
            for value in applying
        ]
        # Counts are taken as they are: they are never "not applicable", so nothing is spread over them.
        counted = [(child, values[child.id]) for child in children if not _graded(child)]
        bonus = [value.points for child, value in counted if value and _is_bonus(child)]
        parts += [value.points for child, value in counted if value and not _is_bonus(child)]
        parts.append(self._capped(total(bonus, self.marks.length), node.bonus_cap))
        parts.append(Exact.constant(Fraction(node.base or 0), self.marks.length))
        full = Fraction(full_of_sum(node.base, [child for child, _ in counted]))
        return self._limited(
            node, total(parts, self.marks.length), full + (whole if reached > 0 else 0)
        )

    def _contribution(self, child: Indicator) -> Value | None:
        value = self.value(child)
        adds_points = (
            child.aggregate == "sum" and child.weight is None and child.id not in self.marks.ticks
        )
        if value is None or child.count or adds_points:
            return value
        if value.fraction is None:
            return None
        return Value(value.fraction.scaled(_weight(child)), _weight(child), value.fraction)

    @staticmethod
    def _capped(bonus: Exact, cap: Decimal | None) -> Exact:
        return bonus if cap is None else bonus.at_most(Fraction(cap))

    @staticmethod
    def _limited(node: Indicator | Score, points: Exact, full: Fraction) -> Value:
        if node.floor is not None:
            points = points.at_least(Fraction(node.floor))
        if node.ceiling is not None:
            points = points.at_most(Fraction(node.ceiling))
        return Value(points, full, points.scaled(1 / full) if full > 0 else None)

    def _failed(self, node: Indicator, rule: SectionFail, value: Value) -> Value:
        failed = self._triggers(node, rule)
        if not failed.any():
            return value
        points = value.points.replaced(failed, max(Fraction(0), Fraction(node.floor or 0)))
        fraction = value.fraction.replaced(failed, Fraction(0)) if value.fraction else None
        return Value(points, value.full, fraction)

    def _triggers(self, node: Indicator, rule: SectionFail) -> npt.NDArray:
        failed = np.zeros(self.marks.length, dtype=bool)
        for below in node.walk():
            if below is node or (rule.of and below.id not in rule.of):
                continue
            if rule.mark_at_or_below is not None and below.id in self.marks.ticks:
                edge = Fraction(rule.mark_at_or_below) * 10 ** self.scheme.scale_of(below).decimals
                failed |= self.marks.ticks[below.id] <= edge.numerator // edge.denominator
            if rule.count_at_or_above is not None and below.count:
                failed |= self.marks.counts[below.id] >= rule.count_at_or_above
        return failed


def _weighed(node: Indicator, fraction: Exact) -> Value:
    weight = Fraction(node.weight or 0)
    return Value(fraction.scaled(weight), weight, fraction)


def _weight(node: Indicator) -> Fraction:
    if node.weight is None:
        raise ValueError(f"indicator {node.id} needs a weight under its parent")
    return Fraction(node.weight)


def _graded(node: Indicator) -> bool:
    return any(below.scale for below in node.walk())


def _is_bonus(node: Indicator) -> bool:
    return node.count is not None and node.count.direction == "bonus"
