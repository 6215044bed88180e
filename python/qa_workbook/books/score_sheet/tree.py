"""From the tree of a scheme to the term of the raw score, for the columns that a score sheet has.

The rules are those of `qa_workbook.scoring.tree` (docs/schemes.md), said once more as formulas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from qa_workbook.books.score_sheet.terms import (
    Cell,
    Clamp,
    Fails,
    Linear,
    Only,
    Positive,
    Ratio,
    Term,
)
from qa_workbook.forms.score_form import Columns
from qa_workbook.scheme.model import Indicator, Scheme, Score

ONE = Fraction(1)


@dataclass(frozen=True)
class Part:
    """What a node gives its parent; every term is 0 where the node does not apply.

    `full` is what it can bring at most, `reach` the same for this row; `applicable` is None for always, else 1 or 0.
    """

    fraction: Term
    points: Term
    full: Fraction
    reach: Linear
    applicable: Term | None = None


def linear(term: Term) -> Linear:
    """Returns a term as a form."""
    return term if isinstance(term, Linear) else Linear(((ONE, term),))


def _total(terms: Sequence[Term]) -> Linear:
    form = Linear()
    for term in terms:
        form = form.plus(linear(term))
    return form


def _only(term: Term, condition: Term | None) -> Term:
    return Only(term, condition) if condition else term


def _any(conditions: Sequence[Term | None]) -> Term | None:
    """Returns the term that tells whether any part applies; None when one of them always does."""
    known = [condition for condition in conditions if condition]
    return Positive(_total(known)) if known and len(known) == len(conditions) else None


class ScoreTree:
    """Builds the terms of all nodes of one scheme for one set of columns."""

    def __init__(self, scheme: Scheme, columns: Columns) -> None:
        self.scheme = scheme
        self.place = {node.id: place for place, node in columns.indicators}

    def root(self) -> Part:
        """Returns the score: `points` within floor and ceiling, not rounded; `applicable` says if it can be scored."""
        score, tops = self.scheme.score, self.scheme.indicators
        if score.aggregate == "sum":
            part = self._sum(score, tops)
            return replace(part, points=Clamp(part.points, score.floor, score.ceiling))
        part = self._mean(score.aggregate, tops)
        points: Term = linear(part.fraction).times(Fraction(score.full))
        bounded = all(
            node.aggregate != "sum" for node in self.scheme.nodes
        )  # every fraction lies between 0 and 1
        if not bounded or score.floor > 0 or score.ceiling < score.full:
            points = Clamp(points, score.floor, score.ceiling)
        return replace(part, points=points)

    def _part(self, node: Indicator) -> Part:
        if node.id in self.place:
            return self._counted(node) if node.count else self._graded(node)
        summed = node.aggregate == "sum"
        part = (
            self._sum(node, node.children)
            if summed
            else self._mean(node.aggregate or "equal", node.children)
        )
        part = self._section(node, part)
        return part if node.weight is None else _weighed(part, Fraction(node.weight))

    def _graded(self, node: Indicator) -> Part:
        full, place = self.scheme.scale_of(node).full, self.place[node.id]
        rule = self.scheme.not_applicable_rule(node)
        cell = Cell(
            place, "or_full" if rule == "full" else "number", full, may_be_text=rule == "respread"
        )
        share = Linear(((1 / Fraction(full), cell),))
        part = Part(share, share, ONE, Linear(), Cell(place, "has") if rule == "respread" else None)
        return _weighed(part, Fraction(node.weight or 0))

    def _counted(self, node: Indicator) -> Part:
        count = node.count
        assert count is not None
        cell = Cell(self.place[node.id], "occurred" if count.per == "once" else "number")
        amount: Term = Linear(((Fraction(count.points), cell),))
        if count.cap is not None:
            amount = Clamp(amount, None, count.cap)
        return Part(
            Linear(),
            linear(amount).times(-ONE if count.direction == "deduct" else ONE),
            Fraction(0),
            Linear(),
        )

    def _mean(self, aggregate: str, children: Sequence[Indicator]) -> Part:
        weights = [
            ONE if aggregate == "equal" else Fraction(child.weight or 0) for child in children
        ]
        parts = [
            (weight, self._part(child)) for weight, child in zip(weights, children, strict=True)
        ]
        over = _total([linear(part.fraction).times(weight) for weight, part in parts])
        always = sum((weight for weight, part in parts if part.applicable is None), Fraction(0))
        under = Linear(
            tuple((weight, part.applicable) for weight, part in parts if part.applicable), always
        )
        mean: Term = (
            Ratio(over, under, may_be_empty=not always) if under.parts else over.times(1 / always)
        )
        applicable = _any([part.applicable for _, part in parts])
        return Part(mean, Linear(), Fraction(0), Linear(), applicable)

    def _sum(self, node: Indicator | Score, children: Sequence[Indicator]) -> Part:
        """Adds up points; what doesn't apply is spread over the graded children, never over counts."""
        graded = [self._part(child) for child in children if _has_marks(child)]
        counted = [(child, self._part(child)) for child in children if not _has_marks(child)]
        base = Fraction(node.base or 0) + sum((part.full for _, part in counted), Fraction(0))
        whole = sum((part.full for part in graded), Fraction(0))
        inside, reached = (
            _total([part.points for part in graded]),
            _total([part.reach for part in graded]),
        )
        spread: Term = inside
        if reached.parts:
            spread = Ratio(
                inside.times(whole), reached, may_be_empty=not reached.constant, otherwise=inside
            )
        points = (
            linear(spread)
            .plus(self._counts(node, counted))
            .plus(Linear(constant=Fraction(node.base or 0)))
        )
        applicable = _any([part.applicable for part in graded] + [None for _ in counted])
        within: Term = points
        if isinstance(node, Indicator) and (node.floor is not None or node.ceiling is not None):
            within = Clamp(points, node.floor, node.ceiling)
        within = _only(within, applicable)
        certain = not reached.parts or bool(reached.constant)
        reach = Linear(constant=base + whole)
        if not certain:
            reach = Linear(((whole, Positive(reached)),), base)
        share: Term = Ratio(linear(within), reach, may_be_empty=True)
        if certain and base + whole:
            share = linear(within).times(1 / (base + whole))
        return Part(share, within, base + whole, reach, applicable)

    @staticmethod
    def _counts(node: Indicator | Score, counted: Sequence[tuple[Indicator, Part]]) -> Linear:
        bonus = _total([part.points for child, part in counted if _is_bonus(child)])
        rest = _total([part.points for child, part in counted if not _is_bonus(child)])
        capped = node.bonus_cap is not None and bonus.parts
        return rest.plus(linear(Clamp(bonus, None, node.bonus_cap)) if capped else bonus)

    def _section(self, node: Indicator, part: Part) -> Part:
        rule = node.section_fail
        if rule is None:
            return part
        below = [child for child in node.walk() if child is not node and child.id in self.place]
        chosen = [child for child in below if not rule.of or child.id in rule.of]
        marks = tuple(self.place[child.id] for child in chosen if not child.count)
        counts = tuple(self.place[child.id] for child in chosen if child.count)
        low = (
            (marks, rule.mark_at_or_below) if rule.mark_at_or_below is not None and marks else None
        )
        high = (
            (counts, Decimal(rule.count_at_or_above))
            if rule.count_at_or_above is not None and counts
            else None
        )
        if not low and not high:
            return part
        floor = max(Fraction(node.floor or 0), Fraction(0))
        failed, lost = (
            Fails(part.fraction, Fraction(0), low, high),
            Fails(part.points, floor, low, high),
        )
        return replace(part, fraction=failed, points=lost)


def _weighed(part: Part, weight: Fraction) -> Part:
    """Returns the part as its parent sees it: its fraction of `weight`, where it has a fraction."""
    applicable = part.applicable
    if (
        part.reach.parts and not part.reach.constant
    ):  # only counts are left of it, and counts alone are no fraction
        applicable = Positive(part.reach)
    reach = Linear(((weight, applicable),)) if applicable else Linear(constant=weight)
    return Part(part.fraction, linear(part.fraction).times(weight), weight, reach, applicable)


def _has_marks(child: Indicator) -> bool:
    return any(node.scale for node in child.walk())


def _is_bonus(child: Indicator) -> bool:
    return child.count is not None and child.count.direction == "bonus"
