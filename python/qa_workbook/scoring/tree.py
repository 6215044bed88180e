"""The indicator tree: marks and counts → points and fractions of every node, exact.

docs/schemes.md (evaluation) has the rules. An indicator that doesn't apply, or that nobody marked,
has no value; its weight goes to its siblings in proportion, or leaves the whole form: then the
sections above weigh less, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

import numpy as np

from qa_workbook.arrays import Booleans
from qa_workbook.scheme.indicators import full_of_sum, full_points, scored
from qa_workbook.scheme.model import Indicator, Score, SectionFail
from qa_workbook.scoring.exact import Exact, total
from qa_workbook.scoring.marks import Marks


@dataclass(frozen=True)
class Value:
    """What a node attained, in points, and the `full` it could attain.

    There is no fraction where that is 0: for counted leaves. `fixed` are those of the points that
    come from no mark (base, counts, limits), and `fixed_full` those of the full: what doesn't apply
    is spread over marks only. None where all points are of marks. Where no points are `given`, they
    are the fraction of the full, worked out only if somebody asks: a mean takes fractions.
    """

    given: Exact | None
    full: Fraction
    fraction: Exact | None
    fixed: Exact | None = None
    fixed_full: Fraction = Fraction(0)

    @property
    def points(self) -> Exact:
        """The points."""
        if self.given is not None:
            return self.given
        assert self.fraction is not None, "points or a fraction are given"
        return self.fraction.scaled(self.full)

    def of_marks(self, length: int) -> Exact:
        """Returns the points that come from marks."""
        return self.points if self.fixed is None else _less(self.points, self.fixed, length)


class Tree:
    """Evaluates all nodes of a scheme for one group of rows.

    `fractions` holds what each node attained, by id, as far as it has been asked for.
    """

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self.scheme = marks.scheme
        self.fractions: dict[str, Exact] = {}
        # Of what has partly left the form: the share of its weight that stays, and of a sum the
        # points that left it.
        self._stays: dict[str, Fraction] = {}
        self._left: dict[str, Fraction] = {}

    def score(self) -> Exact | None:
        """Returns the points of the root, within floor and ceiling, not rounded.

        None when nothing applies.
        """
        score = self.scheme.score
        points = self._root_points(score, scored(self.scheme.indicators))
        if points is None:
            return None
        points = points.at_least(Fraction(score.floor)).at_most(Fraction(score.ceiling))
        if score.full:
            # of a normal score of 0, up and down from which points go, there is no share
            self.fractions[score.id] = points.scaled(1 / Fraction(score.full))
        return points

    def _root_points(self, score: Score, tops: Sequence[Indicator]) -> Exact | None:
        if score.aggregate == "sum":
            value = self._sum(score, tops)
            return value.points if value else None
        fraction = self._mean(score, tops)
        return fraction.scaled(Fraction(score.full)) if fraction else None

    def value(self, node: Indicator) -> Value | None:
        """Returns what `node` attained; None when it does not apply."""
        if node.id in self.marks.skipped:
            if self.scheme.not_applicable_rule(node) == "leave":
                self._stays[node.id] = Fraction(0)
            return None
        if node.count:
            return Value(self._counted(node), Fraction(0), None)
        value = self._marked(node) if node.id in self.marks.ticks else self._section(node)
        if value and value.fraction:
            self.fractions[node.id] = value.fraction
        return value

    def _marked(self, node: Indicator) -> Value:
        ticks, scale = self.marks.ticks[node.id], self.scheme.scale_of(node)
        attained = ticks.astype(np.int64)
        attained -= scale.zero_ticks
        return _weighed(node, Exact.of(attained, scale.full_ticks - scale.zero_ticks))

    def _section(self, node: Indicator) -> Value | None:
        """What a node attained through its children; None when none of them applies."""
        if node.aggregate == "sum":
            value = self._sum(node, scored(node.children))
        else:
            mean = self._mean(node, scored(node.children))
            value = _weighed(node, mean) if mean else None
        if value and node.section_fail:
            return self._failed(node, node.section_fail, value)
        return value

    def _counted(self, node: Indicator) -> Exact:
        count = node.count
        assert count is not None
        times, worse = self.marks.counts[node.id], self.marks.aggravated[node.id]
        if count.per == "once":
            times, worse = np.minimum(times, 1), np.minimum(worse, 1)
        points, factor = Fraction(count.points), Fraction(count.aggravated or 1)
        shares = [Exact.of(times - worse).scaled(points), Exact.of(worse).scaled(points * factor)]
        amount = total(shares, len(times))
        if count.cap is not None:
            amount = amount.at_most(Fraction(count.cap))
        return amount if count.direction == "bonus" else amount.scaled(Fraction(-1))

    def _mean(self, node: Indicator | Score, children: Sequence[Indicator]) -> Exact | None:
        """The mean fraction of the children that apply; None when none does."""
        applying: list[tuple[Fraction, Exact]] = []
        whole = Fraction(0)
        for child in children:
            value = self.value(child)
            weight = _weight(child) if node.aggregate == "weighted" else Fraction(1)
            if value and value.fraction:
                applying.append((weight * self._share(child), value.fraction))
            if (value and value.fraction) or child.id in self._stays:
                whole += weight
        stays = sum((weight for weight, _ in applying), Fraction(0))
        if stays < whole:
            self._stays[node.id] = stays / whole
        if not applying:
            return None
        parts = [fraction.scaled(weight / stays) for weight, fraction in applying]
        return total(parts, self.marks.length)

    def _share(self, node: Indicator) -> Fraction:
        """The share of a node's weight that has not left the form."""
        return self._stays.get(node.id, Fraction(1))

    def _sum(self, node: Indicator | Score, children: Sequence[Indicator]) -> Value | None:
        """What the children bring together, in points; None when none of them applies."""
        graded = [child for child in children if _graded(child)]
        counted = [child for child in children if not _graded(child)]
        of_graded, of_counted = self._contributions(graded), self._contributions(counted)
        left = sum((self._points_left(child) for child in graded), Fraction(0))
        if not of_graded and not of_counted:
            if left:
                self._leave(node, full_of_sum(node.base, children), Fraction(0))
            return None
        length = self.marks.length
        # The points of marks that do not apply go to those that do, in proportion. Base and counts
        # always apply, so they are taken as they are, and nothing is spread over them.
        of_sections = sum((value.fixed_full for _, value in of_graded), Fraction(0))
        whole = Fraction(sum(full_points(child) for child in graded)) - of_sections
        if isinstance(node, Indicator):
            whole -= left  # only the score makes up for what has left the form
        reached = sum((value.full for _, value in of_graded), Fraction(0)) - of_sections
        stretch = whole / reached if reached > 0 else Fraction(1)
        marked = total([value.of_marks(length).scaled(stretch) for _, value in of_graded], length)
        parts = [marked, Exact.constant(Fraction(node.base or 0), length)]
        parts += [value.fixed for _, value in of_graded if value.fixed is not None]
        parts += [value.points for child, value in of_counted if not _is_bonus(child)]
        bonus = [value.points for child, value in of_counted if _is_bonus(child)]
        parts.append(self._capped(total(bonus, length), node.bonus_cap))
        points = self._limited(node, total(parts, length))
        fixed_full = Fraction(full_of_sum(node.base, counted)) + of_sections
        full = fixed_full + whole if reached > 0 else fixed_full
        self._leave(node, left, full)
        fraction = points.scaled(1 / full) if full > 0 else None
        return Value(points, full, fraction, _less(points, marked, length), fixed_full)

    def _leave(self, node: Indicator | Score, left: Fraction | Decimal, full: Fraction) -> None:
        """Notes that of the points of a sum some have left the form, and `full` stay."""
        if left:
            self._left[node.id] = Fraction(left)
            self._stays[node.id] = full / (full + Fraction(left))

    def _points_left(self, child: Indicator) -> Fraction:
        """The points of a sum that have left the form with this child of it."""
        if self._adds_points(child):
            return self._left.get(child.id, Fraction(0))
        return Fraction(child.weight or 0) * (1 - self._share(child))

    def _contributions(self, children: Sequence[Indicator]) -> list[tuple[Indicator, Value]]:
        """The children that apply, with what each adds to the sum above it."""
        values = [(child, self._contribution(child)) for child in children]
        return [(child, value) for child, value in values if value]

    def _contribution(self, child: Indicator) -> Value | None:
        """What a child adds to the sum above it: its points, or its weight times its fraction."""
        value = self.value(child)
        if value is None or child.count or self._adds_points(child):
            return value
        if value.fraction is None:
            return None
        weight = _weight(child) * self._share(child)
        return Value(None, weight, value.fraction)

    def _adds_points(self, child: Indicator) -> bool:
        """Whether a child brings its own points to a sum, not a share of its weight."""
        unweighted = child.aggregate == "sum" and child.weight is None
        return unweighted and child.id not in self.marks.ticks

    @staticmethod
    def _capped(bonus: Exact, cap: Decimal | None) -> Exact:
        return bonus if cap is None else bonus.at_most(Fraction(cap))

    @staticmethod
    def _limited(node: Indicator | Score, points: Exact) -> Exact:
        if node.floor is not None:
            points = points.at_least(Fraction(node.floor))
        if node.ceiling is not None:
            points = points.at_most(Fraction(node.ceiling))
        return points

    def _failed(self, node: Indicator, rule: SectionFail, value: Value) -> Value:
        failed = self._triggers(node, rule)
        if not failed.any():
            return value
        # A section that has lost more than everything doesn't get better by failing.
        least = max(Fraction(0), Fraction(node.floor or 0))
        points = value.points.limited(failed, least)
        fraction = value.fraction.limited(failed, Fraction(0)) if value.fraction else None
        fixed = value.fixed
        if fixed is not None:
            length = self.marks.length
            marked = value.of_marks(length).limited(failed, Fraction(0))
            fixed = _less(points, marked, length)
        return Value(points, value.full, fraction, fixed, value.fixed_full)

    def _triggers(self, node: Indicator, rule: SectionFail) -> Booleans:
        """The rows in which something below `node` makes it fail."""
        failed = np.zeros(self.marks.length, dtype=bool)
        for below in node.walk():
            if below is node or not below.scored or (rule.of and below.id not in rule.of):
                continue
            if rule.mark_at_or_below is not None and below.id in self.marks.ticks:
                ticks = rule.mark_at_or_below.scaleb(self.scheme.scale_of(below).decimals)
                # an edge between two marks of the scale lets the lower one fail, not the higher
                failed |= self.marks.ticks[below.id] <= floor(ticks)
            if rule.count_at_or_above is not None and below.count:
                failed |= self.marks.counts[below.id] >= rule.count_at_or_above
        return failed


def _less(points: Exact, part: Exact, length: int) -> Exact:
    return total([points, part.scaled(Fraction(-1))], length)


def _weighed(node: Indicator, fraction: Exact) -> Value:
    return Value(None, Fraction(node.weight or 0), fraction)


def _weight(node: Indicator) -> Fraction:
    if node.weight is None:
        raise ValueError(f"indicator {node.id} needs a weight under its parent")
    return Fraction(node.weight)


def _graded(node: Indicator) -> bool:
    return any(below.scale for below in node.walk())


def _is_bonus(node: Indicator) -> bool:
    return node.count is not None and node.count.direction == "bonus"
