"""From the tree of a scheme to the term of the raw score, for the columns of a score sheet.

The rules are those of `qa_workbook.scoring.tree` (docs/schemes.md), said once more as formulas.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal, Protocol

from qa_workbook.books.score_sheet.marks import MarkColumns
from qa_workbook.books.score_sheet.terms import (
    Cell,
    Clamp,
    Fails,
    Limit,
    Linear,
    Only,
    Positive,
    Product,
    Ratio,
    Term,
    linear,
    total,
)
from qa_workbook.scheme.indicators import full_of_sum, full_points, scored
from qa_workbook.scheme.model import Indicator, Scheme, Score

ONE = Fraction(1)
NOTHING = Linear()


@dataclass(frozen=True)
class Part:
    """What a node gives its parent; every term is 0 where the node doesn't apply.

    `fraction` is what the node attains, 0 to 1; `points` is what it adds to a sum, and `reach`
    the most that it can add in this row. `applicable` is above 0 where the node applies; None
    when it always does. `marked` is what marks bring of the points of a sum, and `rest` what base,
    counts and limits bring; `marked_reach` and `rest_reach` are the most of each. Without them all
    points are of marks. Where something may leave the whole form, `stays` is the share of the
    node's weight that has not, and `attained` the fraction times that.
    """

    fraction: Term
    points: Term
    reach: Linear
    applicable: Term | None = None
    marked: Term | None = None
    rest: Linear = NOTHING
    marked_reach: Linear | None = None
    rest_reach: Linear = NOTHING
    attained: Term | None = None
    stays: Linear | None = None

    @property
    def share(self) -> Linear:
        """What the node attains of its whole weight."""
        return linear(self.fraction if self.attained is None else self.attained)

    def applying(self, weight: Fraction) -> Linear:
        """Returns how much of a weight applies."""
        if self.stays is None:
            return _where(self.applicable, weight)
        return self.stays.times(weight)


class ScoreColumns(MarkColumns, Protocol):
    """All columns that a score is computed from, and those that are computed."""

    def index(self, field_id: str) -> int:
        """Returns the 0-based place of a column. Raises KeyError for an unknown one."""

    def has(self, field_id: str) -> bool:
        """Returns whether there is such a column."""

    def ids(self, part: Literal["computed"], /) -> Iterable[str]:
        """Returns the ids of the columns that are computed."""


class ScoreTree:
    """Builds the terms of all nodes of one scheme for one set of columns."""

    def __init__(self, scheme: Scheme, form: MarkColumns) -> None:
        self.scheme = scheme
        self.place = {node.id: place for place, node in form.marked}

    def root(self) -> Part:
        """Returns the score of a row: `points` within floor and ceiling, not rounded.

        `applicable` tells whether the row can be scored at all.
        """
        score, tops = self.scheme.score, scored(self.scheme.indicators)
        if score.aggregate == "sum":
            part = self._sum(score, tops)
            return replace(part, points=Clamp(part.points, score.floor, score.ceiling))
        part = self._mean(score.aggregate, tops)
        points: Term = linear(part.fraction).times(Fraction(score.full))
        # A mean of fractions between 0 and 1 needs no limits; only a sum can leave that range,
        # and a scale whose marks go below its zero.
        scales = [self.scheme.scale_of(node) for node in self.scheme.graded]
        bounded = all(scale.lowest >= scale.zero for scale in scales)
        bounded &= all(node.aggregate != "sum" for node in self.scheme.nodes)
        if not bounded or score.floor > 0 or score.ceiling < score.full:
            points = Clamp(points, score.floor, score.ceiling)
        return replace(part, points=points)

    def part(self, node: Indicator) -> Part:
        """Returns what a node gives its parent."""
        if node.count:
            # A clause without a column never occurred.
            return self._counted(node) if node.id in self.place else Part(NOTHING, NOTHING, NOTHING)
        if node.id in self.place:
            # A node that has a column is marked directly: what lies below it is not asked.
            return self._graded(node)
        if node.aggregate == "sum":
            part = self._sum(node, scored(node.children))
        else:
            part = self._mean(node.aggregate or "equal", scored(node.children))
        part = self._section(node, part)
        if node.weight is None:
            return part
        return _weighed(part, Fraction(node.weight))

    def _graded(self, node: Indicator) -> Part:
        scale, place = self.scheme.scale_of(node), self.place[node.id]
        full, zero = scale.full, Fraction(scale.zero)
        rule = self.scheme.not_applicable_rule(node)
        may_not_apply = rule in ("respread", "leave")
        blank = self.scheme.blank_mark(node)
        if rule == "full":
            cell = Cell(place, "or_full", full, blank=blank)
        else:
            cell = Cell(place, "number", may_be_text=may_not_apply, blank=blank)
        applicable = Cell(place, "has", blank=blank) if may_not_apply else None
        above = linear(cell)
        if zero:
            above = above.plus(_where(applicable, -zero))
        share = above.times(1 / (Fraction(full) - zero))
        part = Part(share, share, NOTHING, applicable)
        if rule == "leave":
            part = replace(part, attained=share, stays=_where(applicable, ONE))
        return _weighed(part, Fraction(node.weight or 0))

    def _counted(self, node: Indicator) -> Part:
        count = node.count
        assert count is not None
        cell = Cell(self.place[node.id], "occurred" if count.per == "once" else "number")
        amount: Term = linear(cell).times(Fraction(count.points))
        if count.cap is not None:
            amount = Clamp(amount, None, count.cap)
        sign = -ONE if count.direction == "deduct" else ONE
        return Part(NOTHING, linear(amount).times(sign), NOTHING)

    def _mean(self, aggregate: str, children: Sequence[Indicator]) -> Part:
        """Returns the mean of the children that apply, weighted or not."""
        above, below, whole = NOTHING, NOTHING, Fraction(0)
        parts = [self.part(child) for child in children]
        for child, part in zip(children, parts, strict=True):
            weight = ONE if aggregate == "equal" else Fraction(child.weight or 0)
            above = above.plus(part.share.times(weight))
            below = below.plus(part.applying(weight))
            whole += weight
        # With a constant in it some child always applies, so the divisor is never 0.
        mean: Term = Ratio(above, below, may_be_empty=not below.constant)
        if not below.parts:
            mean = above.times(1 / below.constant)
        found = Part(mean, NOTHING, NOTHING, _any([part.applicable for part in parts]))
        if all(part.stays is None for part in parts):
            return found
        # Nothing is spread in such a form: the divisor of the whole weight is a number.
        return replace(found, attained=above.times(1 / whole), stays=below.times(1 / whole))

    def _sum(self, node: Indicator | Score, children: Sequence[Indicator]) -> Part:
        """Adds up points; what doesn't apply is spread over graded children, never over counts."""
        graded = [child for child in children if _has_marks(child)]
        counted = [child for child in children if not _has_marks(child)]
        parts = [self.part(child) for child in graded]
        of_sections = total(part.rest_reach for part in parts)
        whole = Linear(constant=Fraction(sum(full_points(child) for child in graded)))
        whole = whole.plus(of_sections.times(-ONE))
        certain = Fraction(full_of_sum(node.base, counted))
        reached = total(part.marked_reach or part.reach for part in parts)
        leaving = any(part.stays is not None for part in parts)
        if leaving and isinstance(node, Indicator):
            whole = reached  # only the score makes up for what has left the form

        marked: Term = total(part.marked or part.points for part in parts)
        if whole is not reached:
            marked = _spread(parts, whole, reached)
        rest = total(part.rest for part in parts).plus(self._counts(node, counted))
        rest = rest.plus(Linear(constant=Fraction(node.base or 0)))

        # Counts always apply, and so does a sum that has any.
        applicable = None if counted else _any([part.applicable for part in parts])
        points: Term = linear(marked).plus(rest)
        limited = isinstance(node, Indicator) and (node.floor, node.ceiling) != (None, None)
        if limited:
            points = Clamp(points, node.floor, node.ceiling)
        if applicable:
            points = Only(points, applicable)
        if limited or (applicable and (rest.parts or rest.constant)):
            # what floor and ceiling add or take is no mark's
            rest = linear(points).plus(linear(marked).times(-ONE))

        fixed = of_sections.plus(Linear(constant=certain))
        rest_reach = of_sections.plus(_where(applicable, certain))
        reach = reached.plus(fixed)
        part = Part(NOTHING, points, reach, applicable, marked, rest, reached, rest_reach)
        if leaving and isinstance(node, Indicator):
            return _of_what_stays(part, Fraction(full_of_sum(node.base, children)))
        return _of_whole(part, whole, reached, fixed)

    def _counts(self, node: Indicator | Score, counted: Sequence[Indicator]) -> Linear:
        rest = total(self.part(child).points for child in counted if not _is_bonus(child))
        bonus = total(self.part(child).points for child in counted if _is_bonus(child))
        if node.bonus_cap is not None and bonus.parts:
            bonus = linear(Clamp(bonus, None, node.bonus_cap))
        return rest.plus(bonus)

    def _section(self, node: Indicator, part: Part) -> Part:
        """Returns a part that loses everything where its section fails as a whole."""
        limits = self._limits(node)
        if not limits:
            return part
        floor, may_lose = max(Fraction(node.floor or 0), Fraction(0)), self._may_lose(node)
        points = Fails(part.points, floor, limits, may_lose)
        failing = replace(
            part, fraction=Fails(part.fraction, Fraction(0), limits, may_lose), points=points
        )
        if part.attained is not None:
            attained = Fails(part.attained, Fraction(0), limits, may_lose)
            failing = replace(failing, attained=attained)
        if part.marked is None:
            return failing
        marked = Fails(part.marked, Fraction(0), limits, may_lose)
        rest = linear(points).plus(linear(marked).times(-ONE))
        return replace(failing, marked=marked, rest=rest)

    def _may_lose(self, node: Indicator) -> bool:
        """Whether a node can come to less than nothing: by breaches or marks below zero."""
        for below in node.walk():
            if below.count:
                return True
            if below.scale:
                scale = self.scheme.scale_of(below)
                if scale.lowest < scale.zero:
                    return True
        return any(below.base is not None or below.floor is not None for below in node.walk())

    def _limits(self, node: Indicator) -> tuple[Limit, ...]:
        rule = node.section_fail
        if rule is None:
            return ()
        below = [child for child in node.walk() if child is not node and child.id in self.place]
        watched = [child for child in scored(below) if not rule.of or child.id in rule.of]
        marks = tuple(self.place[child.id] for child in watched if not child.count)
        counts = tuple(
            self.place[child.id] for child in watched if child.count and child.id in self.place
        )
        limits = []
        if marks and rule.mark_at_or_below is not None:
            met: dict[bool, list[int]] = {}
            for child in watched:
                if not child.count:
                    blank = self.scheme.blank_mark(child)
                    meets = blank is not None and blank <= rule.mark_at_or_below
                    met.setdefault(meets, []).append(self.place[child.id])
            for meets, places in met.items():
                limits.append(Limit(tuple(places), "<=", rule.mark_at_or_below, meets))
        if counts and rule.count_at_or_above is not None:
            limits.append(Limit(counts, ">=", Decimal(rule.count_at_or_above)))
        return tuple(limits)


def _weighed(part: Part, weight: Fraction) -> Part:
    """Returns a part as its parent sees it: its fraction of `weight`, where it has a fraction."""
    applicable = part.applicable
    if part.reach.parts and not part.reach.constant:
        # In a row without marks only counts are left of it, and counts alone are no fraction.
        applicable = Positive(part.reach)
    points, reach = part.share.times(weight), replace(part, applicable=applicable).applying(weight)
    return Part(part.fraction, points, reach, applicable, attained=part.attained, stays=part.stays)


def _of_whole(part: Part, whole: Linear, reached: Linear, fixed: Linear) -> Part:
    """Returns a sum with its fraction of the `whole` that marks are spread over, and `fixed`."""
    # Unless some graded child always applies, only rows with marks can reach the whole.
    marked_reach = whole
    if reached.parts and not reached.constant:
        conditional = Linear(fixed.parts).times(-ONE)
        marked_reach = Linear(((whole.constant, Positive(reached)),)).plus(conditional)
    reach = Linear(((whole.constant, Positive(reached)),), fixed.constant)
    if not reached.parts or reached.constant:
        reach = Linear(constant=fixed.constant + whole.constant)
    share: Term = Ratio(linear(part.points), reach, may_be_empty=True)
    if not reach.parts and reach.constant:
        share = linear(part.points).times(1 / reach.constant)
    return replace(part, fraction=share, reach=reach, marked_reach=marked_reach)


def _of_what_stays(part: Part, whole: Fraction) -> Part:
    """Returns a sum with its fraction of what stays in the form, and of its `whole` points."""
    if not whole:
        return replace(part, stays=NOTHING)
    share = Ratio(linear(part.points), part.reach, may_be_empty=True)
    points: Term = part.points
    if not part.reach.constant:
        points = Only(points, part.reach)  # where no mark is left, counts alone are no fraction
    asked = (part.marked_reach or NOTHING).plus(part.rest_reach)
    stays, attained = asked.times(1 / whole), linear(points).times(1 / whole)
    return replace(part, fraction=share, attained=attained, stays=stays)


def _where(applicable: Term | None, weight: Fraction) -> Linear:
    """Returns the weight in the rows where something applies, else 0."""
    if applicable is None:
        return Linear(constant=weight)
    return Linear(((weight, applicable),))


def _any(conditions: Sequence[Term | None]) -> Term | None:
    """Returns the term that tells whether any part applies; None when one of them always does."""
    known = [condition for condition in conditions if condition is not None]
    if not known or len(known) < len(conditions):
        return None
    return Positive(total(known))


def _spread(parts: Sequence[Part], whole: Linear, reached: Linear) -> Term:
    """Returns what marks bring, as if those that apply could bring the whole."""
    points = total(part.marked or part.points for part in parts)
    if not reached.parts:
        return points
    empty = not reached.constant
    stretched = points.times(whole.constant)
    if whole.parts:
        stretched = linear(Product(points, whole))
    return Ratio(stretched, reached, may_be_empty=empty, otherwise=points)


def _has_marks(child: Indicator) -> bool:
    return any(node.scale for node in child.walk())


def _is_bonus(child: Indicator) -> bool:
    return child.count is not None and child.count.direction == "bonus"
