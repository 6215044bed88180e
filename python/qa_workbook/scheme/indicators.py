"""Indicators of a scheme: a tree whose leaves are graded on a scale or counted (S1, S13–S16)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from qa_workbook.config.base import (
    Identifier,
    Model,
    Name,
    NotApplicable,
    PointsUnit,
    Source,
    VersionName,
)
from qa_workbook.numbers import places

MOST_LISTED = 200


class Choice(Model):
    """One allowed mark of a scale, with the words an inspector may write instead of it."""

    mark: Decimal
    """The mark, in marks of the scale; below 0 it costs points."""
    name: Name
    """What an inspector may write instead of the number, e.g. 满意."""


class FormerMark(Model):
    """A mark of the version before, and what it is on this scale."""

    former: Decimal
    """The mark as it was given then."""
    mark: Decimal
    """The allowed mark of this scale that it stands for."""


class FormerScale(Model):
    """What the marks of one earlier version are on this scale; only back-tests ask for it."""

    version: VersionName
    """Which version of the scheme gave the marks."""
    marks: Literal["proportional"] | Annotated[tuple[FormerMark, ...], Field(min_length=1)]
    """`proportional`: the mark that attains the same share; or a list of every mark."""
    source: Source
    """Who decided it."""


class Scale(Model):
    """How a graded indicator is marked: from `lowest` to `full` in steps, or one of `choices`.

    An indicator attains (mark - zero) / (full - zero): mark / full where `zero` is left out.
    """

    full: Annotated[Decimal, Field(gt=0)]
    """The full mark; anything below it is a defect."""
    lowest: Decimal = Decimal(0)
    """The lowest allowed mark; below `zero` where marks may cost points."""
    zero: Decimal = Decimal(0)
    """The mark that attains nothing, e.g. 1 on a scale from 1 to 5; below it points are lost."""
    step: Annotated[Decimal, Field(gt=0)] | None = None
    """Distance between two allowed marks, in marks; divides full − lowest. This or `choices`."""
    choices: tuple[Choice, ...] = ()
    """The only allowed marks, with their words; one is the full mark. This or `step`."""
    unit: Literal["mark", "percent", "points"]
    """What a mark is: a mark, a percentage, or points.

    Of a percentage a bare number between 0 and 1, like 0.95, is refused.
    """
    source: Source
    """Where the scale comes from."""
    former: FormerScale | None = None
    """What marks of an earlier version are on this scale, for back-tests; moves no score."""

    @cached_property
    def decimals(self) -> int:
        """Places that a mark can need; marks are stored as whole numbers of 10^-decimals."""
        numbers = [self.full, self.lowest, self.zero, self.step or self.full]
        numbers += [choice.mark for choice in self.choices]
        return max(places(number) for number in numbers)

    @cached_property
    def full_ticks(self) -> int:
        """The full mark as a whole number of 10^-decimals."""
        return int(self.full.scaleb(self.decimals))

    @cached_property
    def zero_ticks(self) -> int:
        """The mark that attains nothing as a whole number of 10^-decimals."""
        return int(self.zero.scaleb(self.decimals))

    @cached_property
    def below_zero(self) -> int:
        """What records add to a mark, in 10^-decimals: none is negative there."""
        return max(0, -int(self.lowest.scaleb(self.decimals)))

    def stored(self, mark: Decimal) -> int:
        """Returns a mark as records keep it: in 10^-decimals, counted from the lowest below 0."""
        return int(mark.scaleb(self.decimals)) + self.below_zero

    def given(self, stored: int) -> Decimal:
        """Returns the mark that records keep as `stored`."""
        return Decimal(stored - self.below_zero).scaleb(-self.decimals)

    @cached_property
    def allowed(self) -> tuple[Decimal, ...]:
        """Every allowed mark in rising order; empty when there are more than 200 of them."""
        if self.choices:
            return tuple(sorted(choice.mark for choice in self.choices))
        assert self.step is not None
        count = int((self.full - self.lowest) / self.step) + 1
        if count > MOST_LISTED:
            return ()
        return tuple(self.lowest + self.step * index for index in range(count))

    def allows(self, mark: Decimal) -> bool:
        """Returns whether `mark` is one that an inspector may give."""
        if self.choices:
            return any(choice.mark == mark for choice in self.choices)
        in_range = self.lowest <= mark <= self.full
        return in_range and (self.step is None or not (mark - self.lowest) % self.step)


class ScoringPoint(Model):
    """评分点: says why marks were lost on an item; it carries no number itself."""

    id: Identifier
    """Unique in the scheme; usually `item.letter`."""
    name: Name
    """The words that an inspector writes into 扣分点; unique within the item."""
    note: Name | None = None
    """Help for the inspector."""


class Count(Model):
    """A counted leaf: points per occurrence, taken off (deduct) or added (bonus)."""

    points: Annotated[Decimal, Field(gt=0)]
    """Points per occurrence."""
    direction: Literal["deduct", "bonus"] = "deduct"
    """Whether the points are taken off or added."""
    per: Literal["occurrence", "once"] = "occurrence"
    """Whether every occurrence counts, or only that there was one."""
    aggravated: Annotated[Decimal, Field(ge=1)] | None = None
    """Factor of an occurrence marked 加重, e.g. 2 for double; long sheets only.

    Without it 加重 is not allowed.
    """
    cap: Annotated[Decimal, Field(gt=0)] | None = None
    """The most points that this leaf moves in one recording."""
    unit: PointsUnit
    """Unit of `points` and `cap`."""
    source: Source
    """Where the clause comes from."""


class SectionFail(Model):
    """When a section fails as a whole: its value becomes zero, or its floor if that is higher."""

    mark_at_or_below: Decimal | None = None
    """The section fails when a graded indicator in it has this mark or a lower one."""
    count_at_or_above: Annotated[int, Field(ge=1)] | None = None
    """The section fails when a counted leaf in it occurred this often or more."""
    of: tuple[Identifier, ...] = ()
    """Only these indicators of the section are watched; all of them without it."""
    unit: Literal["mark", "occurrence"]
    """What the threshold counts: marks, or occurrences."""
    source: Source
    """Where the rule comes from."""


class Indicator(Model):
    """A node of the tree: with `children` it aggregates, with `scale` it is marked.

    With `count` it is counted. A node with both `scale` and `children` may be marked directly or
    through its children (`sheet.entry` decides).
    """

    id: Identifier
    """Unique in the scheme and stable across its versions; the key of all stored marks."""
    name: Name
    """In Chinese the column heading or, for clauses of long sheets, the choice in 条款."""
    weight: Annotated[Decimal, Field(gt=0)] | None = None
    """Weight among its siblings (under `weighted`), or full points (under `sum`)."""
    aggregate: Literal["weighted", "equal", "sum"] | None = None
    """How its children become its value; only with `children`."""
    children: tuple[Indicator, ...] = ()
    """The indicators below this one."""
    base: Decimal | None = None
    """Points to start from; only with `aggregate: sum`."""
    floor: Decimal | None = None
    """The least points it can come to; only with `aggregate: sum`."""
    ceiling: Decimal | None = None
    """The most points it can come to; only with `aggregate: sum`."""
    bonus_cap: Annotated[Decimal, Field(ge=0)] | None = None
    """The most points that its direct bonus leaves add together; only with `aggregate: sum`."""
    section_fail: SectionFail | None = None
    """When everything under it counts for nothing; only with `children`."""
    scale: Identifier | None = None
    """The scale (a key of `scales`) by which it is marked."""
    scored: bool = True
    """false: it is asked and recorded, may be left empty, and is in no score, defect or ratio."""
    scoring_points: tuple[ScoringPoint, ...] = Field(default=(), alias="points")
    """Its 评分点; only with `scale`."""
    count: Count | None = None
    """Makes it a counted leaf; only under `sum`."""
    not_applicable: NotApplicable | None = None
    """What 不适用 does to it and to all below.

    Without it the rule of the node above holds, at last the scheme's.
    """
    family: Identifier | None = None
    """The family (an id of `families`) it is reported with."""
    critical: Identifier | None = None
    """The critical family (an id of `critical_families`) that a defect of it is reported in."""
    note: Name | None = None
    """Help for the inspector, or the full text of a clause."""
    source: Source | None = None
    """Where the indicator comes from, if not from the scheme's source."""

    def walk(self) -> Iterator[Indicator]:
        """Yields this node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


def scored(children: Iterable[Indicator]) -> tuple[Indicator, ...]:
    """Returns those indicators that are part of the score."""
    return tuple(child for child in children if child.scored)


def full_points(node: Indicator) -> Decimal:
    """Returns what a node can bring to a sum without bonus, in points.

    That is its weight; for an unweighted sum its base and what its children can bring; nothing
    for a count. A weight that is missing (a fault of its own) is infinite, so that the checks of
    a scheme say nothing else about it.
    """
    if node.count or not node.scored:
        return Decimal(0)
    if node.weight is not None:
        return node.weight
    if node.aggregate == "sum":
        return full_of_sum(node.base, node.children)
    return Decimal("Infinity")


def full_of_sum(base: Decimal | None, children: Iterable[Indicator]) -> Decimal:
    """Returns what a sum without a weight can come to without bonus, in points."""
    return (base or Decimal(0)) + sum((full_points(child) for child in children), Decimal(0))
